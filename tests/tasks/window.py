"""The real window on a virtual screen, worked as a person works it.

Its widgets are found by what a screen reader is told of them (AT-SPI); the pointer and the keys are X events (xdotool).
Shared by the tasks (drive.py) and by the pictures of the manual (docs/pictures/make.py); both run inside tests/tasks/screen.
"""

import subprocess
import time

import pyatspi

TITLE = "Hujin Atlas"
"""Part of the window's title, in both languages."""

events = {"clicks": 0, "keys": 0}
"""What the hands have done."""


class NotReached(Exception):
    """The window did not come to the state that was waited for."""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def screen_size():
    """Width and height of the screen, pixels."""
    return [int(n) for n in run("xdotool", "getdisplaygeometry").split()]


WIDTH, HEIGHT = screen_size()


def launch(command, log, environment=None):
    """Starts the program; its process. What it prints goes to the file `log`."""
    with open(log, "w") as file:
        return subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)


def fill_screen(process):
    """Waits for the window, and makes it as large as the screen."""
    begun = time.monotonic()
    while time.monotonic() - begun < 60:
        if process.poll() is not None:
            raise NotReached(f"the program ended by itself, with {process.returncode}")
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", TITLE], capture_output=True, text=True)
        if found.stdout.strip():
            number = found.stdout.split()[0]
            run("xdotool", "windowmove", number, "0", "0", "windowsize", number, str(WIDTH), str(HEIGHT))
            run("xdotool", "windowactivate", "--sync", number)
            return
        time.sleep(0.1)
    raise NotReached("no window came")


def stop(process):
    """Ends the program; afterwards the accessibility bus knows nothing of it."""
    process.terminate()
    process.wait(timeout=30)
    begun = time.monotonic()
    while program() is not None and time.monotonic() - begun < 10:
        time.sleep(0.1)


def program():
    """The program as the accessibility bus knows it; None before it is there."""
    for app in pyatspi.Registry.getDesktop(0):
        if app and app.name.startswith("hujin"):  # the name of the file that was started
            return app
    return None


def walk(node):
    yield node
    try:
        children = list(node)
    except Exception:  # the tree changed under us
        return
    for child in children:
        if child:
            yield from walk(child)


def look(matches, role=None):
    """The first widget whose name matches, with its rectangle on the screen; None without."""
    app = program()
    if app is None:
        return None
    for node in walk(app):
        try:
            if matches(node.name or "") and (role is None or node.getRoleName() == role):
                e = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
                return node, (e.x, e.y, e.width, e.height)
        except Exception:
            continue
    return None


def shown():
    """The names of all widgets, and what is written in fields."""
    words = []
    for node in walk(program()) if program() else []:
        try:
            words.append(node.name or "")
            if node.getRoleName() == "entry":
                words.append(node.queryText().getText(0, -1))
        except Exception:
            continue
    return [word for word in words if word]


def named(text):
    return lambda name: name == text


def holding(*texts):
    return lambda name: all(text in name for text in texts)


def wait(what, matches, role=None, seconds=25):
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        found = look(matches, role)
        if found:
            return found
        time.sleep(0.05)
    raise NotReached(f"never came: {what}\nshown: {shown()[:80]}")


def wait_gone(what, matches, seconds=25):
    begun = time.monotonic()
    while look(matches):
        if time.monotonic() - begun > seconds:
            raise NotReached(f"still there: {what}")
        time.sleep(0.05)


def still(matches, role=None):
    """The rectangle of a widget once it has stopped moving."""
    last = None
    for _ in range(100):
        found = look(matches, role)
        if found and found[1] == last:
            return last
        last = found and found[1]
        time.sleep(0.08)
    if last is None:
        raise NotReached("it went away again")
    return last


def click(what, matches, role=None, into_view=(150, 400)):
    """Clicks the middle of a widget; turns the wheel over `into_view` until it is on the screen. Facets (fields at the
    left) end where the layers begin."""
    wait(what, matches, role)
    x, y, w, h = still(matches, role)
    turns = 0
    is_facet = x < 280 and role in ("check box", "spin button")
    bottom = HEIGHT * 3 // 5 if is_facet else HEIGHT - 60
    while not 30 < y + h // 2 < bottom and turns < 60:
        run("xdotool", "mousemove", str(into_view[0]), str(into_view[1]))
        run("xdotool", "click", "5" if y > HEIGHT // 2 else "4")
        turns += 1
        x, y, w, h = still(matches, role)
    run("xdotool", "mousemove", str(x + w // 2), str(y + h // 2))
    time.sleep(0.1)
    run("xdotool", "click", "1")
    events["clicks"] += 1


def click_field(what, matches, role="entry"):
    """Puts the caret into a field; its text is replaced by what is typed next."""
    wait(what, matches, role)
    x, y, _, h = still(matches, role)
    run("xdotool", "mousemove", str(x + 60), str(y + h // 2), "click", "1")
    events["clicks"] += 1
    time.sleep(0.2)
    key("ctrl+a")


def choose(what, list_name, entry):
    """Chooses an entry of a list that opens under its name, in the panel at the right."""
    click(what, list_name, "combo box")
    click(what, entry, into_view=(WIDTH - 150, HEIGHT // 2))


def key(name):
    run("xdotool", "key", name)
    events["keys"] += 1
    time.sleep(0.1)


def type_text(text):
    run("xdotool", "type", "--delay", "25", text)
    events["keys"] += len(text)


def paste(text):
    """Writes text that no keyboard has, by the clipboard."""
    subprocess.run(["xclip", "-i", "-selection", "clipboard"], input=text, text=True, check=True)
    key("ctrl+v")


def copied():
    """What lies on the clipboard."""
    return run("xclip", "-o", "-selection", "clipboard")


def picture(path):
    run("import", "-silent", "-window", "root", str(path))
