"""Places that cannot be written, drives that know no locks, folders that vanish."""

import os
import shutil
import time

from ground import Tally, content, digest


def nobody():
    """How a command is run as somebody who may not write everything: root may."""
    return {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}


def told_and_unchanged(ground, tally, path, order, word, before):
    """The command fails with a message that names the file and the reason; not a byte has changed."""
    done = ground.run(*order, env={"HOME": "/nonexistent"}, **nobody())
    tally.tried += 1
    tally.told += done.code == 2
    tally.check(done.code == 2 and not done.crashed(), f"{order[0]}: {done}")
    tally.check(word in done.err and path.name in done.err or str(path.parent) in done.err, f"{order[0]}: {done}")
    is_same = digest(path) == before
    tally.before += is_same
    tally.check(is_same, f"{order[0]}: the file changed")


def read_only(ground, what):
    """A catalogue that may be read but not written, or whose folder may not: it is read, and writing is told."""
    tally = Tally(f"read-only {what}", "reads; writing is told; unchanged")
    with ground.place() as path:
        os.chmod(path, 0o444 if what == "file" else 0o666)
        os.chmod(path.parent, 0o777 if what == "file" else 0o555)
        before = digest(path)
        try:
            for order in (("list", path, "--json"), ("stats", path, "--by", "track"), ("batches", path)):
                done = ground.run(*order, env={"HOME": "/nonexistent"}, **nobody())
                tally.tried += 1
                tally.before += done.code == 0
                tally.check(done.code == 0, f"{order[0]}: {done}")
            for order in (("edit", path, "5", "employees=9"), ("import", ground.sheet, "--into", path), ("snapshot", path, "名")):
                told_and_unchanged(ground, tally, path, order, "read-only" if what == "file" else "folder", before)
        finally:
            os.chmod(path.parent, 0o755)
    return tally


def no_locks(ground):
    """A network drive that gives no locks: told within seconds, with a way out, and nothing written."""
    tally = Tally("no locks (fcntl gives ENOLCK)", "told within 5 s; unchanged")
    if ground.shim is None:
        tally.skipped = "a C compiler and LD_PRELOAD"
        return tally
    with ground.place() as path:
        before = digest(path)
        orders = (("edit", path, "5", "employees=9"), ("list", path, "--json"), ("import", ground.sheet, "--into", path))
        for order in orders if ground.is_long else orders[:1]:
            done = ground.run(*order, env=ground.with_shim(nolocks=1))
            tally.tried += 1
            tally.told += done.code == 2
            tally.check(done.code == 2 and "locks" in done.err, f"{order[0]}: {done}")
            is_same = digest(path) == before
            tally.before += is_same
            tally.check(is_same, f"{order[0]}: the file changed")
            tally.note(f"told after {done.seconds:.1f} s")
            tally.check(done.seconds < 8 or not ground.is_long, f"{order[0]} took {done.seconds:.1f} s")
    return tally


def vanishing_folder(ground):
    """The folder is deleted while an import runs: the program says so, or was done before; it does not crash."""
    tally = Tally("folder deleted while open", "told or done, no crash")
    with ground.place() as first:
        usual = ground.run("import", ground.sheet, "--into", first).seconds
    for _ in range(ground.times(40, 3)):
        with ground.place() as path:
            running = ground.start("import", ground.sheet, "--into", path)
            time.sleep(ground.random.random() * usual)
            gone = path.parent.with_name(path.parent.name + "-gone")
            os.rename(path.parent, gone)
            shutil.rmtree(gone)
            _, err = running.communicate(timeout=60)
            text = err.decode("utf-8", "replace")
            tally.tried += 1
            tally.told += running.returncode == 2
            tally.after += running.returncode in (0, 1)
            tally.check(running.returncode in (0, 1, 2) and "panicked" not in text, f"exit {running.returncode}: {text}")
            tally.check(running.returncode != 2 or len(text) > 20, "no message")
    return tally


def faults(ground):
    """All of the family."""
    yield lambda: read_only(ground, "file")
    yield lambda: read_only(ground, "folder")
    yield lambda: no_locks(ground)
    yield lambda: vanishing_folder(ground)
