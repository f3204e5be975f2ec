#!/usr/bin/env python3
"""`hujin bench` beside its peers on the same rows, in turn, several rounds; medians as one Markdown table.

usage: side_by_side.py ROWS.csv [--hujin PATH] [--only PATH,…] [--rounds 3] [--json OUT]

    python3 -m venv peers && peers/bin/pip install -r benches/requirements.txt
    npm install --prefix peers supercluster@9.1.0
    python3 benches/rows.py --rows 1000000 rows.csv
    peers/bin/python benches/side_by_side.py rows.csv

Peers are in `peers/`; one that is not installed is left out and named. A result that differs from the peer's means that
the work was not the same: it is told, and the exit code is 1. `hujin` does `import_csv`, `open` and `export_png` once more
in processes of their own, to see their memory; that of all other paths is the peak of the whole of `hujin bench`.
"""
import argparse
import contextlib
import itertools
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from peers import PEERS, PREPARED_WITH

HERE = pathlib.Path(__file__).resolve().parent
DEFAULT_HUJIN = HERE.parent / "target" / "release" / "hujin"
DISTRICTS = HERE.parent / "maps" / "shanghai" / "districts.geojson"
AIMS = {"import_csv": 1, "open": 1, "filter_group": 0.5, "facets": 0.5, "search": 0.5, "search_1": 0.5, "search_3": 0.5,
        "search_6": 0.5, "search_none": 0.5, "locate": 0.1, "density_1024": 0.25, "cluster_index": 0.2, "cluster_query": 1,
        "dbscan_100k": 0.2, "hdbscan_100k": 0.5, "local_moran_999": 0.33, "gi_star_999": 0.33, "figure_png": 0.5,
        "export_png": 0.5}
"""The most a path may take, as a part of the fastest peer's time."""
TOLERANCES = {"density_1024": 0.01, "locate": 1e-5, "hdbscan_100k": 0.1, "local_moran_999": 1e-9, "gi_star_999": 1e-9}
"""How far results may differ: a point in one cell against four, points on a border, ties of distance, sums. Else not at all."""
NOT_COMPARABLE = {"cluster_index", "cluster_query", "figure_png", "export_png"}
"""Pictures, and clusters whose seeds are taken in another order."""
FIGURE_ROWS = 10_000


class Failed(Exception):
    """A command that did not succeed: which, and what it said."""


