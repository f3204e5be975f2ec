//! Every word the program says, in Chinese and English, from `assets/locale/{zh,en}/*.ftl`.
//!
//! A sentence is a [`Message`]: an id and its arguments, rendered late, so one error can be told in either
//! language. Attributes of a message carry more of it: `.hint` says what to do.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese, the first language of the program.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// The language of `zh` or `en`.
    pub fn from_code(code: &str) -> Option<Language> {
        [Language::Zh, Language::En].into_iter().find(|language| code.eq_ignore_ascii_case(language.code()))
    }

    /// The language a locale such as `en_US.UTF-8` asks for: English if it says so, Chinese otherwise.
    pub fn from_locale(locale: &str) -> Language {
        if locale.trim().to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Zh }
    }
}

/// A name in both languages, as it stands in data files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// A name from its two forms.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Bilingual {
        Bilingual { zh: zh.into(), en: en.into() }
    }

    /// The form of `language`, or the other where that one is empty.
    pub fn get(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Zh => (&self.zh, &self.en),
            Language::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

macro_rules! bilingual_from {
    ($($source:ty),*) => { $(impl From<$source> for Bilingual {
        /// The same text in both languages.
        fn from(text: $source) -> Bilingual { Bilingual::new(text, "") }
    })* };
}
bilingual_from!(&str, &String, String);

/// An argument of a [`Message`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, put in as it is.
    Text(String),
    /// How many: its thousands are grouped. Chooses the plural form.
    Count(u64),
    /// A number that names something, such as a year, a batch or a line: its digits stand together.
    Number(i64),
    /// Another message, rendered in the same language.
    Message(Message),
    /// A name in both languages.
    Bilingual(Bilingual),
}

macro_rules! value_from {
    ($($source:ty => $variant:expr),* $(,)?) => { $(impl From<$source> for Value { fn from(v: $source) -> Value { $variant(v) } })* };
}
value_from! {
    String => Value::Text,
    &str => |v: &str| Value::Text(v.to_owned()),
    &std::path::Path => |v: &std::path::Path| Value::Text(v.display().to_string()),
    &std::path::PathBuf => |v: &std::path::PathBuf| Value::Text(v.display().to_string()),
    usize => |v| Value::Count(v as u64),
    u64 => Value::Count,
    u32 => |v| Value::Count(u64::from(v)),
    i64 => Value::Number,
    i32 => |v| Value::Number(i64::from(v)),
    Message => Value::Message,
    Bilingual => Value::Bilingual,
    &Bilingual => |v: &Bilingual| Value::Bilingual(v.clone()),
}

/// A sentence to be said in either language: the id of a Fluent message and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    id: &'static str,
    args: Vec<(&'static str, Value)>,
}

impl Message {
    /// The message `id` of the locale files, without arguments yet.
    pub fn new(id: &'static str) -> Message {
        Message { id, args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Message {
        self.args.push((name, value.into()));
        self
    }

    /// The id, stable across versions.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The sentence in `language`.
    pub fn text(&self, language: Language) -> String {
        self.render(language, None).unwrap_or_else(|| format!("⟨{}⟩", self.id))
    }

    /// What to do about it, where the message has a `.hint`.
    pub fn hint(&self, language: Language) -> Option<String> {
        self.render(language, Some("hint"))
    }

    fn render(&self, language: Language, attribute: Option<&str>) -> Option<String> {
        let bundle = bundle(language);
        let message = bundle.get_message(self.id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut args = FluentArgs::new();
        for (name, value) in &self.args {
            let value: FluentValue<'_> = match value {
                Value::Text(text) => text.as_str().into(),
                Value::Count(n) => (*n).into(),
                Value::Number(n) => FluentValue::Number(FluentNumber::new(*n as f64, ungrouped())),
                Value::Message(message) => message.text(language).into(),
                Value::Bilingual(name) => name.get(language).into(),
            };
            args.set(*name, value);
        }
        Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
    }
}

/// The message `id` in `language`, for words without arguments.
pub fn say(language: Language, id: &'static str) -> String {
    Message::new(id).text(language)
}

/// All locale files of a language, as embedded, one file a module.
pub fn source(language: Language) -> &'static str {
    macro_rules! files {
        ($language:literal: $($module:literal)*) => {
            concat!($(include_str!(concat!("../../assets/locale/", $language, "/", $module, ".ftl")), "\n",)*)
        };
    }
    macro_rules! modules {
        ($language:literal) => {
            files!($language: "report" "geography" "catalogue" "statistics" "spatial" "scene" "layers" "profile" "pages" "district-report" "store" "history" "import" "export" "workspace" "figure" "cli" "ui" "edit")
        };
    }
    match language {
        Language::Zh => modules!("zh"),
        Language::En => modules!("en"),
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: Language) -> &'static Bundle {
    static ZH: LazyLock<Bundle> = LazyLock::new(|| load(Language::Zh));
    static EN: LazyLock<Bundle> = LazyLock::new(|| load(Language::En));
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

fn load(language: Language) -> Bundle {
    let tag = match language {
        Language::Zh => "zh-CN",
        Language::En => "en-US",
    };
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(n) if n.options.use_grouping && n.value >= 0.0 && n.value.fract() == 0.0 => {
            Some(grouped(n.value as u64))
        }
        _ => None,
    }));
    // A faulty line loses only itself; the tests parse both files strictly.
    let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

