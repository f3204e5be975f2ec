//! Tells the program for which machine and by which compiler it is built. Neither changes from commit to commit, so
//! nothing is compiled anew for them; commit and date come from the environment of whoever packages it.

use std::process::Command;

fn main() {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let compiler = Command::new(variable("RUSTC")).arg("--version").output();
    let compiler = compiler.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    println!("cargo::rustc-env=HUJIN_TARGET={}", variable("TARGET"));
    println!("cargo::rustc-env=HUJIN_RUSTC={compiler}");
    println!("cargo::rerun-if-changed=build.rs");
}
