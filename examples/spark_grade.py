"""Grades a partitioned JSON Lines data set with Apache Spark: the one binary is shipped to every
executor, each partition is piped through a process of it, and what comes out is what went in, a report
for each record, in order.

    spark-submit examples/spark_grade.py --binary target/release/evaluate \
        --input s3://answers/2026/ --output s3://reports/2026/

A partition with a bad record is graded like any other: the bad record becomes an error record in its
place. A partition whose process dies fails its task, and Spark runs it again elsewhere.
"""

import argparse
import os
import shlex
import signal
import subprocess
import threading
import time

from pyspark import SparkContext
from pyspark.sql import SparkSession


def command(binary: str, rubric: str) -> str:
    """What each partition is piped through.

    Records that cannot be graded become error records (`--allow-errors`); any other failure, such as a
    rubric that is not there, must fail the task.
    """
    grade = ["./" + os.path.basename(binary), "-q", "-j", "1", "-r", rubric]
    return shlex.join([*grade, "--from", "jsonl", "-f", "jsonl", "--allow-errors", "-"])


def kill_one_executor(context: SparkContext) -> None:
    """Kills an executor in the middle of the work, as a failing machine would."""

    def kill() -> None:
        tracker = context.statusTracker()

        def done() -> int:
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            return sum(stage.numCompletedTasks for stage in stages if stage)

        while done() < 2:
            time.sleep(0.2)
        found = subprocess.run(
            ["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, text=True, check=False
        )
        pids = [int(pid) for pid in found.stdout.split()]
        if pids:
            os.kill(pids[0], signal.SIGKILL)
            print(f"killed executor {pids[0]} after {done()} tasks", flush=True)

    threading.Thread(target=kill, daemon=True).start()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--input", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--rubric", default="auto")
    parser.add_argument("--partitions", type=int, default=64)
    parser.add_argument("--master")
    parser.add_argument("--kill-one", action="store_true", help="for the test: kill an executor on the way")
    asked = parser.parse_args()

    builder = SparkSession.builder.appName("evaluate").config("spark.ui.enabled", "false")
    if asked.master:
        builder = builder.master(asked.master)
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    spark = builder.getOrCreate()
    context = spark.sparkContext
    # Shipped to the working directory of every executor.
    context.addFile(asked.binary)
    if asked.kill_one:
        kill_one_executor(context)
    records = context.textFile(asked.input, asked.partitions)
    # Without checkCode a process that dies takes its records with it, silently.
    reports = records.pipe(command(asked.binary, asked.rubric), checkCode=True)
    reports.saveAsTextFile(asked.output)
    spark.stop()


if __name__ == "__main__":
    main()
