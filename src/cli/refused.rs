//! What cannot be parsed of a command line, told in Chinese as clap tells it in English.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::language::{Language, Message, say};
use crate::report::Report;

/// The language of a command line that could not be parsed.
pub fn language(words: impl Iterator<Item = String>) -> Language {
    let words: Vec<String> = words.collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let next = || words.iter().skip_while(|word| *word != "--lang").nth(1).map(String::as_str);
    super::chosen_language(joined.or_else(next).map(str::to_owned).or_else(|| std::env::var("HUJIN_LANG").ok()))
}

/// The lines that say what is wrong; none for what is no error, which no message speaks of, or in English: there clap's
/// own are shown.
pub fn told(error: &clap::Error, language: Language) -> Option<String> {
    if language == Language::En {
        return None;
    }
    let message = message(error)?;
    let mut hints = hints(error, language);
    hints.push(say(language, "args-help"));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        let usage = usage.to_string();
        let line = usage.trim_start_matches("Usage:").lines().map(str::trim).find(|line| !line.is_empty());
        hints.extend(line.map(|line| Message::new("args-usage").with("usage", line).text(language)));
    }
    let gap = say(language, "sentence-gap");
    let report = Report { message: message.text(language), hint: Some(hints.join(&gap)), causes: causes(error) };
    Some(report.lines(language))
}

/// What is wrong.
fn message(error: &clap::Error) -> Option<Message> {
    let text = |kind| error.get(kind).map(words);
    let arg = text(ContextKind::InvalidArg);
    let with_arg = |id, arg: Option<String>| Some(Message::new(id).with("arg", arg?));
    match error.kind() {
        ErrorKind::UnknownArgument => with_arg("args-unknown", arg),
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_none_or(|value| value.is_empty()) => {
            with_arg("args-no-value", arg)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            Some(with_arg("args-value", arg)?.with("value", text(ContextKind::InvalidValue)?))
        }
        ErrorKind::TooManyValues => {
            Some(with_arg("args-too-many", arg)?.with("value", text(ContextKind::InvalidValue)?))
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => with_arg("args-number", arg),
        ErrorKind::MissingRequiredArgument => with_arg("args-missing", arg),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(other) if Some(&other) != arg.as_ref() => Some(with_arg("args-conflict", arg)?.with("other", other)),
            _ => with_arg("args-twice", arg),
        },
        ErrorKind::InvalidSubcommand => with_arg("args-no-command", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => with_arg("args-command-missing", text(ContextKind::InvalidSubcommand)),
        // The rest is help, which is in both languages, or does not come from parsing.
        _ => None,
    }
}

/// What may have been meant, and what can be given.
fn hints(error: &clap::Error, language: Language) -> Vec<String> {
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let choices = [ContextKind::ValidValue, ContextKind::ValidSubcommand];
    let of = |kinds: &[ContextKind], id: &'static str| {
        let found = kinds.iter().filter_map(|kind| error.get(*kind)).map(words).find(|words| !words.is_empty());
        found.map(|words| Message::new(id).with("words", words).text(language))
    };
    [of(&meant, "args-meant"), of(&choices, "args-choices")].into_iter().flatten().collect()
}

/// What a type says of a value it does not take.
fn causes(error: &clap::Error) -> Vec<String> {
    std::error::Error::source(error).map(ToString::to_string).into_iter().collect()
}

/// A value of an error's context; of a list all.
fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(list) => list.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::help;

    fn refused(line: &str) -> String {
        let words = std::iter::once("hujin").chain(line.split_whitespace());
        let error = help::command().try_get_matches_from(words).expect_err(line);
        assert_eq!(told(&error, Language::En), None, "clap's own");
        told(&error, Language::Zh).unwrap_or_else(|| panic!("{line}: {error}"))
    }

    #[test]
    fn what_is_wrong_with_a_command_line_is_said_in_chinese() {
        for (line, parts) in [
            ("stats c.gpkg --couting full", ["没有“--couting”这个选项", "是否想用“--counting”"]),
            ("stats c.gpkg --by", ["“--by <BY>”后面缺少值", "hujin help"]),
            ("stats c.gpkg --seed many", ["“--seed <SEED>”不接受“many”", "invalid digit"]),
            ("spatial kd c.gpkg", ["不接受“kd”", "可用：kde"]),
            ("undo c.gpkg", ["缺少“<BATCH>”", "用法：hujin undo"]),
            ("maps lst", ["没有“lst”这个命令", "是否想用“list”"]),
            ("list c.gpkg --csv --json", ["不能同时使用", "用法：hujin list"]),
            ("undo c.gpkg 1 2", ["没有“2”这个选项", "用法：hujin undo"]),
        ] {
            let told = refused(line);
            assert!(parts.iter().all(|part| told.contains(part)), "{line}: {told}");
            assert!(!told.contains('⟨') && !told.contains("error:") && !told.contains("Usage"), "{line}: {told}");
        }
    }

    #[test]
    fn a_mistyped_command_is_told_with_the_one_that_was_meant() {
        let told = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            told(&help::of(&names), Language::Zh).unwrap_or_default()
        };
        for (names, meant) in [(&["exprot"][..], "export"), (&["maps", "lst"], "list")] {
            let told = told(names);
            assert!(told.contains(&format!("是否想用“{meant}”")) && told.contains(names[names.len() - 1]), "{told}");
        }
        assert!(!told(&["地图"]).contains("是否想用"));
        assert_eq!(told(&["maps", "add"]), "", "that is the help of a command there is");
    }

    #[test]
    fn help_and_version_are_no_errors() {
        for line in ["--help", "--version", "maps add --help"] {
            let words = std::iter::once("hujin").chain(line.split_whitespace());
            let shown = help::command().try_get_matches_from(words).expect_err(line);
            assert_eq!(told(&shown, Language::Zh), None, "{line}");
        }
    }

    #[test]
    fn the_language_is_that_of_the_command_line() {
        let of = |line: &str| language(line.split_whitespace().map(str::to_owned));
        assert_eq!((of("stats --lang en --x"), of("--lang=en")), (Language::En, Language::En));
        assert_eq!((of("stats --lang zh --x"), of("--lang=zh")), (Language::Zh, Language::Zh));
    }
}
