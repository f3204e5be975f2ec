"""A disk that is full or fails: nothing half written, the old file intact, and a message that says so."""

import os
import resource
import shutil
import subprocess
import tempfile
import pathlib

from ground import FIXTURES, Tally, content, digest, leftovers

EIO, ENOSPC = 5, 28


def orders(ground, path):
    """What is done on the failing disk: name → catalogue to begin with, command, the file it writes (if another)."""
    out = path.with_name("out.png")
    copy = path.with_name("backup.gpkg")
    return {
        "import": (ground.base, ("import", ground.sheet, "--into", path), None),
        "edit": (ground.base, ("edit", path, "5", "employees=321"), None),
        "undo": (ground.rich, ("undo", path, "2"), None),
        "migration": (FIXTURES / "catalogue_v2.gpkg", ("snapshot", path, "名"), None),
        "new": (ground.base, ("new", path.with_name("new.gpkg")), path.with_name("new.gpkg")),
        "backup": (ground.rich, ("backup", path, "-o", copy), copy),
        "restore": (ground.base, ("restore", path, "--from", ground.rich), None),
        "export": (ground.base, ("export", path, "--format", "png", "-o", out), out),
    }


def outcome(ground, tally, name, path, out, before, after, done, what, findings):
    """Judges one run: told or done, never between; nothing is left lying about."""
    tally.tried += 1
    tally.check(not done.crashed(), f"{what}: {done}")
    # A journal that is left is taken back by whoever opens the file next.
    is_clean, check = ground.clean(path)
    tally.check(is_clean or check.out == findings, f"{what}: {check}")
    now = content(path)
    if done.code == 2:
        tally.told += 1
        tally.check(len(done.err.strip()) > 20 and "hint" in done.err.lower() or ":" in done.err, f"{what}: no message: {done}")
    tally.sort(now, before, after, f"{what}: the catalogue is neither as before nor as after: {done}")
    if done.code in (0, 1) and out is None:
        tally.check(now in after, f"{what}: said to be done, and is not: {done}")
    if out is not None and out.exists():
        is_old = out.read_bytes() == b"the old file"
        is_whole = out.stat().st_size > 1000 and (out.suffix != ".gpkg" or ground.clean(out)[0])
        tally.check(is_old or is_whole, f"{what}: {out.name} is half written")
        tally.check(done.code == 2 or not is_old, f"{what}: said to be done, and is not")
    tally.check(not leftovers(path.parent), f"{what}: left behind: {leftovers(path.parent)}")


def afterwards(ground, path, done):
    """What a run that said it was done left: it has to be sound, there is no other run to compare it with."""
    return {content(path)} if done.code in (0, 1) and ground.clean(path)[1].code != 2 else set()


