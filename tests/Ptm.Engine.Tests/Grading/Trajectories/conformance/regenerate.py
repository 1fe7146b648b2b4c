#!/usr/bin/env python3
"""Asks promptfoo for its verdict on every case of trajectory.json, whose agent tells its tool calls and steps as spans of a trace, and writes it back as "expected".

usage: regenerate.py ORACLE     ORACLE CONFIG OUT.json runs promptfoo on a config and writes its results. Port 4318 has to be free.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

path = pathlib.Path(__file__).parent / "trajectory.json"
document = json.loads(path.read_text("utf-8"))

AGENT = """
import crypto from 'node:crypto';
export default class Agent {
  id() { return 'agent'; }
  async callApi(prompt, context) {
    const acts = JSON.parse(context.vars.acts);
    const [, traceId, parentSpanId] = context.traceparent.split('-');
    let at = Date.now() * 1e6;
    const span = (name, attributes) => ({
      traceId, parentSpanId, spanId: crypto.randomBytes(8).toString('hex'), name, kind: 1, status: {},
      startTimeUnixNano: String(at += 1000000), endTimeUnixNano: String(at + 500000),
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
    });
    const spans = [...acts.calls.map(name => span('tool.call', { 'tool.name': name })), ...acts.steps.map(name => span(name, {}))];
    if (spans.length > 0) {
      const body = JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: 'agent' }, spans }] }] });
      await fetch('http://127.0.0.1:4318/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }
    return { output: 'done' };
  }
}
"""

tests = [
    {"description": str(index), "vars": {"acts": json.dumps({"calls": case["calls"], "steps": case["steps"]})}, "assert": [case["assert"]]}
    for index, case in enumerate(document["cases"])
]
tracing = {"enabled": True, "otlp": {"http": {"enabled": True, "host": "127.0.0.1", "port": 4318, "acceptFormats": ["json"]}}}
with tempfile.TemporaryDirectory() as folder:
    config, agent, out = (pathlib.Path(folder) / name for name in ("config.json", "agent.mjs", "out.json"))
    agent.write_text(AGENT, "utf-8")
    config.write_text(json.dumps({"prompts": ["hi"], "providers": [f"file://{agent}"], "tracing": tracing, "tests": tests}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))

for result in answers["results"]["results"]:
    parts = (result.get("gradingResult") or {}).get("componentResults") or [{}]
    reason = parts[0].get("reason") or result.get("error") or ""
    case = document["cases"][int(result["testCase"]["description"])]
    case["expected"] = "error" if "Error: " in reason else "pass" if result["success"] else "fail"
document["promptfoo"] = answers.get("metadata", {}).get("promptfooVersion", "")
path.write_text('{ "promptfoo": %s, "cases": [\n%s\n] }\n' % (json.dumps(document["promptfoo"]), ",\n".join("  " + json.dumps(case) for case in document["cases"])), "utf-8")
