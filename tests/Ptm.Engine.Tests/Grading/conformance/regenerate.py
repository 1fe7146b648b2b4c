#!/usr/bin/env python3
"""Asks promptfoo for its verdict on every case of the JSON files beside this script and writes it back as "expected".

usage: regenerate.py ORACLE [FILE...]     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
Cases that promptfoo refuses to read as a whole carry "oracle": false and keep their own expectation.
A case may hold a "response", which is what its provider answers as a whole, and "config", which is its provider's.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
files = [here / name for name in sys.argv[2:]] or sorted(here.glob("*.json"))
loaded = {path: json.loads(path.read_text("utf-8")) for path in files}

# Answers what a case says, and its prompt where it says nothing.
PROVIDER = """
module.exports = class {
  constructor(options) { this.config = options.config; }
  id() { return 'conformance'; }
  async callApi(prompt, context) { return context.vars.response ? JSON.parse(context.vars.response) : { output: prompt }; }
};
"""


def ask(cases, config, folder):
    """The verdicts on cases of one provider's config, by their place in the list."""
    tests = []
    for index, case in enumerate(cases):
        test = {"description": str(index), "vars": {"output": case["output"], **case.get("vars", {})}, "assert": case["assert"]}
        if "response" in case:
            test["vars"]["response"] = json.dumps(case["response"])
        test.update({key: case[key] for key in ("threshold", "options") if key in case})
        tests.append(test)
    needs_provider = config is not None or any("response" in case for case in cases)
    provider = {"id": f"file://{folder}/provider.js", "config": config or {}} if needs_provider else "echo"
    path, out = folder / "config.yaml", folder / "out.json"
    (folder / "provider.js").write_text(PROVIDER, "utf-8")
    path.write_text(json.dumps({"prompts": ["{{output}}"], "providers": [provider], "tests": tests}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(path), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))
    for result in answers["results"]["results"]:
        cases[int(result["testCase"]["description"])]["expected"] = {"pass": result["success"], "score": result["score"]}
    return answers.get("metadata", {}).get("promptfooVersion", "")


groups = {}
for document in loaded.values():
    for case in document["cases"]:
        if case.get("oracle") is not False:
            groups.setdefault(("response" in case, json.dumps(case.get("config"), sort_keys=True)), []).append(case)

version = ""
with tempfile.TemporaryDirectory() as folder:
    for (_, config), cases in groups.items():
        version = ask(cases, json.loads(config), pathlib.Path(folder))

for path, document in loaded.items():
    document["promptfoo"] = version or document["promptfoo"]
    head = "".join(f'  {json.dumps(key)}: {json.dumps(value)},\n' for key, value in document.items() if key != "cases")
    # One case a line, so that a changed answer is one changed line.
    lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in document["cases"])
    path.write_text("{\n" + head + '  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{sum(map(len, groups.values()))} cases, promptfoo {version}")
