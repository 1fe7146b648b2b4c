#!/usr/bin/env bash
# Renderings and parses a second of a typical prompt, ours and, where NODE_PATH has it, npm nunjucks.
# usage: [NODE_PATH=…/node_modules] bench/templates.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet run --project "$root/bench/Templates" -c Release
if command -v node >/dev/null && node -e 'require("nunjucks")' 2>/dev/null; then
  node "$root/bench/Templates/nunjucks.cjs" "$root/bench/Templates"
else
  echo "nunjucks: not found on NODE_PATH"
fi
