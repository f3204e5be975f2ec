#!/usr/bin/env python3
"""Makes the fonts of this folder from the full static fonts of Google's Noto families.

Inputs (SIL Open Font License 1.1, whose text is OFL.txt here):

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-serif-sc@0.4.3

unpacked side by side; each holds NotoS…SC_400Regular.ttf and so on, version 2.004 of Sans and 2.003 of Serif.
Needs fonttools (pip install fonttools; 4.68 made the present files).

    python3 assets/fonts/subset.py FOLDER_WITH_THE_UNPACKED_PACKAGES [sans] [song]

What is kept:

- sans, Regular and Bold: every character of the source, 30 890. (The files here were made by an earlier fonttools
  with the same options; made again, they differ in bytes and not in what they draw.)
- song, Serif Regular: all of GBK, the 8105 characters of the table of general standard characters
  (tests/fixtures/tonggui_8105.txt), and everything of Sans that is no ideograph: Latin, Greek, Cyrillic, kana,
  punctuation with its upright forms, symbols; 24 189 characters. Its digits, which are of different widths in the
  source, are centred in equal ones, so that numbers stand under one another.

All three draw every one of the 8105 characters. Of GBK no Noto SC font has U+2252.

Of the layout features only `ccmp`, `kern` and `mark` remain, and `liga` and `locl` under other tags: the program switches kerning
and ligatures off, so that measured widths are drawn widths, and sets vertical text from the upright forms that have
code points of their own.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE.parent.parent / "tests" / "fixtures" / "tonggui_8105.txt"
FEATURES = ["locl", "ccmp", "liga", "kern", "mark"]


def is_ideograph(code):
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def gbk():
    """Every character of the two-byte code page 936 (GBK)."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                text = bytes([high, low]).decode("gbk")
            except UnicodeDecodeError:
                continue
            found.update(map(ord, text))
    return found


def general_standard():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {ord(c) for line in lines if not line.startswith("#") for c in line.strip()}


def digits_of_equal_width(font):
    """Centres the ten digits in the width of the widest; their outlines stay as they are."""
    cmap, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    names = [cmap[ord(digit)] for digit in "0123456789"]
    widest = max(widths[name][0] for name in names)
    for name in names:
        width, bearing = widths[name]
        shift = (widest - width) // 2
        glyphs[name].coordinates.translate((shift, 0))
        glyphs[name].recalcBounds(glyphs)
        widths[name] = (widest, bearing + shift)


def letters_as_they_are(font):
    """Turns what is on by itself into what must be asked for: the standard ligatures (fi, ffl …) become discretionary
    ones, and the forms for scripts and languages (digits, ellipsis and quotation marks beside Latin) stylistic sets.
    Not every renderer can be told to leave them out, and their widths are not those of the characters."""
    number = 0
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "liga":
            record.FeatureTag = "dlig"
        elif record.FeatureTag == "locl":
            number += 1
            record.FeatureTag = f"ss{number:02}"


def made(source, target, codes, *changes):
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    # Two ideographs of one form share a glyph in the source; so they do here.
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    for change in [letters_as_they_are, *changes]:
        change(font)
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size} bytes")


CLOSING = "，。、；：！？）》」』】〉〕］｝”’"
OPENING = "（《「『【〈〔［｛“‘"


def marks(full, target):
    """A small font of the full-width marks without their empty halves, for PDF: marks that are set closer must not
    overlap there, or programs that read the text take them for separate lines. The apostrophe has its own width."""
    font = TTFont(full, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features, options.name_IDs, options.recalc_timestamp = [], ["*"], False
    options.notdef_outline = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes={ord(c) for c in CLOSING + OPENING})
    subsetter.subset(font)
    cmap, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    for mark in CLOSING + OPENING:
        name = cmap[ord(mark)]
        glyph = glyphs[name]
        width, bearing = widths[name]
        if mark == "’":
            widths[name] = (glyph.xMin + glyph.xMax, bearing)
        elif mark in CLOSING:
            widths[name] = (width // 2, bearing)
        else:
            glyph.coordinates.translate((-width // 2, 0))
            glyph.recalcBounds(glyphs)
            widths[name] = (width // 2, bearing - width // 2)
    for record in font["name"].names:
        text = record.toUnicode()
        if record.nameID in (1, 4, 16):
            record.string = text.replace(" SC", " SC Marks")
        elif record.nameID in (3, 6):
            record.string = text.replace("SC-", "SCMarks-")
    font.save(target)
    print(f"{target.name}: {target.stat().st_size} bytes")


def source(folder, name):
    found = sorted(folder.rglob(name))
    if not found:
        sys.exit(f"{name} is not under {folder}")
    return found[0]


def main():
    folder, wanted = pathlib.Path(sys.argv[1]), sys.argv[2:] or ["song"]
    sans = set(TTFont(source(folder, "NotoSansSC_400Regular.ttf")).getBestCmap())
    for style in ["400Regular", "700Bold"] if "sans" in wanted else []:
        weight = style.lstrip("0123456789")
        made(source(folder, f"NotoSansSC_{style}.ttf"), HERE / f"NotoSansSC-{weight}.ttf", sans)
    if "song" in wanted:
        codes = gbk() | general_standard() | {c for c in sans if not is_ideograph(c)}
        target = HERE / "NotoSerifSC-Regular.ttf"
        made(source(folder, "NotoSerifSC_400Regular.ttf"), target, codes, digits_of_equal_width)
    for name in ["NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular"]:
        marks(HERE / f"{name}.ttf", HERE / f"{name.replace('-', 'Marks-')}.ttf")


if __name__ == "__main__":
    main()
