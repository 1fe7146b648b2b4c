#!/usr/bin/env python3
"""Asks promptfoo for its verdict on every case of cases.json beside this script and writes it back as "expected".

usage: regenerate.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
path = here / "cases.json"
document = json.loads(path.read_text("utf-8"))
tests = []
for index, case in enumerate(document["cases"]):
    test = {"description": str(index), "vars": {"output": case["output"], **case.get("vars", {})}, "assert": case["assert"]}
    test.update({key: case[key] for key in ("threshold", "options") if key in case})
    tests.append(test)

# The config lies beside the files that it names.
config = here / "config.generated.json"
try:
    config.write_text(json.dumps({"prompts": ["{{output}}"], "providers": ["echo"], "tests": tests}), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out.json")
        subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
        answers = json.loads(out.read_text("utf-8"))
finally:
    config.unlink()
for result in answers["results"]["results"]:
    document["cases"][int(result["testCase"]["description"])]["expected"] = {"pass": result["success"], "score": result["score"]}

document["promptfoo"] = answers.get("metadata", {}).get("promptfooVersion", "")
lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in document["cases"])
path.write_text('{\n  "promptfoo": ' + json.dumps(document["promptfoo"]) + ',\n  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(tests)} cases, promptfoo {document['promptfoo']}")
