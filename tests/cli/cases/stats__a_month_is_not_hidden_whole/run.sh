# a small rung of a month takes one more with it, not all of them
galatea simulate -q -o archives --posts 10k --seed 1 --key key --window-log 20 > /dev/null
galatea run -q archives/*.zst --key key -o out > /dev/null
python3 - <<'P'
import csv
shown = {}
for row in csv.DictReader(open("out/tables/stage_by_month.csv", encoding="utf-8")):
    shown[row["month"]] = shown.get(row["month"], 0) + (row["share"] not in ("", "0"))
print(sum(n > 0 for n in shown.values()) > len(shown) / 2, "more than half of the months show a share")
P
