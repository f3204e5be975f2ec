"""usage: python -m peers NAME FOLDER      runs one peer and prints JSON: its version, seconds and result a path, peak memory
       python -m peers prepare FOLDER   reads the catalogue there once for all of them
       python -m peers draw ROWS.csv DISTRICTS.geojson OUT.png     the figure as a command of its own

FOLDER holds `rows.csv`, `catalogue.gpkg` (the same rows), `figure.csv` (10,000 of them) and `districts.geojson`.
"""
import json
import resource
import sys

from . import PEERS, figures, prepared


def main():
    if len(sys.argv) == 5 and sys.argv[1] == "draw":
        return figures.draw(*sys.argv[2:])
    if len(sys.argv) != 3 or sys.argv[1] not in {"prepare", *PEERS}:
        raise SystemExit(f"{__doc__}\nNAME: {'; '.join(PEERS)}")
    prepared.FOLDER = sys.argv[2]
    if sys.argv[1] == "prepare":
        return prepared.prepare()
    chosen = PEERS[sys.argv[1]]
    paths = {path: {"seconds": seconds, "result": result} for path, seconds, result in chosen.run()}
    whose = resource.RUSAGE_CHILDREN if chosen.is_program else resource.RUSAGE_SELF
    peak_mb = resource.getrusage(whose).ru_maxrss / 1024
    print(json.dumps({"version": chosen.version(), "paths": paths, "peak_rss_mb": peak_mb}))


main()
