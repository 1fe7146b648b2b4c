#!/usr/bin/env python3
"""Records what promptfoo sends for the providers of providers.json and what it makes of the reply, and writes both to requests.json.

usage: regenerate.py PROMPTFOO     PROMPTFOO: a script `promptfoo.sh CONFIG OUT.json` that runs the real one
A stub on loopback stands for every model: it answers by the path that was asked.
"""
import http.server, json, os, pathlib, re, subprocess, sys, tempfile, threading

here = pathlib.Path(__file__).parent
entries = json.loads((here / "providers.json").read_text())
replies = json.loads((here / "replies.json").read_text())
asked = {}


class Stub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        _, number, path = self.path.split("/", 2)
        headers = {k.lower(): v for k, v in self.headers.items()}
        kept = {k: headers[k] for k in sorted(headers) if k in ("authorization", "api-key", "x-api-key", "x-goog-api-key", "anthropic-version", "anthropic-beta", "x-own", "openai-organization")}
        print(self.path, file=sys.stderr) if "-v" in sys.argv else None
        if number == "ollama":
            number = "ollama " + json.loads(body)["model"]
        asked.setdefault(number, []).append({"path": "/" + path, "headers": kept, "body": json.loads(body) if body else None})
        answer = next((reply["body"] for reply in replies if re.search(reply["path"], self.path)), {"error": "no such path"})
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"
folder = pathlib.Path(tempfile.mkdtemp())
providers = []
for number, entry in enumerate(entries):
    config = json.loads(json.dumps(entry.get("config", {})).replace("{base}", f"{base}/{number}").replace("{host}", f"127.0.0.1:{server.server_port}/{number}"))
    providers.append({"id": entry["id"], "label": str(number), "config": config, "env": json.loads(json.dumps(entry.get("env", {})).replace("{base}", f"{base}/{number}"))})
prompt = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Größe?"}]
(folder / "promptfooconfig.json").write_text(json.dumps({"prompts": [{"raw": json.dumps(prompt), "label": "p"}], "providers": providers, "tests": [{"vars": {}}]}))
keys = {name: "key-of-" + name.lower() for name in (
    "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_API_KEY", "GOOGLE_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY", "DEEPSEEK_API_KEY", "OPENROUTER_API_KEY",
    "TOGETHER_API_KEY", "FIREWORKS_API_KEY", "CEREBRAS_API_KEY", "XAI_API_KEY", "PERPLEXITY_API_KEY", "HF_TOKEN")}
subprocess.run([sys.argv[1], str(folder / "promptfooconfig.json"), str(folder / "out.json")], env={**os.environ, **keys, "OLLAMA_BASE_URL": base + "/ollama", "PROMPTFOO_DISABLE_TELEMETRY": "1"}, check=False, stdout=subprocess.DEVNULL)
results = {}
for result in json.loads((folder / "out.json").read_text())["results"]["results"]:
    response = result.get("response") or {}
    results[result["provider"]["label"]] = {k: v for k, v in {
        "error": result.get("error") if not response.get("output") else None, "output": response.get("output"), "finish_reason": response.get("finishReason"),
        "tokens": response.get("tokenUsage"), "cost": response.get("cost"), "log_probs": response.get("logProbs")}.items() if v is not None}
told = [{**entry, "request": (asked.get(str(number)) or asked.get("ollama " + re.sub("^ollama:(chat:|completion:)?", "", entry["id"])) or [None])[0], "response": results.get(str(number))} for number, entry in enumerate(entries)]
(here / "requests.json").write_text(json.dumps({"promptfoo": "0.123.1", "prompt": prompt, "cases": told}, ensure_ascii=False, indent=1).replace(base, "{base}") + "\n")
