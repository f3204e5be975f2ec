"""Damaged catalogues: no change of data goes unnoticed, and what can be saved is saved into a new file."""

import contextlib
import pathlib
import shutil
import signal
import sqlite3
import time

from ground import Tally, as_json, content, digest, rows_of, st_functions


def everything(path):
    """All cells of all tables, as another program reads them; an error where it cannot. Not the shadows of the R-tree,
    of which the R-tree itself is read."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as c:
            c.text_factory = bytes
            tables = c.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
            names = [t.decode("utf-8", "replace") for (t,) in tables]
            names = [n for n in names if not n.startswith("rtree_enterprise_geom_")]
            cells = [(n, c.execute(f'SELECT rowid, * FROM "{n}" ORDER BY rowid').fetchall()) for n in names]
            schema = c.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
            return repr((cells, schema))
    except Exception as error:  # Of SQLite, or of Python where a text of the schema is no text any more.
        return f"unreadable: {error}"


def names_in(path):
    """The enterprises of a catalogue with their hashes."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c:
        return dict(c.execute("SELECT id, row_hash FROM enterprise"))


def hurt(ground, tally, path, what, sound, saves):
    """One damaged file: every change of data is found; reading it does not crash; salvage saves sound rows only."""
    tally.tried += 1
    hash_before = digest(path)
    now = everything(path)
    check = ground.run("check", path, "--json")
    tally.check(not check.crashed(), f"{what}: {check}")
    is_found = check.code not in (0, 1) or as_json(check)["findings"] != []
    if now == sound["everything"]:
        tally.before += 1  # The flip lies where no data is.
    else:
        tally.told += is_found
        tally.check(is_found, f"{what}: data has changed, and nothing says so")
    read = ground.run("list", path, "--json")
    tally.check(not read.crashed(), f"{what}: list: {read}")
    if read.code == 2:
        tally.check("salvage" in read.err or "nothing to be saved" in read.err or "not a" in read.err or "no longer" in read.err or "newer" in read.err, f"{what}: {read}")
    tally.check(digest(path) == hash_before, f"{what}: reading changed the file")
    if saves is None or not is_found:
        return
    new = path.with_name("new.gpkg")
    new.unlink(missing_ok=True)
    done = ground.run("salvage", path, "-o", new, "--json")
    tally.check(not done.crashed() and digest(path) == hash_before, f"{what}: salvage: {done}")
    saves["tried"] += 1
    if not new.exists():
        saves["nothing"] += 1
        return
    told, saved = as_json(done), names_in(new)
    doubtful = {row["id"] for row in told["doubtful"]}
    loose = {row["id"] for row in told["loose"]}
    rows = {id_: hash_ for id_, hash_ in saved.items() if id_ not in doubtful}
    saves["sound"] += sum(sound["rows"].get(id_) == hash_ for id_, hash_ in rows.items())
    saves["doubtful"] += len(doubtful)
    saves["all"] += len(sound["rows"])
    wrong = [id_ for id_, hash_ in rows.items() if id_ not in loose and sound["rows"].get(id_) != hash_]
    tally.check(not wrong, f"{what}: saved as sound, and are not: {wrong[:5]}")
    tally.check(ground.run("list", new).code == 0, f"{what}: the new file does not open")


def of_rich(ground):
    return {"everything": everything(ground.rich), "rows": names_in(ground.rich)}


def bit_flips(ground, times, salvaged):
    """One bit of the file is flipped: what changes data is found by `check`."""
    tally = Tally(f"{times} bit flips", "found where data changed; silent 0")
    bytes_, sound = ground.rich.read_bytes(), of_rich(ground)
    saves = {"tried": 0, "nothing": 0, "sound": 0, "doubtful": 0, "all": 0}
    with ground.place(ground.rich) as path:
        for n in range(times):
            at, bit = ground.random.randrange(len(bytes_)), ground.random.randrange(8)
            hurt_bytes = bytearray(bytes_)
            hurt_bytes[at] ^= 1 << bit
            path.write_bytes(hurt_bytes)
            hurt(ground, tally, path, f"byte {at}, bit {bit}", sound, saves if saves["tried"] < salvaged else None)
    tally.note(f"{tally.before} where no data is")
    tally.note(f"salvage of {saves['tried']}: {saves['sound']} of {saves['all']} enterprises sound, "
               f"{saves['doubtful']} kept apart, {saves['nothing']} files gave nothing")
    return tally


def truncations(ground, times):
    """The file ends too early, at `times` lengths and at none: found, and what is left is saved."""
    tally = Tally(f"truncation at {times} lengths, and to nothing", "found; silent 0")
    bytes_, sound = ground.rich.read_bytes(), of_rich(ground)
    saves = {"tried": 0, "nothing": 0, "sound": 0, "doubtful": 0, "all": 0}
    with ground.place(ground.rich) as path:
        for n in range(times + 1):
            length = len(bytes_) * n // (times + 1)
            path.write_bytes(bytes_[:length])
            hurt(ground, tally, path, f"{length} bytes", sound, saves)
    tally.note(f"salvage of {saves['tried']}: {saves['sound']} of {saves['all']} enterprises sound, "
               f"{saves['doubtful']} kept apart, {saves['nothing']} files gave nothing")
    return tally


