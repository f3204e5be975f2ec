#!/usr/bin/env python3
"""Made-up enterprises of Shanghai as a spreadsheet, to measure with: nobody's names, codes or addresses.

usage: rows.py --rows N [--seed 42] OUT.csv

The same numbers give the same file. Nine points in ten come from 40 round clusters of 0.6 to 4.5 km, the heaviest six in
the inner city; the tenth lies anywhere in the bounding box. A row's district is that of the nearest seat, so some
positions disagree with it, as in a register. Credit codes are valid and unlike each other. One to three tracks, a few
of them frequent; founded 1985 to 2025, mostly late; capital (CNY 10,000) and employees are log-normal.
"""
import argparse
import bisect
import datetime
import itertools
import math
import random

WEST, SOUTH, EAST, NORTH = 120.86, 30.68, 122.20, 31.87
DEGREES_A_METRE_EAST = 1 / (111_320 * math.cos(math.radians(31.2)))
DEGREES_A_METRE_NORTH = 1 / 110_900
SEATS = [  # name, code, longitude and latitude of the seat of government
    ("黄浦区", "310101", 121.490, 31.222), ("徐汇区", "310104", 121.437, 31.188), ("长宁区", "310105", 121.424, 31.220),
    ("静安区", "310106", 121.448, 31.247), ("普陀区", "310107", 121.396, 31.250), ("虹口区", "310109", 121.491, 31.276),
    ("杨浦区", "310110", 121.522, 31.271), ("闵行区", "310112", 121.381, 31.113), ("宝山区", "310113", 121.489, 31.405),
    ("嘉定区", "310114", 121.266, 31.375), ("浦东新区", "310115", 121.567, 31.222), ("金山区", "310116", 121.342, 30.742),
    ("松江区", "310117", 121.228, 31.032), ("青浦区", "310118", 121.124, 31.150), ("奉贤区", "310120", 121.474, 30.918),
    ("崇明区", "310151", 121.397, 31.623)]
CORE = [(121.500, 31.240), (121.474, 31.230), (121.455, 31.225), (121.530, 31.225), (121.490, 31.262), (121.437, 31.190),
        (121.595, 31.205), (121.920, 30.900)]
CLUSTERS = 40
TRACKS = ["ai-llm", "data-credit", "cloud-infra", "blockchain", "privacy-computing", "cybersecurity", "payment",
          "wealth-asset", "insurtech", "regtech", "supply-chain-finance", "trading-market-data", "core-systems",
          "green-fintech", "iot-hardware", "inclusive-credit", "market-infrastructure"]
SYLLABLES = "华信金诚汇通盛达恒泰鼎瑞博远宏图智联云启创新安平天元中融嘉银易付宝德润丰利万和众益明亿康源科海浦申沪"
TRADES = ["金融科技", "信息技术", "网络科技", "数据服务", "支付服务", "资产管理", "软件开发", "商务咨询", "区块链科技",
          "智能科技", "信用服务", "投资管理"]
FORMS = ["有限公司"] * 16 + ["有限责任公司"] * 2 + ["股份有限公司", "合伙企业（有限合伙）"]
ROADS = ["世纪大道", "浦东南路", "陆家嘴环路", "南京西路", "淮海中路", "漕溪北路", "虹桥路", "中山南路", "张杨路", "张江路",
         "科苑路", "碧波路", "郭守敬路", "银城中路", "东方路", "四川北路", "大连路", "长阳路", "曹杨路", "真北路", "七莘路",
         "沪太路", "友谊路", "曹安公路", "新松江路", "九亭大街", "公园路", "盈港路", "南桥路", "望园路", "卫零路", "临港大道"]
