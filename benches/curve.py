#!/usr/bin/env python3
"""How the paths of `hujin bench` grow with the rows: times, time a row, and exponents between neighbouring sizes.

usage: curve.py [--rows 10000,100000,1000000,3000000] [--hujin PATH] [--rounds 1] [--folder KEPT] [--json OUT]

The rows are those of `rows.py`, kept in the folder if one is named. An exponent is the slope between two sizes with both
axes logarithmic: 1 is proportional; n log n is 1.11 between 10,000 and 100,000 and 1.08 from 1 million to 3. A path that
grows faster, by more than 0.1 in the exponent, is flagged where it takes a millisecond or more at the larger size: below
that the clock, the caches and the threads say more than the rows. `dbscan_100k` and `hdbscan_100k` take 100,000 points
at most, `figure_png` 10,000 rows; `local_moran_999` and `gi_star_999` do not hang on the rows.
"""
import argparse
import json
import math
import pathlib
import statistics
import sys
import tempfile

import rows
from side_by_side import DEFAULT_HUJIN, figure_of, hujin_bench, told_plainly

SLACK = 0.1
"""How far an exponent may pass that of n log n."""
LEAST_S = 1e-3
"""A path is not flagged below this."""


def reports(hujin, sizes, rounds, folder):
    """By number of rows: seconds of each path (medians of the rounds), and the most memory, MB, as `memory`."""
    found = {}
    for size in sizes:
        spreadsheet = folder / f"rows-{size}.csv"
        if not spreadsheet.is_file():
            print(f"making up {size} rows", file=sys.stderr)
            half = spreadsheet.with_suffix(".part")
            rows.write(size, 42, half)
            half.rename(spreadsheet)
        print(f"hujin bench, {size} rows", file=sys.stderr)
        turns = [hujin_bench(hujin, spreadsheet) for _ in range(rounds)]
        paths = [timed["path"] for timed in turns[0]["paths"]]
        found[size] = {
            "machine": turns[0]["machine"], "version": turns[0]["version"],
            "memory_mb": max(turn["peak_rss_mb"] or 0 for turn in turns),
            "seconds": {path: statistics.median(timed["median_s"] for turn in turns for timed in turn["paths"]
                                                if timed["path"] == path) for path in paths}}
    return found


def exponent(small, large, of_small, of_large):
    """The slope between two sizes, both axes logarithmic."""
    return math.log(of_large / of_small) / math.log(large / small)


def grows_too_fast(small, large, of_small, of_large):
    """Whether a time grows faster than n log n."""
    n_log_n = exponent(small, large, small * math.log(small), large * math.log(large))
    return of_large >= LEAST_S and exponent(small, large, of_small, of_large) > n_log_n + SLACK


def growth(path, by_size):
    """Cells of the exponents of a path, and whether one of them is flagged."""
    cells, is_flagged = [], False
    for (small, a), (large, b) in zip(by_size, by_size[1:]):
        is_fast = grows_too_fast(small, large, a, b)
        slope = f"{exponent(small, large, a, b):.2f}"
        cells.append(f"**{slope}**" if is_fast else slope)
        is_flagged |= is_fast
    return cells, is_flagged


def table(found):
    """The curve as Markdown, and the paths that grow too fast."""
    sizes = sorted(found)
    head = ["path", *(f"{size:,}: ms" for size in sizes), f"µs a row, {sizes[-1]:,}",
            *(f"exponent to {size:,}" for size in sizes[1:])]
    lines, flagged = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"], []
    for path in found[sizes[0]]["seconds"]:
        by_size = [(size, found[size]["seconds"][path]) for size in sizes if path in found[size]["seconds"]]
        if len(by_size) < len(sizes):
            continue
        slopes, is_flagged = growth(path, by_size)
        flagged += [path] if is_flagged else []
        cells = [figure_of(took, 1e3) for _, took in by_size] + [figure_of(by_size[-1][1] / sizes[-1], 1e6)]
        lines.append(f"| `{path}` | " + " | ".join(cells + slopes) + " |")
    memory = [(size, found[size]["memory_mb"]) for size in sizes]
    if all(mb for _, mb in memory):
        slopes = [f"{exponent(small, large, a, b):.2f}" for (small, a), (large, b) in zip(memory, memory[1:])]
        cells = [f"{mb:,.0f} MB" for _, mb in memory] + [f"{memory[-1][1] * 1e3 / sizes[-1]:.2g} kB a row"]
        lines.append("| peak memory of it all | " + " | ".join(cells + slopes) + " |")
    return "\n".join(lines), flagged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="10000,100000,1000000,3000000")
    parser.add_argument("--hujin", type=pathlib.Path, default=DEFAULT_HUJIN)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder", type=pathlib.Path, help="keep the made-up spreadsheets there")
    parser.add_argument("--json", type=pathlib.Path)
    order = parser.parse_args()
    if not order.hujin.is_file():
        parser.error(f"{order.hujin} is not there")
    sizes = sorted({int(size) for size in order.rows.split(",")})
    if len(sizes) < 2 or sizes[0] < 2:
        parser.error("--rows wants two sizes or more")
    with tempfile.TemporaryDirectory() as made, told_plainly():
        folder = order.folder or pathlib.Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = reports(order.hujin.resolve(), sizes, max(order.rounds, 1), folder)
    text, flagged = table(found)
    first = found[sizes[0]]
    print(f"{first['machine']}; hujin {first['version']}; median of rounds: {order.rounds}\n\n{text}\n")
    print("Faster than n log n: " + (", ".join(flagged) or "no path") + ".")
    if order.json:
        order.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if flagged else 0


if __name__ == "__main__":
    sys.exit(main())
