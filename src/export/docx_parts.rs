//! The parts around the body of a Word file: styles, fonts, settings, head and foot, properties, relations.

use super::docx::{About, FIXED_RELATIONS, TWIPS_PER_MM};
use super::docx_body::{field, runs};
use super::svg::SOFTWARE;
use super::svg_text::shown;
use crate::language::{Language, say};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The name of a picture in the package, from 0.
pub(super) fn picture_name(i: usize) -> String {
    format!("word/media/image{}.png", i + 1)
}

/// The language of a document as files write it.
fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en-GB",
    }
}

/// The main part around its body.
pub(super) fn document(about: &About, body: &str) -> String {
    let sheet = &about.sheet;
    let twips = |mm: f64| (mm * TWIPS_PER_MM).round() as i64;
    let [width, height] = sheet.size_mm.map(twips);
    let [left, top] = sheet.origin_mm.map(twips);
    let right = width - left - twips(sheet.text_mm[0]);
    let bottom = height - top - twips(sheet.text_mm[1]);
    let (around, title_page) = match about.head {
        Some(_) => (
            "<w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/>\
             <w:footerReference w:type=\"first\" r:id=\"rId5\"/>",
            "<w:titlePg/>",
        ),
        None => ("", ""),
    };
    let turned = if width > height { " w:orient=\"landscape\"" } else { "" };
    format!(
        "{DECLARATION}<w:document {WORD} xmlns:r=\"{RELATIONS}\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n{body}\
         <w:sectPr>{around}<w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/><w:pgMar w:top=\"{top}\" w:right=\"{right}\" \
         w:bottom=\"{bottom}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{}\" w:gutter=\"0\"/>{title_page}</w:sectPr>\
         </w:body></w:document>\n",
        twips(24.0),
        twips(20.0),
    )
}

/// How a style is set.
struct Set<'a> {
    id: &'a str,
    name: &'a str,
    based_on: &'a str,
    /// Properties of paragraphs, in XML.
    paragraph: &'a str,
    /// Properties of characters, in XML.
    characters: &'a str,
}

const HEAD_FONTS: &str = "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/>";

