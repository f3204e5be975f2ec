"""SIGTERM, SIGINT and a closed window: work in hand takes itself back, in good order."""

import os
import shutil
import signal
import subprocess
import time

from ground import Tally, content, leftovers


def told_to_stop(ground, number, times):
    """A command is told to stop: it ends with 128 + the signal or was done before; as before or as after; no journal and
    no unfinished file is left."""
    name = signal.Signals(number).name
    tally = Tally(f"{name} during import, undo, backup, export", "as before or as after; nothing left; exit code")
    with ground.place() as path:
        out, copy = path.with_name("out.pdf"), path.with_name("backup.gpkg")
        orders = {
            "import": ("import", ground.sheet, "--into", path),
            "undo": ("undo", path, "1"),
            "backup": ("backup", path, "-o", copy),
            "export": ("export", path, "--format", "pdf", "-o", out),
        }
        ready = path.with_name("ready.gpkg")
        for work, order in orders.items():
            shutil.copy(ground.base, ready)
            if work == "undo":
                ground.must("import", ground.sheet, "--into", ready, codes=(0, 1))
            shutil.copy(ready, path)
            before, usual = content(path), ground.run(*order).seconds
            after, slowest = content(path), 0.0
            for _ in range(times):
                shutil.copy(ready, path)
                out.write_bytes(b"the old file")
                shutil.copy(ground.base, copy)
                running = ground.start(*order)
                time.sleep(0.02 + ground.random.random() * usual)
                running.send_signal(number)
                begun = time.monotonic()
                err = running.communicate(timeout=60)[1].decode("utf-8", "replace")
                slowest = max(slowest, time.monotonic() - begun)
                tally.tried += 1
                tally.told += running.returncode == 128 + number
                # Before the program listens, the signal does what it always does.
                tally.check(running.returncode in (0, 1, 128 + number, -number), f"{work}: exit {running.returncode}: {err}")
                left = [p.name for p in leftovers(path.parent)] + [p.name for p in path.parent.glob("copy.gpkg-*")]
                tally.check(not left, f"{work}: left behind: {left}")
                now = content(path)
                tally.before += now == before
                tally.after += now == after != before
                tally.check(now in (before, after) and ground.clean(path)[0], f"{work}: neither before nor after")
                is_whole = out.read_bytes() == b"the old file" or b"%%EOF" in out.read_bytes()[-32:]
                tally.check(is_whole and ground.clean(copy)[0], f"{work}: a file is half written")
            tally.note(f"{work} ended within {slowest:.1f} s")
    return tally


def named_in(folder, name):
    """The states of windows that name a catalogue."""
    return [file for file in folder.rglob("window-*.json") if name in file.read_text(encoding="utf-8")]


def window_told_to_stop(ground, times):
    """The window gets SIGTERM: it closes by itself, keeps its state, and leaves nothing half done."""
    tally = Tally("SIGTERM to the window", "closes in good order; state kept")
    if not shutil.which("Xvfb"):
        tally.skipped = "Xvfb"
        return tally
    display = f":{90 + os.getpid() % 900}"
    screen = subprocess.Popen(["Xvfb", display, "-screen", "0", "1280x800x24"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for _ in range(times):
            with ground.place(ground.rich) as path:
                before = content(path)
                env = {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1", "WAYLAND_DISPLAY": ""}
                window = ground.start(path, env=env)
                state = ground.folder / "home"
                begun = time.monotonic()
                while window.poll() is None and time.monotonic() - begun < 60 and not named_in(state, path.name):
                    time.sleep(0.2)  # It keeps its state every two seconds.
                window.send_signal(signal.SIGTERM)
                begun = time.monotonic()
                err = window.communicate(timeout=60)[1].decode("utf-8", "replace")
                tally.tried += 1
                tally.note(f"closed {time.monotonic() - begun:.1f} s after the signal")
                kept = named_in(state, path.name)
                is_right = window.returncode in (0, 143) and kept
                tally.check(is_right, f"exit {window.returncode}: {err}")
                tally.before += content(path) == before
                tally.check(content(path) == before and not leftovers(path.parent), "the catalogue changed, or something is left")
                for file in kept:
                    file.unlink()
    finally:
        screen.terminate()
        screen.wait()
    return tally


def faults(ground):
    """All of the family."""
    times = ground.times(50, 2)
    yield lambda: told_to_stop(ground, signal.SIGTERM, times)
    yield lambda: told_to_stop(ground, signal.SIGINT, ground.times(50, 1))
    if ground.is_long:
        yield lambda: window_told_to_stop(ground, 5)