/// `n` with a space between thousands (12 345), as in both languages' statistical yearbooks.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// A number with all of its decimals, so that those under each other compare; its thousands are grouped as by
/// [`grouped`], and what is rounded to nothing has no sign.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let sign = if value < 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) { "-" } else { "" };
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    match whole.parse() {
        Ok(whole) => format!("{sign}{}{rest}", grouped(whole)),
        Err(_) => format!("{sign}{text}"),
    }
}

fn ungrouped() -> FluentNumberOptions {
    FluentNumberOptions { use_grouping: false, ..FluentNumberOptions::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_parse_and_say_the_same_things() {
        let mut keys: Vec<Vec<String>> = Vec::new();
        for language in [Language::Zh, Language::En] {
            let resource = FluentResource::try_new(source(language).to_owned());
            assert!(resource.is_ok(), "{language:?}: {:?}", resource.err().map(|e| e.1));
            // What a message takes and has is compared line by line: its id, attributes and variables.
            let mut names: Vec<String> = Vec::new();
            let mut id = String::new();
            for line in source(language).lines().filter(|l| !l.starts_with('#')) {
                if let Some((name, _)) = line.split_once('=').filter(|(n, _)| !n.contains(['{', '[', '*', '"'])) {
                    let name = name.trim();
                    if line.starts_with(char::is_alphabetic) {
                        id = name.to_owned();
                        names.push(id.clone());
                    } else if name.starts_with('.') {
                        names.push(format!("{id}{name}"));
                    }
                }
                let mut rest = line;
                while let Some((_, after)) = rest.split_once('$') {
                    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
                    names.push(format!("{id} ${}", &after[..end]));
                    rest = &after[end..];
                }
            }
            names.sort();
            names.dedup();
            keys.push(names);
        }
        let only = |a: &[String], b: &[String]| a.iter().filter(|k| !b.contains(k)).cloned().collect::<Vec<_>>();
        assert_eq!(only(&keys[0], &keys[1]), Vec::<String>::new(), "in zh.ftl only");
        assert_eq!(only(&keys[1], &keys[0]), Vec::<String>::new(), "in en.ftl only");
    }

    /// Ids that are put together from these and a word of the code.
    const BEGINNINGS: [&str; 2] = ["import-finding-", "import-kind-"];

    /// All that stands between quotes in the sources.
    fn literals(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                literals(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let is_id = |part: &&str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                found.extend(text.split('"').filter(is_id).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_message_is_said_somewhere() {
        let mut said = std::collections::BTreeSet::new();
        literals(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut said);
        let ids = source(Language::Zh).lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        let ids = ids.filter_map(|line| line.split_once('=').map(|(id, _)| id.trim()));
        let is_said = |id: &&str| {
            let word = BEGINNINGS.iter().find_map(|beginning| id.strip_prefix(beginning));
            said.contains(*id) || word.is_some_and(|word| said.contains(word))
        };
        assert_eq!(ids.filter(|id| !is_said(id)).collect::<Vec<_>>(), Vec::<&str>::new(), "nobody says these");
    }

    #[test]
    fn english_quotes_are_straight() {
        // The Chinese font sets curly ones over a full width.
        let curly = |line: &&str| line.contains(['\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}']);
        assert_eq!(source(Language::En).lines().filter(curly).collect::<Vec<_>>(), Vec::<&str>::new());
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        let told = |n: Value| Message { id: "multiples-n", args: vec![("n", n)] }.text(Language::En);
        assert!(told(1_000_000_usize.into()).starts_with("1\u{202f}000\u{202f}000 "));
        assert!(told(2024_i32.into()).starts_with("2024 "), "a year is no count");
    }

    #[test]
    fn a_number_rounded_to_nothing_has_no_sign() {
        let written = [(-0.0004, 3), (-0.0006, 3), (0.0, 2), (-0.0, 2), (-1.25, 1), (1234.5, 1), (-12345.0, 0)];
        let expected = ["0.000", "-0.001", "0.00", "0.00", "-1.2", "1\u{202f}234.5", "-12\u{202f}345"];
        assert_eq!(written.map(|(value, decimals)| fixed(value, decimals)), expected);
        assert_eq!([fixed(f64::INFINITY, 1), fixed(1e20, 0)], ["inf", "100000000000000000000"]);
    }
}
