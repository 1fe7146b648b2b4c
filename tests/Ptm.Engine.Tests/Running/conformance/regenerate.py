#!/usr/bin/env python3
"""Asks promptfoo what it renders for every case of rendering.json beside this script and writes it back as "expected" (null for an error).

usage: regenerate.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

path = pathlib.Path(__file__).parent / "rendering.json"
document = json.loads(path.read_text("utf-8"))
cases = document["cases"]

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    prompts, tests = [], []
    for number, case in enumerate(cases):
        file = f"p{number}.{case.get('file', 'txt')}"
        (folder / file).write_bytes(case["prompt"].encode("utf-8"))
        prompts.append({"label": f"p{number}", "raw": f"file://{file}"})
        options = {"disableVarExpansion": True, **case.get("options", {})}
        tests.append({"description": str(number), "prompts": [f"p{number}"], "vars": case["vars"], "options": options})
    for name, text in document["files"].items():
        (folder / name).write_text(text, "utf-8")
    config, out = folder / "promptfooconfig.json", folder / "out.json"
    top = {"env": document["env"], "nunjucksFilters": document["nunjucksFilters"]}
    config.write_text(json.dumps({"prompts": prompts, "providers": ["echo"], "tests": tests, **top}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))

for result in answers["results"]["results"]:
    case = cases[int(result["testCase"]["description"])]
    case["expected"] = result["response"]["output"] if result["success"] else None

version = answers.get("metadata", {}).get("promptfooVersion", "")
document["promptfoo"] = version
# One case a line, so that a changed answer is one changed line.
head = ",\n".join(f"  {json.dumps(key)}: {json.dumps(document[key], ensure_ascii=False)}" for key in ("promptfoo", "env", "nunjucksFilters", "files"))
lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
path.write_text("{\n" + head + ',\n  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(cases)} cases, promptfoo {version}")
