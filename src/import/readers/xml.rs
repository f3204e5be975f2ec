//! XML of unknown origin, pulled node by node: what is unpacked is counted, nesting and single nodes are limited, and
//! entities other than the five of XML and characters by number are refused, so nothing grows by expansion.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::import::ImportError;
use crate::import::table::MAX_CELL_BYTES;

/// The longest single tag or text, bytes: a cell of 32,767 characters, each written as an entity, is half of it.
const MAX_NODE_BYTES: u64 = 1 << 20;
/// Elements within elements; workbooks take fewer than twenty.
const MAX_DEPTH: usize = 100;

/// Bytes that may still be unpacked from one archive.
pub type Budget = Rc<Cell<u64>>;

/// Counts what is read.
pub struct Counted<R> {
    inner: R,
    read: u64,
    /// The most that is read, bytes.
    pub limit: u64,
    budget: Budget,
    node: u64,
    fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Total,
    Node,
}

impl<R> Counted<R> {
    /// Reads at most `limit` bytes, and at most what the budget has left.
    pub fn new(inner: R, limit: u64, budget: Budget) -> Counted<R> {
        Counted { inner, read: 0, limit, budget, node: 0, fault: None }
    }

    /// Whether reading ended because there was too much.
    pub fn is_over(&self) -> bool {
        self.fault == Some(Fault::Total)
    }

    fn take(&mut self, bytes: usize) {
        let bytes = bytes as u64;
        self.read += bytes;
        self.node += bytes;
        self.budget.set(self.budget.get().saturating_sub(bytes));
    }

    fn check(&mut self) -> io::Result<()> {
        let fault = match () {
            () if self.read > self.limit || self.budget.get() == 0 => Fault::Total,
            () if self.node > MAX_NODE_BYTES => Fault::Node,
            () => return Ok(()),
        };
        self.fault = Some(fault);
        Err(io::Error::other("limit passed"))
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.node = 0;
        self.check()?;
        let n = self.inner.read(buf)?;
        self.take(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.take(amount);
        self.inner.consume(amount);
    }
}

/// What comes next.
pub enum Node<'a> {
    /// A start tag; of an empty element too, whose end follows.
    Open(Tag<'a>),
    /// An end tag.
    Close(Ended<'a>),
    /// Text between tags; a long one comes in pieces.
    Text(&'a str),
    /// The end.
    End,
}

/// A start tag.
pub struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }

    /// Calls `found` with each attribute's name without its prefix, and its raw value.
    pub fn attributes(&self, mut found: impl FnMut(&str, &str)) {
        // The iterator of quick_xml checks more than is wanted here, and takes a fifth of the time of a sheet.
        let mut rest = self.0.attributes_raw();
        while let Some((name, value)) = cut(rest, b'=') {
            let value = value.trim_ascii_start();
            let Some(quote @ (b'"' | b'\'')) = value.bytes().next() else { return };
            let Some((value, after)) = cut(&value[1..], quote) else { return };
            found(local(name.trim_ascii()), value);
            rest = after;
        }
    }

    /// An attribute's value, entities resolved.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut value = None;
        self.attributes(|found, raw| {
            if found == name && value.is_none() {
                value = Some(unescaped(raw));
            }
        });
        value
    }
}

/// An end tag.
pub struct Ended<'a>(BytesEnd<'a>);

impl Ended<'_> {
    /// Its name without the prefix.
    pub fn name(&self) -> &str {
        local(self.0.name().0)
    }
}

/// A raw value of an attribute, entities resolved; those that are none stay as they are.
pub fn unescaped(raw: &str) -> String {
    quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |text| text.into_owned())
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    // Bytes, since names are short: a search costs more than it finds.
    let prefix = name.bytes().position(|b| b == b':').map_or(0, |at| at + 1);
    &name[prefix..]
}

/// Text before the first of a character, and behind it.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let found = text.bytes().position(|b| b == at)?;
    Some((&text[..found], &text[found + 1..]))
}

/// A document being read.
pub struct Xml<R> {
    reader: Reader<Counted<R>>,
    buf: Vec<u8>,
    /// Name of the empty element whose end comes next.
    pending: Option<String>,
    character: [u8; 4],
    depth: usize,
    /// Where it is read, for messages.
    pub place: Place,
}

/// Where a document is read.
pub struct Place {
    format: &'static str,
    part: String,
    /// Row and column being read, from 1; 0 where it is not a cell.
    pub at: (usize, usize),
}

