"""Bytes of workbooks, archives and geographic files, the same every time. Nothing here knows what is expected."""

import io
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from xml.sax.saxutils import escape, quoteattr

EPOCH = (2024, 1, 1, 0, 0, 0)


def zipped(parts, level=9):
    """A ZIP archive of (name, bytes) in order, with one date for all."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        for name, data in parts:
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            z.writestr(info, data.encode("utf-8") if isinstance(data, str) else data)
    return out.getvalue()


def rezipped(data, edit=lambda name, data: data):
    """A workbook of a library with its dates taken out; `edit` may change parts."""
    fixed = []
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        for name in z.namelist():
            part = z.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2024-01-01T00:00:00Z", part)
            fixed.append((name, edit(name, part)))
    return zipped(fixed)


# --- XLSX by hand ---------------------------------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Styles of cells: 0 general, 1 a date (14), 2 2015年6月1日, 3 text (49), 4 thousands (#,##0.00), 5 date and time (22).
STYLES = (
    HEAD + f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="176" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/>'
    '<xf numFmtId="4" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def column(i):
    """Letters of column i, from 0."""
    letters = ""
    i += 1
    while i:
        i, rest = divmod(i - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Num:
    """A number as it stands in the XML, and its style."""

    def __init__(self, text, style=0):
        self.text, self.style = str(text), style


class Inline(str):
    """Text inside the cell."""


class Err(str):
    """An error value."""


class Formula:
    """A formula and its cached value: text, a Num, an Err, or None."""

    def __init__(self, formula, cached):
        self.formula, self.cached = formula, cached


class Raw(str):
    """XML of a shared string item, as rich text has."""


class Book:
    """Shared strings and sheets."""

    def __init__(self, date1904=False, prefix="", refs=True):
        self.strings, self.sheets, self.date1904, self.prefix, self.refs = [], [], date1904, prefix, refs

    def shared(self, text):
        item = text if isinstance(text, Raw) else Raw(f'<t xml:space="preserve">{escape(text)}</t>')
        if item not in self.strings:
            self.strings.append(item)
        return self.strings.index(item)

    def cell(self, ref, value):
        at = f' r="{ref}"' if self.refs else ""
        if value is None or value == "":
            return "" if self.refs else "<c/>"
        if isinstance(value, Formula):
            f, cached = f"<f>{escape(value.formula)}</f>", value.cached
            if cached is None:
                return f"<c{at}>{f}</c>"
            if isinstance(cached, Num):
                return f'<c{at} s="{cached.style}">{f}<v>{cached.text}</v></c>'
            kind = "e" if isinstance(cached, Err) else "str"
            return f'<c{at} t="{kind}">{f}<v>{escape(cached)}</v></c>'
        if isinstance(value, Num):
            style = f' s="{value.style}"' if value.style else ""
            return f"<c{at}{style}><v>{value.text}</v></c>"
        if isinstance(value, (int, float)):
            return f"<c{at}><v>{value!r}</v></c>"
        if isinstance(value, Err):
            return f'<c{at} t="e"><v>{value}</v></c>'
        if isinstance(value, Inline):
            return f'<c{at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        return f'<c{at} t="s"><v>{self.shared(value)}</v></c>'

    def sheet(self, name, rows, first_row=1, dimension=True, state="", merges=(), extra=()):
        """Adds a sheet of rows of values; `extra` are (row, column, value) further on."""
        grid = {(first_row + r, c): v for r, row in enumerate(rows) for c, v in enumerate(row)}
        grid.update({(r, c): v for r, c, v in extra})
        lines = []
        for r in sorted({r for r, _ in grid}):
            cells = "".join(self.cell(f"{column(c)}{r}", grid[r, c]) for c in sorted(c for q, c in grid if q == r))
            lines.append(f'<row r="{r}">{cells}</row>' if self.refs else f"<row>{cells}</row>")
        if dimension is True:
            last = max(grid, default=(1, 0))[0], max((c for _, c in grid), default=0)
            dimension = f"A1:{column(last[1])}{last[0]}"
        used = f'<dimension ref="{dimension}"/>' if dimension else ""
        merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
        merged = f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges else ""
        self.raw_sheet(name, f"{used}<sheetData>{''.join(lines)}</sheetData>{merged}", state)

    def raw_sheet(self, name, inside, state=""):
        xml = f'{HEAD}<worksheet xmlns="{MAIN}">{inside}</worksheet>'
        self.sheets.append((name, xml, state))

    def parts(self):
        n = len(self.sheets)
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
            for i in range(1, n + 1)
        )
        base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        content_types = (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{base}.sheet.main+xml"/>{types}'
            f'<Override PartName="/xl/styles.xml" ContentType="{base}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{base}.sharedStrings+xml"/></Types>'
        )
        rels = (
            f'{HEAD}<Relationships xmlns="{PACKAGE_REL}"><Relationship Id="rId1" Type="{REL}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        )
        sheets = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{i}"{state and f" state={quoteattr(state)}"} r:id="rId{i}"/>'
            for i, (name, _, state) in enumerate(self.sheets, 1)
        )
        flag = '<workbookPr date1904="1"/>' if self.date1904 else "<workbookPr/>"
        workbook = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{flag}<sheets>{sheets}</sheets></workbook>'
        links = "".join(
            f'<Relationship Id="rId{i}" Type="{REL}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, n + 1)
        )
        links += f'<Relationship Id="rId{n + 1}" Type="{REL}/styles" Target="styles.xml"/>'
        links += f'<Relationship Id="rId{n + 2}" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        workbook_rels = f'{HEAD}<Relationships xmlns="{PACKAGE_REL}">{links}</Relationships>'
        items = "".join(f"<si>{s}</si>" for s in self.strings)
        strings = f'{HEAD}<sst xmlns="{MAIN}" count="{len(self.strings)}" uniqueCount="{len(self.strings)}">{items}</sst>'
        parts = [
            ("[Content_Types].xml", content_types),
            ("_rels/.rels", rels),
            ("xl/workbook.xml", workbook),
            ("xl/_rels/workbook.xml.rels", workbook_rels),
            ("xl/styles.xml", STYLES),
            ("xl/sharedStrings.xml", strings),
        ]
        parts += [(f"xl/worksheets/sheet{i}.xml", xml) for i, (_, xml, _) in enumerate(self.sheets, 1)]
        if self.prefix:
            parts = [(n, prefixed(x, self.prefix) if f'xmlns="{MAIN}"' in x else x) for n, x in parts]
        return parts

    def bytes(self):
        return zipped(self.parts())


def prefixed(xml, prefix):
    """The same XML with a namespace prefix before every element, as the Open XML SDK writes it."""
    xml = re.sub(r"<(/?)(?=[A-Za-z])", rf"<\1{prefix}:", xml)
    return xml.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


# --- streams that are far larger than their files -------------------------------------------------------------------


def deflated(head, block, times, tail):
    """Raw deflate, CRC and size of head + block × times + tail, never held in memory as a whole."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    out, crc, size = [], 0, 0
    for piece, count in ((head, 1), (block, times), (tail, 1)):
        for _ in range(count):
            out.append(squeeze.compress(piece))
            crc = zlib.crc32(piece, crc)
            size += len(piece)
    out.append(squeeze.flush())
    return b"".join(out), crc, size


