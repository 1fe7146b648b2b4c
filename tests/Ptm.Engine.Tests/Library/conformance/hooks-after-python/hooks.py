import json
import os

place = os.path.join(os.path.dirname(os.path.abspath(__file__)), "written.json")


def hook(name, context):
    if name == "afterAll":
        with open(place, "w", encoding="utf-8") as file:
            json.dump([[result["testIdx"], result["success"], result["response"]["output"]] for result in sorted(context["results"], key=lambda result: result["testIdx"])], file)
