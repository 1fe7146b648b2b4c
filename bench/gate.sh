#!/usr/bin/env bash
# How often the gate is wrong, and how often it can tell, by simulation: comparisons of a run with a baseline that it does not differ from, at the limit and beyond, and runs at and off a limit.
# usage: bench/gate.sh [--runs N] [--seed N]     goals: at most 5 % false alarms in each row
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet run --project "$root/bench/Gate" -c Release -- "$@"
