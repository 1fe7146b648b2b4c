#!/usr/bin/env bash
# A server as a process of its own, ReadyToRun: cold start, runs accepted a second, reads among 10,000 runs, how late an event is,
# memory of a run of 100,000 cases, and a run of 2,000 cases whose server is killed (SIGKILL) again and again.
# usage: bench/server.sh [KILLS]      (20 by default; each costs the seconds for which a dead server still has its run)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

. "$root/bench/publish.sh"
dotnet run --project "$root/bench/Server" -c Release -- "$program" "${1:-20}"
