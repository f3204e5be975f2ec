"""Catalogues of other versions."""

import contextlib
import shutil
import sqlite3

from ground import FIXTURES, Tally, as_json, content, digest, rows_of


def newer(ground):
    """A catalogue of a newer version: no command writes to it, not a byte changes, and the message says why."""
    tally = Tally("catalogue of a newer version", "refused; unchanged by a byte")
    with ground.place(ground.rich) as path:
        with contextlib.closing(sqlite3.connect(path)) as c:
            c.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
            c.execute("CREATE TABLE of_the_future (a)")
            c.commit()
        before = digest(path)
        for order in (
            ("edit", path, "5", "employees=9"), ("import", ground.sheet, "--into", path), ("undo", path, "1"),
            ("snapshot", path, "名"), ("list", path), ("check", path), ("place", path), ("backup", path, "-o", path.with_name("b.gpkg")),
        ):
            done = ground.run(*order)
            tally.tried += 1
            tally.told += done.code == 2
            tally.check(done.code == 2 and "newer" in done.err and "99" in done.err, f"{order[0]}: {done}")
            is_same = digest(path) == before
            tally.before += is_same
            tally.check(is_same, f"{order[0]}: the file changed")
    return tally


def interrupted_migration(ground):
    """A migration was cut off and left half a copy (`.vN.bak`): the next one goes through, with a whole copy."""
    tally = Tally("migration after one that was cut off", "goes through; whole copy of before")
    for version, fixture in ((1, "catalogue_v1.gpkg"), (2, "catalogue_v2.gpkg")):
        with ground.place(FIXTURES / fixture) as path:
            old, rows = digest(path), rows_of(path)
            copy = path.with_name(f"copy.gpkg.v{version}.bak")
            for half in (b"", b"SQLite format 3\0 half", path.read_bytes()[: path.stat().st_size // 2]):
                shutil.copy(FIXTURES / fixture, path)
                copy.write_bytes(half)
                done = ground.run("snapshot", path, "名")
                tally.tried += 1
                is_right = done.code == 0 and rows_of(path) == rows and content_of_old(copy) == content_of_old(FIXTURES / fixture)
                tally.after += is_right
                tally.check(is_right, done)
                tally.check(old == digest(FIXTURES / fixture), "the fixture changed")
                found = as_json(ground.run("check", path, "--json"))["findings"]
                seals = [f for f in found if f["code"] in ("table-seal", "batch-images", "structure")]
                tally.check(not seals, f"after the migration: {seals[:3]}")
    return tally


def content_of_old(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c:
        return c.execute("SELECT * FROM enterprise ORDER BY id").fetchall()


def faults(ground):
    """All of the family."""
    yield lambda: newer(ground)
    yield lambda: interrupted_migration(ground)