def run(command, cwd=None):
    """Runs a command: what it prints, its seconds, and the most memory it had, MB."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.PIPE, cwd=cwd)
        said = process.stderr.read().decode(errors="replace").strip()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told = out.read().decode()
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command[:4]))} failed ({process.returncode}): {said[-600:] or told[-600:]}")
    return told, seconds, usage.ru_maxrss / 1024


def run_peers(name, folder):
    """Runs `peers` in a process of its own: what it prints."""
    return run([sys.executable, "-m", "peers", name, folder], cwd=HERE)[0]


@contextlib.contextmanager
def told_plainly():
    """Ends the program with the words of a failed command, without a trace."""
    try:
        yield
    except Failed as error:
        raise SystemExit(str(error)) from error


def hujin_bench(hujin, rows):
    """What `hujin bench` says of a spreadsheet."""
    return json.loads(run([hujin, "bench", "--csv", rows, "--json"])[0])


def catalogue(hujin, rows, file):
    """Makes a catalogue of a spreadsheet; the memory that took, MB."""
    file.unlink(missing_ok=True)
    run([hujin, "new", file, "--empty"])
    stated = ["--datum", "wgs84", "--capital-unit", "万元"]
    return run([hujin, "import", rows, "--into", file, *stated, "--json"])[2]


def set_out(hujin, rows, folder, paths):
    """Puts what peers read into the folder; memory of `hujin` by path, MB."""
    (folder / "rows.csv").symlink_to(rows.resolve())
    shutil.copy(DISTRICTS, folder / "districts.geojson")
    with open(rows, encoding="utf-8") as all_rows, open(folder / "figure.csv", "w", encoding="utf-8") as some:
        some.writelines(itertools.islice(all_rows, FIGURE_ROWS + 1))
    memory = {"import_csv": catalogue(hujin, rows, folder / "catalogue.gpkg")}
    if "open" in paths:
        memory["open"] = run([hujin, "stats", folder / "catalogue.gpkg", "--json"])[2]
    catalogue(hujin, folder / "figure.csv", folder / "figure.gpkg")
    run_peers("prepare", folder)
    return memory


def measure(hujin, rows, folder, rounds, paths, chosen):
    """Runs program and peers in turn: runs by program and path, memory by program and path, the head, and what failed."""
    seconds, results, failed, versions = {}, {}, {}, {}
    memory = {("hujin", path): mb for path, mb in set_out(hujin, rows, folder, paths).items()}
    def note(program, path, took, result, mb):
        seconds.setdefault((program, path), []).append(took)
        results[program, path] = result
        memory[program, path] = max(memory.get((program, path), 0), mb or 0)
    for turn in range(rounds):
        print(f"round {turn + 1} of {rounds}: hujin bench", file=sys.stderr)
        report = hujin_bench(hujin, rows)
        own_process = {path for program, path in memory if program == "hujin" and path in ("import_csv", "open")}
        for timed in report["paths"]:
            mb = None if timed["path"] in own_process else report["peak_rss_mb"]
            note("hujin", timed["path"], timed["median_s"], timed["result"], mb)
        if "export_png" in paths:
            _, took, mb = run([hujin, "export", folder / "figure.gpkg", "-o", folder / f"figure-{turn}.png"])
            note("hujin", "export_png", took, None, mb)
        for name in chosen:
            if name in failed:
                continue
            print(f"round {turn + 1} of {rounds}: {name}", file=sys.stderr)
            try:
                told = json.loads(run_peers(name, folder))
            except Failed as error:
                failed[name] = str(error).splitlines()[-1]
                continue
            versions[name] = told["version"]
            for path, timed in told["paths"].items():
                note(name, path, timed["seconds"], timed["result"], told["peak_rss_mb"])
    head = {key: report[key] for key in ("machine", "version", "rows")}
    return seconds, results, memory, head | {"versions": versions}, failed


def differs(path, ours, theirs):
    """Whether results of one path mean that the work was not the same; `None` where they cannot be compared."""
    if path in NOT_COMPARABLE or ours is None or theirs is None:
        return None
    return abs(ours - theirs) > TOLERANCES.get(path, 0) * max(abs(ours), abs(theirs))


def compared(seconds, results, memory, paths):
    """A record a path: medians, ratio to the fastest peer, aim, memory, and the peers whose result differs."""
    medians = {key: statistics.median(runs) for key, runs in seconds.items()}
    records = []
    for path in paths:
        ours = medians.get(("hujin", path))
        theirs = sorted((took, program) for (program, p), took in medians.items() if p == path and program != "hujin")
        record = {"path": path, "hujin_s": ours, "aim": AIMS.get(path), "peers_s": {program: took for took, program in theirs},
                  "hujin_peak_mb": memory.get(("hujin", path)), "hujin_runs_s": seconds.get(("hujin", path)),
                  "hujin_result": results.get(("hujin", path)),
                  "peer_results": {program: results[program, path] for _, program in theirs}}
        if ours and theirs:
            took, fastest = theirs[0]
            record |= {"peer": fastest, "peer_s": took, "ratio": ours / took, "peer_peak_mb": memory[fastest, path],
                       "is_met": ours / took <= AIMS[path] if path in AIMS else None}
        verdicts = {program: differs(path, record["hujin_result"], result) for program, result in record["peer_results"].items()}
        record["differs"] = [program for program, verdict in verdicts.items() if verdict]
        record["same"] = [program for program, verdict in verdicts.items() if verdict is False]
        records.append(record)
    return records


def figure_of(value, unit=1.0):
    """Three significant digits, without an exponent."""
    if value is None:
        return ""
    value *= unit
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 1e-3 else f"{value:.1g}"


def table(records):
    """The records as Markdown."""
    lines = ["| path | hujin, ms | fastest peer | its ms | ratio | aim | met | same result | MB, hujin | MB, peer | other peers, ms |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for r in records:
        same = "**no**" if r["differs"] else "yes" if r["same"] else ""
        met = {True: "yes", False: "**no**"}.get(r.get("is_met"), "")
        others = "; ".join(f"{program} {figure_of(took, 1e3)}" for program, took in list(r["peers_s"].items())[1:])
        cells = [f"`{r['path']}`", figure_of(r["hujin_s"], 1e3), r.get("peer", ""), figure_of(r.get("peer_s"), 1e3),
                 figure_of(r.get("ratio")), f"≤ {r['aim']}" if r["aim"] else "", met, same, figure_of(r["hujin_peak_mb"]),
                 figure_of(r.get("peer_peak_mb")), others]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=pathlib.Path)
    parser.add_argument("--hujin", type=pathlib.Path, default=DEFAULT_HUJIN)
    parser.add_argument("--only", help="paths, separated by commas; hujin bench runs all of its own all the same")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path, help="write every run and result there")
    order = parser.parse_args()
    paths = order.only.split(",") if order.only else list(AIMS)
    for path in paths:
        if path not in AIMS:
            parser.error(f"no path {path}; there are {', '.join(AIMS)}")
    for file in (order.rows, order.hujin):
        if not file.is_file():
            parser.error(f"{file} is not there")
    if lacks := PREPARED_WITH.missing():
        parser.error(f"this Python lacks {', '.join(lacks)}: pip install -r {HERE / 'requirements.txt'}")
    missing = {name: peer.missing() for name, peer in PEERS.items() if set(paths) & set(peer.paths)}
    chosen = [name for name, lacks in missing.items() if not lacks]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, told_plainly():
        outcome = measure(order.hujin.resolve(), order.rows, pathlib.Path(folder), max(order.rounds, 1), paths, chosen)
    seconds, results, memory, head, failed = outcome
    if not order.only:
        paths += [path for program, path in seconds if program == "hujin" and path not in paths]
    records = compared(seconds, results, memory, paths)
    skipped = {name: f"not installed: {', '.join(lacks)}" for name, lacks in missing.items() if lacks} | failed
    print(f"{head['machine']}; load {load:.1f} at the start{', so figures are worth little' if load > 0.5 else ''}; "
          f"hujin {head['version']}; {head['rows']:,} rows; median of rounds: {order.rounds}\n\n{table(records)}\n")
    parts = {part for version in head["versions"].values() for part in version.split(", ")}
    print(f"Versions: {'; '.join(sorted(parts, key=str.lower))}; Python {platform.python_version()}.")
    for name, why in skipped.items():
        print(f"Not run: {name}: {why}")
    unequal = [(r, program) for r in records for program in r["differs"]]
    for r, program in unequal:
        print(f"Not the same work: {r['path']}: hujin {r['hujin_result']}, {program} {r['peer_results'][program]}")
    if order.json:
        document = {"load": load, "rounds": order.rounds, **head, "not_run": skipped, "paths": records}
        order.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
