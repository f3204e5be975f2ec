"""Districts, points inside them, the three datums and invented companies. Standard library only.

GCJ-02 and BD-09 follow the public implementations (eviltransform, coordtransform) with the Krasovsky ellipsoid; this
is a third writing of them, beside src/geography/datum.rs and tests/oracles/datum.py.
"""

import csv
import json
import math
import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
METRES_A_DEGREE = 111_320.0

# --- datums ---------------------------------------------------------------------------------------------------------


def gcj_from_wgs(lon, lat):
    """WGS 84 to GCJ-02, degrees."""
    a, e2 = 6378245.0, 0.00669342162296594323
    x, y, pi, sin = lon - 105.0, lat - 35.0, math.pi, math.sin
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    east += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = math.radians(lat)
    w2 = 1 - e2 * sin(phi) ** 2
    north = north * 180 / (a * (1 - e2) / (w2 * math.sqrt(w2)) * pi)
    east = east * 180 / (a / math.sqrt(w2) * math.cos(phi) * pi)
    return lon + east, lat + north


def bd_from_wgs(lon, lat):
    """WGS 84 to BD-09, degrees."""
    x, y = gcj_from_wgs(lon, lat)
    z = math.hypot(x, y) + 0.00002 * math.sin(y * math.pi * 3000 / 180)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * math.pi * 3000 / 180)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


FORWARD = {"wgs84": lambda lon, lat: (lon, lat), "gcj02": gcj_from_wgs, "bd09": bd_from_wgs}


def to_wgs(datum, lon, lat):
    """A position of a datum in WGS 84: fixed point of the forward function."""
    x, y = lon, lat
    for _ in range(20):
        u, v = FORWARD[datum](x, y)
        x, y = x - (u - lon), y - (v - lat)
    return x, y


def mercator(lon, lat):
    """WGS 84 to EPSG:3857, metres."""
    r = 6378137.0
    return r * math.radians(lon), r * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


# --- districts ------------------------------------------------------------------------------------------------------


def _polygons(geometry):
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


_FEATURES = json.loads((ROOT / "maps/shanghai/districts.geojson").read_text("utf-8"))["features"]
DISTRICTS = {f["properties"]["adcode"]: f["properties"]["name_zh"] for f in _FEATURES}
DISTRICTS_EN = {f["properties"]["adcode"]: f["properties"]["name_en"] for f in _FEATURES}
_SHAPES = {f["properties"]["adcode"]: _polygons(f["geometry"]) for f in _FEATURES}


def _in_ring(ring, x, y):
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def locate(lon, lat):
    """The district a WGS 84 position is in, or None."""
    for adcode, polygons in _SHAPES.items():
        for rings in polygons:
            if _in_ring(rings[0], lon, lat) and not any(_in_ring(hole, lon, lat) for hole in rings[1:]):
                return adcode
    return None


def border_distance(adcode, lon, lat):
    """Metres to the nearest border of a district."""
    kx, ky = METRES_A_DEGREE * math.cos(math.radians(lat)), METRES_A_DEGREE
    best = math.inf
    for rings in _SHAPES[adcode]:
        for ring in rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
                ax, ay, bx, by = (x1 - lon) * kx, (y1 - lat) * ky, (x2 - lon) * kx, (y2 - lat) * ky
                dx, dy = bx - ax, by - ay
                length = dx * dx + dy * dy
                t = 0 if length == 0 else max(0, min(1, -(ax * dx + ay * dy) / length))
                best = min(best, math.hypot(ax + t * dx, ay + t * dy))
    return best


def point_in(rng, adcode, nearest, farthest):
    """A random point of a district with its border between two distances, metres; six decimals."""
    ring = max((rings[0] for rings in _SHAPES[adcode]), key=len)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    while True:
        lon, lat = round(rng.uniform(min(xs), max(xs)), 6), round(rng.uniform(min(ys), max(ys)), 6)
        if locate(lon, lat) == adcode and nearest <= border_distance(adcode, lon, lat) <= farthest:
            return lon, lat


