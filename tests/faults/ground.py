"""What every fault needs: the program, a folder, a catalogue in a known state, and a tally."""

import contextlib
import hashlib
import json
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"


class Tally:
    """How one fault went: times tried, how often the data was as before or as after, what was lost."""

    def __init__(self, fault, expected):
        self.fault, self.expected = fault, expected
        self.tried = self.before = self.after = self.told = 0
        self.lost, self.notes, self.skipped = [], [], None

    def check(self, is_right, what):
        """Notes what was lost where something is not as expected."""
        if not is_right:
            self.lost.append(str(what)[:600])
        return bool(is_right)

    def sort(self, now, before, after, what):
        """Counts data found as before or as one of `after`; anything else is lost."""
        if now == before:
            self.before += 1
        elif now in after:
            self.after += 1
        else:
            self.check(False, what)

    def note(self, text):
        if text not in self.notes:
            self.notes.append(text)

    def row(self):
        verdict = f"not run: {self.skipped}" if self.skipped else ("pass" if not self.lost else "FAIL")
        return {
            "fault": self.fault, "expected": self.expected, "tried": self.tried, "lost": len(self.lost),
            "as_before": self.before, "as_after": self.after, "told": self.told, "verdict": verdict,
            "notes": self.notes, "losses": self.lost[:10],
        }


class Ended:
    """How a run of the program ended."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def crashed(self):
        """Killed by a signal of its own making, or panicked."""
        return self.code < 0 or "panicked" in self.err or "memory allocation" in self.err

    def __repr__(self):
        return f"exit {self.code} after {self.seconds:.1f} s: {self.err.strip() or self.out.strip()[:300]}"


class Ground:
    """A temporary folder, the program, and catalogues to be hurt."""

    def __init__(self, binary, is_long, seed, share=1.0):
        self.binary, self.is_long, self.share, self.random = str(binary), is_long, share, random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hujin-faults-"))
        os.chmod(self.folder, 0o755)
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("FAULT_", "HUJIN_"))}
        self.env |= {"HUJIN_LANG": "en", "HOME": str(self.folder / "home"), "TZ": "UTC"}
        self.env |= {f"XDG_{n}_HOME": str(self.folder / "home" / n.lower()) for n in ("DATA", "CONFIG", "CACHE", "STATE")}
        (self.folder / "home").mkdir()
        self.shim = self.build_shim()
        self.base = self.folder / "base.gpkg"
        self.rows = 1000 if is_long else 200
        self.sheet = self.write_sheet("rows.csv", self.rows, "测试")
        self.must("new", self.base)
        self.rich = self.make_rich()

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def build_shim(self):
        """The library that makes calls fail; none where there is no C compiler, or no LD_PRELOAD."""
        library = self.folder / "shim.so"
        source = pathlib.Path(__file__).with_name("shim.c")
        compiler = os.environ.get("CC", "cc")
        try:
            subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        return library if os.uname().sysname == "Linux" else None

    def write_sheet(self, name, rows, word):
        """A spreadsheet of enterprises that are in no catalogue yet."""
        path = self.folder / name
        with path.open("w", encoding="utf-8") as out:
            out.write("企业名称,区,地址,经度,纬度,成立时间,赛道\n")
            for i in range(rows):
                lon, lat = 121.40 + i % 100 * 0.001, 31.18 + i // 100 % 60 * 0.001
                out.write(f"上海{word}第{i}号科技有限公司,,上海市徐汇区测试路{i}号,{lon:.4f},{lat:.4f},{2000 + i % 25},payment\n")
        return path

    def make_rich(self):
        """A catalogue with something in every table: an import, an edit, an undo, a snapshot, a case."""
        path = self.folder / "rich.gpkg"
        shutil.copy(self.base, path)
        small = self.write_sheet("few.csv", 20, "少数")
        cases = self.folder / "cases.csv"
        cases.write_text("title,institution,track,year,source\n支付案例,某银行,payment,2024,年报\n", encoding="utf-8")
        self.must("import", small, "--into", path, codes=(0, 1))
        self.must("edit", path, "5", "employees=120", "--reason", "年报")
        self.must("undo", path, "1", codes=(0, 1))
        self.must("snapshot", path, "年初")
        self.run("cases", path, "--add", cases)
        shutil.rmtree(f"{path}.backups", ignore_errors=True)
        return path

    def times(self, long, short):
        """How often something is tried: in the long form, or that share of it that was asked for, or in the short form."""
        return max(short, round(long * self.share)) if self.is_long else short

    # Running

    def run(self, *order, env=None, limit=120, **how):
        """Runs the program to its end."""
        begun = time.monotonic()
        try:
            done = subprocess.run([self.binary, *map(str, order)], capture_output=True, timeout=limit, env=self.env | (env or {}), **how)
        except subprocess.TimeoutExpired:
            return Ended(-1, "", f"no end after {limit} s: {order}", limit)
        decoded = [stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr)]
        return Ended(done.returncode, *decoded, time.monotonic() - begun)

    def start(self, *order, env=None, **how):
        """Starts the program and does not wait."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE} | how
        return subprocess.Popen([self.binary, *map(str, order)], env=self.env | (env or {}), **quiet)

    def must(self, *order, codes=(0,)):
        done = self.run(*order)
        if done.code not in codes:
            raise SystemExit(f"the ground cannot be laid: hujin {order[0]}: {done}")
        return done

    def with_shim(self, **settings):
        """Environment in which calls fail."""
        return {"LD_PRELOAD": str(self.shim)} | {f"FAULT_{name.upper()}": str(value) for name, value in settings.items()}

    # Catalogues

    @contextlib.contextmanager
    def place(self, source=None, name="copy.gpkg"):
        """A folder of its own with a copy of a catalogue in it."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder, prefix="place-"))
        os.chmod(folder, 0o755)
        try:
            yield pathlib.Path(shutil.copy(source or self.base, folder / name))
        finally:
            os.chmod(folder, 0o755) if folder.exists() else None
            shutil.rmtree(folder, ignore_errors=True)

    def clean(self, path):
        """Whether `hujin check` finds no damage; what it says. Rows that contradict themselves are none."""
        done = self.run("check", path, "--json")
        return done.code in (0, 1) and as_json(done)["findings"] == [], done


def content(path):
    """What a catalogue says: its enterprises with their hashes, and its batches. Read by another program."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c:
        rows = c.execute("SELECT id, row_hash FROM enterprise ORDER BY id").fetchall()
        tags = c.execute("SELECT enterprise_id, track, weight FROM enterprise_track ORDER BY 1, position, id").fetchall()
        kinds = c.execute("SELECT id, kind, inserted, updated, deleted FROM batch ORDER BY id").fetchall()
    return hashlib.sha256(repr((rows, tags, kinds)).encode()).hexdigest()


