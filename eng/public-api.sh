#!/usr/bin/env bash
# Writes each package's public surface to its PublicAPI.Unshipped.txt, from what the analyzer finds. Review the diff.
# usage: eng/public-api.sh [PROJECT_FOLDER ...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- src/*/
for project in "$@"; do
  project=${project%/}
  list=$project/PublicAPI.Unshipped.txt
  [ -f "$list" ] || continue
  echo '#nullable enable' >"$list"
  found=$(dotnet build "$project" --no-incremental -v q -p:TreatWarningsAsErrors=false -p:PtmEvalEnabled=false 2>&1 || true)
  grep -q 'error CS' <<<"$found" && { grep 'error CS' <<<"$found" | sort -u >&2; exit 1; }
  grep "$(basename "$project")/" <<<"$found" | grep -oP "warning RS0016: Symbol '\K.*(?=' is not part of the declared public API)" | LC_ALL=C sort -u >>"$list" || true
  echo "$list: $(($(wc -l <"$list") - 1)) symbols"
done
