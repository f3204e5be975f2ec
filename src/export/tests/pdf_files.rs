//! PDF as other programs read it: text, fonts, conformance, pages, tags.

use super::*;

fn pdf(pages: &[Page], tags: PdfTags) -> Vec<u8> {
    pdf::pages(pages, tags, &unheard).unwrap()
}

/// The objects as text, streams unpacked, where qpdf is installed; it also checks the file.
fn unpacked(bytes: &[u8]) -> Option<String> {
    read_back("qpdf", bytes, &["--check", "FILE"])?;
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().display().to_string();
    read_back("qpdf", bytes, &["--qdf", "--object-streams=disable", "FILE", &path])?;
    Some(String::from_utf8_lossy(&std::fs::read(file.path()).unwrap()).into_owned())
}

#[test]
fn pdf_text_can_be_searched_and_each_label_is_there_once() {
    let page = page([297.0, 210.0]);
    let bytes = made(&page, Format::Pdf, 300);
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let Some(words) = read_back("pdftotext", &bytes, &["-layout", "FILE", "-"]) else { return };
    for text in ["上海金融科技企业的空间分布", "徐汇区 <AVATAR & Co.>", "浦东新区", "企业数", "12–26"]
    {
        assert_eq!(words.matches(text).count(), 1, "{text} in {words}");
    }
    let info = read_back("pdfinfo", &bytes, &["FILE"]).unwrap_or_default();
    assert!(info.contains(&page.title) && info.contains("841.89 x 595.276"), "{info}");
    let fonts = read_back("pdffonts", &bytes, &["FILE"]).unwrap_or_default();
    assert!(fonts.lines().skip(2).all(|line| line.contains("NotoSansSC") && line.contains("yes yes yes")), "{fonts}");
}

#[test]
fn pdf_says_that_it_is_pdf_a() {
    for tags in [PdfTags::None, PdfTags::Accessible] {
        let bytes = pdf(&[page([160.0, 120.0])], tags);
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("<pdfaid:part>2<") && text.contains("<pdfaid:conformance>U<"));
        assert!(text.contains("/OutputIntents") && text.contains("/Lang(zh-CN)"));
        assert_eq!(text.contains("<pdfuaid:part>1<"), tags == PdfTags::Accessible);
        assert_eq!(text.contains("/StructTreeRoot"), tags == PdfTags::Accessible);
        // The property of our own is described once, in the one list of such schemas.
        assert_eq!(text.matches("<pdfaExtension:schemas>").count(), 1);
        assert_eq!(text.matches("<pdfaSchema:prefix>hujin</pdfaSchema:prefix>").count(), 1);
        assert_eq!(text.matches("<?xpacket begin").count(), 1);
        let packet = &text[text.find("<x:xmpmeta").unwrap()..text.find("<?xpacket end").unwrap()];
        resvg::usvg::roxmltree::Document::parse(packet).unwrap();
        let Some(objects) = unpacked(&bytes) else { continue };
        assert!(objects.contains("/GTS_PDFA1") && !objects.contains("/EmbeddedFiles"), "output intent");
    }
}

#[test]
fn an_accessible_pdf_has_a_figure_with_its_description_a_page() {
    let pages = [page([160.0, 120.0]), page([120.0, 90.0])];
    let bytes = pdf(&pages, PdfTags::Accessible);
    let Some(objects) = unpacked(&bytes) else { return };
    assert_eq!(objects.matches("/S /Figure").count(), 2);
    assert_eq!(objects.matches("/Alt ").count(), 2);
    assert!(objects.contains("/DisplayDocTitle true") && objects.contains("/Marked true"));
}

#[test]
fn several_pages_are_one_file_with_an_outline() {
    let mut pages = vec![page([160.0, 120.0]), page([120.0, 90.0]), page([80.0, 60.0])];
    for (n, page) in pages.iter_mut().enumerate() {
        page.title = format!("第 {} 页", n + 1);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    let written = write_pages(&pages, Format::Pdf, &Rendering::default(), &path, &unheard).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!((written.bytes, written.pixels), (bytes.len(), None));
    assert_eq!(carried_view(&bytes).unwrap(), pages[0].metadata.view);
    let Some(info) = read_back("pdfinfo", &bytes, &["-l", "3", "FILE"]) else { return };
    assert!(info.contains("Pages:           3") && info.contains("Page    3 size:  226.772 x 170.079"), "{info}");
    let fonts = read_back("pdffonts", &bytes, &["FILE"]).unwrap_or_default();
    assert_eq!(fonts.lines().skip(2).count(), 2, "the pages share their fonts: {fonts}");
    let Some(objects) = unpacked(&bytes) else { return };
    assert_eq!(objects.matches("/Title ").count(), 4, "three pages and the document");
}

#[test]
fn no_page_is_no_pdf() {
    assert!(matches!(pdf::pages(&[], PdfTags::None, &unheard), Err(ExportError::Pdf(_))));
}
