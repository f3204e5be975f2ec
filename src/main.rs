//! The `hujin` program.
use std::process::ExitCode;
fn main() -> ExitCode {
    match hujin::ui::run(std::env::args_os().nth(1).map(Into::into), None) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprint!(
                "{}",
                hujin::report::Report::new(&e, hujin::language::Language::Zh).lines(hujin::language::Language::Zh)
            );
            ExitCode::from(2)
        }
    }
}
