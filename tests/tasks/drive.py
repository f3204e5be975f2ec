"""Five tasks of a policy officer, one of a data editor and one of a report author in the real window, with real mouse and key events.

Prints, for each task, seconds, clicks and keystrokes. Called by tests/tasks/run. Fails where a task cannot be done.

usage: drive.py PROGRAM PICTURES    a folder for a picture after each task; "" keeps none
"""

import os
import subprocess
import sys
import time

import window
from window import (choose, click, click_field, copied, holding, key, look, named, run, still, type_text, wait, wait_gone)

PROGRAM = sys.argv[1]
PICTURES = sys.argv[2] or os.environ["SCREEN_FOLDER"]
HERE = os.path.dirname(os.path.abspath(__file__))
LIST = os.path.join(HERE, "..", "fixtures", "district_office.csv")


def picture(name):
    window.picture(os.path.join(PICTURES, f"{name}.png"))


class Task:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        window.events.update(clicks=0, keys=0)
        self.begun = time.monotonic()

    def __exit__(self, kind, *_):
        if kind is None:
            seconds = time.monotonic() - self.begun
            print(f"{self.name}: {seconds:.1f} s, {window.events['clicks']} clicks, {window.events['keys']} keys", flush=True)
            picture(self.name.split()[0])


def main():
    os.makedirs(PICTURES, exist_ok=True)
    program = window.launch([PROGRAM], os.path.join(PICTURES, "log"))
    try:
        window.fill_screen(program)
        tasks()
    except window.NotReached as missing:
        picture("missing")
        sys.exit(str(missing))
    finally:
        window.stop(program)


def tasks():
    wait("the sample", holding("198 家中 198 家"))
    click("the tour away", named("不再显示"), "push button")
    wait_gone("the tour", named("不再显示"))
    only = os.environ.get("TASK_ONLY", "")
    if only in ("", "explore"):
        explore()
    if only in ("", "import"):
        with Task("6-import the list of a district office, from drop to undo"):
            import_list()
    if only in ("", "compose"):
        with Task("7-compose a figure, export it, and open it again from its file"):
            compose()


def explore():
    with Task("1-blockchain where is it concentrated, and is that real"):
        click("the track", holding("区块链 14"), "check box")
        wait("its rows", holding("198 家中 14 家"))
        wait("whether it survives other cuts of space", holding("区块链：", "划分"))
        click("Huangpu", named("黄浦区"))
        wait("the white paper's claim", holding("C3a"))
        wait("the evidence", holding("区位商"))

    key("ctrl+z")
    key("ctrl+z")
    wait("all rows", holding("198 家中 198 家"))
    with Task("2-compare Huangpu with Xuhui"):
        click("the page", named("区域对比"))
        click("Huangpu", named("黄浦区"), "toggle button")
        click("Xuhui", named("徐汇区"), "toggle button")
        wait("both side by side", holding("区域对比：黄浦区 · 徐汇区"))
        wait("their quotients", named("区位商"))

    with Task("3-around AI companies within 2 km of the West Bund"):
        click("the track", holding("人工智能与大模型 35"), "check box")
        key("ctrl+k")
        wait("the palette", holding("输入命令"), "entry")
        type_text("xajrc")
        click("what lies around", holding("周围 2 km"))
        wait("how many", holding("占当前", "家上图企业的"))
        click("the table", named("在表中查看"), "push button")
        wait("the table of the selection", named("只看选中"))

    for _ in range(3):
        key("ctrl+z")
    key("ctrl+shift+f")
    key("ctrl+shift+a")
    wait("all rows", holding("198 家中 198 家"))
    with Task("4-filter wealth and asset management, founded since 2018, documented"):
        click("the track", holding("资管与财富科技 28"), "check box")
        click("the first year", named("自"), "spin button")
        time.sleep(0.3)
        key("ctrl+a")
        type_text("2018")
        key("Return")
        wait("the years", holding("成立：2018–"))
        click("the evidence", holding("公开文件"), "check box")
        wait("the sentence", holding("赛道：资管与财富科技", "成立：2018–", "佐证：公开文件"))
        click("the sentence, which copies it", holding("赛道：资管与财富科技", "成立：2018–"))
        time.sleep(0.4)
        said = copied()
        assert "资管与财富科技" in said and "2018" in said and "公开文件" in said, said

    with Task("5-undo save a view, undo all, restore"):
        key("ctrl+s")
        wait("the views", named("保存当前视图"), "push button")
        time.sleep(0.3)
        key("ctrl+a")
        type_text("wealth 2018")
        click("save", named("保存当前视图"), "push button")
        wait("the view in the list", named("wealth 2018"), "label")
        click("the notice away", named("知道了"), "push button")
        key("Escape")
        undone = 0
        while not look(holding("198 家中 198 家")) and undone < 30:
            key("ctrl+z")
            time.sleep(0.15)
            undone += 1
        assert undone < 30, "undo does not lead back"
        if not look(named("保存当前视图")):
            key("ctrl+s")
        click("the view", named("打开"), "push button")
        wait("the filter of the view", holding("赛道：资管与财富科技", "成立：2018–", "佐证：公开文件"))

    key("ctrl+shift+f")
    wait("all rows", holding("198 家中 198 家"))


