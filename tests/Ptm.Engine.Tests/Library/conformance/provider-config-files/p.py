import json


def call_api(prompt, options, context):
    config = {key: value for key, value in options["config"].items() if key != "basePath"}
    return {"output": prompt + " " + json.dumps(config)}
