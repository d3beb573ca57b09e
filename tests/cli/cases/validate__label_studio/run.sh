# what Label Studio exports is read back: both JSON forms, skipped tasks, tasks saved twice; not two people at once
galatea simulate -n 1k -o in -s 5 -q >/dev/null
galatea ingest in/*.zst -d g.db --key in/galatea.key -q
galatea classify -d g.db -q
galatea validate sample -d g.db -n 60 -o v -q
# strata have one kind each, and both kinds are drawn
cut -d, -f3,5 v/design.csv | tail -n +2 | sort -u | cut -d, -f2 | sort | uniq -d | wc -l
cut -d, -f3 v/design.csv | tail -n +2 | sort -u
python3 - <<'P'
import json
tasks = json.load(open("v/sample.json"))
assert all(set(t["data"]) == {"unit", "title", "text"} for t in tasks)
tasks.sort(key=lambda t: t["data"]["unit"])

def result(name, *choices):
    return {"id": name, "from_name": name, "to_name": "text", "type": "choices", "origin": "manual",
            "value": {"choices": list(choices)}}

def annotation(by, *results, cancelled=False):
    return {"id": 7, "completed_by": by, "result": list(results), "was_cancelled": cancelled, "ground_truth": False,
            "created_at": "2024-05-01T10:00:00Z", "lead_time": 3.1}

says = [
    [annotation(1, result("stage", "tool"), result("codes", "benefit.loneliness", "dependency.withdrawal"))],
    [annotation(1)],
    [annotation(1, result("stage", "partner"), cancelled=True)],
    [],
    [annotation(1, result("stage", "tool")), annotation({"id": 1}, result("stage", "companion"), result("note", "x"))],
]
for i, t in enumerate(tasks):
    t.update(id=i + 1, predictions=[], annotations=says[i] if i < len(says) else [])
json.dump(tasks, open("full.json", "w"))
short = [dict(t["data"], id=t["id"], annotator=2, annotation_id=9, stage="partner", codes={"choices": ["benefit.loneliness"]})
         for t in tasks[:2]]
short.append(dict(tasks[2]["data"], id=3, annotator=2, annotation_id=10))
json.dump(short, open("short.json", "w"))
tasks[0]["annotations"] = [annotation(1, result("stage", "tool")), annotation(3, result("stage", "tool"))]
json.dump(tasks, open("two.json", "w"))
P
galatea validate import full.json --coder anna -o v -d g.db 2>&1 | grep -o '3 of 60 units coded'
galatea validate import short.json --coder ben -o v -d g.db 2>&1 | grep -o '3 of 60 units coded'
cat v/labels.csv
galatea validate import two.json --coder eve -o v -d g.db 2>&1 | grep -o 'annotations of several people'
