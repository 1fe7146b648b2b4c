import json


def made(context):
    return f"py {context['vars']['q']} {json.dumps(context['vars'].get('_conversation', 0))} {context['provider']['id']} {context['provider']['label']}"