impl<R: BufRead> Xml<R> {
    /// Reads a part of a file.
    pub fn new(input: Counted<R>, format: &'static str, part: &str) -> Xml<R> {
        let mut reader = Reader::from_reader(input);
        // The depth is counted here; a stack of names could be grown without end.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        let place = Place { format, part: part.to_owned(), at: (0, 0) };
        Xml { reader, buf: Vec::with_capacity(1024), pending: None, character: [0; 4], depth: 0, place }
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.reader.get_ref().read
    }

    /// An error about this part.
    pub fn damaged(&self) -> ImportError {
        self.place.damaged()
    }

    /// The next node; comments, declarations and instructions are empty text.
    ///
    /// # Errors
    /// Broken XML, entities, a limit passed.
    #[inline(always)]
    pub fn next(&mut self) -> Result<Node<'_>, ImportError> {
        let Xml { reader, buf, pending, character, depth, place } = self;
        buf.clear();
        if let Some(name) = pending.take() {
            *depth -= 1;
            buf.extend_from_slice(name.as_bytes());
            let name = std::str::from_utf8(buf).unwrap_or_default();
            return Ok(Node::Close(Ended(BytesEnd::new(name))));
        }
        reader.get_mut().node = 0;
        match reader.read_event_into(buf) {
            Ok(Event::Text(text)) => borrowed(text.into_inner()).ok_or_else(|| place.damaged()),
            Ok(Event::End(tag)) => {
                *depth = depth.saturating_sub(1);
                Ok(Node::Close(Ended(tag)))
            }
            Ok(Event::Start(tag)) if *depth < MAX_DEPTH => {
                *depth += 1;
                Ok(Node::Open(Tag(tag)))
            }
            Ok(Event::Empty(tag)) if *depth < MAX_DEPTH => {
                *depth += 1;
                *pending = Some(tag.name().0.to_owned());
                Ok(Node::Open(Tag(tag)))
            }
            Ok(other) => rare(other, *depth, character, place),
            Err(e) => Err(place.fault(e, reader.get_ref().fault, reader.get_ref().limit)),
        }
    }
}

/// Nodes that are few.
#[cold]
fn rare<'a>(
    event: Event<'a>,
    depth: usize,
    character: &'a mut [u8; 4],
    place: &Place,
) -> Result<Node<'a>, ImportError> {
    match event {
        Event::CData(text) => borrowed(text.into_inner()).ok_or_else(|| place.damaged()),
        Event::GeneralRef(reference) => {
            let named = quick_xml::escape::resolve_xml_entity(&reference).and_then(|text| text.chars().next());
            match named.map_or_else(|| reference.resolve_char_ref(), |c| Ok(Some(c))) {
                Ok(Some(c)) => Ok(Node::Text(c.encode_utf8(character))),
                Ok(None) => Err(place.damaged_by(format!("entity &{};", &*reference))),
                Err(e) => Err(place.damaged_by(e)),
            }
        }
        Event::Start(tag) | Event::Empty(tag) => {
            Err(place.damaged_by(format!("<{}> is nested too deep", tag.name().0)))
        }
        // A document cut off in the middle.
        Event::Eof if depth > 0 => Err(place.damaged()),
        Event::Eof => Ok(Node::End),
        _ => Ok(Node::Text("")),
    }
}

impl Place {
    fn damaged(&self) -> ImportError {
        ImportError::damaged(self.format, self.part.as_str())
    }

    fn damaged_by(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ImportError {
        ImportError::damaged_by(self.format, self.part.as_str(), source)
    }

    #[cold]
    fn fault(&self, error: quick_xml::Error, fault: Option<Fault>, limit: u64) -> ImportError {
        let (line, column) = self.at;
        match fault {
            Some(Fault::Total) => ImportError::Bomb { part: self.part.clone(), limit },
            Some(Fault::Node) if line > 0 => ImportError::CellTooLong { line, column, limit: MAX_CELL_BYTES },
            Some(Fault::Node) => ImportError::Bomb { part: self.part.clone(), limit: MAX_NODE_BYTES },
            None => self.damaged_by(error),
        }
    }
}

/// The text of a node that was read into a buffer.
fn borrowed(text: Cow<'_, str>) -> Option<Node<'_>> {
    match text {
        Cow::Borrowed(text) => Some(Node::Text(text)),
        Cow::Owned(_) => None,
    }
}
