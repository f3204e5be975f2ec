//! The view in the metadata of a PDF.
//!
//! The library that writes PDF has no place for properties of one's own, and the fields it has (keywords, subject) are
//! shown to readers; attached files are not allowed in PDF/A-2. So the property is put into the packet of the file it
//! made, which is one uncompressed stream near the end; the length of that stream and the offsets after it follow. An
//! update appended to the file would be as valid, but would leave two packets to whoever searches for one. PDF/A wants
//! a property of one's own described (ISO 19005-2, 6.6.2.3.3), in the list of such schemas that is already there.

use super::svg_text::escaped;
use super::xmp::NAMESPACE;

/// Bytes of an entry in the table of offsets.
const ENTRY: usize = 20;

/// The file with a view in its metadata; `None` where the file is not as expected.
pub(super) fn with_view(mut pdf: Vec<u8>, view: &str) -> Option<Vec<u8>> {
    // Neither mark can come from a title: brackets are escaped in XML, and other strings of a PDF are no UTF-8.
    let packet = memchr::memmem::rfind(&pdf, "<?xpacket begin=\"\u{feff}\"".as_bytes())?;
    let end = packet + memchr::memmem::find(pdf.get(packet..)?, b"<?xpacket end")?;
    let text = std::str::from_utf8(pdf.get(packet..end)?).ok()?;
    let (length, digits) = length_before(&pdf, packet)?;
    let property = format!("<hujin:view xmlns:hujin=\"{NAMESPACE}\">{}</hujin:view>", escaped(view));
    let with = text
        .replacen("<pdfaExtension:schemas><rdf:Bag>", &format!("<pdfaExtension:schemas><rdf:Bag>{}", schema()), 1)
        .replacen("</rdf:Description></rdf:RDF>", &format!("{property}</rdf:Description></rdf:RDF>"), 1);
    if with.len() != text.len() + schema().len() + property.len() {
        return None;
    }
    let longer = (length + with.len() - text.len()).to_string();
    let grown = with.len() - text.len() + longer.len() - digits.len();
    pdf.splice(packet..end, with.bytes());
    pdf.splice(digits, longer.bytes());
    shift(&mut pdf, packet, grown)?;
    Some(pdf)
}

/// The description of the view's schema.
fn schema() -> String {
    format!(
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Hujin Atlas figure</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>hujin</pdfaSchema:prefix>\
         <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\
         <pdfaProperty:category>internal</pdfaProperty:category>\
         <pdfaProperty:description>The view that makes this figure again</pdfaProperty:description>\
         <pdfaProperty:name>view</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType>\
         </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>"
    )
}

/// The length written in the dictionary of the stream that begins at an offset, and where its digits stand.
fn length_before(pdf: &[u8], stream: usize) -> Option<(usize, std::ops::Range<usize>)> {
    const KEY: &[u8] = b"/Length ";
    let start = memchr::memmem::rfind(pdf.get(..stream)?, KEY)? + KEY.len();
    let count = pdf.get(start..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    Some((number(pdf, start..start + count)?, start..start + count))
}

fn number(pdf: &[u8], at: std::ops::Range<usize>) -> Option<usize> {
    std::str::from_utf8(pdf.get(at)?).ok()?.trim().parse().ok()
}

/// Moves the offsets of all objects after a position, and that of the table itself.
fn shift(pdf: &mut Vec<u8>, after: usize, grown: usize) -> Option<()> {
    let digits = memchr::memmem::rfind(pdf, b"startxref\n")? + b"startxref\n".len();
    let end = digits + memchr::memchr(b'\n', pdf.get(digits..)?)?;
    let table = number(pdf, digits..end)? + grown;
    pdf.splice(digits..end, table.to_string().bytes());
    // "xref", then the first number and how many, then an entry each: ten digits, five, a letter.
    let head = table + memchr::memchr(b'\n', pdf.get(table..)?)? + 1;
    let entries = head + memchr::memchr(b'\n', pdf.get(head..)?)? + 1;
    let count = std::str::from_utf8(pdf.get(head..entries)?).ok()?.split_whitespace().nth(1)?.parse().ok()?;
    for entry in 0..count {
        let at = entries + entry * ENTRY;
        let offset = number(pdf, at..at + 10)?;
        if offset > after {
            pdf.get_mut(at..at + 10)?.copy_from_slice(format!("{:010}", offset + grown).as_bytes());
        }
    }
    Some(())
}
