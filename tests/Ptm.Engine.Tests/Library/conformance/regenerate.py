#!/usr/bin/env python3
"""Runs promptfoo on the config of each folder beside this script and writes what it answered to the folder's expected.json.

usage: regenerate.py ORACLE [FOLDER...]     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.

Rows of one repeated test case are put together, as they are here.

A result is found by "test" (the row) and "prompt" (the column, counted over providers and then prompts), as in promptfoo's own file.
"difference" (why) and "ours" (the results that differ, as we give them) are written by people and kept, as is "pending".
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
names = sys.argv[2:] or sorted(path.name for path in here.iterdir() if path.is_dir())


def text(value):
    return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def answer(result):
    response = result.get("response") or {}
    row = {
        "test": result["testIdx"],
        "prompt": result["promptIdx"],
        "provider": result["provider"].get("label") or result["provider"].get("id"),
        "pass": result["success"],
        "score": result["score"],
        "output": text(response.get("output")),
    }
    if result.get("failureReason") == 2:
        row["error"] = True
    if text(response.get("raw", response.get("output"))) != row["output"]:
        row["raw"] = text(response.get("raw"))
    if result.get("namedScores"):
        row["named"] = result["namedScores"]
    return row


def together(results):
    """The results with the rows of equal test cases next to each other, numbered anew."""
    first, rows = {}, {}
    for result in sorted(results, key=lambda result: result["testIdx"]):
        case = json.dumps([result["testCase"], result["vars"]], sort_keys=True)
        rows.setdefault(result["testIdx"], first.setdefault(case, len(first)))
    order = {row: place for place, row in enumerate(sorted(rows, key=lambda row: (rows[row], row)))}
    return [dict(result, testIdx=order[result["testIdx"]]) for result in results]


def ask(folder):
    """promptfoo's answers, or None where it refuses the config."""
    with tempfile.TemporaryDirectory() as place:
        copy = pathlib.Path(place, "config")
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("expected.json"))
        out = pathlib.Path(place, "out.json")
        config = next(copy.glob("promptfooconfig*"))
        run = subprocess.run(["bash", sys.argv[1], str(config), str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300)
        return json.loads(out.read_text("utf-8")) if run.returncode == 0 and out.exists() else None


for name in names:
    path = here / name / "expected.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    answers = ask(here / name)
    document = {"promptfoo": "0.123.1" if answers is None else answers["metadata"]["promptfooVersion"]}
    document.update({key: before[key] for key in ("difference", "pending") if before.get(key)})
    if answers is None:
        document["refused"] = True
        rows = []
    else:
        results = answers["results"]["results"]
        if "repeat:" in next((here / name).glob("promptfooconfig*")).read_text("utf-8"):
            results = together(results)
        rows = sorted((answer(result) for result in results), key=lambda row: (row["test"], row["prompt"]))
        named = [prompt["metrics"].get("namedScores", {}) for prompt in answers["results"]["prompts"]]
        if any(named):
            document["named"] = named
    lines = ["  " + json.dumps(key) + ": " + json.dumps(value, ensure_ascii=False) for key, value in document.items()]
    for key, items in (("results", rows), ("ours", before.get("ours"))):
        if isinstance(items, list):
            # One result a line, so that a changed answer is one changed line.
            lines.append(f'  "{key}": [' + ",".join("\n    " + json.dumps(item, ensure_ascii=False) for item in items) + ("\n  ]" if items else "]"))
        elif items is not None:
            lines.append(f'  "{key}": ' + json.dumps(items, ensure_ascii=False))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{name}: " + ("refused" if answers is None else f"{len(rows)} results"), flush=True)
