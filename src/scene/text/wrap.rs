//! Breaking a text into lines by the rules of Chinese: 避头尾 (GB/T 15834-2011, 5.1; CLReq 3.1.5), words of a
//! company's legal form whole, no line of one character.

use super::face::Face;
use super::fallback::is_drawn;
use super::line::{is_ideograph, width_pt};

/// Characters that may not begin a line.
pub(super) const NOT_FIRST: &str = "，。、；：？！）》」』】〉〕］｝…—·‧・–～~／/％‰℃々,.;:?!)]}%’”";
/// Characters that may not end a line.
pub(super) const NOT_LAST: &str = "（《「『【〈〔［｛([{‘“￥¥$／/";

/// Words that stay whole, a longer one before its beginning: legal forms and kinds of organisations.
const WHOLE: &[&str] = &[
    "有限责任",
    "有限公司",
    "有限合伙",
    "合伙企业",
    "分公司",
    "子公司",
    "事务所",
    "研究院",
    "研究所",
    "实验室",
    "委员会",
    "股份",
    "公司",
    "集团",
    "控股",
    "银行",
    "分行",
    "支行",
    "证券",
    "基金",
    "保险",
    "信托",
    "期货",
    "租赁",
    "中心",
    "学院",
    "大学",
    "协会",
    "上海",
    "中国",
    "科技",
    "技术",
    "金融",
    "信息",
    "数据",
    "网络",
    "软件",
    "智能",
    "服务",
    "管理",
    "投资",
    "资产",
    "发展",
    "咨询",
    "支付",
];

/// Words of [`WHOLE`] before which a name is broken first: its legal form.
const FORMS: &[&str] =
    &["有限责任", "有限公司", "有限合伙", "合伙企业", "股份", "集团", "控股", "分公司", "分行", "支行"];

/// Whether a line may break on both sides of a character: ideographs, kana and full-width punctuation.
fn breaks_around(c: char) -> bool {
    is_ideograph(c) || matches!(c as u32, 0x3000..=0x30FF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF)
}

/// What stays together, with what comes before it.
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    /// Whether a space stands before it, which is left out where a line breaks.
    space: bool,
    /// How good a break before it is.
    place: Place,
}

/// How good a place is to break a name at, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At a space, after a closing mark or before an opening one.
    Boundary,
    /// Before the legal form.
    Form,
    /// Between scripts, or beside a word that stays whole.
    Word,
    /// Between two characters of which nothing is known.
    Inside,
}

/// The words of [`WHOLE`] at the beginning of a text.
fn whole_at(text: &str) -> Option<&'static str> {
    let first = text.chars().next().filter(|c| is_ideograph(*c))?;
    WHOLE.iter().copied().find(|word| word.starts_with(first) && text.starts_with(word))
}

/// The pieces of a paragraph that stay together.
fn pieces(paragraph: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut space = false;
    let mut word_before: Option<&str> = None;
    let mut previous: Option<char> = None;
    let mut rest = paragraph;
    while let Some(c) = rest.chars().next() {
        // Narrow and wide no-break spaces are part of the word.
        if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') {
            space = true;
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let word = whole_at(rest);
        let (taken, left) = rest.split_at(word.map_or(c.len_utf8(), str::len));
        let bound = previous.is_some_and(|p| !space && (NOT_FIRST.contains(c) || NOT_LAST.contains(p)));
        let same = previous.is_some_and(|p| !space && !breaks_around(c) && !breaks_around(p));
        let undrawn = !is_drawn(c) && previous.is_some();
        match pieces.last_mut().filter(|_| bound || same || undrawn) {
            Some(piece) => piece.text.push_str(taken),
            None => {
                let place = place(previous, space, word_before, c, word);
                pieces.push(Piece { text: taken.to_owned(), space, place });
            }
        }
        space = false;
        word_before = word;
        previous = taken.chars().next_back();
        rest = left;
    }
    pieces
}

fn place(previous: Option<char>, space: bool, word_before: Option<&str>, c: char, word: Option<&str>) -> Place {
    let Some(p) = previous else { return Place::Boundary };
    if space || NOT_LAST.contains(c) || NOT_FIRST.contains(p) {
        return Place::Boundary;
    }
    match word {
        // 股份有限公司 is one form.
        Some(word) if FORMS.contains(&word) && word_before.is_none_or(|before| !FORMS.contains(&before)) => Place::Form,
        Some(_) => Place::Word,
        None if word_before.is_some() || is_ideograph(c) != is_ideograph(p) => Place::Word,
        None => Place::Inside,
    }
}

/// Cuts pieces that are wider than a line, so that every piece fits but marks that may not stand alone.
fn cut(pieces: Vec<Piece>, fits: &dyn Fn(&str) -> bool) -> Vec<Piece> {
    let mut cut: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if fits(&piece.text) {
            cut.push(piece);
            continue;
        }
        let (mut part, mut space, mut place) = (String::new(), piece.space, piece.place);
        // The last place in `part` where it may be cut.
        let mut breakable = 0;
        for c in piece.text.chars() {
            if part.chars().next_back().is_some_and(|p| !NOT_FIRST.contains(c) && !NOT_LAST.contains(p)) {
                breakable = part.len();
            }
            part.push(c);
            if breakable > 0 && !fits(&part) {
                let rest = part.split_off(breakable);
                cut.push(Piece { text: std::mem::replace(&mut part, rest), space, place });
                (space, place, breakable) = (false, Place::Inside, 0);
            }
        }
        cut.push(Piece { text: part, space, place });
    }
    cut
}

