//! The command line as its user meets it: headings in both languages, version and examples. Only words; what the
//! commands are stands with each of them.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::Cli;
use crate::workspace::version;

/// Heading of the examples.
pub const EXAMPLES: &str = "例 · Examples";
/// What the exit code of every command means.
pub const EXIT_STATUS: &str = "0 完成；1 完成，但有需要查看的问题；2 失败 · 0 done, 1 done with findings, 2 failed";

const COMMANDS: &str = "命令 · Commands";
const ARGUMENTS: &str = "参数 · Arguments";
const OPTIONS: &str = "选项 · Options";
/// Heading of the options all commands have.
pub const EVERYWHERE: &str = "通用选项 · Everywhere";

const TEMPLATE: &str = "{about-with-newline}\n用法 · Usage: {usage}\n\n{all-args}{after-help}";

/// What the program reads from its environment: name, what it does. Options of the same name come first.
pub const ENVIRONMENT: [(&str, &str); 4] = [
    ("HUJIN_LANG", "语言，同 --lang · the language, as --lang"),
    ("HUJIN_PACK", "底图，同 --pack · the boundary pack, as --pack"),
    ("HUJIN_DATA", "您自己的目录放在哪个文件夹 · the folder of your own catalogue"),
    ("HUJIN_RENDERER", "窗口用 wgpu 或 glow 绘制 · draw the window with wgpu or glow"),
];

/// Examples by command; what stands before both on the line is `hujin`.
const EXAMPLES_OF: [(&str, &[&str]); 27] = [
    ("", &["", "atlas.gpkg", "new atlas.gpkg", "export atlas.gpkg -o map.png", "help export"]),
    ("new", &["new atlas.gpkg", "new atlas.gpkg --empty"]),
    (
        "import",
        &[
            "import --template empty.xlsx",
            "import companies.xlsx --into atlas.gpkg --dry-run",
            "import companies.csv --into atlas.gpkg --datum gcj02 --place --rejects refused.csv",
        ],
    ),
    ("batches", &["batches atlas.gpkg", "batches atlas.gpkg --show 1"]),
    ("undo", &["undo atlas.gpkg 1"]),
    ("changes", &["changes atlas.gpkg --from 2025-01-01", "changes atlas.gpkg --from '#3' --to spring"]),
    ("snapshot", &["snapshot atlas.gpkg spring", "snapshot atlas.gpkg"]),
    ("backup", &["backup atlas.gpkg -o copy.gpkg"]),
    ("restore", &["restore atlas.gpkg --from copy.gpkg"]),
    ("list", &["list atlas.gpkg --district 310104 --evidence document", "list atlas.gpkg --track blockchain --csv"]),
    ("edit", &["edit atlas.gpkg 5 employees=120 --reason 年报"]),
    ("duplicates", &["duplicates atlas.gpkg", "duplicates atlas.gpkg --merge --dry-run"]),
    ("place", &["place atlas.gpkg"]),
    ("stats", &["stats atlas.gpkg --by district,track", "stats atlas.gpkg --by track --counting primary --json"]),
    (
        "spatial",
        &[
            "spatial gistar atlas.gpkg --shape hexagon --cell 3000 --cells hot.geojson",
            "spatial risk atlas.gpkg --of ai-llm --bandwidth 1500 --isolines risk.geojson",
            "spatial dbscan atlas.gpkg --eps 1000 --areas clusters.geojson",
            "spatial m atlas.gpkg --of blockchain",
        ],
    ),
    ("claims", &["claims atlas.gpkg --json"]),
    (
        "profile",
        &[
            "profile atlas.gpkg --district 310104 --format docx -o xuhui.docx",
            "profile atlas.gpkg --compare 310101,310104 -o compare.html",
            "profile atlas.gpkg --recommendations -o recommendations.html",
        ],
    ),
    (
        "export",
        &[
            "export atlas.gpkg --track blockchain --format pdf --size a4 -o blockchain.pdf",
            "export atlas.gpkg --template map-chart --style official --size 160mm --number 3 -o figure3.docx",
            "export atlas.gpkg --each district --contact-sheet -o figures/districts.png",
            "export atlas.gpkg --view last-year.png -o this-year.png",
        ],
    ),
    ("cases", &["cases atlas.gpkg --add cases.csv"]),
    ("maps", &["maps list", "maps review-number 沪S(2024)015号"]),
    ("maps add", &["maps add districts.geojson --datum gcj02 --id suzhou --name 苏州市"]),
    ("maps check", &["maps check districts.geojson"]),
    ("salvage", &["salvage damaged.gpkg -o saved.gpkg"]),
    ("diagnostics", &["diagnostics"]),
    ("bench", &["bench --rows 100000 --json"]),
    ("check", &["check atlas.gpkg"]),
    ("completions", &["completions bash > ~/.local/share/bash-completion/completions/hujin"]),
];

