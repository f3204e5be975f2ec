//! A Chinese street address taken apart: road, number or lane, number in the lane, and what follows.
//!
//! Houses and lanes of a road share one row of numbers in Shanghai (峨山路91弄 lies beside 峨山路93号), so both are
//! numbers of the road. Read without allocating where the text has no full-width characters; no regular expressions.

use std::borrow::Cow;

/// The most digits of a number.
const MOST_DIGITS: usize = 6;
/// The most numbers read of a list such as 188/288/388号.
const MOST_NUMBERS: usize = 4;

/// What an address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// The road, such as 延安东路.
    pub road: &'a str,
    /// Its numbers, the first `count` of them: one, the ends of a range, or a list.
    numbers: [u32; MOST_NUMBERS],
    count: usize,
    /// Whether the number is of a lane (弄).
    pub is_lane: bool,
    /// Number in the lane; 0 for none.
    pub sub: u32,
    /// What follows the numbers: building, storey, room.
    pub tail: &'a str,
}

impl Address<'_> {
    /// Its numbers: one, the ends of a range, or a list.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers[..self.count]
    }

    /// Its first number.
    pub fn number(&self) -> u32 {
        self.numbers[0]
    }

    /// Whether one of several buildings is named: 号楼, 栋, 幢, 座.
    pub fn has_block(&self) -> bool {
        ["号楼", "栋", "幢", "座"].iter().any(|word| self.tail.contains(word))
    }
}

/// The text with full-width digits, letters and brackets as half-width ones, and without white space.
pub fn folded(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c.is_whitespace() || matches!(c, '\u{ff01}'..='\u{ff5e}' | '號' | '—' | '–');
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let fold = |c: char| match c {
        '號' => '号',
        '—' | '–' => '-',
        // Full-width forms stand in the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).map(fold).collect())
}

/// Reads a [`folded`] address: the first road with a number.
///
/// ```
/// use hujin::catalogue::address::read;
/// let address = read("上海市浦东新区峨山路91弄61号陆家嘴软件园10号楼").unwrap();
/// assert_eq!((address.road, address.number(), address.is_lane, address.sub), ("峨山路", 91, true, 61));
/// assert_eq!(address.tail, "陆家嘴软件园10号楼");
/// ```
pub fn read(text: &str) -> Option<Address<'_>> {
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '路' | '街' | '道' | '巷')) {
        let end = at + c.len_utf8();
        let rest = &text[end..];
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let road = &text[road_start(&text[..at])..end];
        if road.chars().count() < 2 || road.ends_with("街道") {
            continue;
        }
        return numbered(road, rest);
    }
    None
}

/// The longest name of a road that is looked for, characters; a cell may hold a thousand times more.
const MAX_ROAD_CHARS: usize = 60;

/// Where the name of a road begins in what stands before its 路.
fn road_start(before: &str) -> usize {
    let first = before.char_indices().rev().nth(MAX_ROAD_CHARS).map_or(0, |(at, _)| at);
    let (mut start, mut length, mut previous) = (first, 0, ' ');
    for (at, c) in before[first..].char_indices().map(|(at, c)| (first + at, c)) {
        let is_han = matches!(c, '\u{3400}'..='\u{9fff}');
        // 市光路, 镇宁路 and 新村路 are names; 上海市, 长兴镇 and 曹杨新村 are areas before one.
        let ends_area = matches!(c, '市' | '区' | '县' | '镇' | '乡' | '村') && length >= 2;
        if !is_han || ends_area || (c == '道' && previous == '街') {
            (start, length) = (at + c.len_utf8(), 0);
        } else {
            length += 1;
        }
        previous = c;
    }
    match before[start..].strip_prefix("上海") {
        Some(rest) if rest.chars().count() >= 2 => before.len() - rest.len(),
        _ => start,
    }
}

fn numbered<'a>(road: &'a str, rest: &'a str) -> Option<Address<'a>> {
    let (first, mut rest) = digits(rest)?;
    let mut address = Address { road, numbers: [first, 0, 0, 0], count: 1, is_lane: false, sub: 0, tail: "" };
    while let Some((next, after)) = rest.strip_prefix(['、', ',', '/', '-', '~', '至']).and_then(digits) {
        // 1268-1号 is a part of 1268; 36-37栋 are buildings.
        if next > address.number() && address.count < MOST_NUMBERS {
            address.numbers[address.count] = next;
            address.count += 1;
        }
        rest = after;
    }
    for lane in ["弄", "支弄"] {
        if let Some(after) = rest.strip_prefix(lane) {
            address.is_lane = true;
            rest = after;
        }
    }
    if address.is_lane {
        if let Some((sub, after)) = digits(rest)
            && let Some(after) = after.strip_prefix('号')
            && !after.starts_with('楼')
        {
            address.sub = sub;
            rest = after;
        }
    } else if let Some(after) = rest.strip_prefix('号')
        && !after.starts_with('楼')
    {
        rest = after;
    }
    address.tail = rest;
    (first > 0).then_some(address)
}

/// The number a text begins with, and what follows it.
fn digits(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let number = text.get(..end).filter(|d| (1..=MOST_DIGITS).contains(&d.len()))?.parse().ok()?;
    Some((number, &text[end..]))
}

