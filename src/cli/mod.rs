//! The other shell: every command works without a display, prints JSON with `--json`, and exits 0 done, 1 done with
//! findings, 2 failed.

pub mod bench;
mod cases;
pub mod claims;
mod colocation;
pub mod data;
pub mod diagnostics;
mod duplicates;
pub mod edit;
mod ending;
pub mod error;
pub mod export;
pub mod filter_args;
mod help;
pub mod history;
mod import;
mod install;
#[cfg(test)]
mod manual_tests;
pub mod maps;
pub mod profile;
mod refused;
mod salvage;
pub mod spatial;
mod spatial_text;
pub mod stats;
mod text_table;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{FromArgMatches, Parser, Subcommand};

use crate::catalogue::Catalogue;
use crate::export::{Placed, with_replaced};
use crate::geography::{Pack, PackError};
use crate::interruption;
use crate::language::{Language, Message};
use crate::report::{Report, Tell};
use crate::store::Store;
use crate::workspace::boundaries;
use error::CliError;

/// What a command returns: whether it had findings, or why it failed.
pub type Done = Result<bool, Box<dyn Tell>>;

/// 沪金图谱：上海金融科技产业图谱 · Hujin Atlas: a desktop atlas of Shanghai's fintech industry
#[derive(Debug, Parser)]
#[command(name = "hujin")]
struct Cli {
    /// 在窗口中打开的文件：目录 .gpkg 或视图 .hjview · a file to open in the window
    file: Option<PathBuf>,
    /// 语言 zh 或 en · language of what is printed and drawn
    #[arg(long, global = true, env = "HUJIN_LANG", value_name = "zh|en", help_heading = help::EVERYWHERE)]
    lang: Option<String>,
    /// 底图：maps list 列出的名称，或文件夹 · boundary pack: a name of maps list, or a folder
    #[arg(long, global = true, env = "HUJIN_PACK", value_name = "ID|DIR", help_heading = help::EVERYWHERE)]
    pack: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The sentence of a file that was written. One that was there is replaced, as other programs do; it is said.
fn written(path: &Path, placed: Placed, language: Language) -> String {
    let words = Message::new("cli-written").with("path", path).text(language);
    with_replaced(words, usize::from(placed == Placed::Replaced), 1, language)
}

/// What every command knows.
pub(crate) struct Shell {
    /// Language of what is printed and drawn.
    pub language: Language,
    /// Whether that language was asked for, not only that of the system.
    pub is_asked: bool,
    pack: Option<String>,
}

impl Shell {
    /// The boundary pack that was asked for.
    ///
    /// # Errors
    /// A pack that does not exist, or is none.
    pub fn pack(&self) -> Result<Arc<Pack>, PackError> {
        crate::workspace::pack(self.pack.as_deref())
    }

