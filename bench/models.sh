#!/usr/bin/env bash
# 1,000 cases against a stub model that takes 200 ms, 50 at once, ReadyToRun: time, processor time of a case, and what becomes of 429s.
# usage: bench/models.sh [RUNS]      goal: 1.05 times the ideal 4.0 s
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${1:-5} cases=1000 at_once=50 delay=200
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
. "$root/bench/publish.sh"
dotnet build "$root/bench/Models" -c Release -v q >&2
stub=$(find "$root/bench/Models/bin/Release" "$root/artifacts" -name Ptm.Bench.Models.dll -path '*Release*' -o -name Ptm.Bench.Models.dll -path '*release*' 2>/dev/null | grep -v /obj/ | head -n 1)

folder=$(mktemp -d)
server=
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

printf '%-34s %8s %8s %8s %10s %8s %8s %7s\n' scenario seconds ideal model "ms CPU/case" answered refused errors
for scenario in "plain:0:" "plain, and recorded:0:auto" "429 to 30 %:30:" "429 to 30 %, Retry-After 1 s:30 1:"; do
  IFS=: read -r name refused cassettes <<<"$scenario"
  dotnet "$stub" "$delay" $refused >"$folder/address" &
  server=$!
  until address=$(head -n 1 "$folder/address" 2>/dev/null) && [ -n "$address" ]; do sleep 0.05; done
  printf 'providers:\n  m: { type: openai, model: m, base_url: "%s/v1" }\n' "$address" >"$folder/ptm.yaml"
  mkdir -p "$folder/prompts"
  {
    printf 'id: p\nprompt_text: "Greet {{ id }}."\nprovider_profiles: [m]\ntests:\n'
    for i in $(seq $cases); do printf '  - { vars: { id: %d }, assert: [{ type: contains, value: Ada }] }\n' "$i"; done
  } >"$folder/prompts/p.yaml"
  for run in $(seq "$runs"); do
    rm -rf "$folder/.ptm" "$folder/run.json"
    start=$EPOCHREALTIME
    read -r user system < <({ TIMEFORMAT='%U %S'; time "$program" eval -c "$folder/ptm.yaml" --max-concurrency $at_once --cassettes "${cassettes:-off}" -o "$folder/run.json" >"$folder/out" || true; } 2>&1 | tail -n 1)
    end=$EPOCHREALTIME
    read -r answered busy most span < <(curl -s "$address/")
    errors=$(grep -c '"outcome": *"error"' "$folder/run.json" || true)
    awk -v us=$((${end/./} - ${start/./})) -v c="$(awk "BEGIN { print $user + $system }")" -v s="$span" -v a="$answered" -v b="$busy" -v e="$errors" \
      'BEGIN { printf "%.3f %.3f %.3f %d %d %d\n", us / 1e6, s, c, a, b, e }'
  done | sort -n >"$folder/figures"
  kill "$server"
  awk -v m=$(((runs + 1) / 2)) -v name="$name" -v n=$cases -v ideal="$(awk "BEGIN { print $cases * $delay / 1000 / $at_once }")" \
    'NR == m { printf "%-34s %8.2f %8.2f %8.2f %10.2f %8d %8d %7d\n", name, $1, ideal, $2, $3 / n * 1000, $4, $5, $6; exit (name == "plain" && $2 > 1.05 * ideal) }' "$folder/figures" || missed=1
done
[ -z "${missed:-}" ] || { echo "More than 1.05 times the ideal." >&2; exit 1; }
