#!/usr/bin/env bash
# Grades a generated data set with Apache Spark, one executor killed on the way, and compares the result
# byte for byte with that of one machine. Needs Java and Python; installs PySpark into a folder of its own.
#   scripts/spark.sh [ANSWERS] [BINARY]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

answers=${1:-20000}
binary=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ -z "$binary" ]; then
  cargo build --release
  binary=target/release/evaluate
fi
cp "$binary" "$work/evaluate"

if [ -z "${PYSPARK_PYTHON:-}" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pyspark==3.5.7
  PYSPARK_PYTHON=$work/venv/bin/python
fi
export PYSPARK_PYTHON SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost

echo "generating $answers answers"
if [ -n "${ANSWERS_FILE:-}" ]; then
  head -n "$answers" "$ANSWERS_FILE" > "$work/answers.jsonl"
else
  cargo bench --quiet --bench throughput -- --write "$work/answers.jsonl" --answers "$answers"
fi

echo "one machine"
"$work/evaluate" -q -r success-metrics -f jsonl --from jsonl - < "$work/answers.jsonl" | LC_ALL=C sort > "$work/alone.jsonl"

echo "Spark, one executor killed"
"$PYSPARK_PYTHON" examples/spark_grade.py --binary "$work/evaluate" --rubric success-metrics \
  --input "$work/answers.jsonl" --output "$work/graded" --partitions 16 \
  --master 'local-cluster[2,1,1024]' --kill-one
cat "$work"/graded/part-* | LC_ALL=C sort > "$work/together.jsonl"

wc -l < "$work/together.jsonl"
cmp "$work/alone.jsonl" "$work/together.jsonl"
echo "the same, byte for byte"