/// Endings of the names of single buildings, of groups of buildings, and of parks.
const SINGLE: [&str; 3] = ["大厦", "大楼", "智塔"];
const GROUPS: [&str; 14] = [
    "广场",
    "金融中心",
    "科创中心",
    "中心",
    "产业园",
    "科技园",
    "软件园",
    "园区",
    "创新园",
    "产业港",
    "电子港",
    "创谷",
    "天地",
    "空间",
];
/// Names too common to say where something is.
const COMMON: [&str; 14] = [
    "商务大厦",
    "科技大厦",
    "商务中心",
    "金融中心",
    "国际广场",
    "世纪广场",
    "科技中心",
    "人民广场",
    "科技园区",
    "产业园区",
    "工业园区",
    "创业园区",
    "大学科技园",
    "文化创意产业园",
];

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A single building.
    Building,
    /// A park, a campus, several buildings.
    Park,
}

/// What a name is the name of, by its ending; none for areas and for words too common.
pub fn kind_of(name: &str) -> Option<NameKind> {
    if name.chars().count() < 4 || COMMON.contains(&name) {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
    match (ends(&SINGLE), ends(&GROUPS) && name.chars().count() >= 5) {
        (true, _) => Some(NameKind::Building),
        (_, true) => Some(NameKind::Park),
        _ => None,
    }
}

/// The name of a building or park that the tail of an address begins with: 银联大厦 of 银联大厦12层.
pub fn name_in(tail: &str) -> Option<(&str, NameKind)> {
    let end = tail.find(|c: char| !matches!(c, '\u{3400}'..='\u{9fff}')).unwrap_or(tail.len());
    let run = &tail[..end];
    let ends = SINGLE.iter().chain(&GROUPS).filter_map(|e| run.find(e).map(|at| at + e.len())).max()?;
    let name = &run[..ends];
    kind_of(name).map(|kind| (name, kind))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_of_every_form() {
        for (text, road, numbers, is_lane, sub, tail) in [
            ("上海市浦东新区含笑路36号银联大厦", "含笑路", &[36][..], false, 0, "银联大厦"),
            ("上海市浦东新区张东路1387号36-37栋", "张东路", &[1387], false, 0, "36-37栋"),
            ("锦绣东路2777弄6号楼", "锦绣东路", &[2777], true, 0, "6号楼"),
            ("上海市青浦区外青松公路7548弄588号1幢1层R区113室", "外青松公路", &[7548], true, 588, "1幢1层R区113室"),
            ("上海市浦东新区银城路116、128号", "银城路", &[116, 128], false, 0, ""),
            ("杨高南路188/288/388号:上交所", "杨高南路", &[188, 288, 388], false, 0, ":上交所"),
            ("东大名路1050-1098号", "东大名路", &[1050, 1098], false, 0, ""),
            ("万荣路１２６８－１号", "万荣路", &[1268], false, 0, ""),
            ("上海市崇明区长兴镇潘园公路1800号2号楼", "潘园公路", &[1800], false, 0, "2号楼"),
            ("上海市长宁区镇宁路200号", "镇宁路", &[200], false, 0, ""),
            ("上海市徐汇区徐家汇街道宜山路700号", "宜山路", &[700], false, 0, ""),
            ("上海延安东路 1 号", "延安东路", &[1], false, 0, ""),
            ("上海市杨浦区市光路5号", "市光路", &[5], false, 0, ""),
            ("世纪大道100", "世纪大道", &[100], false, 0, ""),
        ] {
            let text = folded(text);
            let a = read(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((a.road, a.numbers(), a.is_lane, a.sub, a.tail), (road, numbers, is_lane, sub, tail), "{text}");
        }
        for text in ["", "上海市浦东新区顾唐路卡园", "上海市杨浦区尚浦中心", "徐家汇街道12号", "路1号", "宜山路0号"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn names_of_buildings_and_parks_but_not_of_areas() {
        assert_eq!(name_in("银联大厦12层"), Some(("银联大厦", NameKind::Building)));
        assert_eq!(name_in("陆家嘴软件园10号楼"), Some(("陆家嘴软件园", NameKind::Park)));
        assert_eq!(name_in("由由世纪广场1号楼"), Some(("由由世纪广场", NameKind::Park)));
        for text in ["", "12层", "人民广场", "商务大厦", "临港新片区", "科技园3号"] {
            assert_eq!(name_in(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn what_is_written_is_read(road in "[东西南北中山海江]{1,4}", n in 1u32..9999, sub in 0u32..99, wide: bool) {
            let road = format!("{road}路");
            let digits = |n: u32| match wide {
                true => n.to_string().bytes().filter_map(|b| char::from_u32(0xfee0 + u32::from(b))).collect(),
                false => n.to_string(),
            };
            let inner = if sub > 0 { format!("{}号", digits(sub)) } else { String::new() };
            let text = format!("上海市徐汇区{road}{}弄{inner}", digits(n));
            let text = folded(&text);
            let a = read(&text).expect("an address");
            prop_assert_eq!((a.road, a.number(), a.is_lane, a.sub), (road.as_str(), n, true, sub));
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,60}", more in "[路街道弄号0-9上海市区-]{0,30}") {
            for text in [text, more] {
                if let Some(a) = read(&folded(&text)) {
                    prop_assert!(!a.numbers().is_empty() && a.number() > 0);
                }
            }
        }
    }
}
