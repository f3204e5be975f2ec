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

/// The names of a `;`-separated list (also `；`), normalised, without empty ones.
pub fn normalized_list(names: &str) -> impl Iterator<Item = String> + '_ {
    names.split([';', '；']).map(normalized).filter(|n| !n.is_empty())
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
        assert_eq!(normalized_list("旧名; ；ＡＢＣ").collect::<Vec<_>>(), ["旧名", "abc"]);
    }
}
