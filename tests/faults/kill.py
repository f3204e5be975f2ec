"""kill -9 at any moment: files are as before or as after, never between, and the next start is quick."""

import shutil
import time
import zipfile

from ground import FIXTURES, Tally, content, digest, grow_old, leftovers


def kill_somewhere(ground, order, sign, usual):
    """Kills a run: half the time at a moment of its usual length, half just after `sign` shows that it writes."""
    running = ground.start(*order)
    begun = time.monotonic()
    if ground.random.random() < 0.5:
        time.sleep(ground.random.random() * usual * 1.1)
    else:
        while running.poll() is None and time.monotonic() - begun < 30 and not sign():
            time.sleep(0.0005)
        time.sleep(ground.random.random() * max(0.02, usual / 4))
    running.kill()
    running.communicate()


def tidied(ground, tally, folder, write):
    """What the killed left behind is gone after the next write, once it is old."""
    left = leftovers(folder)
    if left:
        tally.note(f"{len(left)} unfinished file(s) left by the last kill, gone after the next write")
    grow_old(left)
    done = write()
    tally.check(done.code in (0, 1), f"the next write: {done}")
    tally.check(not leftovers(folder), f"left for ever: {leftovers(folder)}")


def kill_catalogue(ground, tally, times, source, order_of, prepare=lambda path: None, afters=None):
    """Kills a command that changes a catalogue. Afterwards it is as before or as after, `check` finds nothing new."""
    with ground.place(source) as path:
        prepare(path)
        found_before = ground.clean(path)[1].out
        ready = path.with_name("ready.gpkg")
        shutil.copy(path, ready)
        before = content(path)
        begun = time.monotonic()
        done = ground.run(*order_of(path))
        usual = time.monotonic() - begun
        if not tally.check(done.code in (0, 1), f"without a kill: {done}"):
            return
        after = {content(path)} | (afters(path) if afters else set())
        slowest = 0.0
        for n in range(times):
            for left in path.parent.glob("copy.gpkg*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            shutil.copy(ready, path)
            journal = path.with_name("copy.gpkg-journal")
            kill_somewhere(ground, order_of(path), lambda: journal.exists() or leftovers(path.parent), usual)
            tally.tried += 1
            started = ground.run("batches", path)
            slowest = max(slowest, started.seconds)
            is_clean, check = ground.clean(path)
            now = content(path)
            sound = started.code == 0 and (is_clean or check.out == found_before)
            tally.check(sound, f"kill {n}: {started} {check}")
            tally.sort(now, before, after, f"kill {n}: neither as before nor as after")
        tally.note(f"next start {slowest:.2f} s at most")
        if ground.is_long:
            tally.check(slowest <= 2.0, f"the next start took {slowest:.2f} s")
        tidied(ground, tally, path.parent, lambda: ground.run("edit", path, "2", "note=x"))


def kill_import(ground, times):
    """An import is killed: all of its rows are there, or none."""
    tally = Tally("kill -9 during import", "as before or as after")
    kill_catalogue(ground, tally, times, ground.base, lambda path: ("import", ground.sheet, "--into", path))
    return tally


def kill_edit(ground, times):
    """An edit of one enterprise is killed."""
    tally = Tally("kill -9 during an edit", "as before or as after")
    kill_catalogue(ground, tally, times, ground.base, lambda path: ("edit", path, "5", "employees=321", "--reason", "r"))
    return tally


def kill_undo(ground, times):
    """Undoing an import is killed: it is undone, or not at all."""
    tally = Tally("kill -9 during undo", "as before or as after")
    prepare = lambda path: ground.must("import", ground.sheet, "--into", path, codes=(0, 1))
    kill_catalogue(ground, tally, times, ground.base, lambda path: ("undo", path, "1"), prepare)
    return tally


def kill_migration(ground, times):
    """Bringing up a catalogue of version 1 or 2 is killed: it is of the old version or of the new, with its rows."""
    tally = Tally("kill -9 during migration", "old or new version, same rows")
    for fixture in ("catalogue_v1.gpkg", "catalogue_v2.gpkg"):
        order = lambda path: ("snapshot", path, "名")
        kill_catalogue(ground, tally, (times + 1) // 2, FIXTURES / fixture, order)
    return tally


def kill_backup(ground, times):
    """A backup is killed: there is no backup, or a whole one; one that was there before is not lost."""
    tally = Tally("kill -9 during backup", "old or new copy, whole")
    with ground.place(ground.rich) as path:
        copy = path.with_name("backup.gpkg")
        shutil.copy(ground.base, copy)
        old, new = content(copy), content(path)
        usual = ground.run("backup", path, "-o", path.with_name("first.gpkg")).seconds
        for n in range(times):
            shutil.copy(ground.base, copy)
            kill_somewhere(ground, ("backup", path, "-o", copy), lambda: leftovers(path.parent), usual)
            tally.tried += 1
            now = content(copy)
            tally.before += now == old
            tally.after += now == new
            is_clean, check = ground.clean(copy)
            tally.check(now in (old, new) and is_clean, f"kill {n}: {check}")
            tally.check(content(path) == new, f"kill {n}: the catalogue itself changed")
        tidied(ground, tally, path.parent, lambda: ground.run("backup", path, "-o", copy))
    return tally


def kill_restore(ground, times):
    """Restoring is killed: the catalogue is the old one or the backup, and every file in `.backups` is whole."""
    tally = Tally("kill -9 during restore", "old or restored, whole")
    with ground.place(ground.rich, "backup.gpkg") as backup:
        path = backup.with_name("copy.gpkg")
        shutil.copy(ground.base, path)
        old, new = content(path), content(backup)
        usual = ground.run("restore", path, "--from", backup).seconds
        for n in range(times):
            shutil.rmtree(f"{path}.backups", ignore_errors=True)
            shutil.copy(ground.base, path)
            kill_somewhere(ground, ("restore", path, "--from", backup), lambda: leftovers(path.parent), usual)
            tally.tried += 1
            now = content(path)
            tally.before += now == old
            tally.after += now == new
            is_clean, check = ground.clean(path)
            tally.check(now in (old, new) and is_clean, f"kill {n}: {check}")
            for kept in path.with_name("copy.gpkg.backups").glob("[!.]*.gpkg"):
                tally.check(content(kept) == old, f"kill {n}: {kept.name} is not whole")
        tidied(ground, tally, path.parent, lambda: ground.run("restore", path, "--from", backup))
    return tally


def kill_export(ground, times):
    """An export over an older file is killed: the older file, byte by byte, or the new one, whole."""
    tally = Tally("kill -9 during export (figure, report, table)", "old file or new, whole")
    orders = {
        "figure.png": lambda path, out: ("export", path, "--format", "png", "-o", out),
        "report.docx": lambda path, out: ("profile", path, "--district", "310104", "--format", "docx", "-o", out),
        "table.csv": lambda path, out: ("list", path, "--csv", "-o", out),
    }
    whole = {
        "figure.png": lambda out: out.read_bytes().endswith(b"IEND\xaeB`\x82"),
        "report.docx": lambda out: zipfile.ZipFile(out).testzip() is None,
        "table.csv": lambda out: out.read_bytes().count(b"\n") >= 199,
    }
    with ground.place() as path:
        for name, order in orders.items():
            out = path.with_name(name)
            usual = ground.run(*order(path, out)).seconds
            for n in range((times + 2) // 3):
                out.write_bytes(b"the old file")
                old = digest(out)
                kill_somewhere(ground, order(path, out), lambda: leftovers(path.parent), usual)
                tally.tried += 1
                is_old = digest(out) == old
                tally.before += is_old
                tally.after += not is_old
                tally.check(is_old or whole[name](out), f"kill {n}: {name} is neither")
            tidied(ground, tally, path.parent, lambda: ground.run(*order(path, out)))
    return tally


def faults(ground):
    """All of the family."""
    yield lambda: kill_import(ground, ground.times(200, 8))
    yield lambda: kill_edit(ground, ground.times(100, 4))
    yield lambda: kill_undo(ground, ground.times(100, 4))
    yield lambda: kill_migration(ground, ground.times(100, 4))
    yield lambda: kill_backup(ground, ground.times(60, 4))
    yield lambda: kill_restore(ground, ground.times(60, 4))
    yield lambda: kill_export(ground, ground.times(90, 3))