/// The styles: sizes of official documents, 黑体 for heads and 宋体 for text.
pub(super) fn styles(language: Language) -> String {
    let lang = match language {
        Language::Zh => "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>",
        Language::En => "<w:lang w:val=\"en-GB\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>",
    };
    let mut xml = format!(
        "{DECLARATION}<w:styles {WORD}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" \
         w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/>\
         <w:szCs w:val=\"24\"/>{lang}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\" \
         w:line=\"360\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\n\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\n\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
         <w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\n\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>\
         <w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/></w:tblPr></w:style>\n"
    );
    let heads = format!("{HEAD_FONTS}<w:b/><w:bCs/>");
    let sized = |fonts: &str, half_points: u8| {
        format!("{fonts}<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
    };
    let faint = |half_points: u8| {
        format!("<w:color w:val=\"5C6166\"/><w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
    };
    let (title, h1, h2, h3) = (sized(&heads, 44), sized(&heads, 32), sized(&heads, 28), sized(&heads, 24));
    let (caption, small, note) = (sized(HEAD_FONTS, 21), faint(18), sized("", 21));
    let (cell, cell_head) = (sized("", 18), sized(&heads, 18));
    let command = sized(
        "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:eastAsia=\"宋体\" w:cs=\"Consolas\"/><w:noProof/>",
        18,
    );
    let body = match language {
        Language::Zh => "<w:ind w:firstLineChars=\"200\" w:firstLine=\"480\"/><w:jc w:val=\"both\"/>",
        Language::En => "<w:spacing w:before=\"60\" w:after=\"60\"/>",
    };
    let heading = |level: u8, before: u16| {
        format!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"{before}\" w:after=\"80\" w:line=\"300\" \
             w:lineRule=\"auto\"/><w:outlineLvl w:val=\"{}\"/>",
            level - 1
        )
    };
    let bar = |color: &str| {
        format!("<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"8\" w:color=\"{color}\"/></w:pBdr>")
    };
    let tight = "<w:spacing w:before=\"10\" w:after=\"10\" w:line=\"260\" w:lineRule=\"exact\"/>";
    let sets = [
        ("Title", "Title", "<w:keepNext/><w:spacing w:before=\"0\" w:after=\"120\" w:line=\"300\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), title),
        ("Subtitle", "Subtitle", "<w:spacing w:line=\"300\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), faint(20)),
        ("Heading1", "heading 1", heading(1, 360), h1),
        ("Heading2", "heading 2", heading(2, 240), h2),
        ("Heading3", "heading 3", heading(3, 200), h3),
        ("BodyText", "Body Text", body.to_owned(), String::new()),
        ("Notice", "Notice", format!("{}<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F4F5F6\"/><w:spacing w:before=\"120\" w:after=\"60\" w:line=\"300\" w:lineRule=\"auto\"/><w:ind w:left=\"220\"/>", bar("A8480F")), note.clone()),
        ("Quote", "Quote", format!("<w:keepNext/>{}<w:spacing w:before=\"120\" w:line=\"340\" w:lineRule=\"auto\"/><w:ind w:left=\"280\"/>", bar("B0B4B7")), String::new()),
        ("CitationSource", "Citation Source", format!("{}<w:spacing w:after=\"80\" w:line=\"280\" w:lineRule=\"auto\"/><w:ind w:left=\"280\"/>", bar("B0B4B7")), small.clone()),
        ("Marks", "Query Marks", "<w:keepNext/><w:spacing w:after=\"40\" w:line=\"260\" w:lineRule=\"auto\"/>".to_owned(), small.clone()),
        ("Entry", "Entry", "<w:spacing w:before=\"20\" w:line=\"300\" w:lineRule=\"auto\"/>".to_owned(), note),
        ("Command", "Command", "<w:keepNext/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F4F5F6\"/><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"280\" w:lineRule=\"auto\"/><w:ind w:left=\"120\" w:right=\"120\"/>".to_owned(), command),
        ("Caption", "caption", "<w:spacing w:before=\"120\" w:after=\"80\" w:line=\"280\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), caption),
        ("Picture", "Picture", "<w:keepNext/><w:spacing w:before=\"160\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), String::new()),
        ("TableText", "Table Text", tight.to_owned(), cell.clone()),
        ("TableNumber", "Table Number", format!("{tight}<w:jc w:val=\"right\"/>"), cell),
        ("TableHead", "Table Head", format!("<w:keepNext/>{tight}"), cell_head),
        ("Source", "Source", "<w:spacing w:line=\"200\" w:lineRule=\"exact\"/>".to_owned(), small.clone()),
        ("Header", "header", "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"B0B4B7\"/></w:pBdr><w:spacing w:line=\"240\" w:lineRule=\"auto\"/>".to_owned(), small.clone()),
        ("Footer", "footer", "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>".to_owned(), small),
    ];
    for (id, name, paragraph, characters) in &sets {
        xml.push_str(&style(&Set { id, name, based_on: "Normal", paragraph, characters }));
    }
    xml.push_str("</w:styles>\n");
    xml
}

fn style(set: &Set<'_>) -> String {
    let Set { id, name, based_on, paragraph, characters } = set;
    let next = if id.starts_with("Heading") || *id == "Title" { "<w:next w:val=\"BodyText\"/>" } else { "" };
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{based_on}\"/>{next}\
         <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr></w:style>\n"
    )
}

/// The fonts with the names they have elsewhere.
pub(super) fn fonts() -> String {
    let font = |name: &str, other: &str, family: &str| {
        let other = if other.is_empty() { String::new() } else { format!("<w:altName w:val=\"{other}\"/>") };
        format!("<w:font w:name=\"{name}\">{other}<w:family w:val=\"{family}\"/></w:font>")
    };
    format!(
        "{DECLARATION}<w:fonts {WORD}>{}{}{}{}{}</w:fonts>\n",
        font("宋体", "SimSun", "roman"),
        font("黑体", "SimHei", "swiss"),
        font("Times New Roman", "", "roman"),
        font("Arial", "", "swiss"),
        font("Consolas", "Courier New", "modern"),
    )
}

/// Settings: no compatibility mode, punctuation set close as Chinese text has it.
pub(super) fn settings(language: Language) -> String {
    let western = match language {
        Language::Zh => "en-US",
        Language::En => "en-GB",
    };
    format!(
        "{DECLARATION}<w:settings {WORD}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/>\
         <w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:compatSetting \
         w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"{western}\" w:eastAsia=\"zh-CN\"/></w:settings>\n"
    )
}

/// The head of pages.
pub(super) fn header(text: &str) -> String {
    format!("{DECLARATION}<w:hdr {WORD}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>{}</w:p></w:hdr>\n", runs(text))
}

/// The foot of pages: number of the page, and of how many.
pub(super) fn footer(language: Language) -> String {
    let words = |id| runs(&say(language, id));
    format!(
        "{DECLARATION}<w:ftr {WORD}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}{}{}{}{}</w:p></w:ftr>\n",
        words("district-report-page-before"),
        field("PAGE", "1"),
        words("district-report-page-between"),
        field("NUMPAGES", "1"),
        words("district-report-page-after"),
    )
}

/// Title, program, language and time.
pub(super) fn core(about: &About) -> String {
    let at = about.created.to_utc();
    let time = format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{SOFTWARE}</dc:creator>\
         <dc:language>{}</dc:language><dcterms:created xsi:type=\"dcterms:W3CDTF\">{time}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{time}</dcterms:modified></cp:coreProperties>\n",
        shown(&about.title),
        tag(about.language),
    )
}

/// The program.
pub(super) fn application() -> String {
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>{SOFTWARE}</Application></Properties>\n"
    )
}

/// What kind each part is of.
pub(super) fn content_types(with_head: bool) -> String {
    let part = |name: &str, kind: &str| format!("<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>");
    let word = |name: &str, kind: &str| part(&format!("word/{name}.xml"), &format!("{TYPE}.{kind}+xml"));
    let around = if with_head { word("header1", "header") + &word("footer1", "footer") } else { String::new() };
    format!(
        "{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>{}{}{}{}{around}{}{}</Types>\n",
        word("document", "document.main"),
        word("styles", "styles"),
        word("settings", "settings"),
        word("fontTable", "fontTable"),
        part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        part("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    )
}

fn relation(n: usize, kind: &str, target: &str) -> String {
    format!("<Relationship Id=\"rId{n}\" Type=\"{kind}\" Target=\"{target}\"/>")
}

/// From the package to its parts.
pub(super) fn package_relations() -> String {
    format!(
        "{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">{}{}{}</Relationships>\n",
        relation(1, &format!("{RELATIONS}/officeDocument"), "word/document.xml"),
        relation(2, &format!("{PACKAGE}/relationships/metadata/core-properties"), "docProps/core.xml"),
        relation(3, &format!("{RELATIONS}/extended-properties"), "docProps/app.xml"),
    )
}

/// From the document to its parts and pictures.
pub(super) fn relations(with_head: bool, pictures: usize) -> String {
    let own = |n: usize, kind: &str, target: &str| relation(n, &format!("{RELATIONS}/{kind}"), target);
    let mut all =
        vec![own(1, "styles", "styles.xml"), own(2, "settings", "settings.xml"), own(3, "fontTable", "fontTable.xml")];
    if with_head {
        all.extend([own(4, "header", "header1.xml"), own(5, "footer", "footer1.xml")]);
    }
    for i in 0..pictures {
        let name = picture_name(i);
        all.push(own(FIXED_RELATIONS + 1 + i, "image", name.trim_start_matches("word/")));
    }
    format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">{}</Relationships>\n", all.concat())
}
