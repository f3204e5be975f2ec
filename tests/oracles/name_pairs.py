"""Makes name_pairs.csv: pairs of spellings of company names, labelled whether they are one company. Standard library.

    python3 tests/oracles/name_pairs.py        # seed 20241215; writes beside itself

A company is an identity (region, brand, trade, number, form, branch, former name). A SAME pair shows one identity twice,
once changed by the rule of its kind; a DIFFERENT pair shows two identities that differ in exactly what its kind names.
So the labels are no opinion: they hold by construction, and the script asserts them. Brands are made at random from
pools of uncommon characters; any likeness to a company that exists is an accident. Columns: a, b, same (1 or 0), kind,
district_a, district_b (Chinese names or empty), address_a, address_b (or empty).

SAME
  width           brackets, letters and digits half or full width
  region-bracket  上海甲科技有限公司 = 甲科技(上海)有限公司 = 甲(上海)科技有限公司
  region-city     上海 = 上海市
  liability       有限公司 = 有限责任公司
  no-form         the legal form is left out
  traditional     simplified and traditional characters (a fixed map)
  trade-typo      one character of the trade word is a homophone or looks alike (支付 → 支咐); never one of the brand
  spacing         blanks, full-width blanks, middle dots, a final full stop
  former-suffix   (原…公司) or （曾用名：…） behind the name
  former-name     the present name with (原…), and the old name alone
  short           brand and trade alone, at the same address; the address is always given
  latin-case      Latin brands in another case or width
  reform          有限公司 after its reform into 股份有限公司, nothing else changed
  digits          一号 = 1号 = １号, 十二期 = 12期
  combined        two or three of width, region-bracket, liability, traditional, spacing at once

DIFFERENT
  brand-sound     brands differ in one character of the same or nearly the same sound (汇 and 惠): the most dangerous
  brand-char      brands differ in one character of another sound
  sister-trade    same brand, another trade (支付 and 征信): sister companies
  branch          head office and its branch
  two-branches    two branches of one company
  fund-number     partnerships 一号 and 二号, 1号 and 11号
  number          names that differ in a number elsewhere
  other-region    same brand and trade, registered in another region
  holding         the group or holding and its operating company
  other-brand     same region, trade and form, brands without a common character
  same-address    other-brand at one address; the address is always given
  latin-brand     Latin brands that differ in one letter
  combined-different  brand-sound or sister-trade, and besides a spelling change of a SAME kind

Of the pairs a third has addresses: of one company mostly the same, at times another (registered and office); of two
mostly others, at times the same (sisters in one building). Two thirds have districts. The owner of a threshold should
measure precision and recall for each kind: some DIFFERENT kinds (brand-sound) and some SAME kinds (trade-typo) look
alike to an edit distance on purpose.
"""

import csv
import pathlib
import random
from dataclasses import dataclass, replace

SEED = 20241215
PER_KIND_SAME, PER_KIND_DIFFERENT = 28, 32
rng = random.Random(SEED)

FIRST = "翎霁砚沅澍翊岑翀昙麓湄樾皓漪隽遒睢淞邈暄栩泓滢珩琤稷筱缙聿茗"
SECOND = "屿棠岫舸桁弈笙蕤畦汐岚墀枢衍珏檀溟钧铮骞蔚镜潼"
SOUNDS = ["汇惠", "信鑫", "融荣", "联连", "诚成", "盛晟", "众仲", "金锦", "通同", "瑞睿", "恒衡", "嘉佳", "宏鸿", "泰钛", "腾滕",
          "易益", "宝保", "达答", "元源", "明铭", "凯楷", "立力", "卓灼", "安桉"]
# A trade word and the same with one character mistaken.
TRADES = {
    "信息科技": "信息科枝", "数据服务": "数椐服务", "金融科技": "金溶科技", "征信服务": "证信服务", "支付": "支咐", "区块链科技": "区快链科技",
    "云计算": "云记算", "网络科技": "网洛科技", "软件技术": "软件计术", "智能科技": "智能科计", "商业保理": "商业保里", "融资租赁": "融资租凭",
    "资产管理": "资产菅理", "供应链管理": "供应连管理", "保险经纪": "保险经记", "电子商务": "电子商物",
}
_SIMPLE, _OLD = ("数据务征网络术区块链云计软资产管应险经纪电东国团责汇联诚众锦瑞恒钛腾滕达铭凯楷翊岚枢钧铮骞镜宝测试团",
                  "數據務徵網絡術區塊鏈雲計軟資產管應險經紀電東國團責匯聯誠眾錦瑞恆鈦騰滕達銘凱楷翊嵐樞鈞錚騫鏡寶測試團")
