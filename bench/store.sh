#!/usr/bin/env bash
# Accepted runs and stored results a second, and how long a list of 50 takes with 10,000 runs, every commit on disk.
# usage: bench/store.sh [FOLDER]   (the folder's disk is measured; the temporary folder by default)
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet run --project "$root/bench/Store" -c Release -- "$@"
