#!/usr/bin/env bash
# Wall time and peak memory of `ptm eval`, ReadyToRun: 1 echo case, and 10,000 with 4 assertions each (one of them javascript), 16 at once.
# usage: bench/cold-and-large.sh [RUNS]      goals: 0.25 s and 90 MB; 1.7 s and 150 MB
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${1:-5}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

. "$root/bench/publish.sh"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/1.yaml" <<'YAML'
id: one
provider_profiles: [echo]
prompt_text: "Hello {{ name }}"
tests:
  - vars: { name: Ada }
    assert: [{ type: contains, value: Ada }]
YAML
"$root/bench/make-suite.sh" 10000 "$folder/10000.yaml"

# "seconds kilobytes" of one run. Without /usr/bin/time the peak is read from /proc until the process ends.
measure() {
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -v -o "$folder/time" "$program" eval -c "$1" --max-concurrency 16 >/dev/null
    awk -F ': ' '/Elapsed/ { n = split($2, part, ":"); for (i = 1; i <= n; i++) s = s * 60 + part[i] } /Maximum resident/ { k = $2 } END { print s, k }' "$folder/time"
  else
    local start=$EPOCHREALTIME peak=0 now
    "$program" eval -c "$1" --max-concurrency 16 >/dev/null &
    while now=$(awk '/VmHWM/ { print $2 }' "/proc/$!/status" 2>/dev/null) && [ -n "$now" ]; do
      peak=$now
      sleep 0.01
    done
    wait $!
    local end=$EPOCHREALTIME
    awk -v us=$((${end/./} - ${start/./})) -v k="$peak" 'BEGIN { print us / 1e6, k }'
  fi
}

median() { cut -d ' ' -f "$1" "$folder/runs" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
for cases in 1 10000; do
  for _ in $(seq "$runs"); do measure "$folder/$cases.yaml"; done >"$folder/runs"
  awk -v c="$cases" -v s="$(median 1)" -v k="$(median 2)" -v r="$runs" 'BEGIN { printf "%6d echo case(s): %.2f s, %.0f MB (median of %d)\n", c, s, k / 1024, r }'
done
