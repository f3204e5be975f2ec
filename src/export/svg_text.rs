//! The letters of SVG: numbers, attributes, colours, escapes.

use std::borrow::Cow;

use crate::scene::Color;

/// A number with at most two decimals.
pub fn number(value: f64) -> String {
    let mut out = String::new();
    push_number(&mut out, value);
    out
}

/// Appends a number with at most two decimals, without trailing zeros; what is not finite becomes 0.
pub fn push_number(out: &mut String, value: f64) {
    use std::fmt::Write;
    let hundredths = if value.is_finite() { (value * 100.0).round() } else { 0.0 };
    let (whole, rest) = ((hundredths / 100.0).trunc(), (hundredths % 100.0).abs() as u8);
    if hundredths < 0.0 && whole == 0.0 {
        out.push('-');
    }
    // Writing into a string does not fail.
    let _ = match rest {
        0 => write!(out, "{}", whole + 0.0),
        r if r % 10 == 0 => write!(out, "{}.{}", whole + 0.0, r / 10),
        r => write!(out, "{}.{r:02}", whole + 0.0),
    };
}

/// Text that a person reads, for XML and HTML: [`clean`], escaped.
pub fn shown(text: &str) -> String {
    escaped(&clean(text))
}

/// Text that a person reads, wherever it stands: without control characters, and without what turns the direction of all
/// that follows, so that a name cannot rearrange the words around it.
pub fn clean(text: &str) -> Cow<'_, str> {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_clean = |c: char| is_held(c) && !turns(c);
    if text.chars().all(is_clean) { text.into() } else { text.chars().filter(|c| is_clean(*c)).collect() }
}

/// Whether XML has a way to hold a character.
fn is_held(c: char) -> bool {
    matches!(c, '\n' | '\t') || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Text for an element or attribute: escaped, control characters dropped (XML has no way to hold them).
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if is_held(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Appends ` name="value"`.
pub fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&escaped(value));
    out.push('"');
}

/// Appends ` name="number"`.
pub fn measure(out: &mut String, name: &str, value: f64) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_number(out, value);
    out.push('"');
}

/// Appends a paint (`fill` or `stroke`) and its opacity where it has one.
pub fn paint(out: &mut String, name: &'static str, color: Option<Color>) {
    let Some(color) = color.filter(|c| c.a > 0) else {
        return attribute(out, name, "none");
    };
    attribute(out, name, &color.css());
    if color.a < 255 {
        let thousandths = (f64::from(color.a) / 255.0 * 1000.0).round() / 1000.0;
        attribute(out, if name == "fill" { "fill-opacity" } else { "stroke-opacity" }, &thousandths.to_string());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_have_two_decimals_at_most() {
        for (value, text) in [
            (0.0, "0"),
            (-0.001, "0"),
            (-0.5, "-0.5"),
            (1.005, "1"),
            (12.34567, "12.35"),
            (-3.05, "-3.05"),
            (1e7, "10000000"),
            (99.999, "100"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    proptest! {
        #[test]
        fn written_numbers_are_near(value in -1e6f64..1e6) {
            let read: f64 = number(value).parse().unwrap();
            prop_assert!((read - value).abs() <= 0.005_000_1);
        }

        #[test]
        fn any_text_gives_readable_xml(text in any::<String>()) {
            let xml = format!("<a b=\"{}\">{}</a>", escaped(&text), escaped(&text));
            prop_assert!(resvg::usvg::roxmltree::Document::parse(&xml).is_ok(), "{xml:?}");
        }
    }
}
