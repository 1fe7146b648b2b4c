#!/usr/bin/env bash
# Time and peak memory of `ptm eval -o run.json`, ReadyToRun, on echo with two assertions a case, of cases from a repetition, a CSV and a JSONL file:
# 10,000, 100,000 and 1,000,000 of each; and whether the run file has every case, in order. The least of RUNS (3) runs of 10,000 and 100,000, one of 1,000,000.
# usage: bench/scale.sh [RUNS]      goals: the memory of 1,000,000 cases within 1.3 times that of 10,000; time linear
# Needs 2 GB beside it for the run file of a million cases, and python3 to check it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${1:-3}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
. "$root/bench/publish.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
config='prompts: ["Question {{ id }}: {{ question }}"]
providers: [echo]'

# The configuration of N cases from a source.
configure() {
  case $1 in
    repeat)
      printf '%s\nevaluateOptions: { repeat: %s }\ntests:\n  - vars: { id: 7, question: "What is 1 plus 2, please?" }\n    assert: [{ type: contains, value: "7" }, { type: regex, value: "^Question \\\\d+:" }]\n' "$config" "$2" >"$folder/config.yaml"
      return ;;
    csv)
      awk -v n="$2" 'BEGIN {
        print "id,question,__expected1,__expected2"
        for (i = 1; i <= n; i++) printf "%d,\"What is %d plus %d, please?\",contains: %d,regex: ^Question \\d+:\n", i, i % 97, i % 89, i
      }' >"$folder/rows.csv" ;;
    jsonl)
      awk -v n="$2" 'BEGIN {
        for (i = 1; i <= n; i++) printf "{\"vars\":{\"id\":%d,\"question\":\"What is %d plus %d, please?\"},\"assert\":[{\"type\":\"contains\",\"value\":\"%d\"},{\"type\":\"regex\",\"value\":\"^Question \\\\d+:\"}]}\n", i, i % 97, i % 89, i
      }' >"$folder/rows.jsonl" ;;
  esac
  printf '%s\ntests: file://rows.%s\n' "$config" "$1" >"$folder/config.yaml"
}

# "seconds kilobytes processor-seconds" of one run, the last of which other work on the machine changes little. Without /usr/bin/time the peak is read from /proc until the process ends.
measure() {
  rm -f "$folder/run.json"
  local start=$EPOCHREALTIME peak=0 cpu=0 now
  if [ -x /usr/bin/time ]; then
    read -r peak cpu < <({ /usr/bin/time -f "%M %U %S" "$program" eval -c "$folder/config.yaml" --max-concurrency 16 -o "$folder/run.json" >"$folder/out"; } 2>&1 | tail -n 1 | awk '{ print $1, $2 + $3 }')
  else
    "$program" eval -c "$folder/config.yaml" --max-concurrency 16 -o "$folder/run.json" >"$folder/out" &
    while now=$(awk '/VmHWM/ { print $2 }' "/proc/$!/status" 2>/dev/null) && [ -n "$now" ]; do
      peak=$now
      sleep 0.01
    done
    wait $!
  fi
  local end=$EPOCHREALTIME
  awk -v us=$((${end/./} - ${start/./})) -v k="$peak" -v c="$cpu" 'BEGIN { print us / 1e6, k, c }'
}

least() { cut -d ' ' -f "$1" "$folder/runs" | sort -n | head -n 1; }
printf '%-8s %9s %9s %9s %9s %8s %7s  %s\n' source cases seconds CPU us/case MB memory "run file"
for source in repeat csv jsonl; do
  for cases in 10000 100000 1000000; do
    configure "$source" "$cases"
    for _ in $(seq $((cases < 1000000 ? runs : 1))); do measure; done >"$folder/runs"
    seconds=$(least 1) memory=$(least 2) cpu=$(least 3)
    [ "$cases" != 10000 ] || first=$memory
    order=$(python3 "$root/bench/Scale/order.py" "$folder/run.json" "$source" "$cases")
    awk -v s="$source" -v n="$cases" -v t="$seconds" -v c="$cpu" -v k="$memory" -v f="$first" -v o="$order" \
      'BEGIN { printf "%-8s %9d %9.2f %9.2f %9.1f %8.1f %7.2f  %s\n", s, n, t, c, c / n * 1e6, k / 1024, k / f, o }'
  done
done
