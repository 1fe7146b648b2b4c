def get_var(name, prompt, vars):
    return {"output": f"py {name} {vars['y']}"}
