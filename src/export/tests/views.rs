//! The view that figures carry: it comes back from every format, and no file of any kind makes its reader fall over.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

fn every_format() -> Vec<(Format, Vec<u8>)> {
    let page = page([60.0, 50.0]);
    Format::ALL.map(|format| (format, made(&page, format, 72))).into()
}

#[test]
fn every_format_carries_the_view() {
    for view in [
        Some("{\"视图\": [1, \"<a>\"]}\n".to_owned()),
        Some("a = \"]]> &amp; <hujin:view> endstream\"\n\tb = 'é'".to_owned()),
        Some("长".repeat(200_000)),
        None,
    ] {
        let mut page = page([60.0, 50.0]);
        page.metadata.view = view.clone();
        for format in Format::ALL {
            let found = carried_view(&made(&page, format, 72)).unwrap();
            assert!(found == view, "{format:?}: {:?}", found.map(|text| text.chars().take(80).collect::<String>()));
        }
    }
}

#[test]
fn an_svg_of_outlines_and_an_accessible_pdf_carry_it_too() {
    let page = page([60.0, 50.0]);
    let rendering = Rendering { svg_text: SvgText::Outlines, pdf_tags: PdfTags::Accessible, ..Rendering::default() };
    for format in [Format::Svg, Format::Pdf] {
        let bytes = render(&page, format, &rendering, &unheard).unwrap();
        assert_eq!(carried_view(&bytes).unwrap(), page.metadata.view);
    }
}

#[test]
fn a_pdf_with_a_view_is_whole() {
    let mut page = page([60.0, 50.0]);
    // Lengths whose number of digits grows with the view.
    for length in [1, 900, 9_000, 99_000] {
        page.metadata.view = Some("v".repeat(length));
        let bytes = made(&page, Format::Pdf, 72);
        if read_back("qpdf", &bytes, &["--check", "FILE"]).is_none() {
            return;
        }
    }
}

#[test]
fn what_is_no_figure_is_told_so() {
    for bytes in [&b""[..], b"PK\x03\x04", b"hello", b"<html/>", b"GIF89a"] {
        assert!(matches!(carried_view(bytes), Err(CarriedError::NotAFigure)), "{bytes:?}");
    }
    let plain = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    assert_eq!(carried_view(plain.as_bytes()).unwrap(), None);
    for language in [Language::Zh, Language::En] {
        for error in [
            CarriedError::NotAFigure,
            CarriedError::TooLarge { bytes: 200 << 20 },
            CarriedError::Damaged { format: "PNG" },
        ] {
            assert!(crate::report::Report::new(&error, language).hint.is_some());
        }
    }
}

#[test]
fn hostile_files_are_refused_soon() {
    let bomb = |depth: usize| {
        let entities: String =
            (1..depth).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
        format!("<!DOCTYPE svg [<!ENTITY e0 \"ha\">{entities}]><svg>&e{};</svg>", depth - 1)
    };
    let nested = format!("<svg>{}{}</svg>", "<a>".repeat(500_000), "</a>".repeat(500_000));
    let many = format!("<svg>{}</svg>", "<a/>".repeat(3_000_000));
    let packets = format!("%PDF-1.7 {}", "<x:xmpmeta>".repeat(1_000_000));
    let chunks = [&b"RIFF\xff\xff\xff\xffWEBP"[..], &b"XXXX\0\0\0\0".repeat(100_000)].concat();
    for bytes in [bomb(9).into_bytes(), nested.into_bytes(), many.into_bytes(), packets.into_bytes(), chunks] {
        let begun = std::time::Instant::now();
        let _ = carried_view(&bytes);
        // Seconds on a busy machine, where a file that works would take milliseconds: a hang is what is looked for.
        assert!(begun.elapsed().as_secs() < 60);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_mutation_of_a_figure_panics(
        which in 0usize..5,
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        static FILES: LazyLock<Vec<(Format, Vec<u8>)>> = LazyLock::new(every_format);
        let (_, mut bytes) = FILES[which].clone();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = carried_view(&bytes);
    }

    #[test]
    fn no_bytes_panic(magic in 0usize..6, rest in prop::collection::vec(any::<u8>(), 0..400)) {
        let begin: &[u8] = [&b""[..], b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"RIFF\0\0\0\0WEBP", b"%PDF-<x:xmpmeta"][magic];
        let _ = carried_view(&[begin, &rest].concat());
    }
}
