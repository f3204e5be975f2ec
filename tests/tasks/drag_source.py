"""A small window at the lower right from which a file can be dragged.

usage: drag_source.py FILE
"""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

uri = pathlib.Path(sys.argv[1]).resolve().as_uri()
window = Gtk.Window(title="drag source")
window.set_default_size(120, 60)
window.set_keep_above(True)
box = Gtk.EventBox()
box.add(Gtk.Label(label="drag"))
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [Gtk.TargetEntry.new("text/uri-list", 0, 0)], Gdk.DragAction.COPY)
box.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris([uri]))
box.connect("drag-end", lambda *_: Gtk.main_quit())
window.add(box)
window.connect("destroy", Gtk.main_quit)
window.show_all()
window.move(1460, 900)
Gtk.main()
