#!/usr/bin/env python3
"""Asks promptfoo for its verdict on every case of judged.json beside this script and writes it back as "expected".

usage: regenerate.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
No model is asked: the judge is a scripted provider, which gives a case's "replies" one after another, and its
"embeddings", "classes" or "flags". Where what our judges reply is written otherwise, it stands in "replies_here".
"""
import json
import pathlib
import subprocess
import sys
import tempfile

path = pathlib.Path(__file__).parent / "judged.json"
document = json.loads(path.read_text("utf-8"))

JUDGE = """
const counts = globalThis.__counts ??= {};
module.exports = class {
  constructor(options) { this.config = options.config; }
  id() { return 'scripted-judge'; }
  async callApi() {
    const index = counts[this.config.key] = (counts[this.config.key] ?? -1) + 1;
    const reply = this.config.replies[Math.min(index, this.config.replies.length - 1)];
    return reply && reply.error ? { error: reply.error } : { output: reply };
  }
  async callEmbeddingApi(text) { return { embedding: this.config.embeddings[text] ?? this.config.embeddings[''] }; }
  async callClassificationApi() { return { classification: this.config.classes }; }
  async callModerationApi() { return this.config.flags.error ? { error: this.config.flags.error } : { flags: this.config.flags }; }
};
"""

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "judge.js").write_text(JUDGE, "utf-8")
    tests = []
    for index, case in enumerate(document["cases"]):
        config = {"key": str(index), **{key: case[key] for key in ("replies", "embeddings", "classes", "flags") if key in case}}
        assertion = {"type": case["type"], "provider": {"id": f"file://{folder}/judge.js", "config": config}}
        assertion.update({key: case[key] for key in ("value", "threshold", "rubricPrompt", "contextTransform", "transform", "config") if key in case})
        test = {"description": str(index), "vars": {"output": case.get("output", "abc"), **case.get("vars", {})}, "assert": [assertion]}
        if "options" in case:
            test["options"] = case["options"]
        tests.append(test)
    config, out = folder / "config.yaml", folder / "out.json"
    config.write_text(json.dumps({"prompts": ["{{output}}"], "providers": ["echo"], "tests": tests}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))

for result in answers["results"]["results"]:
    document["cases"][int(result["testCase"]["description"])]["expected"] = {"pass": result["success"], "score": result["score"]}
document["promptfoo"] = answers.get("metadata", {}).get("promptfooVersion", document["promptfoo"])
head = "".join(f'  {json.dumps(key)}: {json.dumps(value)},\n' for key, value in document.items() if key != "cases")
# One case a line, so that a changed answer is one changed line.
lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in document["cases"])
path.write_text("{\n" + head + '  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(document['cases'])} cases, promptfoo {document['promptfoo']}")
