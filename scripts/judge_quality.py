"""What a judge's replies to one answer were like: see judge-quality.sh."""

import json
import sqlite3
import sys

report = json.load(open(sys.argv[1], encoding="utf-8"))
kept = sqlite3.connect(sys.argv[2]).execute("SELECT reply FROM replies").fetchall()

keeping = 0
for (text,) in kept:
    try:
        criteria = json.loads(json.loads(text)["content"])["criteria"]
        keeping += all({"reasoning", "quotes", "level"} == set(said) for said in criteria.values())
    except (ValueError, KeyError, AttributeError):
        pass
print(f"{keeping} of {len(kept)} replies keep to the schema")

found = invented = 0
print(f"\n{'criterion':<20} signals  judge  together  quotes  invented  votes or why not")
for criterion in report["criteria"]:
    judge = criterion["judge"] or {}
    quotes, wrong = len(judge.get("evidence", [])), len(judge.get("invented", []))
    found, invented = found + quotes, invented + wrong
    level = "-" if judge.get("level") is None else judge["level"]
    why = judge.get("unrated") or ", ".join(str(vote) for vote in judge.get("votes", []))
    print(
        f"{criterion['id']:<20} {criterion['heuristic']['level']:>7}  {level:>5}  {criterion['level']:>8}"
        f"  {quotes:>6}  {wrong:>8}  {why}"
    )
print(f"\n{found} quotes are in the answer, {invented} are not")
usage = report["judge"]["usage"]
print(f"score {report['score']}, {report['mode']}; {usage['prompt_tokens']} tokens in, {usage['completion_tokens']} out")
