//! Headings of the help in both languages, as its lines are.

use clap::{Arg, ArgAction, Command};

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法 · Usage: {usage}\n\n{all-args}{after-help}";
const OPTIONS: &str = "选项 · Options";

/// The command and all below it with such headings.
pub(super) fn headed(command: Command) -> Command {
    let has_version = command.get_version().is_some();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help("显示帮助 · print help");
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    // Under a heading of their own arguments would stand by their names.
    let mut place = 0;
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令 · Commands")
        .mut_args(|arg| match arg.is_positional() {
            true => {
                place += 1;
                arg.help_heading("参数 · Arguments").display_order(place)
            }
            false => arg.help_heading(OPTIONS),
        })
        .disable_help_flag(true)
        .arg(help.help_heading(OPTIONS));
    if has_version {
        let version = version.help("显示版本 · print version").help_heading(OPTIONS);
        command = command.disable_version_flag(true).arg(version);
    }
    command.mut_subcommands(headed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_help_is_headed_in_both_languages() {
        let mut root = headed(<crate::cli::Cli as clap::CommandFactory>::command());
        root.build();
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            if command.get_name() == "help" {
                continue;
            }
            let text = command.clone().render_long_help().to_string();
            assert!(text.contains("用法 · Usage: ") && text.contains("选项 · Options:"), "{text}");
            let named: Vec<String> = command.get_positionals().map(|a| format!("  {a}")).collect();
            let at: Vec<Option<usize>> = named.iter().map(|a| text.find(a.as_str())).collect();
            assert!(at.is_sorted(), "{named:?} of {text}");
            assert!(!text.lines().any(|l| ["Options:", "Arguments:", "Commands:"].contains(&l)), "{text}");
        }
    }
}
