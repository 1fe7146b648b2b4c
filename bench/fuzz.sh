#!/usr/bin/env bash
# Makes inputs of every kind for a while and says how many there were and which of them broke the rule: a verdict, or an error with a place.
# usage: bench/fuzz.sh [--seconds N] [--seed N] [--workers N] [--kind a,b] [--configs FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec dotnet run --project "$root/bench/Fuzz" -c Release -- "$@"
