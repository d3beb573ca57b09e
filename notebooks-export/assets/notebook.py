# Reads the tables that galatea exported and draws its charts.
# Needs pandas and matplotlib; nothing is downloaded.
import json
import pathlib

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

here = pathlib.Path(".")
manifest = json.loads((here / "manifest.json").read_text())
SIMULATED = manifest["simulated"]
pd.set_option("display.max_rows", 60)


def load(frame):
    """One table: an empty cell is not defined or suppressed."""
    schema = json.loads((here / "tables" / f"{frame}.schema.json").read_text())
    text = [name for name, column in schema["properties"].items()
            if "string" in column["type"]]
    return pd.read_csv(here / "tables" / f"{frame}.csv",
                       dtype={name: "string" for name in text})


def has(table, column):
    return column is not None and column in table.columns


def ordered(values):
    """Distinct values in the order of the table: the ladder's order."""
    return list(dict.fromkeys(values.dropna()))


def present(t, c, column):
    """Those that are in t, in the order of the whole table: what is
    suppressed there must not change the order of the rest."""
    seen = set(t[column].dropna())
    return [value for value in c["order"][column] if value in seen]


def draw_band(axis, t, c):
    several = has(t, c.get("series"))
    for name in present(t, c, c["series"]) if several else [None]:
        part = t if name is None else t[t[c["series"]] == name]
        if c.get("at_zero"):  # known by definition: the curve starts there
            start = {c["x"]: 0, **{c[m]: float(c["at_zero"]) for m in
                                   ("y", "lower", "upper") if has(t, c.get(m))}}
            part = pd.concat([pd.DataFrame([start]), part])
        x = part[c["x"]]
        if x.dtype == "string":
            x = pd.to_datetime(x)
        # the values are points of a curve, whose steps are not in the table
        line, = axis.plot(x, part[c["y"]], label=name, marker=".",
                          markersize=4)
        if has(t, c.get("lower")):
            axis.fill_between(x, part[c["lower"]], part[c["upper"]],
                              alpha=0.2, linewidth=0, color=line.get_color())
    if c.get("at_zero"):
        axis.set_xlim(left=0)


def draw_stack(axis, t, c):
    wide = t.pivot_table(index=c["x"], columns=c["series"], values=c["y"])
    wide = wide.reindex(columns=present(t, c, c["series"]))
    colours = plt.cm.viridis(np.linspace(0, 1, len(wide.columns)))
    below = np.zeros(len(wide))
    for name, colour in zip(wide.columns, colours):
        axis.bar(wide.index.astype(str), wide[name].fillna(0), bottom=below,
                 label=name, color=colour, width=0.95)
        below = below + wide[name].fillna(0).to_numpy()
    if c.get("percent") and (below < 0.999).any():
        # a suppressed share is not 0: what is left of the whole is grey
        axis.bar(wide.index.astype(str), np.clip(1 - below, 0, None),
                 bottom=below, label="suppressed", color="#d9d9d9",
                 width=0.95)
    step = max(1, len(wide) // 12)
    axis.set_xticks(range(0, len(wide), step),
                    wide.index.astype(str)[::step], rotation=45, ha="right")


def draw_heat(axis, t, c):
    wide = t.pivot_table(index=c["y"], columns=c["x"], values=c["value"])
    wide = wide.reindex(index=present(t, c, c["y"]),
                        columns=present(t, c, c["x"]))
    image = axis.imshow(wide.to_numpy(dtype=float), cmap="Blues",
                        aspect="auto")
    axis.set_xticks(range(len(wide.columns)), wide.columns, rotation=35,
                    ha="right")
    axis.set_yticks(range(len(wide.index)), wide.index)
    middle = np.nanmean([np.nanmin(wide), np.nanmax(wide)])
    for i, row in enumerate(wide.to_numpy(dtype=float)):
        for k, value in enumerate(row):
            if not np.isnan(value):
                text = f"{value:.1%}" if c.get("percent") else f"{value:.3g}"
                axis.text(k, i, text, ha="center", va="center", fontsize=8,
                          color="white" if value > middle else "black")
    axis.figure.colorbar(image, ax=axis, shrink=0.8)


def draw_rows(axis, t, c, mark):
    rows = present(t, c, c["y"])
    if mark == "bar":  # the strongest on top
        strength = t.groupby(c["y"])[c["x"]].first()
        rows.sort(key=lambda row: -strength[row])
    several = has(t, c.get("series"))
    names = present(t, c, c["series"]) if several else [None]
    # one mark a row stands in its middle, several below one another
    lanes = len(names) if t[c["y"]].duplicated().any() else 1
    for k, name in enumerate(names):
        part = t if name is None else t[t[c["series"]] == name]
        place = part[c["y"]].map({r: i for i, r in enumerate(rows)})
        place = place.astype(float) + 0.6 * (k % lanes + 0.5) / lanes - 0.3
        if mark == "bar":
            axis.barh(place, part[c["x"]], height=0.6 / lanes, label=name)
            continue
        reach = None
        if has(t, c.get("lower")):
            reach = np.abs(np.vstack([part[c["x"]] - part[c["lower"]],
                                      part[c["upper"]] - part[c["x"]]]))
        axis.errorbar(part[c["x"]], place, xerr=reach, fmt="o", ms=4,
                      label=name)
    axis.set_yticks(range(len(rows)), rows)
    # half a row above and below, however many there are
    axis.set_ylim(len(rows) - 0.5, -0.5)


def draw(**c):
    """One chart as the export describes it; one panel per facet value."""
    t = load(c["frame"])
    if c.get("where"):
        t = t[t[c["where"]] == c["equals"]]
    measured = c.get("value") or (
        c["x"] if c["kind"] in ("interval", "bar") else c["y"])
    c["order"] = {name: ordered(t[name]) for name in t.columns}
    t = t[t[measured].notna()]
    facet = c.get("facet") if has(t, c.get("facet")) else None
    for value in ordered(t[facet])[:6] if facet else [None]:
        part = t if value is None else t[t[facet] == value]
        high = (max(3.5, 0.32 * part[c["y"]].nunique() + 1.5)
                if c["kind"] in ("interval", "bar") else 4.5)
        figure, axis = plt.subplots(figsize=(9, high))
        if c["kind"] in ("interval", "bar"):
            draw_rows(axis, part, c, c["kind"])
        else:
            {"band": draw_band, "stack": draw_stack, "heat": draw_heat,
             "flow": draw_heat}[c["kind"]](axis, part, c)
        title = c["title"] if value is None else f"{c['title']}: {value}"
        # above the whole figure: a long one must not narrow the axes
        figure.suptitle(title + (" (simulated data)" if SIMULATED else ""),
                        x=0.01, y=1 - 0.1 / high, ha="left", va="top")
        axis.set_xlabel(c.get("x_title") or "")
        axis.set_ylabel(c.get("y_title") or "")
        if c.get("percent") and not c.get("value"):
            shares = (axis.xaxis if c["kind"] in ("interval", "bar")
                      else axis.yaxis)
            low, high_end = shares.get_view_interval()
            shares.set_view_interval(min(0, low), high_end, ignore=True)
            shares.set_major_formatter(plt.matplotlib.ticker.PercentFormatter(1))
        if axis.get_legend_handles_labels()[1]:
            axis.legend(bbox_to_anchor=(1.01, 1), loc="upper left")
        figure.tight_layout(rect=(0, 0, 1, 1 - 0.4 / high))
        plt.show()
