"""Peers of opening and importing."""
import os
import sqlite3
import statistics
import subprocess

from .prepared import within
from .registry import peer, timed

OPEN_QUERIES = [
    "SELECT id, CAST(geom AS BLOB) AS geom, name_zh, short_name, name_en, former_names, uscc, registered_address, office_address,"
    " registered_district, office_district, position_accuracy, founded, registered_capital_wan_cny, employees, segment,"
    " status, ticker, website, funding_stage, source, evidence, as_of, confidence, note, extra FROM enterprise",
    "SELECT enterprise_id, track, position, weight FROM enterprise_track"]
"""All that `hujin` reads when it opens a catalogue; connectorx knows no column of type POINT, hence the cast."""


def polars_open(engine, scheme):
    """The columns that `hujin` reads, as two frames."""
    import polars
    address = scheme + os.path.abspath(within("catalogue.gpkg"))
    read = lambda: [polars.read_database_uri(query, address, engine=engine) for query in OPEN_QUERIES]
    seconds, frames = timed(read, 3)
    yield "open", seconds, len(frames[0])


@peer("polars connectorx", ["open"], ["polars", "connectorx"])
def connectorx_peer():
    """`read_database_uri` by connectorx."""
    return polars_open("connectorx", "sqlite://")


@peer("polars adbc", ["open"], ["polars", "adbc-driver-manager", "adbc-driver-sqlite"])
def adbc_peer():
    """`read_database_uri` by ADBC."""
    return polars_open("adbc", "sqlite:///")


@peer("C loop over libsqlite3", ["open"], programs=["cc"], is_program=True)
def c_peer():
    """`open_peer.c`: a loop over `sqlite3_step` that copies the same columns into arrays."""
    program = within("open_peer")
    if not os.path.exists(program):
        raise FileNotFoundError("open_peer.c could not be compiled; sqlite3.h is in libsqlite3-dev")
    def run():
        told = subprocess.run([program, within("catalogue.gpkg"), *OPEN_QUERIES], check=True, capture_output=True, text=True)
        return [float(word) for word in told.stdout.split()]
    told = [run() for _ in range(4)][1:]
    yield "open", statistics.median(seconds for seconds, _ in told), int(told[0][1])


@peer("sqlite3 .import", ["import_csv"], programs=["sqlite3"], is_program=True)
def sqlite_peer():
    """The command line's `.import` into one table, and three indexes; nothing is checked."""
    file = within("imported.db")
    columns = ("id INTEGER PRIMARY KEY, name TEXT NOT NULL, uscc TEXT NOT NULL, district TEXT, lon REAL, lat REAL, tracks TEXT,"
               " founded TEXT, registered_capital REAL, employees INTEGER, address TEXT")
    script = (f"CREATE TABLE enterprise({columns});\n.mode csv\n.import --skip 1 '{within('rows.csv')}' enterprise\n"
              "CREATE UNIQUE INDEX u ON enterprise(uscc);\nCREATE INDEX d ON enterprise(district);\n"
              "CREATE INDEX f ON enterprise(founded);\n")
    seconds, _ = timed(lambda: subprocess.run(["sqlite3", "-bail", file], input=script, text=True, check=True), 1, warm=0)
    yield "import_csv", seconds, sqlite3.connect(file).execute("SELECT count(*) FROM enterprise").fetchone()[0]
    os.remove(file)


@peer("ogr2ogr", ["import_csv"], programs=["ogr2ogr"], is_program=True)
def ogr2ogr_peer():
    """GeoPackage with points and an R-tree; nothing is checked."""
    file = within("imported.gpkg")
    command = ["ogr2ogr", "-q", "-f", "GPKG", file, within("rows.csv"), "-nln", "enterprise", "-a_srs", "EPSG:4326", "-gt", "100000",
               "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES"]
    seconds, _ = timed(lambda: subprocess.run(command, check=True), 1, warm=0)
    yield "import_csv", seconds, sqlite3.connect(file).execute("SELECT count(*) FROM enterprise").fetchone()[0]
    os.remove(file)