FIRST_DAY = datetime.date(1985, 1, 1).toordinal()
LAST_DAY = datetime.date(2025, 12, 31).toordinal()

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: the place of a character is its value."""
CODE_WEIGHTS = [pow(3, k, 31) for k in range(17)]
ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]


def credit_code(row, district):
    """A valid unified social credit code: one for each of 31⁶ rows, in no order to be seen."""
    number = (row * 322_376_503 + 88_531) % 31**6
    body = "MA"
    for power in range(5, -1, -1):
        body += CODE_ALPHABET[number // 31**power % 31]
    # GB 11714: letters count from 10 on, also those that GB 32100 leaves out, so 36 to the base.
    check = -sum(int(c, 36) * weight for c, weight in zip(body, ORGANISATION_WEIGHTS)) % 11
    code = "91" + district + body + "0123456789X"[check]
    return code + CODE_ALPHABET[-sum(map(lambda c, w: CODE_ALPHABET.index(c) * w, code, CODE_WEIGHTS)) % 31]


def running(weights):
    """Running sums of weights scaled to 1, to draw from with `bisect`."""
    return [sum_ / sum(weights) for sum_ in itertools.accumulate(weights)]


def centres(draw):
    """Clusters: longitude, latitude, standard deviation in metres."""
    places = list(CORE)
    while len(places) < CLUSTERS:
        _, _, lon, lat = draw.choice(SEATS)
        places.append((lon + draw.gauss(0, 0.05), lat + draw.gauss(0, 0.045)))
    return [(lon, lat, draw.uniform(600, 1500) if i < 6 else draw.uniform(800, 4500)) for i, (lon, lat) in enumerate(places)]


def position(draw, clusters, weights):
    """Longitude and latitude within the bounding box."""
    if draw.random() < 0.1:
        return draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH)
    lon, lat, spread = clusters[bisect.bisect(weights, draw.random(), hi=CLUSTERS - 1)]
    lon += draw.gauss(0, spread) * DEGREES_A_METRE_EAST
    lat += draw.gauss(0, spread) * DEGREES_A_METRE_NORTH
    return min(max(lon, WEST), EAST), min(max(lat, SOUTH), NORTH)


def tracks(draw, weights):
    """One to three different tracks."""
    wanted = 1 + bisect.bisect([0.62, 0.90], draw.random())
    found = []
    while len(found) < wanted:
        track = TRACKS[bisect.bisect(weights, draw.random(), hi=len(TRACKS) - 1)]
        if track not in found:
            found.append(track)
    return ";".join(found)


def lines(rows, seed):
    """The lines of the file, the header first."""
    draw = random.Random(seed)
    clusters = centres(draw)
    cluster_weights = running([(i + 1.5) ** -0.9 for i in range(CLUSTERS)])
    track_weights = running([(i + 2) ** -0.8 for i in range(len(TRACKS))])
    yield "id,name,uscc,district,lon,lat,tracks,founded,registered_capital,employees,address\n"
    for row in range(rows):
        lon, lat = position(draw, clusters, cluster_weights)
        district, code, _, _ = min(SEATS, key=lambda seat: ((lon - seat[2]) * 0.855) ** 2 + (lat - seat[3]) ** 2)
        name = "".join(draw.choices(SYLLABLES, k=draw.randrange(2, 5)))
        name = f"上海{name}{draw.choice(TRADES)}{row}号{draw.choice(FORMS)}"
        founded = datetime.date.fromordinal(FIRST_DAY + int((LAST_DAY - FIRST_DAY) * draw.betavariate(4.0, 1.6)))
        capital, employees = draw.lognormvariate(5.3, 1.6), max(1, int(draw.lognormvariate(2.2, 1.3)))
        address = f"上海市{district}{draw.choice(ROADS)}{draw.randrange(1, 3000)}号{draw.randrange(101, 4000)}室"
        yield (f"{row + 1},{name},{credit_code(row, code)},{district},{lon:.6f},{lat:.6f},{tracks(draw, track_weights)},"
               f"{founded},{capital:.2f},{employees},{address}\n")


def write(rows, seed, path):
    """Writes the file."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.writelines(lines(rows, seed))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("out")
    order = parser.parse_args()
    write(order.rows, order.seed, order.out)


if __name__ == "__main__":
    main()