/// The whole definition, dressed.
pub fn command() -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let version = version.help("版本，--version 附构建信息 · print the version, with facts of the build if spelt out");
    let root = Cli::command().version(version::line()).long_version(version::lines());
    let root = root.disable_version_flag(true).disable_help_flag(true).disable_help_subcommand(true);
    dressed(root.arg(version.help_heading(EVERYWHERE)), "")
}

/// A command and all below it with headings, a help flag and examples.
fn dressed(command: Command, path: &str) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let mut command = command
        .mut_args(|arg| match (arg.get_help_heading(), arg.is_positional()) {
            (Some(_), _) => arg,
            (None, true) => arg.help_heading(ARGUMENTS),
            (None, false) => arg.help_heading(OPTIONS),
        })
        .arg(help.help("显示帮助 · print help").help_heading(EVERYWHERE))
        .subcommand_help_heading(COMMANDS)
        .help_template(TEMPLATE);
    if let Some((_, examples)) = EXAMPLES_OF.iter().find(|(of, _)| *of == path) {
        let lines: String = examples.iter().map(|line| format!("\n  {}", format!("hujin {line}").trim_end())).collect();
        command = command.after_help(format!("{EXAMPLES}:{lines}"));
    }
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        dressed(below, path.trim_start())
    })
}

/// The help of the command of these names, such as `maps add`, or the error that there is none: what `--help` ends with.
pub fn of(names: &[String]) -> clap::Error {
    let mut root = command();
    let mut known = &root;
    for name in names {
        match known.find_subcommand(name) {
            Some(below) => known = below,
            None => return no_command(known, &names.join(" "), name),
        }
    }
    let words = std::iter::once("hujin").chain(names.iter().map(String::as_str)).chain(["--help"]);
    root.try_get_matches_from_mut(words).err().unwrap_or_else(|| clap::Error::new(ErrorKind::DisplayHelp))
}

/// The error that a command has none of a name below it, with the one that is most like it.
fn no_command(above: &Command, words: &str, name: &str) -> clap::Error {
    /// Names less alike are not meant.
    const LIKENESS: f64 = 0.7;
    let mut error = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(above);
    error.insert(ContextKind::InvalidSubcommand, ContextValue::String(words.to_owned()));
    let below = above.get_subcommands().filter(|below| !below.is_hide_set()).map(Command::get_name);
    let alike = below.map(|other| (strsim::jaro(name, other), other)).filter(|(likeness, _)| *likeness > LIKENESS);
    if let Some((_, meant)) = alike.max_by(|(a, _), (b, _)| a.total_cmp(b)) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::String(meant.to_owned()));
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(command: &Command) -> Vec<Command> {
        let below = command.get_subcommands().flat_map(all);
        std::iter::once(command.clone()).chain(below).collect()
    }

    #[test]
    fn everything_has_help_in_both_languages() {
        let mut root = command();
        root.build();
        root.clone().debug_assert();
        let both = |text: &str| {
            text.contains(" · ") && text.chars().any(|c| c > '\u{2e80}') && text.contains(char::is_alphabetic)
        };
        let mut lacking = Vec::new();
        for command in all(&root) {
            if !command.get_about().is_some_and(|about| both(&about.to_string()) || about.to_string().contains("Hujin"))
            {
                lacking.push(command.get_name().to_owned());
            }
            for arg in command.get_arguments() {
                let of = format!("{} {}", command.get_name(), arg.get_id());
                if !arg.get_help().is_some_and(|help| both(&help.to_string())) {
                    lacking.push(of.clone());
                }
                if arg.get_id() == "shell" {
                    continue; // their names say all
                }
                for value in arg.get_possible_values() {
                    let told = value.get_help().map(ToString::to_string);
                    if told.is_some_and(|told| !both(&told)) {
                        lacking.push(format!("{of} {}", value.get_name()));
                    }
                }
            }
        }
        assert!(lacking.is_empty(), "{lacking:#?}");
    }

    #[test]
    fn every_example_is_a_command_line_that_parses() {
        let root = command();
        for (name, examples) in EXAMPLES_OF {
            let found = name.split_whitespace().try_fold(&root, |command, word| command.find_subcommand(word));
            assert!(found.is_some(), "{name}");
            for line in examples {
                let line = line.split(" > ").next().unwrap_or_default().replace('\'', "");
                let words = std::iter::once("hujin").chain(line.split_whitespace());
                let parsed = command().try_get_matches_from(words);
                assert!(parsed.is_ok(), "{line}: {parsed:?}");
            }
        }
        for below in root.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
            assert!(EXAMPLES_OF.iter().any(|(of, _)| *of == below.get_name()), "{} has no example", below.get_name());
        }
    }
}
