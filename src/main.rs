//! The `hujin` program.
fn main() {}