    /// A catalogue on the boundaries that were asked for, and these.
    ///
    /// # Errors
    /// A file that is no catalogue, a pack that is none, a catalogue of another city.
    pub fn open(&self, path: &Path) -> Result<(Catalogue, Arc<Pack>), Box<dyn Tell>> {
        let pack = self.pack()?;
        let catalogue = open(path)?.on(pack.projection);
        boundaries::check(&pack, &catalogue)?;
        Ok((catalogue, pack))
    }
}

#[derive(Debug, Subcommand)]
#[expect(clippy::large_enum_variant, reason = "one is made, once")]
enum Command {
    /// 新建目录 · make a catalogue from the bundled sample, or an empty one
    New(data::New),
    /// 导入企业表格 · import spreadsheets of companies
    Import(import::Import),
    /// 列出导入与编辑批次 · list imports and edits
    Batches(history::Batches),
    /// 撤销一个批次 · undo one batch, later ones kept
    Undo(history::Undo),
    /// 两个时刻之间的变化 · what differs between two moments
    Changes(history::Changes),
    /// 给此刻命名 · name this moment, or list those named
    Snapshot(history::TakeSnapshot),
    /// 备份目录 · copy the catalogue
    Backup(history::Backup),
    /// 用备份恢复 · put a backup in the place of the catalogue
    Restore(history::Restore),
    /// 列出企业 · list enterprises
    List(data::List),
    /// 修改一家企业 · change attributes of one enterprise
    Edit(edit::Edit),
    /// 查找、合并重复的企业 · find and merge enterprises that are in a catalogue twice
    Duplicates(duplicates::Duplicates),
    /// 按地址为没有坐标的企业定位 · place enterprises without a point by their address
    Place(edit::Place),
    /// 各区、各赛道的数字 · numbers by district and track
    Stats(stats::Stats),
    /// 空间统计 · statistics of the points on the plane
    Spatial(spatial::Spatial),
    /// 白皮书论断与目录数据 · the white paper's claims, tested
    Claims(claims::Claims),
    /// 区域档案 · the profile of a district
    Profile(profile::ProfileOrder),
    /// 导出图件 · write a figure
    Export(export::Export),
    /// 实践案例 · practice cases by track
    Cases(cases::Cases),
    /// 底图 · boundary packs
    Maps(maps::Maps),
    /// 测速 · the hot paths on this machine
    Bench(bench::Bench),
    /// 抢救损坏的目录 · save what is sound of a damaged catalogue into a new file
    Salvage(salvage::Salvage),
    /// 诊断信息：版本、平台、日志末尾 · facts to send when asking for help
    Diagnostics(diagnostics::Diagnostics),
    /// 检查目录文件 · look for faults in a catalogue
    Check(data::Check),
    /// shell 补全脚本 · completions for a shell
    Completions(install::Completions),
    /// 写出手册页 · write the manual pages
    #[command(hide = true)]
    Man(install::ManualPages),
    /// 显示某个命令的帮助 · print the help of a command
    Help {
        /// 命令 · the command, such as maps add
        command: Vec<String>,
    },
}

/// Runs the program.
pub fn run() -> ExitCode {
    interruption::listen();
    let matches = help::command().try_get_matches().unwrap_or_else(|error| refuse(&error));
    let what = matches.subcommand_name().map(str::to_owned);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let language = chosen_language(cli.lang.clone());
    if let Some(value) = cli.lang.clone().filter(|lang| Language::from_code(lang).is_none()) {
        let error = CliError::Value { flag: "--lang", value, expected: "zh, en".to_owned() };
        return failed(&error, Language::Zh);
    }
    crate::diagnostics::begin();
    let begun = std::time::Instant::now();
    let shell = Shell { language, is_asked: cli.lang.is_some(), pack: cli.pack };
    let done = match cli.command {
        // Fuzz targets are built without the window.
        #[cfg(fuzzing)]
        None => Ok(false),
        #[cfg(not(fuzzing))]
        None => {
            if let Some(name) = cli.file.as_deref().and_then(mistyped) {
                refuse(&help::of(&[name]))
            }
            let chosen = cli.lang.is_some().then_some(language);
            crate::ui::run(cli.file, chosen, shell.pack.clone()).map(|()| false).map_err(Into::into)
        }
        Some(Command::New(order)) => order.run(&shell),
        Some(Command::Import(order)) => order.run(&shell),
        Some(Command::Batches(order)) => order.run(&shell),
        Some(Command::Undo(order)) => order.run(&shell),
        Some(Command::Changes(order)) => order.run(&shell),
        Some(Command::Snapshot(order)) => order.run(&shell),
        Some(Command::Backup(order)) => order.run(&shell),
        Some(Command::Restore(order)) => order.run(&shell),
        Some(Command::List(order)) => order.run(&shell),
        Some(Command::Edit(order)) => order.run(&shell),
        Some(Command::Duplicates(order)) => order.run(&shell),
        Some(Command::Place(order)) => order.run(&shell),
        Some(Command::Stats(order)) => order.run(&shell),
        Some(Command::Spatial(order)) => order.run(&shell),
        Some(Command::Claims(order)) => order.run(&shell),
        Some(Command::Profile(order)) => order.run(&shell),
        Some(Command::Export(order)) => order.run(&shell),
        Some(Command::Cases(order)) => order.run(&shell),
        Some(Command::Maps(order)) => order.run(&shell),
        Some(Command::Bench(order)) => order.run(&shell),
        Some(Command::Salvage(order)) => order.run(&shell),
        Some(Command::Diagnostics(order)) => order.run(&shell),
        Some(Command::Check(order)) => order.run(&shell),
        Some(Command::Completions(order)) => order.run(&shell),
        Some(Command::Man(order)) => order.run(&shell),
        Some(Command::Help { command }) => refuse(&help::of(&command)),
    };
    if let Some(what) = what {
        let ending = match &done {
            Ok(false) => "done",
            Ok(true) => "done, with findings",
            Err(error) => error.message().id(),
        };
        log::info!("hujin {} {what}: {ending} in {:.2} s", env!("CARGO_PKG_VERSION"), begun.elapsed().as_secs_f64());
    }
    match (done, interruption::exit_code()) {
        (Ok(false), _) => ExitCode::SUCCESS,
        (Ok(true), _) => ExitCode::from(1),
        (Err(error), None) => failed(&*error, language),
        (Err(error), Some(code)) => {
            failed(&*error, language);
            ExitCode::from(code)
        }
    }
}

/// The language that was asked for, else that of the system.
fn chosen_language(asked: Option<String>) -> Language {
    let set = |name| std::env::var(name).ok().filter(|v: &String| !v.is_empty());
    asked.and_then(|asked| Language::from_code(&asked)).unwrap_or_else(|| {
        Language::from_locale(&set("LC_ALL").or(set("LC_MESSAGES")).or(set("LANG")).unwrap_or_default())
    })
}

/// Ends the program with what is wrong with the command line, or with the help that was asked for.
fn refuse(error: &clap::Error) -> ! {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    match refused::told(error, refused::language(words)) {
        Some(lines) => {
            // Nobody is left to tell if standard error is closed, too.
            std::io::stderr().write_all(lines.as_bytes()).ok();
            std::process::exit(error.exit_code())
        }
        None => error.exit(),
    }
}

/// What was meant as a command, and is none: a bare word that is no file.
#[cfg(not(fuzzing))]
fn mistyped(file: &Path) -> Option<String> {
    let is_word = file.components().count() == 1 && file.extension().is_none() && !file.exists();
    file.to_str().filter(|_| is_word).map(str::to_owned)
}

fn failed(error: &(dyn Tell + '_), language: Language) -> ExitCode {
    crate::diagnostics::log_error(error);
    // Nobody is left to tell if standard error is closed, too.
    std::io::stderr().write_all(Report::new(error, language).lines(language).as_bytes()).ok();
    ExitCode::from(2)
}

/// Prints to standard output; a reader that has gone away is no failure.
///
/// # Errors
/// Any other fault of standard output.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    let written =
        out.write_all(text.as_bytes()).and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") });
    match written.and_then(|()| out.flush()) {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => Err(CliError::Output { source }),
        _ => Ok(()),
    }
}

/// Prints a value as JSON.
///
/// # Errors
/// Those of [`print()`], or a value JSON cannot hold.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), CliError> {
    print(&serde_json::to_string_pretty(value).map_err(|source| CliError::Json { source })?)
}

/// Reads a catalogue without changing a byte of its file.
///
/// # Errors
/// A file that is none.
pub(crate) fn open(path: &Path) -> Result<Catalogue, crate::store::StoreError> {
    Store::open_read(path)?.load(1, &|_| ())
}

macro_rules! boxed {
    ($($error:ty),* $(,)?) => { $(impl From<$error> for Box<dyn Tell> {
        fn from(error: $error) -> Self { Box::new(error) }
    })* };
}
#[cfg(not(fuzzing))]
boxed!(crate::ui::UiError);
boxed!(
    CliError,
    crate::store::StoreError,
    crate::import::ImportError,
    crate::export::ExportError,
    crate::figure::StyleError,
    crate::workspace::boundaries::OtherBoundaries,
    crate::workspace::provenance::FigureFileError,
    crate::geography::PackError,
    crate::layers::ParamError,
    crate::document::ViewError,
    crate::profile::ProfileError,
    crate::workspace::analysis::AnalysisError,
);
