//! The `hujin` program: one binary, two shells.

/// Grids come and go by the megabyte: freed pages stay with the program instead of being asked for anew.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    hujin::cli::run()
}
