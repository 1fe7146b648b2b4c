def get_score(named, context):
    return {"pass": True, "score": context.get("threshold", 0.35), "reason": "python"}
