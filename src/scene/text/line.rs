//! One line of text as it is set: where each glyph stands. Measuring, the window and the exporters all ask here.
//!
//! Beyond the advances of the fonts, without kerning, three rules of *Requirements for Chinese Text Layout* (CLReq,
//! W3C) move glyphs; the text itself stays as it was written:
//!
//! - between a Chinese character and a Latin letter or digit stands a gap (3.2.2: no more than a quarter of an em;
//!   here [`GAP_EM`], the eighth of CSS Text 4 `text-autospace`);
//! - full-width punctuation marks in a row are set closer by half an em (3.1.6.1), where the half is empty;
//! - an apostrophe within a Latin word, full-width in Chinese fonts, takes its own width.
//!
//! Not done: marks at the beginning or end of a line are not halved, and lines are not justified.

use super::face::{Face, Metrics, metrics};
use super::fallback::{Source, is_drawn, resolved};

/// The gap between a Chinese character and a Latin letter or digit, em.
pub const GAP_EM: f32 = 0.125;

/// Full-width marks whose left half is empty.
pub(super) const OPENING: &str = "（《「『【〈〔［｛“‘";
/// Full-width marks whose right half is empty.
pub(super) const CLOSING: &str = "，。、；：！？）》」』】〉〕］｝”’";

/// What the rules ask of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Ideograph,
    /// A letter or digit of a script written with spaces.
    Letter,
    Opening,
    Closing,
    Dash,
    Other,
}

/// Whether a character is Chinese, or Japanese kana.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3041..=0x30FA | 0x30FC..=0x30FF | 0x3105..=0x312F
        | 0x31A0..=0x31FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Whether a character is a letter or digit of a script written with spaces.
pub(super) fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c as u32, 0x80..0x2000 | 0x2070..=0x209C | 0x2C60..=0x2C7F | 0xA720..=0xA7FF) && c.is_alphanumeric()
}

fn class(c: char) -> Class {
    match c {
        _ if c.is_ascii_alphanumeric() => Class::Letter,
        _ if c.is_ascii() => Class::Other,
        _ if is_ideograph(c) => Class::Ideograph,
        '—' => Class::Dash,
        _ if OPENING.contains(c) => Class::Opening,
        _ if CLOSING.contains(c) => Class::Closing,
        _ if is_letter(c) => Class::Letter,
        _ => Class::Other,
    }
}

/// A glyph of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// The character as it is drawn.
    pub c: char,
    /// The font it is drawn from; `None` where none has it: it takes one em.
    pub source: Option<Source>,
    /// Where it stands from the beginning of the line, em.
    pub x_em: f32,
    /// How far it is moved from where the advances alone would put it after the glyph before, em.
    pub shift_em: f32,
    /// Its advance, em.
    pub advance_em: f32,
    /// Why it is moved.
    pub rule: Rule,
}

/// Why a glyph is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is not.
    None,
    /// It stands off a glyph of another script.
    Gap,
    /// It stands in the empty end of the glyph before.
    EndBefore,
    /// Its own beginning, which is empty, lies over the glyph before.
    OwnBeginning,
    /// The font joins it to the glyph before, as it does with dashes.
    Joined,
}

impl Glyph {
    /// Where the next one stands if nothing moves it, em.
    pub fn end_em(&self) -> f32 {
        self.x_em + self.advance_em
    }
}

/// The glyphs of a line of text in a face; what has no glyph of its own is left out.
pub fn glyphs(text: &str, face: Face) -> impl Iterator<Item = Glyph> + '_ {
    let mut setter = Setter::new(face);
    text.chars().filter(|c| is_drawn(*c)).map(move |c| setter.next(c))
}

/// The glyph before, as far as rules ask.
#[derive(Clone, Copy)]
struct Past {
    c: char,
    class: Class,
    advance_em: f32,
}

/// Sets a line glyph by glyph.
struct Setter {
    face: Face,
    metrics: &'static Metrics,
    x_em: f32,
    past: Option<Past>,
    before_past: Option<Class>,
    /// Dashes in a row.
    dashes: usize,
}

impl Setter {
    fn new(face: Face) -> Setter {
        Setter { face, metrics: metrics(face), x_em: 0.0, past: None, before_past: None, dashes: 0 }
    }

    fn next(&mut self, c: char) -> Glyph {
        let (c, source, advance_em) = match resolved(self.face, c) {
            Some((c, source, advance_em)) => (c, Some(source), advance_em),
            None => (c, None, 1.0),
        };
        let class = class(c);
        self.dashes = if class == Class::Dash { self.dashes % 3 + 1 } else { 0 };
        let (rule, shift_em) = match self.past {
            Some(_) if self.dashes > 1 => (Rule::Joined, self.dash_shift(advance_em)),
            Some(past) => self.shift(past, class, c, advance_em),
            None => (Rule::None, 0.0),
        };
        let x_em = self.x_em + shift_em;
        self.x_em = x_em + advance_em;
        self.before_past = self.past.map(|past| past.class);
        self.past = Some(Past { c, class, advance_em });
        Glyph { c, source, x_em, shift_em, advance_em, rule }
    }

    /// The fonts join two or three dashes to one glyph that is shorter.
    fn dash_shift(&self, advance_em: f32) -> f32 {
        let [two, three] = self.metrics.dashes;
        let (now, before) = if self.dashes == 2 { (two, advance_em) } else { (three, two) };
        now - before - advance_em
    }

    fn shift(&self, past: Past, class: Class, c: char, advance_em: f32) -> (Rule, f32) {
        match (past.class, class) {
            (Class::Ideograph, Class::Letter) | (Class::Letter, Class::Ideograph) => (Rule::Gap, GAP_EM),
            (Class::Closing, Class::Letter) if past.c == '’' && self.before_past == Some(Class::Letter) => {
                let own = self.metrics.ink(past.c).map(|ink| ink.left + ink.right - past.advance_em);
                own.filter(|shift| *shift < 0.0).map_or((Rule::None, 0.0), |shift| (Rule::EndBefore, shift))
            }
            (Class::Closing, Class::Closing | Class::Opening) if self.ends_empty(past) => (Rule::EndBefore, -0.5),
            (Class::Closing | Class::Opening, Class::Opening) if self.begins_empty(c, advance_em) => {
                (Rule::OwnBeginning, -0.5)
            }
            _ => (Rule::None, 0.0),
        }
    }

    /// A single quotation mark is taken for an apostrophe and left alone.
    fn ends_empty(&self, past: Past) -> bool {
        past.c != '’' && past.advance_em == 1.0 && self.metrics.ink(past.c).is_some_and(|ink| ink.right <= 0.5)
    }

    fn begins_empty(&self, c: char, advance_em: f32) -> bool {
        advance_em == 1.0 && self.metrics.ink(c).is_some_and(|ink| ink.left >= 0.5)
    }
}

/// Width of one line of text, points. A character that no font has counts one em.
pub fn width_pt(text: &str, size_pt: f32, face: Face) -> f32 {
    glyphs(text, face).last().map_or(0.0, |glyph| glyph.end_em()) * size_pt
}

/// The characters of a text that no font at hand can draw, each once, in order of appearance.
///
/// Characters without glyphs of their own are not drawn and so not missing.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    let mut missing = Vec::new();
    for c in text.chars().filter(|c| is_drawn(*c)) {
        if !missing.contains(&c) && resolved(Face::Regular, c).is_none() {
            missing.push(c);
        }
    }
    missing
}
