"""A clock that was set back: the order of batches, undoing, changes and backups do not go by it."""

import pathlib

from ground import Tally, as_json

YEARS = 365 * 86400


def clock_backwards(ground):
    """Batches are written now, then six years ago, then now again: all answers are as if the clock had been right."""
    tally = Tally("clock set back between batches", "order, undo, changes, backups right")
    if ground.shim is None:
        tally.skipped = "a C compiler and LD_PRELOAD"
        return tally
    past = ground.with_shim(clock=-6 * YEARS)
    with ground.place() as path:
        sheets = [ground.write_sheet(f"clock{n}.csv", 10 + n, f"时钟{n}") for n in range(6)]
        for n, env in enumerate((None, past, None)):
            done = ground.run("import", sheets[n], "--into", path, env=env)
            tally.check(done.code in (0, 1), done)
        batches = as_json(ground.run("batches", path, "--json"))
        stamps = [b["time"] for b in batches]
        tally.check([b["id"] for b in batches] == [1, 2, 3], "order")
        tally.check(stamps[1] < stamps[0][:4], f"the shim did not turn the clock back: {stamps}")
        today = stamps[0][:10]

        def entered(*edges):
            tally.tried += 1
            return as_json(ground.run("changes", path, *edges, "--json"))["entered"]["count"]

        answers = [
            (entered("--from", "#0"), 33), (entered("--from", "#1"), 23), (entered("--from", today), 33),
            (entered("--from", "2000-01-01"), 33), (entered("--from", "#0", "--to", today), 33),
        ]
        for n, (found, expected) in enumerate(answers):
            tally.check(found == expected, f"answer {n}: {found}, not {expected}")
            tally.after += found == expected
        undone = ground.run("undo", path, "2", env=past)
        tally.tried += 1
        tally.check(undone.code == 0, undone)
        tally.check(entered("--from", "#0") == 22, "what was undone is still there")
        # Backups before imports: the one just made is there, even where its stamp is the oldest.
        for sheet in sheets[3:]:
            ground.run("import", sheet, "--into", path)
        done = as_json(ground.run("import", ground.write_sheet("clock9.csv", 3, "时钟九"), "--into", path, "--json", env=past))
        tally.tried += 1
        kept = list(pathlib.Path(f"{path}.backups").glob("*.gpkg"))
        tally.check(any(f".{int(today[:4]) - 6}" in k.name for k in kept), f"the backup just made is gone: {kept} {str(done)[:80]}")
        tally.check(len(kept) <= 4, f"{len(kept)} backups are kept")
        tally.check(ground.clean(path)[0], ground.clean(path)[1])
    return tally


def faults(ground):
    """All of the family."""
    yield lambda: clock_backwards(ground)
