# Answers calls of Python code, one after the other. What the code prints goes to the standard error, answers to a stream of their own.
import sys, os, json

def main(token):
    if hasattr(sys.stdout, "reconfigure"):
        pass
    answers = os.dup(1)
    requests = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)

    def send(answer):
        try:
            text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            text = json.dumps({"error": {"type": type(error).__name__, "message": "the result is no JSON: %s" % error}})
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError:
            data = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")
        data = ("\n%s %d\n" % (token, len(data))).encode("ascii") + data
        while data:
            data = data[os.write(answers, data):]

    if sys.version_info < (3, 7):
        send({"error": {"type": "SystemError", "message": "Python 3.7 or later is needed, and this is %d.%d" % sys.version_info[:2]}})
        return
    import asyncio, importlib.util, inspect, queue, threading, traceback, types

    waiting = queue.Queue()

    def listen():
        while True:
            line = requests.readline()
            if not line:
                # The host is gone: nothing that is at work here is of use to anybody.
                os._exit(0)
            waiting.put(requests.read(int(line)))

    threading.Thread(target=listen, daemon=True).start()
    loaded = {}
    if sys.path and sys.path[0] == "":
        del sys.path[0]

    def load(path, fresh):
        stamp = os.stat(path).st_mtime_ns
        known = loaded.get(path)
        if known and known[0] == stamp and not fresh:
            return known[1]
        folder = os.path.dirname(path)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        name = os.path.splitext(os.path.basename(path))[0]
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        loaded[path] = (stamp, module)
        return module

    def choose(module, wanted):
        for name in wanted:
            found = module
            for part in name.split("."):
                found = getattr(found, part, None)
            if callable(found):
                return found
        return None

    def functions(module):
        return [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]

    def settle(value):
        if inspect.isawaitable(value):
            async def wait():
                return await value
            return asyncio.run(wait())
        if inspect.isgenerator(value):
            return list(value)
        return value

    def inline(request):
        body = "\n".join("    " + line for line in request["code"].split("\n"))
        source = "def main(%s):\n%s" % (", ".join(request["names"]), body)
        module = types.ModuleType("inline")
        exec(compile("import json, math, os, re, sys, datetime, random", "<inline>", "exec"), module.__dict__)
        exec(compile(source, "<inline>", "exec"), module.__dict__)
        return module.main

    def place(error, path):
        if isinstance(error, SyntaxError) and error.filename:
            return error.filename, error.lineno, (error.text or "").strip() or None
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        return (frames[-1].filename, frames[-1].lineno, frames[-1].line) if frames else (None, None, None)

    def answer(request):
        path = request.get("path") or "<inline>"
        try:
            if request.get("code") is not None:
                function = inline(request)
            else:
                module = load(path, request["fresh"])
                function = choose(module, request["functions"])
                if function is None:
                    return {"missing": functions(module)}
            return {"value": settle(function(*request["args"]))}
        except SystemExit as error:
            return {"error": {"type": "SystemExit", "message": "the code ended the interpreter: %s" % error.code}}
        except BaseException as error:
            file, line, text = place(error, path)
            if file == "<inline>":
                line = line - 1 if line and line > 1 else line
            message = str(error.msg) if isinstance(error, SyntaxError) else str(error)
            return {"error": {"type": type(error).__name__, "message": message, "file": file, "line": line, "text": text}}

    while True:
        send(answer(json.loads(waiting.get().decode("utf-8"))))
        try:
            sys.stdout.flush()
        except Exception:
            pass

main(sys.argv[1])
