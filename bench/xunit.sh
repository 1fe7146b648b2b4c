#!/usr/bin/env bash
# What a prompt's cases cost as tests: listing and running N cases of [PtmPromptTheory] against a plain [Theory] that reads the same file, interleaved.
# usage: bench/xunit.sh [CASES] [PAIRS]      goal: 1.25 times the plain theory
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cases=${1:-10000} pairs=${2:-5}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Two programs, for the framework lists every class of one before it filters.
for program in Prompts Plain; do
  dotnet build "$root/bench/Xunit/$program" -c Release -v q >&2
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PTM_ROOT=$folder
mkdir "$folder/prompts"
echo 'prompts: prompts/*.yaml' >"$folder/ptm.yaml"
awk -v n="$cases" 'BEGIN {
  print "id: p\nprovider_profiles: [echo]\nprompt_text: \"Question {{ id }}? Answer {{ id }}.\"\ntests:"
  for (i = 1; i <= n; i++) printf "  - { description: case %d, vars: { id: %d }, assert: [{ type: contains, value: Answer %d }] }\n", i, i, i
}' >"$folder/prompts/p.yaml"

# Seconds and the peak in MB of one call; the count of tests has to be right.
measure() {
  local program=$1 start end
  shift
  start=$EPOCHREALTIME
  "$root/bench/Xunit/$program/bin/Release/net10.0/Ptm.Bench.$program" --progress off --no-ansi --results-directory "$folder/results" "$@" >"$folder/out"
  end=$EPOCHREALTIME
  grep -qE "(total: |found )$cases( |$)" "$folder/out" || { tail -n 5 "$folder/out" >&2; echo "$program: not $cases tests." >&2; exit 1; }
  awk -v us=$((${end/./} - ${start/./})) 'BEGIN { printf "%.3f\n", us / 1e6 }'
}
median() { sort -n "$1" | sed -n "$(((pairs + 1) / 2))p"; }

printf '%-22s %8s %8s %8s\n' "$cases cases" prompts plain times
worst=0
for what in list run; do
  arguments=()
  [ "$what" = run ] || arguments=(--list-tests)
  : >"$folder/prompt.times"
  : >"$folder/plain.times"
  : >"$folder/ratios"
  for _ in $(seq "$pairs"); do
    prompt=$(measure Prompts "${arguments[@]}")
    plain=$(measure Plain "${arguments[@]}")
    echo "$prompt" >>"$folder/prompt.times"
    echo "$plain" >>"$folder/plain.times"
    awk -v a="$prompt" -v b="$plain" 'BEGIN { printf "%.3f\n", a / b }' >>"$folder/ratios"
  done
  ratio=$(median "$folder/ratios")
  printf '%-22s %8.2f %8.2f %8.2f\n' "$what, median of $pairs" "$(median "$folder/prompt.times")" "$(median "$folder/plain.times")" "$ratio"
  worst=$(awk -v a="$worst" -v b="$ratio" 'BEGIN { print (a > b ? a : b) }')
done
awk -v worst="$worst" 'BEGIN { exit (worst > 1.25) }' || { echo "More than 1.25 times the plain theory." >&2; exit 1; }
