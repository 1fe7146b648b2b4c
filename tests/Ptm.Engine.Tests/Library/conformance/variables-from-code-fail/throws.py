def get_var(name, prompt, vars):
    raise ValueError("no")