TRADITIONAL = {s: t for s, t in zip(_SIMPLE, _OLD, strict=True) if s != t}
DISTRICTS = "黄浦区 徐汇区 长宁区 静安区 普陀区 虹口区 杨浦区 闵行区 宝山区 嘉定区 浦东新区 松江区".split()
DIGITS = "一二三四五六七八九"


@dataclass(frozen=True)
class Company:
    """What makes a company itself; two names are the same company if and only if these agree."""

    brand: str
    trade: str
    region: str = "上海"
    number: str = ""  # as 一号
    kind: str = "company"  # company, fund, group, holding
    branch: str = ""
    former: str = ""  # the brand it had


def show(c, region="front", form="有限公司", brackets="()"):
    """The name of a company in one spelling."""
    left, right = brackets
    inside = f"{left}{c.region}{right}"
    front = c.region if region == "front" else ""
    after_brand = inside if region == "brand" else ""
    after_trade = inside if region == "trade" else ""
    if c.kind == "fund":
        form = f"{left}有限合伙{right}"
        core = f"{c.brand}{after_brand}{c.number}股权投资合伙企业"
    elif c.kind == "group":
        core = f"{c.brand}{after_brand}{left}集团{right}"
    elif c.kind == "holding":
        core = f"{c.brand}{after_brand}控股"
    else:
        core = f"{c.brand}{after_brand}{c.number}{c.trade}{after_trade}"
    return f"{front}{core}{form}{c.branch}"


_used = set()


def brand(pattern=None):
    """A brand not used before: two, three or four characters."""
    while True:
        if pattern:
            word = rng.choice(FIRST) + pattern
        else:
            n = rng.choice([2, 2, 2, 3, 3, 4])
            word = rng.choice(FIRST) + "".join(rng.choice(SECOND if i % 2 == 0 else FIRST) for i in range(n - 1))
        if word not in _used and len(set(word)) == len(word):
            _used.add(word)
            return word


def latin():
    """A Latin brand of four to six letters not used before."""
    while True:
        word = "".join(rng.choice("BCDFGHJKLMNPQRTVWXZ" if i % 2 == 0 else "AEIOUY") for i in range(rng.choice([4, 5, 6])))
        if word not in _used:
            _used.add(word)
            return word


def trade(*but):
    return rng.choice([t for t in TRADES if t not in but])


def company(**fields):
    region = rng.choice(["上海"] * 6 + ["浦东", "中国", "北京"])
    return Company(**({"brand": brand(), "trade": trade(), "region": region} | fields))


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def traditional(text):
    return "".join(TRADITIONAL.get(c, c) for c in text)


def spaced(text, core):
    """Blanks or dots around `core`, or a full stop at the end."""
    at = text.index(core)
    before, after = text[:at], text[at + len(core):]
    return rng.choice([
        f"{before} {core} {after}", f"{before}\u3000{core}{after}", f"{before}{core}·{after}", f"{text}.", f" {text} ",
        f"{before}{core[0]} {core[1:]}{after}",
    ])


def number(i):
    """A number of 1 to 19 in Chinese."""
    return DIGITS[i - 1] if i < 10 else "十" + (DIGITS[i - 11] if i > 10 else "")


# --- SAME: kind → (name, name, identity) ----------------------------------------------------------------------------


def same_width(i):
    c = company()
    where = rng.choice(["trade", "brand"])
    if i % 3 == 0:
        c = replace(c, brand=latin())
    a = show(c, where)
    return a, full_width(a), c


def same_region_bracket(i):
    c = company(region=rng.choice(["上海"] * 5 + ["北京"]))
    return show(c), show(c, ["trade", "brand"][i % 2], brackets=rng.choice(["()", "（）"])), c


def same_region_city(i):
    c = company(region="上海")
    return show(c), show(replace(c, region="上海市")), c


def same_liability(i):
    c = company()
    return show(c), show(c, form="有限责任公司"), c


def same_no_form(i):
    c = company()
    return show(c, form=rng.choice(["有限公司", "股份有限公司"])), show(c, form=rng.choice(["", "", "公司"])), c


def same_traditional(i):
    while True:
        c = company()
        a = show(c, form=rng.choice(["有限公司", "有限责任公司"]))
        if sum(x != y for x, y in zip(a, traditional(a))) >= 2:
            return a, traditional(a), c


def same_trade_typo(i):
    c = company()
    a = show(c)
    return a, a.replace(c.trade, TRADES[c.trade]), c


