"""The peers of `hujin bench`: other programs that do the same work on the same rows. `side_by_side.py` calls them.

Each peer is one function, and each runs in a process of its own, so that imports and memory do not mix. Only the work is
timed: reading the rows, building categories, preparing polygons and compiling come before. A result is what `hujin bench`
calls by the same name.
"""
from . import tables, plane, files, figures
from .registry import PEERS, PREPARED_WITH
