"""Makes the pictures of the manual, in both languages.

Each story below starts the program as one who has just installed it, brings the window to a state by mouse and keys, and
takes a picture when nothing moves any more. The words of the window are looked up in assets/locale by their ids, so both
languages go the same way. The program runs in a mount namespace of its own, in which the home is /home/张三 (or
/home/zhang): paths in the pictures are a user's. Called by docs/pictures/make, inside tests/tasks/screen.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tasks"))
import window  # noqa: E402
from window import choose, click, click_field, holding, key, look, named, paste, run, still, type_text, wait, wait_gone  # noqa: E402

FOLDER = Path(os.environ["SCREEN_FOLDER"])
USERS = {
    "zh": {"name": "张三", "documents": "文档", "pictures": "图片", "list": "企业名单.csv"},
    "en": {"name": "zhang", "documents": "Documents", "pictures": "Pictures", "list": "companies.csv"},
}
MISSED = FOLDER / "missed.png"
"""The screen when a state was not reached."""
NEUTRAL = (window.WIDTH // 2, 12)
"""Where the pointer lights nothing up."""
CARET_BYTES = 300
"""Two screens that differ by no more are the same: a caret blinks."""
REST_S = 1.2
"""For so long nothing has moved when a picture is taken."""


class Words:
    """What the program says in a language, by the ids of its messages."""

    def __init__(self, language):
        self.messages = {}
        for file in sorted((ROOT / "assets" / "locale" / language).glob("*.ftl")):
            last = None
            for line in file.read_text("utf-8").splitlines():
                begins = re.match(r"([a-z][\w-]*) *= *(.*)", line)
                if begins:
                    last = begins[1]
                    self.messages[last] = begins[2]
                elif last and (line[:1].isspace() or line == "}") and not line.lstrip().startswith("."):
                    self.messages[last] += "\n" + line.strip()
                else:
                    last = None

    def pattern(self, message, **values):
        """A regular expression of a message; what is not among `values` may be anything."""
        text, made = self.messages[message], ""
        while text:
            plain, brace, rest = text.partition("{")
            made += re.escape(plain)
            if not brace:
                break
            depth, end = 1, 0
            while depth:
                depth += {"{": 1, "}": -1}.get(rest[end], 0)
                end += 1
            inside, text = rest[: end - 1].strip(), rest[end:]
            if inside.startswith('"'):
                made += re.escape(inside.strip('"'))
            else:
                value = values.get(inside.lstrip("$"))
                made += ".*?" if value is None else re.escape(str(value))
        return made

    def said(self, message, **values):
        """Matches a widget whose whole name is a message."""
        pattern = re.compile(self.pattern(message, **values), re.DOTALL)
        return lambda name: pattern.fullmatch(name) is not None


class Enough(Exception):
    """All pictures that are wanted of a story are there."""


class Desk:
    """The program of one story, in one language; `wanted` are the pictures still to be taken."""

    def __init__(self, program, language, wanted):
        self.program, self.language, self.wanted = program, language, wanted
        self.words = Words(language)
        self.said = self.words.said
        districts = json.loads((ROOT / "maps/shanghai/districts.geojson").read_text("utf-8"))["features"]
        self.districts = {d["properties"]["name_zh"]: d["properties"][f"name_{language}"] for d in districts}
        with open(ROOT / "data/tracks.csv", encoding="utf-8-sig") as file:
            self.tracks = {t["id"]: t[f"name_{language}"] for t in csv.DictReader(file)}

    def __enter__(self):
        user = USERS[self.language]
        homes = Path(tempfile.mkdtemp(dir=FOLDER))
        self.home = homes / user["name"]
        for folder in (".config", user["documents"], user["pictures"]):
            (self.home / folder).mkdir(parents=True)
        (self.home / ".config/user-dirs.dirs").write_text(f'XDG_PICTURES_DIR="$HOME/{user["pictures"]}"\n', "utf-8")
        shutil.copy(ROOT / "tests/fixtures/district_office.csv", self.home / user["documents"] / user["list"])
        self.list = f"/home/{user['name']}/{user['documents']}/{user['list']}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HUJIN_") and k not in ("XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        self.process = window.launch(
            at_home(homes, [str(self.program), "--lang", self.language]),
            FOLDER / "log",
            {**kept, "HOME": f"/home/{user['name']}"},
        )
        try:
            window.fill_screen(self.process)
            wait("the catalogue", self.said("status-counts"), seconds=60)
            click("the tour away", self.said("tour-never"), "push button")
            wait_gone("the tour", self.said("tour-never"))
        except BaseException as failure:
            self.__exit__(type(failure))
            raise
        return self

    def __exit__(self, kind=None, *_):
        if kind is window.NotReached:
            window.picture(MISSED)
        window.stop(self.process)
        shutil.rmtree(self.home.parent)

    def district(self, name):
        """Matches a district by its Chinese name."""
        return named(self.districts[name])

    def tick(self, track):
        """Ticks a track among the filters."""
        pattern = re.compile(re.escape(self.tracks[track]) + r" \d+")
        click(track, lambda name: pattern.fullmatch(name) is not None, "check box")

    def take(self, name):
        """Takes the picture `name` once nothing moves, if it is wanted."""
        if name not in self.wanted:
            return
        run("xdotool", "mousemove", *map(str, NEUTRAL))
        rest()
        foreign = [text for text in window.shown() if "/tmp" in text or str(ROOT) in text]
        if foreign:
            raise window.NotReached(f"a path of this machine is to be seen: {foreign}")
        goal = ROOT / "docs/pictures" / self.language / f"{name}.png"
        shot = FOLDER / "shot.png"
        run("import", "-silent", "-strip", "-window", "root", str(shot))
        if shutil.which("pngquant"):
            run("pngquant", "--force", "--speed", "1", "--strip", "--output", str(shot), str(shot))
        goal.parent.mkdir(exist_ok=True)
        shutil.copyfile(shot, goal)
        self.wanted.remove(name)
        print(f"{self.language}/{name}: {goal.stat().st_size // 1000} kB", flush=True)
        if not self.wanted:
            raise Enough


def at_home(homes, command):
    """The command, with /home taken by another folder for it alone."""
    cover = 'mount --bind "$0" /home && exec "$@"'
    return ["unshare", "--map-current-user", "--keep-caps", "--mount", "sh", "-c", cover, str(homes), *command]


def rest(seconds=60):
    """Waits until the screen has not changed for a while."""
    begun = since = time.monotonic()
    last = b""
    while time.monotonic() - since < REST_S:
        if time.monotonic() - begun > seconds:
            raise window.NotReached(f"the window does not come to rest within {seconds} s")
        screen = subprocess.run(["import", "-silent", "-window", "root", "-depth", "8", "rgb:-"], check=True, capture_output=True).stdout
        is_same = screen == last or (len(screen) == len(last) and sum(a != b for a, b in zip(screen, last)) <= CARET_BYTES)
        if not is_same:
            last, since = screen, time.monotonic()
        time.sleep(0.2)


def profile(desk):
    click("Xuhui", desk.district("徐汇区"))
    wait("its profile", desk.said("command-fit-district"), "push button")
    desk.take("main")


def claims(desk):
    desk.tick("blockchain")
    wait("the rows the manual names", desk.said("status-counts", all=198, count=14))
    wait("whether it survives other cuts of space", desk.said("support-why"))
    click("Huangpu", desk.district("黄浦区"))
    wait("the claim", holding("C3a"))
    desk.take("window")
    top = window.HEIGHT // 5
    for _ in range(60):
        y = still(holding("C3a"))[1]
        if y < top:
            break
        turns = "4" if y > window.HEIGHT // 2 else "1"
        run("xdotool", "mousemove", str(window.WIDTH - 150), str(window.HEIGHT // 2), "click", "--repeat", turns, "5")
    else:
        raise window.NotReached("the claim does not come up")
    desk.take("claims")


def selection(desk):
    key("ctrl+k")
    wait("the palette", desk.said("palette-hint"), "entry")
    type_text("xajrc")
    click("what lies around", desk.said("palette-around", km=2))
    wait("how many are selected", desk.said("selection-count", n=3))
    desk.take("selection")


def multiples(desk):
    click("the page", desk.said("page-multiples"))
    wait("its title", desk.said("multiples-title"))
    desk.take("multiples")


def robustness(desk):
    click("the page", desk.said("page-robustness"))
    wait("its title", desk.said("pages-robustness-title", track=desk.tracks["ai-llm"]))
    wait("its end", desk.said("pages-sample-note"))
    desk.take("robustness")


def compare(desk):
    click("the page", desk.said("page-compare"))
    for name in ("黄浦区", "徐汇区"):
        click(name, desk.district(name), "toggle button")
    wait("both side by side", holding(desk.districts["黄浦区"] + " · " + desk.districts["徐汇区"]))
    wait("its end", desk.said("pages-sample-note"))
    desk.take("compare")


def recommendations(desk):
    click("the page", desk.said("page-recommendations"))
    wait("its end", desk.said("pages-sample-note"))
    desk.take("recommendations")


def figure(desk):
    click("the composer", desk.said("page-figure"))
    wait("the page", desk.said("composer-page"))
    choose("a map and a chart", desk.said("composer-template"), desk.said("template-map-chart"))
    wait_gone("the list", desk.said("template-cover"))
    desk.take("figure")
    key("ctrl+e")
    wait("the dialog", desk.said("export-compose"))
    desk.take("export")


def report(desk):
    key("ctrl+r")
    wait("the dialog", desk.said("district-report-go"))
    desk.take("report")


def form(desk):
    key("ctrl+t")
    click("a row of the table", named("中国银联股份有限公司"), "label")
    run("xdotool", "click", "1")
    wait("the card", desk.said("card-edit"), "push button")
    key("F2")
    wait("the form", desk.said("edit-title"))
    desk.take("form")


def placing(desk):
    key("ctrl+g")
    wait("the list", desk.said("placing-list"))
    desk.take("placing")


def importing(desk):
    key("ctrl+i")
    click_field("the file", desk.said("import-path"))
    paste(desk.list)
    key("Return")
    wait("the file as it was read", desk.said("import-read-as", header=4, rows=240))
    desk.take("import-file")
    click("next", desk.said("import-next"), "push button")
    wait("the columns", desk.said("import-column-field"))
    click("next", desk.said("import-next"), "push button")
    wait("the datum", desk.said("import-datum-decided", usable=137))
    desk.take("import-coordinates")
    click("next", desk.said("import-next"), "push button")
    click("unknown districts", holding(desk.words.messages["import-kind-unknown-district"] + " 3"))
    click("the first", holding("沪东区"), into_view=(window.WIDTH // 2, window.HEIGHT // 3))
    click_field("the district", desk.said("field-office-district"))
    paste(desk.districts["虹口区"])
    desk.take("import-problems")
    click("next", desk.said("import-next"), "push button")
    wait("the pair", holding(desk.words.messages["likeness-one-character"]))
    desk.take("import-duplicates")
    click("next", desk.said("import-next"), "push button")
    click("write", desk.said("import-apply"), "push button")
    wait("it is written", desk.said("import-undo"), "push button", seconds=60)
    wait("the rows", desk.said("status-counts", all=336))
    desk.take("import-done")
    click("close", desk.said("import-close"), "push button")
    key("ctrl+h")
    wait("the batch", desk.said("batches-undo"), "push button")
    click("a row of the batch", named("中国银联股份有限公司"))
    wait("what changed in it", desk.said("changes-before"))
    desk.take("history")


STORIES = [
    (("main",), profile),
    (("window", "claims"), claims),
    (("selection",), selection),
    (("multiples",), multiples),
    (("robustness",), robustness),
    (("compare",), compare),
    (("recommendations",), recommendations),
    (("figure", "export"), figure),
    (("report",), report),
    (("form",), form),
    (("placing",), placing),
    (("import-file", "import-coordinates", "import-problems", "import-duplicates", "import-done", "history"), importing),
]
"""What each story gives, and how it goes."""
NAMES = [name for names, _ in STORIES for name in names]


def arguments():
    parser = argparse.ArgumentParser(prog="docs/pictures/make", description="Makes the pictures of the manual, in both languages.")
    built = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release" / "hujin"
    parser.add_argument("--program", type=Path, default=built, metavar="PATH", help="the program; else target/release/hujin")
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as claims, or zh/claims; else all: " + ", ".join(NAMES))
    given = parser.parse_args()
    if not given.program.is_file():
        parser.error(f"there is no program {given.program}; cargo build --release makes it")
    every = [f"{language}/{name}" for language in USERS for name in NAMES]
    wanted = {full for full in every if not given.names or full in given.names or full.split("/")[1] in given.names}
    unknown = [name for name in given.names if name not in NAMES and name not in every]
    if unknown:
        parser.error(f"no picture is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if not given.names and (amiss := shown_in_manual() ^ set(every)):
        parser.error(f"the manual and this program do not agree on {', '.join(sorted(amiss))}")
    if subprocess.run(at_home(FOLDER, ["true"]), capture_output=True).returncode:
        parser.error("unshare may not cover /home for the program (user namespaces are off), so pictures would show other paths")
    return given.program, wanted


def shown_in_manual():
    """The pictures that the manual and the README show."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*/*.md")]
    return {found for page in pages for found in re.findall(r"pictures/(\w+/[\w-]+)\.png", page.read_text("utf-8"))}


def tell(desk, story):
    """Goes through a story; says so where it does not come to its end."""
    try:
        with desk:
            story(desk)
    except Enough:
        pass
    except window.NotReached as missing:
        seen = Path(tempfile.gettempdir()) / f"hujin-{desk.language}-{story.__name__}.png"
        shutil.copyfile(MISSED, seen)
        print(f"{desk.language}, {', '.join(desk.wanted)}: {missing}\nThe screen then: {seen}", file=sys.stderr)
        print((FOLDER / "log").read_text("utf-8", "replace")[-1000:], file=sys.stderr, flush=True)


def main():
    given, wanted = arguments()
    program = FOLDER / "hujin"
    shutil.copy(given, program)  # where it lies may be covered
    if not shutil.which("pngquant"):
        print("pngquant is not there: the pictures are larger than they need to be")
    missing = []
    for language in USERS:
        for names, story in STORIES:
            left = [name for name in names if f"{language}/{name}" in wanted]
            # Once more where it fails: on a busy machine a virtual screen loses an event now and then.
            for _ in range(2):
                if left:
                    tell(Desk(program, language, left), story)
            missing += [f"{language}/{name}" for name in left]
    if missing:
        sys.exit(f"not made: {', '.join(missing)}")


main()