def put_back(source, path, out, is_new):
    for left in path.parent.glob("copy.gpkg*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.copy(source, path)
    if out is not None:
        out.unlink() if out.exists() and is_new else None
        if not is_new:
            out.write_bytes(b"the old file")


def failing_calls(ground, kind, error, stays, samples):
    """The n-th write, fsync or rename under the catalogue's folder fails, for n from 1 to the last there is."""
    word = {EIO: "EIO", ENOSPC: "ENOSPC"}[error]
    tally = Tally(f"{word} on the n-th {kind}" + (" and all after it" if stays else ""), "told; as before or as after")
    if ground.shim is None:
        tally.skipped = "a C compiler and LD_PRELOAD"
        return tally
    with ground.place() as path:
        for name, (source, order, out) in orders(ground, path).items():
            is_new = name == "new"
            put_back(source, path, out, is_new)
            before, findings = content(path), ground.clean(path)[1].out
            count = path.with_name("calls")
            settings = {"under": path.parent, "op": kind, "errno": error, "stays": int(stays), "count": count}
            done = ground.run(*order, env=ground.with_shim(nth=0, **settings))
            if not tally.check(done.code in (0, 1) and count.exists(), f"{name} without a fault: {done}"):
                continue
            calls, after = int(count.read_text()), {content(path)}
            every = range(1, calls + 1)
            chosen = every if calls <= samples else sorted(ground.random.sample(every, samples))
            for nth in chosen:
                put_back(source, path, out, is_new)
                done = ground.run(*order, env=ground.with_shim(nth=nth, **settings))
                outcome(ground, tally, name, path, out, before, after, done, f"{name}, {kind} {nth} of {calls}", findings)
    return tally


def full_disk(ground):
    """A disk (tmpfs) with more or less room left than the work needs."""
    tally = Tally("full disk (tmpfs of 20 sizes)", "told; as before or as after; old file intact")
    disk = pathlib.Path(tempfile.mkdtemp(dir=ground.folder, prefix="disk-"))
    size = ground.base.stat().st_size + ground.rich.stat().st_size
    mount = lambda bytes_: subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={bytes_}", "none", disk], capture_output=True)
    if os.geteuid() != 0 or mount(size).returncode != 0:
        tally.skipped = "mounting a tmpfs is not allowed here"
        return tally
    subprocess.run(["umount", disk], check=True)
    for step in range(20):
        for name in ("import", "edit", "undo", "migration", "new", "backup", "restore", "export"):
            if mount(size // 2 + step * size // 8).returncode != 0:
                tally.skipped = "mounting a tmpfs is not allowed here"
                return tally
            try:
                path = disk / "copy.gpkg"
                source, order, out = orders(ground, path)[name]
                try:
                    put_back(source, path, out, name == "new")
                except OSError:
                    continue  # Not even the beginning fits.
                before, findings = content(path), ground.clean(path)[1].out
                done = ground.run(*order)
                after = afterwards(ground, path, done)
                outcome(ground, tally, name, path, out, before, after, done, f"{name}, size {step}", findings)
            finally:
                subprocess.run(["umount", "-l", disk], check=True)
    return tally


def file_size_limit(ground):
    """ulimit -f: the signal SIGXFSZ does not end the program; the write fails and is told."""
    tally = Tally("file size limit (ulimit -f)", "told, no signal; as before")
    with ground.place() as path:
        size = ground.base.stat().st_size
        for name, (source, order, out) in orders(ground, path).items():
            for limit in (4096, size // 3, size - 8192, size + 4096) if ground.is_long else (4096, size + 4096):
                put_back(source, path, out, name == "new")
                before, findings = content(path), ground.clean(path)[1].out
                done = ground.run(*order, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
                after = afterwards(ground, path, done)
                outcome(ground, tally, name, path, out, before, after, done, f"{name}, at most {limit} bytes", findings)
    return tally


def few_descriptors(ground):
    """ulimit -n 32: it works, or says why not."""
    tally = Tally("32 open files (ulimit -n)", "done or told")
    return limited(ground, tally, resource.RLIMIT_NOFILE, 32)


def little_memory(ground):
    """ulimit -v of 1 GB: it works, or says why not; it does not abort."""
    tally = Tally("1 GB of address space (ulimit -v)", "done or told, no abort")
    return limited(ground, tally, resource.RLIMIT_AS, 1 << 30)


def limited(ground, tally, what, limit):
    with ground.place() as path:
        for name, (source, order, out) in orders(ground, path).items():
            if not ground.is_long and name not in ("import", "export"):
                continue
            put_back(source, path, out, name == "new")
            before, findings = content(path), ground.clean(path)[1].out
            done = ground.run(*order, preexec_fn=lambda: resource.setrlimit(what, (limit, limit)))
            after = afterwards(ground, path, done)
            outcome(ground, tally, name, path, out, before, after, done, name, findings)
    return tally


def faults(ground):
    """All of the family."""
    samples = ground.times(200, 1)
    yield lambda: failing_calls(ground, "write", EIO, False, samples)
    yield lambda: failing_calls(ground, "write", ENOSPC, True, samples)
    yield lambda: failing_calls(ground, "fsync", EIO, False, samples)
    yield lambda: failing_calls(ground, "rename", EIO, False, samples)
    if ground.is_long:
        yield lambda: full_disk(ground)
        yield lambda: failing_calls(ground, "fsync", ENOSPC, True, samples)
    yield lambda: file_size_limit(ground)
    yield lambda: few_descriptors(ground)
    yield lambda: little_memory(ground)