/// The text of some pieces on one line.
fn joined(pieces: &[Piece]) -> String {
    let mut line = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        if piece.space && i > 0 {
            line.push(' ');
        }
        line.push_str(&piece.text);
    }
    line
}

/// Characters of a line, marks that cling to others not counted.
fn weight(pieces: &[Piece]) -> usize {
    let counts = |c: &char| is_drawn(*c) && !NOT_FIRST.contains(*c) && !NOT_LAST.contains(*c);
    pieces.iter().flat_map(|piece| piece.text.chars()).filter(counts).take(2).count()
}

/// Breaks a text into lines no wider than `width_pt`: Chinese between any two characters, other scripts between
/// words, never a closing mark at the start of a line or an opening one at its end, words of a company's legal form
/// whole, no line of one character where the line before has some to spare. A word wider than a line is cut; marks in a row that leave no
/// other way may reach over the end.
pub fn wrap(text: &str, width_pt: f32, size_pt: f32, face: Face) -> Vec<String> {
    let fits = |s: &str| self::width_pt(s, size_pt, face) <= width_pt;
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let pieces = cut(pieces(paragraph), &fits);
        let mut starts = vec![0];
        let mut line = String::new();
        for (i, piece) in pieces.iter().enumerate() {
            let before = line.len();
            if piece.space && before > 0 {
                line.push(' ');
            }
            line.push_str(&piece.text);
            if before > 0 && !fits(&line) {
                mend_single(&pieces[..i], &mut starts, &fits);
                starts.push(i);
                line.clone_from(&piece.text);
            }
        }
        mend_single(&pieces, &mut starts, &fits);
        let ends = starts.iter().skip(1).copied().chain([pieces.len()]);
        lines.extend(starts.iter().zip(ends).map(|(&start, end)| joined(&pieces[start..end])));
    }
    lines
}

/// Moves the break before a line of one character, the last so far, to the left, where that leaves two on the line
/// before.
fn mend_single(pieces: &[Piece], starts: &mut [usize], fits: &dyn Fn(&str) -> bool) {
    let [.., before, last] = starts else { return };
    while weight(&pieces[*last..]) < 2 && *last > *before + 1 {
        let moved = *last - 1;
        if weight(&pieces[*before..moved]) < 2 || !fits(&joined(&pieces[moved..])) {
            return;
        }
        *last = moved;
    }
}

/// What a line more costs, in squares of ems that lines differ from their mean.
const LINE_COST: f32 = 12.0;

impl Place {
    fn cost(self) -> f32 {
        match self {
            Place::Boundary => 0.0,
            Place::Form => 1.0,
            Place::Word => 5.0,
            Place::Inside => 14.0,
        }
    }
}

/// Breaks a name or heading into lines no wider than `width_pt`, as [`wrap`] does, but with all lines in view: at
/// brackets and spaces first, then before 股份, 有限公司 and other legal forms, then between words, inside a word
/// last; lines of even length, none of one character where there is a way.
pub fn wrap_name(name: &str, width_pt: f32, size_pt: f32, face: Face) -> Vec<String> {
    let measure = |s: &str| self::width_pt(s, size_pt, face);
    let fits = |s: &str| measure(s) <= width_pt;
    if fits(name) && !name.contains('\n') {
        return vec![name.to_owned()];
    }
    let pieces = cut(pieces(&name.replace('\n', " ")), &fits);
    let n = pieces.len();
    let mean = {
        let whole = measure(&joined(&pieces)) / size_pt;
        whole / (whole * size_pt / width_pt.max(f32::MIN_POSITIVE)).ceil().max(1.0)
    };
    // best[end]: the least cost of the first `end` pieces, and where their last line begins.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; n + 1];
    best[0] = Some((0.0, 0));
    for end in 1..=n {
        for start in (0..end).rev() {
            let line = joined(&pieces[start..end]);
            let is_single = start + 1 == end;
            if !is_single && !fits(&line) {
                break;
            }
            let Some((before, _)) = best[start] else { continue };
            let off = measure(&line) / size_pt - mean;
            let lonely = if weight(&pieces[start..end]) < 2 && n > 1 { 40.0 } else { 0.0 };
            let broken = if start > 0 { pieces[start].place.cost() } else { 0.0 };
            let cost = before + LINE_COST + broken + lonely + off * off * 0.25;
            if best[end].is_none_or(|(least, _)| cost < least) {
                best[end] = Some((cost, start));
            }
        }
    }
    let mut lines = Vec::new();
    let mut end = n;
    while let Some((_, start)) = best[end].filter(|_| end > 0) {
        lines.push(joined(&pieces[start..end]));
        end = start;
    }
    lines.reverse();
    lines
}

/// The text, or as much of its beginning as fits `width_pt` followed by an ellipsis.
pub fn elide(text: &str, width_pt: f32, size_pt: f32, face: Face) -> String {
    let fits = |s: &str| self::width_pt(s, size_pt, face) <= width_pt;
    if fits(text) {
        return text.to_owned();
    }
    let mut short = "…".to_owned();
    for (end, c) in text.char_indices() {
        let longer = format!("{}…", text[..end + c.len_utf8()].trim_end());
        if !fits(&longer) {
            break;
        }
        short = longer;
    }
    short
}
