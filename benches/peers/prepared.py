"""The rows that all peers work on, read from the catalogue once."""
import os
import shutil
import subprocess

FOLDER = "."
"""Where the files are."""


def within(name):
    """The path of a file of the folder."""
    return os.path.join(FOLDER, name)


def prepare():
    """Reads the catalogue into what the peers take: rows, memberships in tracks, places in degrees and metres; compiles
    `open_peer.c` where that can be."""
    if shutil.which("cc"):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "open_peer.c")
        subprocess.run(["cc", "-O2", "-o", within("open_peer"), source, "-lsqlite3"])
    import numpy
    import polars
    import pyproj
    import sqlite3
    connection = sqlite3.connect(within("catalogue.gpkg"))
    columns = ("id, geom, name_zh AS name, coalesce(office_district, registered_district) AS district,"
               " CAST(substr(founded, 1, 4) AS INTEGER) AS year, registered_capital_wan_cny AS capital, employees,"
               " evidence, position_accuracy AS accuracy, segment, status, as_of")
    rows = polars.read_database(f"SELECT {columns} FROM enterprise ORDER BY id", connection)
    tracks = polars.read_database("SELECT enterprise_id AS id, track FROM enterprise_track", connection)
    order = polars.read_database("SELECT code AS track, position - 1 AS place, serves_most FROM track", connection)
    order.write_parquet(within("tracks.parquet"))
    # A point of GeoPackage ends with its two coordinates.
    places = b"".join(blob[-16:] for blob in rows["geom"].drop_nulls().to_list())
    places = numpy.frombuffer(places, "<f8").reshape(-1, 2)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4549", always_xy=True).transform(places[:, 0], places[:, 1])
    numpy.save(within("places.npy"), places)
    numpy.save(within("points.npy"), numpy.column_stack([x, y]))
    bits = tracks.join(order, on="track").with_columns(bit=polars.lit(2).pow(polars.col("place")).cast(polars.UInt32))
    bits = bits.group_by("id").agg(tracks=polars.col("bit").sum())
    rows = rows.drop("geom").join(bits, on="id", how="left", maintain_order="left")
    starts = [10.0 ** (bin // 2) * (1 if bin % 2 == 0 else 3) for bin in range(39)]
    rows = rows.with_columns(
        polars.col("tracks").fill_null(0),
        polars.col("year").cast(polars.Int16),
        *(polars.Series(name, numpy.searchsorted(starts, rows[name].to_numpy(), side="right").astype("u1"))
          for name in ("capital", "employees")))
    rows.write_parquet(within("rows.parquet"))
    tracks.join(rows.select("id", "district", "year"), on="id").write_parquet(within("memberships.parquet"))


CATEGORIES = ["district", "evidence", "accuracy", "segment", "status", "as_of"]


def rows():
    """A frame with a row an enterprise: numbers, categories, tracks as bits."""
    import polars
    frame = polars.read_parquet(within("rows.parquet"))
    return frame.with_columns(polars.col(CATEGORIES).cast(polars.String).cast(polars.Categorical))


def memberships():
    """A frame with a row an enterprise and track."""
    import polars
    frame = polars.read_parquet(within("memberships.parquet"))
    return frame.with_columns(polars.col("district", "track").cast(polars.String).cast(polars.Categorical))


def places():
    """Longitudes and latitudes of the enterprises that have a position."""
    import numpy
    return numpy.load(within("places.npy"))


def points():
    """The same on the plane of the atlas, metres."""
    import numpy
    return numpy.load(within("points.npy"))


def districts():
    """The districts on the plane of the atlas."""
    import geopandas
    return geopandas.read_file(within("districts.geojson")).to_crs("EPSG:4549")
