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

/// Traditional characters that company names and headers hold, and their simplified forms.
const TRADITIONAL: &str = "\
    寧宁楊杨閔闵劉刘鍾钟國国與与華华東东廣广興兴業业產产銀银錢钱貨货貿贸資资質质財财務务團团責责應应總总網网絡络電电雲云\
    數数據据訊讯術术導导機机構构億亿達达聯联滙汇匯汇豐丰寶宝慶庆龍龙馬马鴻鸿鵬鹏飛飞藝艺營营運运選选\
    優优創创劃划劑剂開开關关門门間间陽阳陸陆際际隨随險险離离難难靈灵頂顶項项順顺領领題题頻频風风體体\
    點点齊齐歸归戰战擔担擬拟擴扩證证評评詢询誠诚說说課课調调談谈請请諾诺謙谦議议護护讓让變变豬猪貝贝\
    負负貴贵買买費费賀贺賢贤賬账賽赛贏赢趙赵輝辉輪轮轉转農农適适遠远遞递邁迈還还鄧邓鄉乡醫医釋释鋒锋\
    錦锦鍵键鏈链長长閃闪閱阅闊阔陳陈雙双雜杂靜静響响頁页預预顧顾顯显養养館馆驗验驅驱魯鲁鮮鲜鳳凤鴿鸽\
    麗丽黃黄專专書书樂乐樓楼標标樣样權权歐欧歷历氣气決决況况淨净測测湯汤溫温滬沪滿满漢汉潔洁濟济為为\
    無无燈灯爾尔獎奖獨独環环現现瑪玛畫画異异當当發发盤盘監监盧卢眾众碼码確确礎础禮礼種种稱称穩稳競竞\
    筆笔節节範范築筑簡简籌筹簽签糧粮約约級级紀纪純纯紙纸細细終终組组結结給给統统經经維维綜综綠绿編编\
    線线緣缘練练縣县縱纵續续羅罗義义習习聖圣聲声職职腦脑臨临舉举艦舰萬万葉叶藍蓝蘇苏號号處处補补裝装\
    視视覽览覺觉觀观計计討讨訓训記记設设許许試试詩诗話话誌志認认語语讀读較较載载輕轻輸输辦办進进週周\
    過过遊游違违郵邮鄰邻針针鈦钛鈔钞鉅钜銷销鋼钢錄录鎖锁鎮镇鐵铁鑽钻會会區区額额員员註注冊册緯纬備备\
    來来屬属類类態态狀状時时單单";

/// Traditional characters made simplified, as far as company names hold them; the others stay.
pub fn simplified(text: &str) -> String {
    use std::collections::HashMap;
    use std::sync::LazyLock;
    static MAP: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let chars: Vec<char> = TRADITIONAL.chars().filter(|c| !c.is_whitespace()).collect();
        chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    });
    // Most text holds none, which a bit for each of the common characters tells at once.
    static IS_TRADITIONAL: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut bits = vec![false; 0x5200];
        MAP.keys().filter_map(|c| (*c as usize).checked_sub(0x4E00)).for_each(|at| bits[at] = true);
        bits
    });
    let is = |c: char| (c as usize).checked_sub(0x4E00).is_some_and(|at| IS_TRADITIONAL.get(at) == Some(&true));
    if !text.chars().any(is) {
        return text.to_owned();
    }
    text.chars().map(|c| MAP.get(&c).copied().unwrap_or(c)).collect()
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