def rows_of(path):
    """Number of enterprises."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as c:
        return c.execute("SELECT count(*) FROM enterprise").fetchone()[0]


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def leftovers(folder):
    """Unfinished files of the program in a folder and in folders beside catalogues."""
    return sorted(p for p in pathlib.Path(folder).rglob(".hujin-*"))


def grow_old(files):
    """Makes files two hours old, as if they had been left then."""
    then = time.time() - 7200
    for file in files:
        os.utime(file, (then, then))


def st_functions(connection):
    """The functions a GeoPackage's triggers call, as QGIS has them."""
    import struct

    def point(blob):
        if not isinstance(blob, bytes) or blob[:2] != b"GP":
            return None
        body = blob[8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[blob[3] >> 1 & 7]:]
        x, y = struct.unpack("<dd" if body[0] else ">dd", body[5:21])
        return None if x != x else (x, y)

    def coordinate(axis):
        return lambda blob: point(blob)[axis] if point(blob) else None

    connection.create_function("ST_IsEmpty", 1, lambda blob: int(point(blob) is None), deterministic=True)
    for name, axis in (("ST_MinX", 0), ("ST_MaxX", 0), ("ST_MinY", 1), ("ST_MaxY", 1)):
        connection.create_function(name, 1, coordinate(axis), deterministic=True)
    return connection


def as_json(done):
    return json.loads(done.out)
