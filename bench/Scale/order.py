"""Reads a run file of bench/scale.sh case by case and says whether every case is in it, once and in order.
usage: order.py RUN.json repeat|csv|jsonl CASES"""
import json
import sys

CHUNK = 1 << 20


def results(path):
    """The items of the run's `results`, one in memory at a time."""
    decoder = json.JSONDecoder()
    with open(path, encoding="utf-8") as file:
        text = ""
        while '"results": [' not in text:
            more = file.read(CHUNK)
            if not more:
                sys.exit("the file has no results")
            text += more
        text = text[text.index('"results": [') + len('"results": ['):]
        at = 0
        while True:
            while at < len(text) and text[at] in " \n,":
                at += 1
            if at < len(text) and text[at] == "]":
                return
            try:
                item, at = decoder.raw_decode(text, at)
            except ValueError:
                more = file.read(CHUNK)
                if not more:
                    sys.exit("the file ends inside its results")
                text, at = text[at:] + more, 0
                continue
            yield item


def main():
    path, source, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
    ids, count = set(), 0
    for index, result in enumerate(results(path)):
        count += 1
        if source == "repeat":
            place, output = result.get("sample", 0) == index, "Question 7: What is 1 plus 2, please?"
        else:
            row = index + 1
            place = result["line"] == row + (source == "csv")
            output = f"Question {row}: What is {row % 97} plus {row % 89}, please?"
            ids.add(result["id"])
        if not place or result["output"] != output or result["outcome"] != "passed":
            sys.exit(f"result {index} is not the case of its place: {json.dumps(result)[:500]}")
    if count != cases or (source != "repeat" and len(ids) != cases):
        sys.exit(f"{count} results with {len(ids)} ids, and {cases} cases ran")
    print(f"all {count} in order")


main()