def same_spacing(i):
    c = company()
    a = show(c)
    return a, spaced(a, c.brand), c


def same_former_suffix(i):
    c = company(former=brand())
    a, old = show(c), show(replace(c, brand=c.former))
    return a, a + rng.choice([f"(原{old})", f"（原{old}）", f"（曾用名：{old}）"]), c


def same_former_name(i):
    c = company(former=brand())
    a, old = show(c), show(replace(c, brand=c.former))
    return a + rng.choice([f"(原{old})", f"（原{old}）"]), old, c


def same_short(i):
    c = company(region="上海")
    head = 3 if len(c.trade) % 2 else 2  # 区块链 of 区块链科技, 信息 of 信息科技
    return show(c, form=rng.choice(["有限公司", "股份有限公司"])), c.brand + c.trade[: rng.choice([head, len(c.trade)])], c


def same_latin_case(i):
    c = company(brand=latin())
    a = show(c)
    changed = rng.choice([c.brand.lower(), c.brand.capitalize(), full_width(c.brand), full_width(c.brand.lower())])
    return a, a.replace(c.brand, changed), c


def same_reform(i):
    c = company()
    return show(c), show(c, form="股份有限公司"), c


def same_digits(i):
    n = rng.randint(1, 19)
    word = rng.choice("号期")
    c = company(kind=rng.choice(["fund", "company"]), number=number(n) + word)
    other = rng.choice([str(n), full_width(str(n))]) + word
    return show(c), show(replace(c, number=other)), c


def same_combined(i):
    c = company(region="上海")
    changes = rng.sample(["width", "region", "liability", "traditional", "spacing"], 2)
    where = "trade" if "region" in changes or "width" in changes else "front"
    b = show(c, where, form="有限责任公司" if "liability" in changes else "有限公司",
             brackets="（）" if "width" in changes else "()")
    if "spacing" in changes:
        b = spaced(b, c.brand)
    if "traditional" in changes:
        b = traditional(b)
    return show(c), b, c


# --- DIFFERENT: kind → (name, name, identity, identity) --------------------------------------------------------------


def two(c, d, **how):
    return show(c, **how), show(d, **how), c, d


def sound_twins():
    pair = rng.choice(SOUNDS)
    while True:
        x, y = rng.sample(pair, 2)
        head = rng.choice(FIRST)
        first, second = rng.choice([(head + x, head + y), (x + head, y + head)])
        if not {first, second} & _used:
            _used.update((first, second))
            return first, second


def diff_brand_sound(i):
    x, y = sound_twins()
    c = company(brand=x)
    return two(c, replace(c, brand=y))


def diff_brand_char(i):
    c = company()
    while True:
        at = rng.randrange(len(c.brand))
        other = c.brand[:at] + rng.choice(FIRST + SECOND) + c.brand[at + 1:]
        if other != c.brand and other not in _used:
            _used.add(other)
            return two(c, replace(c, brand=other))


def diff_sister_trade(i):
    c = company()
    return two(c, replace(c, trade=trade(c.trade)))


def diff_branch(i):
    c = company()
    place = rng.choice(["浦东", "徐汇", "上海", "虹口", "深圳"])
    return two(c, replace(c, branch=f"{place}分公司"))


def diff_two_branches(i):
    c = company()
    x, y = rng.sample(["浦东", "徐汇", "虹口", "静安", "第一", "第二"], 2)
    return two(replace(c, branch=f"{x}分公司"), replace(c, branch=f"{y}分公司"))


def diff_fund_number(i):
    x, y = rng.choice([(1, 2), (1, 11), (2, 12), (2, 3), (3, 4), (6, 9), (10, 11), (1, 10)])
    as_text = [number, str][i % 2]
    c = company(kind="fund")
    return two(replace(c, number=as_text(x) + "号"), replace(c, number=as_text(y) + "号"))


def diff_number(i):
    x, y = rng.sample(range(1, 10), 2)
    word = rng.choice(["号", "期", ""])
    c = company()
    as_text = number if word else str
    return two(replace(c, number=as_text(x) + word), replace(c, number=as_text(y) + word))


def diff_other_region(i):
    x, y = rng.sample(["上海", "北京", "深圳", "杭州", "江苏"], 2)
    c = company(region=x)
    return two(c, replace(c, region=y), region=["front", "trade"][i % 2])


def diff_holding(i):
    c = company()
    return two(c, replace(c, kind=["group", "holding"][i % 2]))


def diff_other_brand(i):
    c = company()
    while True:
        other = brand()
        if not set(other) & set(c.brand):
            return two(c, replace(c, brand=other))