def zip_raw(entries):
    """A ZIP of (name, deflated bytes, crc, claimed size); nothing is checked."""
    out, central = b"", b""
    for name, data, crc, size in entries:
        name = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5821, crc, len(data), size, len(name), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\x03\x04" + common + name + data
    n = len(entries)
    return out + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, n, n, len(central), len(out), 0)


def zip_with(parts, special):
    """The parts as an archive in which those named in `special` are (deflated, crc, size) instead."""
    entries = []
    for name, data in parts:
        if name in special:
            entries.append((name, *special[name]))
        else:
            data = data.encode("utf-8") if isinstance(data, str) else data
            squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
            entries.append((name, squeeze.compress(data) + squeeze.flush(), zlib.crc32(data), len(data)))
    return zip_raw(entries)


# --- GeoPackage -----------------------------------------------------------------------------------------------------

WKT_4326 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
WKT_4490 = (
    'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,'
    'AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]'
)
GPKG_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT
 NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
 description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x
 DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT
 NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
"""


def sqlite_bytes(script):
    """The file of a database that `script(connection)` fills."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/x.db"
        connection = sqlite3.connect(path)
        script(connection)
        connection.commit()
        connection.close()
        with open(path, "rb") as file:
            return file.read()


def gpkg_point(lon, lat, srs):
    """A GeoPackage blob of a point, without envelope."""
    return b"GP\x00\x01" + struct.pack("<i", srs) + struct.pack("<BIdd", 1, 1, lon, lat)


def gpkg_square(lon, lat, srs):
    """A GeoPackage blob of a small square."""
    ring = [(lon, lat), (lon + 0.01, lat), (lon + 0.01, lat + 0.01), (lon, lat + 0.01), (lon, lat)]
    wkb = struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<dd", *p) for p in ring)
    return b"GP\x00\x01" + struct.pack("<i", srs) + wkb


def geopackage(table, columns, rows, srs=4326, kind="POINT", data_type="features"):
    """A GeoPackage of one table: columns are (name, SQL type), rows begin with the geometry blob."""
    definition = WKT_4490 if srs == 4490 else WKT_4326

    def fill(db):
        db.execute("PRAGMA page_size = 1024")
        db.execute("PRAGMA application_id = 0x47504B47")
        db.execute("PRAGMA user_version = 10300")
        db.executescript(GPKG_TABLES)
        db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", [
            ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
            ("Undefined geographic", 0, "NONE", 0, "undefined", None),
            ("WGS 84", 4326, "EPSG", 4326, WKT_4326, None),
        ] + ([("CGCS2000", srs, "EPSG", srs, definition, None)] if srs != 4326 else []))
        db.execute("INSERT INTO gpkg_contents VALUES (?,?,?,'','2024-01-01T00:00:00.000Z',?,?,?,?,?)",
                   (table, data_type, table, 120.8, 30.6, 122.3, 31.9, srs))
        geometry = ', geom POINT' if data_type == "features" else ""
        if data_type == "features":
            db.execute("INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,?,0,0)", (table, kind, srs))
        defined = "".join(f', "{name}" {sql}' for name, sql in columns)
        db.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY AUTOINCREMENT{geometry}{defined})')
        for row in rows:
            db.execute(f'INSERT INTO "{table}" VALUES (NULL{",?" * len(row)})', row)

    return sqlite_bytes(fill)


# --- shapefile ------------------------------------------------------------------------------------------------------


def shapefile_parts(fields, rows, encoding):
    """(.shp, .shx, .dbf) of points: fields are (name, type, width, decimals), rows (lon, lat, values)."""
    import shapefile

    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    writer = shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POINT, encoding=encoding)
    for name, kind, width, decimals in fields:
        writer.field(name, kind, size=width, decimal=decimals)
    for lon, lat, values in rows:
        writer.point(lon, lat)
        writer.record(*values)
    writer.close()
    table = bytearray(dbf.getvalue())
    table[1:4] = bytes((124, 1, 1))  # pyshp writes the day it runs; 1900 + 124.
    return shp.getvalue(), shx.getvalue(), bytes(table)
