#!/usr/bin/env python3
"""Asks promptfoo which of three outputs pass in every case of comparisons.json beside this script and writes it back as "expected".

usage: regenerate_comparisons.py ORACLE     ORACLE CONFIG.yaml OUT.json runs promptfoo on a config and writes its results.
No model is asked: the judge is a scripted provider that chooses the output which begins with a case's "wanted",
whatever its number, or gives its "reply". What ours replies is the same as {"best": number}.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

path = pathlib.Path(__file__).parent / "comparisons.json"
document = json.loads(path.read_text("utf-8"))
JUDGE = """
module.exports = class {
  constructor(options) { this.config = options.config; }
  id() { return 'scripted-judge'; }
  async callApi(prompt) {
    const found = prompt.split(';').find(one => one.includes(':' + this.config.wanted + ' '));
    return { output: this.config.reply ?? found.split(':')[0] };
  }
};
"""

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    (folder / "judge.js").write_text(JUDGE, "utf-8")
    tests = []
    for index, case in enumerate(document["cases"]):
        asserts = [dict(one) for one in case["assert"]]
        for one in asserts:
            if one["type"] == "select-best":
                one["provider"] = {"id": f"file://{folder}/judge.js", "config": {key: case[key] for key in ("reply", "wanted") if key in case}}
                one["rubricPrompt"] = "{% for output in outputs %}{{ loop.index0 }}:{{ output }};{% endfor %}"
        test = {"description": str(index), "vars": {"x": str(index)}, "assert": asserts}
        test.update({key: case[key] for key in ("threshold",) if key in case})
        tests.append(test)
    config, out = folder / "config.yaml", folder / "out.json"
    config.write_text(json.dumps({"prompts": document["prompts"], "providers": ["echo"], "tests": tests}), "utf-8")
    subprocess.run(["bash", sys.argv[1], str(config), str(out)], check=True, stdout=subprocess.DEVNULL)
    answers = json.loads(out.read_text("utf-8"))

for case in document["cases"]:
    case["expected"] = [None] * len(document["prompts"])
for result in answers["results"]["results"]:
    document["cases"][int(result["testCase"]["description"])]["expected"][result["promptIdx"]] = result["success"]
document["promptfoo"] = answers.get("metadata", {}).get("promptfooVersion", document["promptfoo"])
head = "".join(f'  {json.dumps(key)}: {json.dumps(value)},\n' for key, value in document.items() if key != "cases")
lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in document["cases"])
path.write_text("{\n" + head + '  "cases": [\n' + lines + "\n  ]\n}\n", "utf-8")
print(f"{len(document['cases'])} cases, promptfoo {document['promptfoo']}")
