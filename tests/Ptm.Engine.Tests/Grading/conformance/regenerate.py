#!/usr/bin/env python3
"""Asks promptfoo for its verdict on every case of the JSON files beside this script and writes it back as "expected".

usage: regenerate.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
Cases that promptfoo refuses to read as a whole carry "oracle": false and keep their own expectation.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
files = sorted(here.glob("*.json"))
loaded = {path: json.loads(path.read_text("utf-8")) for path in files}
tests, owners = [], []
for path, document in loaded.items():
    for case in document["cases"]:
        if case.get("oracle") is False:
            continue
        test = {"description": str(len(owners)), "vars": {"output": case["output"], **case.get("vars", {})}, "assert": case["assert"]}
        test.update({key: case[key] for key in ("threshold", "options") if key in case})
        tests.append(test)
        owners.append(case)

with tempfile.TemporaryDirectory() as folder:
    config, out = pathlib.Path(folder, "config.yaml"), pathlib.Path(folder, "out.json")
    config.write_text(json.dumps({"prompts": ["{{output}}"], "providers": ["echo"], "tests": tests}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))
version = answers.get("metadata", {}).get("promptfooVersion", "")
for result in answers["results"]["results"]:
    case = owners[int(result["testCase"]["description"])]
    case["expected"] = {"pass": result["success"], "score": result["score"]}

for path, document in loaded.items():
    document["promptfoo"] = version
    # One case a line, so that a changed answer is one changed line.
    lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in document["cases"])
    path.write_text('{\n  "promptfoo": ' + json.dumps(version) + ',\n  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(owners)} cases, promptfoo {version}")
