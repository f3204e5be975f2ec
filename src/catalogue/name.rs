//! When two spellings are the same company name.

use unicode_normalization::UnicodeNormalization;

/// The form of a name that is compared: NFKC (full-width letters, digits and brackets become half-width), lower
/// case, without white space and invisible characters. Not for display.
///
/// ```
/// use hujin::catalogue::name::normalized;
/// assert_eq!(normalized("蚂蚁（上海） ＡＩ公司"), normalized("蚂蚁(上海)ai公司"));
/// ```
pub fn normalized(name: &str) -> String {
    if let Some(plain) = plain(name) {
        return plain;
    }
    name.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
        .map(|c| match c {
            '〔' | '【' | '[' => '(',
            '〕' | '】' | ']' => ')',
            '・' | '•' | '∙' => '·',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The same without Unicode's tables, for text of common Chinese characters, ASCII and full-width brackets; none for
/// other text.
fn plain(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' | '0'..='9' | 'a'..='z' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            ' ' | '\t' | '\r' | '\n' => {}
            '（' | '[' => out.push('('),
            '）' | ']' => out.push(')'),
            '!'..='~' => out.push(c),
            _ => return None,
        }
    }
    Some(out)
}

/// The names of a `;`-separated list (also `；`), normalised, without empty ones.
pub fn normalized_list(names: &str) -> impl Iterator<Item = String> + '_ {
    names.split([';', '；']).map(normalized).filter(|n| !n.is_empty())
}

/// Traditional characters made simplified, character by character: for comparing, not for display.
pub fn simplified(text: &str) -> String {
    use std::sync::LazyLock;
    /// The simplified form of each common character (U+4E00 to U+9FFF).
    static FORMS: LazyLock<Vec<char>> = LazyLock::new(|| {
        let form = |c: char| fast2s::convert(&c.to_string()).chars().next().unwrap_or(c);
        ('\u{4e00}'..='\u{9fff}').map(form).collect()
    });
    let form = |c: char| (c as usize).checked_sub(0x4E00).and_then(|at| FORMS.get(at)).copied().unwrap_or(c);
    if text.chars().all(|c| form(c) == c) { text.to_owned() } else { text.chars().map(form).collect() }
}

/// Zero-width characters and the byte-order mark, which spreadsheets carry unseen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_agree() {
        let name = normalized("上海测试（集团）有限公司");
        for same in [
            "上海测试(集团)有限公司",
            " 上海测试（集团） 有限公司\u{feff}",
            "上海测试【集团】有限公司",
            "上海\u{3000}测试（集团）有限公司",
        ] {
            assert_eq!(normalized(same), name, "{same}");
        }
        assert_ne!(normalized("上海测试集团有限公司"), name);
        assert_eq!(normalized("甲[Ab]（~!）"), normalized("甲[Ab]（~!）\u{200b}"), "the short way and the long one");
        assert_eq!(normalized_list("旧名; ；ＡＢＣ").collect::<Vec<_>>(), ["旧名", "abc"]);
    }
}