def diff_latin_brand(i):
    c = company(brand=latin())
    while True:
        at = rng.randrange(len(c.brand))
        other = c.brand[:at] + rng.choice("ABCDEFGHJKLMNPQRTUVWXYZ") + c.brand[at + 1:]
        if other not in _used:
            _used.add(other)
            return two(c, replace(c, brand=other))


def diff_combined(i):
    if i % 2:
        x, y = sound_twins()
        c = company(brand=x, region="上海")
        d = replace(c, brand=y)
    else:
        c = company(region="上海")
        d = replace(c, trade=trade(c.trade))
    change = i // 2 % 4
    if change == 0:
        return show(c), show(d, "trade", brackets="（）"), c, d
    if change == 1:
        return show(c), show(d, form="有限责任公司"), c, d
    if change == 2:
        return show(c), show(d, form=""), c, d
    return show(c), spaced(show(d), d.brand), c, d


SAME = {
    "width": same_width, "region-bracket": same_region_bracket, "region-city": same_region_city,
    "liability": same_liability, "no-form": same_no_form, "traditional": same_traditional,
    "trade-typo": same_trade_typo, "spacing": same_spacing, "former-suffix": same_former_suffix,
    "former-name": same_former_name, "short": same_short, "latin-case": same_latin_case, "reform": same_reform,
    "digits": same_digits, "combined": same_combined,
}
DIFFERENT = {
    "brand-sound": diff_brand_sound, "brand-char": diff_brand_char, "sister-trade": diff_sister_trade,
    "branch": diff_branch, "two-branches": diff_two_branches, "fund-number": diff_fund_number, "number": diff_number,
    "other-region": diff_other_region, "holding": diff_holding, "other-brand": diff_other_brand,
    "same-address": diff_other_brand, "latin-brand": diff_latin_brand, "combined-different": diff_combined,
}


def address(district):
    return f"上海市{district}测试{rng.choice('东西南北中')}路{rng.randint(1, 1999)}号{rng.randint(1, 30)}楼"


def places(i, same, kind):
    """Districts and addresses of a pair: addresses for every third, districts for two of three."""
    always = kind in ("short", "same-address")
    if not always and i % 3 == 2:
        return "", "", "", ""
    one_place = always or rng.random() < (0.8 if same else 0.25 if kind in ("sister-trade", "holding", "branch") else 0.1)
    x = rng.choice(DISTRICTS)
    y = x if one_place or (not same and rng.random() < 0.2) else rng.choice([d for d in DISTRICTS if d != x])
    if not always and i % 3 != 0:
        return x, y, "", ""
    a = address(x)
    b = a if one_place else address(y)
    if one_place and i % 2 and a.startswith("上海市"):
        b = a.removeprefix("上海市")
    return x, y, a, b


def main():
    rows, seen = [], {}
    counter = 0
    for same, kinds, count in ((1, SAME, PER_KIND_SAME), (0, DIFFERENT, PER_KIND_DIFFERENT)):
        for kind, make in kinds.items():
            for i in range(count):
                a, b, *identities = make(i)
                assert a != b and a and b, (kind, a, b)
                assert (len(identities) == 1) == bool(same)
                assert same or identities[0] != identities[1], (kind, a, b)
                if i % 2 and kind not in ("branch", "holding"):
                    a, b = b, a
                key = frozenset((a, b))
                assert key not in seen, (kind, a, b)
                seen[key] = same
                x, y, p, q = places(counter, same, kind)
                counter += 1
                rows.append([a, b, same, kind, x, y, p, q])
    # No mistaken trade word is a trade word, so a typo is never a sister company.
    assert not set(TRADES) & set(TRADES.values())
    assert all(len(t) == len(u) and sum(p != q for p, q in zip(t, u)) == 1 for t, u in TRADES.items())
    # No traditional character stands for two of the characters that tell sound twins apart.
    assert all(traditional(p[0]) != traditional(p[1]) for p in SOUNDS)
    share = sum(r[2] for r in rows) / len(rows)
    with_address = sum(bool(r[6]) for r in rows) / len(rows)
    assert len(rows) >= 700 and 0.45 < share < 0.55 and 0.28 < with_address < 0.42
    rng.shuffle(rows)
    with open(pathlib.Path(__file__).with_name("name_pairs.csv"), "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow("a,b,same,kind,district_a,district_b,address_a,address_b".split(","))
        out.writerows(rows)
    print(f"{len(rows)} pairs, {share:.0%} same, {with_address:.0%} with addresses")


if __name__ == "__main__":
    main()
