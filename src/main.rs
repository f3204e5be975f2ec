//! The `hujin` program: one binary, two shells.

fn main() -> std::process::ExitCode {
    hujin::cli::run()
}
