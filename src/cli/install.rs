//! What a package installs beside the program, made from the same definition as its help: completions of shells and
//! manual pages.

use std::path::{Path, PathBuf};

use clap::Args;
use clap_complete::Shell as OfShell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::error::CliError;
use super::{Done, Shell, help, print};
use crate::export::write_atomically;
use crate::workspace::version;

/// Prints completions.
#[derive(Args, Debug)]
pub struct Completions {
    /// 用于哪个 shell · the shell
    shell: OfShell,
}

impl Completions {
    pub(super) fn run(self, _shell: &Shell) -> Done {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut help::command(), "hujin", &mut script);
        print(&String::from_utf8_lossy(&script))?;
        Ok(false)
    }
}

/// Writes the manual pages.
#[derive(Args, Debug)]
pub struct ManualPages {
    /// 放在哪个文件夹 · the folder for them
    folder: PathBuf,
}

impl ManualPages {
    pub(super) fn run(self, _shell: &Shell) -> Done {
        let mut command = help::command();
        command.build();
        pages(&command, &self.folder)?;
        Ok(false)
    }
}

/// A page for a command and for each below it; hidden ones have none, nor has `help`, which the pages stand for.
fn pages(command: &clap::Command, folder: &Path) -> Result<(), Box<dyn crate::report::Tell>> {
    let date = version::date().map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let man = Man::new(command.clone())
        .date(date)
        .source(format!("hujin {}", version::NUMBER))
        .manual("沪金图谱 · Hujin Atlas");
    write_atomically(&folder.join(man.get_filename()), &page(&man, command)?)?;
    for below in command.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help") {
        pages(below, folder)?;
    }
    Ok(())
}

/// The text of one page. Examples keep their lines, which the generator's own section would fill.
fn page(man: &Man, command: &clap::Command) -> Result<Vec<u8>, CliError> {
    let mut text = Vec::new();
    let mut write = || {
        man.render_title(&mut text)?;
        man.render_name_section(&mut text)?;
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        man.render_options_section(&mut text)?;
        if command.has_subcommands() {
            man.render_subcommands_section(&mut text)?;
        }
        let mut end = Roff::new();
        if let Some(examples) = command.get_after_help().map(ToString::to_string) {
            end.control("SH", [help::EXAMPLES]).control("nf", []);
            for line in examples.lines().skip(1) {
                end.text([roman(line.trim_start())]);
            }
            end.control("fi", []);
        }
        if command.get_name() == "hujin" {
            end.control("SH", ["环境变量 · Environment"]);
            for (name, what) in help::ENVIRONMENT {
                end.control("TP", []).text([bold(name)]).text([roman(what)]);
            }
        }
        end.control("SH", ["退出码 · Exit status"]).text([roman(help::EXIT_STATUS)]);
        end.to_writer(&mut text)
    };
    write().map_err(|source| CliError::Output { source })?;
    Ok(text)
}
