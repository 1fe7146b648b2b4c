#!/usr/bin/env python3
"""Asks promptfoo which assertion it makes of each cell in expected-cells.json and writes it back as "assert".

usage: regenerate.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

path = pathlib.Path(__file__).parent / "expected-cells.json"
document = json.loads(path.read_text("utf-8"))
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    with open(folder / "cells.csv", "w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["number", "__expected"])
        rows.writerows([index, cell["cell"]] for index, cell in enumerate(document["cells"]))
    (folder / "x.js").write_text("module.exports = () => true; module.exports.fn = () => true;")
    (folder / "x.py").write_text("def get_assert(output, context):\n    return True\n")
    (folder / "x.txt").write_text("hello\n")
    (folder / "x.json").write_text('{"a":1}')
    (folder / "x.yaml").write_text("a: 1\n")
    (folder / "config.yaml").write_text(json.dumps({"prompts": ["{{number}}"], "providers": ["echo"], "tests": "file://cells.csv"}))
    subprocess.run(["bash", sys.argv[1], str(folder / "config.yaml"), str(folder / "out.json")], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads((folder / "out.json").read_text("utf-8"))

for result in answers["results"]["results"]:
    document["cells"][int(result["testCase"]["vars"]["number"])]["assert"] = result["testCase"].get("assert", [])
version = answers.get("metadata", {}).get("promptfooVersion", "")
lines = ",\n".join("    " + json.dumps(cell, ensure_ascii=False) for cell in document["cells"])
path.write_text('{\n  "promptfoo": ' + json.dumps(version) + ',\n  "cells": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(document['cells'])} cells, promptfoo {version}")