def killed_while_writing(ground, path):
    """Leaves a catalogue with the journal of a write that was cut off; whether there is one."""
    journal = path.with_name(path.name + "-journal")
    for _ in range(20):
        running = ground.start("import", ground.sheet, "--into", path)
        while running.poll() is None and not (journal.exists() and journal.stat().st_size > 4096):
            time.sleep(0.0002)
        time.sleep(ground.random.random() * 0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        if journal.exists() and journal.stat().st_size > 512:
            return journal
        shutil.copy(ground.base, path)
    return None


def journals(ground, times):
    """The journal of a cut-off write is deleted, or one of another catalogue lies in its place: found, or harmless.

    A write that was whole in the file when its journal still lay there is as after without it.
    """
    tally = Tally("deleted or foreign -journal", "as before, as after or found; silent 0")
    with ground.place() as path:
        ground.must("import", ground.sheet, "--into", path, codes=(0, 1))
        after = content(path)
    for n in range(times):
        with ground.place() as path:
            before = content(path)
            journal = killed_while_writing(ground, path)
            if journal is None:
                tally.note("no journal was caught")
                continue
            foreign = journal.read_bytes()
            tally.tried += 1
            journal.unlink()
            look(ground, tally, path, before, {after}, f"{n}: its journal deleted")
        with ground.place(ground.rich) as path:
            path.with_name(path.name + "-journal").write_bytes(foreign)
            tally.tried += 1
            look(ground, tally, path, content(ground.rich), set(), f"{n}: a foreign journal")
    return tally


def look(ground, tally, path, before, after, what):
    """As before or as after and clean, or found, or told when opened."""
    is_clean, check = ground.clean(path)
    if is_clean:
        tally.sort(content(path), before, after, f"{what}: the data has changed, and nothing says so")
    else:
        tally.told += 1
        tally.check(not check.crashed(), f"{what}: {check}")


def write_ahead_logs(ground):
    """A file left in WAL mode by another program: its -wal is deleted, or that of another file: before, after or found."""
    tally = Tally("deleted or foreign -wal", "before, after or found; silent 0")
    for kind in ("whole", "deleted", "foreign", "cut"):
        with ground.place() as path:
            before = content(path)
            with contextlib.closing(st_functions(sqlite3.connect(path))) as other:
                other.execute("PRAGMA trusted_schema = ON")
                other.execute("PRAGMA journal_mode = WAL")
                other.execute("PRAGMA wal_autocheckpoint = 0")
                other.execute("UPDATE enterprise SET note = 'wal' WHERE id < 50")
                other.commit()
                copy, wal = path.with_name("left.gpkg"), path.with_name("left.gpkg-wal")
                shutil.copy(path, copy)
                shutil.copy(f"{path}-wal", wal)
                if kind == "foreign":
                    with ground.place(ground.rich) as rich, contextlib.closing(st_functions(sqlite3.connect(rich))) as another:
                        another.execute("PRAGMA trusted_schema = ON")
                        another.execute("PRAGMA journal_mode = WAL")
                        another.execute("UPDATE enterprise SET note = 'x'")
                        another.commit()
                        shutil.copy(f"{rich}-wal", wal)
                if kind == "deleted":
                    wal.unlink()
                if kind == "cut":
                    wal.write_bytes(wal.read_bytes()[:-100])
            tally.tried += 1
            listed = ground.run("list", copy, "--json")
            notes = [row.get("note") == "wal" for row in as_json(listed)] if listed.code == 0 else []
            is_whole = listed.code == 0 and len(notes) == rows_of(ground.base)
            check = ground.run("check", copy)
            tally.check(is_whole or listed.code == 2, f"{kind}: {listed}")
            tally.check(check.code == 0 or "another program" in check.out or check.code == 2, f"{kind}: {check}")
            tally.after += kind == "whole"
            tally.before += kind != "whole" and is_whole
            edited = ground.run("edit", copy, "60", "employees=3")
            tally.check(edited.code in (0, 2) and not edited.crashed(), f"{kind}: {edited}")
            tally.check(before == content(ground.base), "the base changed")
    return tally


def damaged_with_backup(ground):
    """A damaged catalogue that has a backup: the message names it and both ways out; the way it names works."""
    tally = Tally("damaged, with a backup beside it", "the message names the backup; restoring works")
    with ground.place(ground.base) as path:
        ground.must("import", ground.sheet, "--into", path, codes=(0, 1))
        kept = sorted(pathlib.Path(f"{path}.backups").glob("*.gpkg"))[-1]
        for at in (4096 * 3, 0):
            bytes_ = bytearray(path.read_bytes())
            bytes_[at:] = bytes(len(bytes_) - at) if at else b""
            path.write_bytes(bytes_)
            read = ground.run("list", path)
            tally.tried += 1
            tally.told += read.code == 2
            is_named = str(kept) in read.err and "hujin restore" in read.err
            is_named = is_named and ("hujin salvage" in read.err) == (at > 0)  # Of an empty file nothing is to be saved.
            tally.check(read.code == 2 and is_named, read)
            restored = ground.run("restore", path, "--from", kept)
            tally.check(restored.code == 0 and content(path) == content(ground.base), restored)
            tally.before += 1
            kept = sorted(pathlib.Path(f"{path}.backups").glob("*before-import*"))[-1]
    return tally


def faults(ground):
    """All of the family."""
    yield lambda: bit_flips(ground, ground.times(1500, 30), ground.times(400, 6))
    yield lambda: truncations(ground, ground.times(50, 4))
    yield lambda: journals(ground, ground.times(30, 2))
    yield lambda: write_ahead_logs(ground)
    yield lambda: damaged_with_backup(ground)