INNER = [310101, 310104, 310105, 310106, 310107, 310109, 310110, 310112]
_SOME = INNER + [310115, 310113, 310114, 310117]


def sign_test(a, b):
    """Two-sided exact p of a against b discordant rows."""
    n = a + b
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(max(a, b), n + 1)) / 2**n)


def hits(rows, datum):
    """For (lon, lat, declared) of a file: which fall into the declared district if read in `datum`."""
    return [locate(*to_wgs(datum, lon, lat)) == declared for lon, lat, declared in rows]


def decided(rows):
    """The datum the rows decide for by the rule of src/import/datum.rs, or None."""
    if len(rows) < 100:
        return None
    scored = sorted(((sum(h), d, h) for d in FORWARD for h in [hits(rows, d)]), key=lambda s: -s[0])
    best, second = scored[0][2], scored[1][2]
    a = sum(x and not y for x, y in zip(best, second))
    b = sum(y and not x for x, y in zip(best, second))
    return scored[0][1] if sign_test(a, b) < 0.001 else None


# --- companies ------------------------------------------------------------------------------------------------------


def uscc_check(body):
    """The check digit of 17 characters by GB 32100-2015."""
    return ALPHABET[-sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]


def uscc(district, serial, digits_only=False):
    """A credit code with a right check digit: 91, six digits of a district, nine characters, the check digit."""
    while True:
        body = f"91{district:06d}{'' if digits_only else 'T'}{serial:0{9 if digits_only else 8}d}"
        code = body + uscc_check(body)
        if not digits_only or code.isdigit():
            return code
        serial += 1


TRACKS = [row["id"] for row in csv.DictReader((ROOT / "data/tracks.csv").open(encoding="utf-8"))]
TRACK_NAMES = {
    row["id"]: row["name_zh"] for row in csv.DictReader((ROOT / "data/tracks.csv").open(encoding="utf-8"))
}
_BRANDS = "澄江 云杉 白鹭 青禾 远帆 星桥 明砚 拓原 恒沙 知微 墨川 松雾 溪石 鹤汀 榆风 帆影 砾石 听潮 漫野 望舒".split()
_TRADES = "金融科技 数据服务 信息科技 智能科技 软件技术 网络科技".split()


class Firm:
    """An invented company whose cells agree with each other, so that reading it finds nothing to say."""

    def __init__(self, i, rng, adcode=None, near=None):
        self.i = i
        self.adcode = adcode or _SOME[i % len(_SOME)]
        self.district = DISTRICTS[self.adcode]
        suffix = "" if i < len(_BRANDS) * len(_TRADES) else f"{i}号"
        self.name = f"上海测试{_BRANDS[i % len(_BRANDS)]}{suffix}{_TRADES[i // len(_BRANDS) % len(_TRADES)]}有限公司"
        self.uscc = uscc(self.adcode, i + 1)
        self.lon, self.lat = point_in(rng, self.adcode, *(near or (800, 20_000)))
        self.founded = f"{2003 + i % 20}-{i * 5 % 12 + 1:02d}-{i * 7 % 28 + 1:02d}"
        self.capital = 500 * (i % 37 + 1)
        self.employees = 20 + 7 * (i % 60)
        self.track = TRACKS[i % len(TRACKS)]
        self.track_zh = TRACK_NAMES[self.track]
        self.address = f"上海市{self.district}测试路{i + 1}号"

    def expect(self, fields):
        """The values of fields as the program should read them."""
        return {
            "name_zh": self.name,
            "uscc": self.uscc,
            "office_district": self.adcode,
            "lon": self.lon,
            "lat": self.lat,
            "founded": self.founded,
            "registered_capital_wan_cny": self.capital,
            "employees": self.employees,
            "tracks": [self.track],
            "office_address": self.address,
        } if fields is None else {f: self.expect(None)[f] for f in fields}


def firms(n, start=0, near=None, adcodes=None):
    """n companies, the same ones every time."""
    rng = random.Random(20241214 + start * 1000 + n)
    return [Firm(start + i, rng, adcodes[i % len(adcodes)] if adcodes else None, near) for i in range(n)]
