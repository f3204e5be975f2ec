//! Tags and text of a page, whatever their state.

/// A tag that opens.
pub struct Tag<'a> {
    /// Its name, in lower case.
    pub name: String,
    inside: &'a str,
}

/// What comes next.
pub enum Token<'a> {
    /// A tag that opens.
    Open(Tag<'a>),
    /// The name of one that closes, in lower case.
    Close(String),
    /// Text, its entities not yet resolved.
    Text(&'a str),
}

/// A page cut into tags and text.
pub struct Tokens<'a> {
    page: &'a str,
    /// Bytes read.
    pub at: usize,
}

/// Longest tag whose quotation marks are looked at, bytes.
const MAX_TAG_BYTES: usize = 64 << 10;
/// Longest name of a tag that matters.
const NAME_CHARS: usize = 16;

impl<'a> Tokens<'a> {
    /// The tokens of a page.
    pub fn new(page: &'a str) -> Tokens<'a> {
        Tokens { page, at: 0 }
    }

    /// The next one; none at the end.
    pub fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.page.get(self.at..).filter(|r| !r.is_empty())?;
            if let Some(comment) = rest.strip_prefix("<!--") {
                self.at += comment.find("-->").map_or(rest.len(), |end| 4 + end + 3);
                continue;
            }
            let is_tag =
                rest.as_bytes().get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'));
            if !rest.starts_with('<') || !is_tag {
                let end = memchr::memchr(b'<', &rest.as_bytes()[1..]).map_or(rest.len(), |end| end + 1);
                self.at += end;
                return Some(Token::Text(&rest[..end]));
            }
            let end = tag_end(rest);
            let inside = rest[1..end].trim_end_matches(['>', '/']);
            self.at += end;
            let (is_close, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == ':' || c == '-';
            let name: String = inside.chars().take(NAME_CHARS).take_while(|c| is_name(*c)).collect();
            let name = name.to_ascii_lowercase();
            match name.as_str() {
                "" => {}
                _ if is_close => return Some(Token::Close(name)),
                "script" | "style" | "title" => self.skip_to_end(&name),
                _ => return Some(Token::Open(Tag { name, inside })),
            }
        }
    }

    /// Passes over what is no text of the page.
    fn skip_to_end(&mut self, name: &str) {
        let rest = &self.page.as_bytes()[self.at..];
        let close = memchr::memmem::find_iter(rest, b"</");
        let is_same = |at: &usize| {
            rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        self.at += close.into_iter().find(is_same).unwrap_or(rest.len());
    }
}

/// Where a tag ends, behind its `>`; one in quotation marks does not count.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (at, b) in tag.bytes().enumerate().take(MAX_TAG_BYTES) {
        match (quote, b) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (Some(open), _) if b == open => quote = None,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    // A mark that is never closed takes no more than its own tag.
    tag.find('>').map_or(tag.len(), |end| end + 1)
}

impl Tag<'_> {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let lower = self.inside.to_ascii_lowercase();
        for (at, _) in lower.match_indices(name) {
            let before = lower[..at].chars().next_back();
            let rest = self.inside.get(at + name.len()..)?.trim_start();
            if let (Some(true), Some(value)) = (before.map(|c| c.is_whitespace() || c == '"'), rest.strip_prefix('=')) {
                let value = value.trim_start();
                let value = match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
                    _ => value.split(char::is_whitespace).next(),
                };
                return value.map(resolved);
            }
        }
        None
    }
}

/// Text of a cell: entities resolved, white space as a browser shows it.
pub fn joined(text: &str) -> String {
    let plain = text.split([' ', '\t', '\n', '\r', '\u{c}']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    resolved(&plain).replace('\u{a0}', " ").trim().to_owned()
}

/// Entities longer than this are none.
const ENTITY_CHARS: usize = 10;

fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(ENTITY_CHARS).find(|(_, c)| *c == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 24] = [
        ("nbsp", '\u{a0}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ensp", ' '),
        ("emsp", ' '),
        ("thinsp", ' '),
        ("middot", '·'),
        ("bull", '•'),
        ("hellip", '…'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("times", '×'),
        ("yen", '¥'),
        ("copy", '©'),
        ("reg", '®'),
        ("deg", '°'),
        ("trade", '™'),
    ];
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16)).ok()?;
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}
