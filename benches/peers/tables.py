"""Peers of filters and searches."""
from .prepared import CATEGORIES, memberships, rows, within
from .registry import peer, timed

WANTED_TRACKS = ["ai-llm", "blockchain", "regtech"]
WANTED_YEARS = (2012, 2020)
NEEDLES = {"search": "融科", "search_1": "融", "search_3": "创联智", "search_6": "创联金融科技", "search_none": "蚂蚁集团控股"}


@peer("polars", ["filter_group", "facets", *NEEDLES], ["polars"])
def polars_peer():
    """Categories and bits in columns, tracks exploded; substrings as literals."""
    import polars as pl
    members, first, last = memberships(), *WANTED_YEARS
    def group():
        wanted = pl.col("track").is_in(WANTED_TRACKS) & pl.col("year").is_between(first, last)
        return members.lazy().filter(wanted, pl.col("district").is_not_null()).group_by("district", "track").len().collect()
    seconds, table = timed(group, 15)
    yield "filter_group", seconds, table["len"].sum()
    frame, order = rows(), pl.read_parquet(within("tracks.parquet"))
    bit = {track: 1 << place for track, place in order.select("track", "place").iter_rows()}
    wanted = sum(bit[track] for track in WANTED_TRACKS)
    areas = {area: sum(bit[track] for track in codes) for area, codes in order.group_by("serves_most").agg("track").iter_rows()}
    def holding(masks):
        return [(pl.col("tracks") & mask != 0).sum().alias(name) for name, mask in masks.items()]
    def facets():
        """Every facet under all others: tracks and years under each other, the rest under both."""
        has_track, has_year = pl.col("tracks") & wanted != 0, pl.col("year").is_between(first, last)
        kept = frame.filter(has_track, has_year)
        counts = [frame.lazy().filter(has_year).select(holding(bit)), kept.lazy().select(holding(areas)),
                  frame.lazy().filter(has_track).group_by("year").len()]
        counts += [kept.lazy().group_by(column).len() for column in (*CATEGORIES, "capital", "employees")]
        return len(kept), pl.collect_all(counts)
    seconds, (kept, _) = timed(facets, 15)
    yield "facets", seconds, kept
    names = frame["name"]
    for path, needle in NEEDLES.items():
        yield path, *timed(lambda: int(names.str.contains(needle, literal=True).sum()), 9)


@peer("DuckDB", NEEDLES, ["duckdb", "polars", "pyarrow"])
def duckdb_peer():
    """`LIKE` over a table of names in memory."""
    import duckdb
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE enterprise AS SELECT id, name FROM read_parquet('{within('rows.parquet')}')")
    for path, needle in NEEDLES.items():
        query = "SELECT count(*) FROM enterprise WHERE name LIKE ?"
        yield path, *timed(lambda: connection.execute(query, [f"%{needle}%"]).fetchone()[0], 9)
