#!/usr/bin/env bash
# Seconds to record N answers of a scripted model on loopback, and to replay them.
# usage: bench/record.sh [N]      default 10000
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
count=${1:-10000}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
. "$root/bench/publish.sh"
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

python3 - "$folder/port" <<'PY' &
import asyncio, json, sys

async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            asked = json.loads(await reader.readexactly(length))
            text = "answer to " + asked["messages"][-1]["content"]
            body = json.dumps({"model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
                               "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    open(sys.argv[1], "w").write(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()

asyncio.run(main())
PY
server=$!
until [ -s "$folder/port" ]; do sleep 0.05; done
cat >"$folder/ptm.yaml" <<YAML
providers: { model: { type: openai, model: m, base_url: 'http://127.0.0.1:$(cat "$folder/port")/v1' } }
YAML
{
  printf 'id: many\nprovider_profiles: [model]\nprompt_text: "Case {{ n }}"\ntests:\n'
  for ((i = 0; i < count; i++)); do printf '  - { vars: { n: %d }, assert: [{ type: contains, value: answer }] }\n' "$i"; done
} >"$folder/many.yaml"

timed() {
  local start=$EPOCHREALTIME
  "$program" "$@" -c "$folder/many.yaml" --max-concurrency 16 >/dev/null
  local end=$EPOCHREALTIME
  awk -v us=$((${end/./} - ${start/./})) -v what="$1" -v n="$count" 'BEGIN { printf "%s %d: %.2f s\n", what, n, us / 1e6 }'
}

timed record
timed eval --cassettes replay
