"""Several programs on one catalogue: no update is lost, and whoever has to wait too long is told."""

import contextlib
import shutil
import sqlite3
import time

from ground import Tally, as_json, content, rows_of, st_functions


def two_imports(ground, seconds):
    """Two imports of different sheets at once, again and again: the rows of each that said it was done are there."""
    tally = Tally("two imports at once", "both, or one told; no row lost")
    sheets = [ground.write_sheet(f"two{n}.csv", ground.rows, f"同时{n}") for n in (1, 2)]
    end = time.monotonic() + seconds
    while tally.tried == 0 or time.monotonic() < end:
        with ground.place() as path:
            before = rows_of(path)
            running = [ground.start("import", sheet, "--into", path) for sheet in sheets]
            ended = [(p.communicate(timeout=120)[1].decode("utf-8", "replace"), p.returncode) for p in running]
            done = sum(code in (0, 1) for _, code in ended)
            tally.tried += 1
            tally.after += done == 2
            tally.told += done < 2
            for err, code in ended:
                tally.check(code in (0, 1) or code == 2 and "Another program" in err, f"exit {code}: {err}")
            tally.check(rows_of(path) == before + done * ground.rows, f"{rows_of(path)} rows, {before} and {done} imports")
            tally.check(ground.clean(path)[0], ground.clean(path)[1])
    return tally


def import_and_reads(ground, seconds):
    """Reads while an import runs: each sees the catalogue before it or after it."""
    tally = Tally("reading while importing", "before or after, never between")
    end = time.monotonic() + seconds
    while tally.tried == 0 or time.monotonic() < end:
        with ground.place() as path:
            before = rows_of(path)
            running = ground.start("import", ground.sheet, "--into", path)
            while running.poll() is None:
                read = ground.run("list", path, "--json")
                tally.tried += 1
                if read.code == 2 and "Another program" in read.err:
                    tally.told += 1
                    continue
                seen = len(as_json(read)) if read.code == 0 else -1
                tally.before += seen == before
                tally.after += seen == before + ground.rows
                tally.check(seen in (before, before + ground.rows), f"{seen} rows seen: {read}")
            tally.check(running.returncode in (0, 1), running.communicate()[1])
    return tally


def foreign_writer(ground, times):
    """Another program (as QGIS: rollback journal, triggers) edits rows while this one edits others: both edits stay."""
    tally = Tally("a foreign writer at the same time", "both edits stay; its own batch")
    with ground.place() as path:
        for n in range(times):
            with contextlib.closing(st_functions(sqlite3.connect(path, timeout=20))) as other:
                other.execute("PRAGMA trusted_schema = ON")
                other.execute("BEGIN IMMEDIATE")
                other.execute("UPDATE enterprise SET note = ? WHERE id = 7", (f"外改{n}",))
                other.execute("INSERT INTO enterprise (name_zh) VALUES (?)", (f"外增{n}",))
                running = ground.start("edit", path, "8", f"employees={100 + n}")
                time.sleep(ground.random.random() * 0.5)
                other.commit()
            err = running.communicate(timeout=60)[1].decode("utf-8", "replace")
            tally.tried += 1
            tally.check(running.returncode == 0, f"exit {running.returncode}: {err}")
            ground.must("snapshot", path, f"名{n}")
            with contextlib.closing(sqlite3.connect(path)) as look:
                note = look.execute("SELECT note FROM enterprise WHERE id = 7").fetchone()[0]
                count = look.execute("SELECT employees FROM enterprise WHERE id = 8").fetchone()[0]
                added = look.execute("SELECT count(*) FROM enterprise WHERE name_zh = ?", (f"外增{n}",)).fetchone()[0]
            is_right = (note, count, added) == (f"外改{n}", 100 + n, 1)
            tally.after += is_right
            tally.check(is_right, f"{note}, {count}, {added}")
        tally.check(ground.clean(path)[0], ground.clean(path)[1])
        kinds = [batch["kind"] for batch in as_json(ground.run("batches", path, "--json"))]
        tally.check(kinds.count("outside") >= 1 and kinds.count("edit") == times, kinds)
    return tally


def lock_holder(ground):
    """Another program keeps the file locked: told within 5 seconds, unchanged; afterwards it works."""
    tally = Tally("a foreign lock that is not given up", "told within 5 s; unchanged")
    with ground.place() as path:
        for kind in ("IMMEDIATE", "EXCLUSIVE") if ground.is_long else ("IMMEDIATE",):
            before = content(path)
            with contextlib.closing(sqlite3.connect(path)) as other:
                other.execute(f"BEGIN {kind}")
                done = ground.run("edit", path, "5", "employees=77")
                tally.tried += 1
                tally.told += done.code == 2
                tally.check(done.code == 2 and "Another program" in done.err and "QGIS" in done.err, done)
                tally.note(f"{kind}: told after {done.seconds:.1f} s")
                tally.check(done.seconds <= 5 or not ground.is_long, f"told after {done.seconds:.1f} s")
                other.rollback()
            tally.before += content(path) == before
            tally.check(content(path) == before, "changed")
            tally.check(ground.run("edit", path, "5", "employees=78").code == 0, "it does not work afterwards")
    return tally


def faults(ground):
    """All of the family."""
    seconds = ground.times(60, 1)
    yield lambda: two_imports(ground, seconds)
    yield lambda: import_and_reads(ground, seconds)
    yield lambda: foreign_writer(ground, ground.times(20, 2))
    yield lambda: lock_holder(ground)
