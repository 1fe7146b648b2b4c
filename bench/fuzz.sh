#!/usr/bin/env bash
# Makes inputs of every kind for a while and says how many there were and which of them broke the rule: a verdict, or an error with a place.
# usage: bench/fuzz.sh [--seconds N] [--inputs N] [--seed N] [--workers N] [--kind a,b] [--configs FOLDER]
#        bench/fuzz.sh --seed N --kind a --input N      prints that input
# Exit code 1: something was found. A process that dies names the input it died of, unless there is more than one worker.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
seed=$RANDOM
for ((at = 1; at < $#; at++)); do
  if [ "${!at}" = --seed ]; then next=$((at + 1)); seed=${!next}; fi
done
journal=$(mktemp)
trap 'rm -f "$journal"' EXIT
dotnet build "$root/bench/Fuzz" -c Release -v q --nologo >&2
code=0
dotnet "$root/bench/Fuzz/bin/Release/net10.0/Ptm.Bench.Fuzz.dll" --seed "$seed" --journal "$journal" "$@" || code=$?
if [ "$code" -gt 1 ]; then
  echo "DIED with exit code $code: bench/fuzz.sh --seed $seed $(tr -d '\0' <"$journal")"
fi
exit "$code"
