#!/usr/bin/env bash
# Lets somebody else's mock of the protocol (llmock, from PyPI) break in all the ways it knows and then say
# how well the judge's retries behaved: its report names every Retry-After that was ignored, every error that
# cannot pass and was tried again, every storm of attempts. Ends with its verdict, and with 1 where it finds
# fault or an outcome is another than it should be. Needs Python; takes about two minutes.
#   scripts/llmock.sh [BINARY]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

binary=${1:-}
if [ -z "$binary" ]; then
  cargo build --release
  binary=target/release/evaluate
fi
work=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; } || true; }
trap 'stop; rm -rf "$work"' EXIT
cp "$binary" "$work/evaluate"

venv=target/llmock
if ! "$venv/bin/llmock" --help > /dev/null 2>&1; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check llmock==0.2.2
fi
port=$("$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port

serve() {
  stop
  NO_COLOR=1 "$venv/bin/llmock" serve --host 127.0.0.1 --port "$port" --log-level error "$@" > "$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    curl --silent --fail --output /dev/null "$url/health" && return
    sleep 0.1
  done
  cat "$work/server.log"
  exit 1
}

# Answers that differ from each other and from those of other runs: the report takes the same request again
# for another attempt at it.
given=0
# answers COUNT
answers() {
  rm -rf "$work/answers"
  mkdir "$work/answers"
  for _ in $(seq "$1"); do
    given=$((given + 1))
    { cat fixtures/success-metrics/bike-share-markdown.md; printf '\nThe review is in week %s.\n' "$given"; } > "$work/answers/$given.md"
  done
}

wrong=0
# scenario NAME BEHAVIOURS STATUS ANSWERS MODE ARGUMENTS...
scenario() {
  local name=$1 behaviours=$2 status=$3 count=$4 mode=$5
  shift 5
  answers "$count"
  curl --silent --fail --output /dev/null --request DELETE "$url/_llmock/scenario"
  [ -z "$behaviours" ] ||
    curl --silent --fail --output /dev/null --data "{\"behaviors\": [$behaviours]}" "$url/_llmock/scenario"
  local got=0
  OPENAI_API_KEY=test-key EVALUATE_CACHE=$work/replies.db "$work/evaluate" -r success-metrics --judge --no-cache \
    --base-url "$url/v1" --model mock --concurrency 4 -f jsonl "$@" "$work/answers" > "$work/out.jsonl" 2> "$work/err" || got=$?
  local lines modes
  lines=$(wc -l < "$work/out.jsonl")
  modes=$(grep -c "\"mode\":\"$mode\"" "$work/out.jsonl") || true
  local said
  said=$(sed -n 's/^judge: //p' "$work/err")
  if [ "$got" = "$status" ] && [ "$lines" = "$count" ] && [ "$modes" = "$count" ]; then
    printf 'ok     %-34s %s\n' "$name" "$said"
  else
    wrong=1
    printf 'WRONG  %-34s status %s instead of %s, %s reports of %s, %s of them %s\n' "$name" "$got" "$status" "$lines" "$count" "$modes" "$mode"
    cat "$work/err"
  fi
}

fail() { printf '{"type": "fail", "status": %s, "times": %s}' "$1" "$2"; }
throttle() { printf '{"type": "fail", "status": %s, "retry_after": %s, "times": %s}' "$1" "$2" "$3"; }
say() { printf '{"type": "reply", "text": %s, "finish_reason": "%s", "times": %s}' "$1" "$2" "$3"; }

serve
scenario 'nothing wrong' '' 0 12 judged
scenario '429, Retry-After 2' "$(throttle 429 2 5)" 0 12 judged
scenario '429, Retry-After 0.5' "$(throttle 429 0.5 5)" 0 12 judged
scenario '503, Retry-After 2' "$(throttle 503 2 3)" 0 12 judged
for status in 408 409 500 502 504; do
  scenario "$status three times" "$(fail "$status" 3)" 0 12 judged
done
scenario '500 from now on' "$(fail 500 1000)" 2 1 degraded
scenario '429 from now on' "$(throttle 429 1 1000)" 2 1 degraded
for status in 400 401 403 404 422; do
  scenario "$status" "$(fail "$status" 1)" 2 1 degraded
done
scenario 'slower than --timeout' '{"type": "delay", "seconds": 3, "times": 2}' 0 12 judged --timeout 1
scenario 'a reply cut off' "$(say '"{\"criteria\": {\"product"' length 2)" 0 12 judged
scenario 'a reply that breaks off' "$(say '"{\"criteria\": {\"product"' stop 2)" 0 12 judged
scenario 'prose' "$(say '"It is a strong answer."' stop 2)" 0 12 judged
scenario 'nothing said' "$(say '""' stop 2)" 0 12 judged
scenario 'prose from now on' "$(say '"It is a strong answer."' stop 1000)" 2 1 degraded
echo
NO_COLOR=1 "$venv/bin/llmock" report --url "$url" || wrong=1

serve --rpm 40 --error-rate 500=0.05 --error-rate 503=0.05
scenario '40 a minute, 1 of 10 broken' '' 0 60 judged
echo
NO_COLOR=1 "$venv/bin/llmock" report --url "$url" || wrong=1
exit "$wrong"