def drag(path):
    """Drags a file from another program's window to the middle of this one."""
    source = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "drag_source.py"), path])
    for _ in range(100):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^drag source$"], capture_output=True, text=True)
        if found.stdout.strip():
            break
        time.sleep(0.1)
    time.sleep(0.5)
    run("xdotool", "mousemove", "1520", "945", "mousedown", "1")
    for x, y in [(1500, 930), (1400, 850), (1200, 700), (1000, 600), (900, 500), (890, 490), (885, 485)]:
        run("xdotool", "mousemove", str(x), str(y))
        time.sleep(0.1)
    run("xdotool", "mouseup", "1")
    source.wait(timeout=20)


def import_list():
    drag(LIST)
    wait("the file as it was read", holding("gb18030", "表头在第 4 行"))
    picture("6a-file")
    click("next", named("下一步"), "push button")
    wait("the columns", named("对应字段"))
    picture("6b-columns")
    click("next", named("下一步"), "push button")
    wait("the datum", holding("坐标系是 GCJ-02"))
    picture("6c-coordinates")
    click("next", named("下一步"), "push button")
    click("unknown districts", holding("不认识的区 3"))
    click("the first", holding("地图上没有", "沪东区"), into_view=(800, 400))
    click_field("the district", named("办公所在区"))
    type_text("310109")
    picture("6d-problems")
    click("all alike", holding("相同的 3 处都改"), "push button")
    wait_gone("the problem", holding("不认识的区 3"))
    click("next", named("下一步"), "push button")
    wait("the pair", holding("名称相差一个字"))
    picture("6e-duplicates")
    click("another company", named("另加一条"))
    click("next", named("下一步"), "push button")
    click("write", holding("写入目录（"), "push button")
    wait("it is written", named("撤销这次导入"), "push button")
    wait("the rows", holding("336 家中 336 家"))
    picture("6f-done")
    click("take it back", named("撤销这次导入"), "push button")
    wait("as before", holding("198 家中 198 家"))
    key("Escape")


def compose():
    click("the composer", named("图版"))
    wait("the page", named("图版预览"))
    choose("a map and a chart", named("版式"), named("地图与图表"))
    choose("a report's style", named("样式"), named("正式报告（黑白复印可辨）"))
    time.sleep(0.5)
    x, y, w, h = still(named("图版预览"))
    picture("7a-composed")
    # The north arrow from the corner of the map to the left margin, where it comes to rest.
    millimetre = w / 297
    arrow, goal = (176, 33), (16, 96)
    run("xdotool", "mousemove", str(int(x + arrow[0] * millimetre)), str(int(y + arrow[1] * millimetre)), "mousedown", "1")
    for k in range(1, 9):
        at = [a + (b - a) * k / 8 for a, b in zip(arrow, goal)]
        run("xdotool", "mousemove", str(int(x + at[0] * millimetre)), str(int(y + at[1] * millimetre)))
        time.sleep(0.06)
    picture("7b-dragged")
    run("xdotool", "mouseup", "1")
    window.events["clicks"] += 1
    wait("where it is", named("复位"), "push button")
    key("ctrl+e")
    wait("the dialog", named("在图版页排版…"))
    click_field("the file", named("文件"))
    path = os.path.join(os.environ["HOME"], "figure.png")
    type_text(path)
    picture("7c-dialog")
    click("export", named("导出"), "push button")
    wait("it is written", holding("已导出"))
    click("understood", named("知道了"), "push button")
    wait_gone("the notice", named("知道了"))
    click("another page", named("地图"))
    drag(path)
    wait("what has changed", holding("数据与出图时相同"))
    wait("the page", named("图版预览"))
    picture("7d-opened")


main()
