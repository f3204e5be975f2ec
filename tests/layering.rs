//! Who may import whom: the table of `src/lib.rs`, held by reading the sources.

use std::path::{Path, PathBuf};

const LEVELS: [(&str, u8); 19] = [
    ("interruption", 0),
    ("geography", 0),
    ("language", 0),
    ("report", 0),
    ("diagnostics", 0),
    ("oracle", 0), // tests only
    ("catalogue", 1),
    ("spatial", 2),
    ("scene", 3),
    ("statistics", 3),
    ("layers", 4),
    ("profile", 4),
    ("document", 5),
    ("store", 6),
    ("import", 6),
    ("export", 6),
    ("figure", 6),
    ("workspace", 7),
    ("ui", 8),
];

/// Crates that only some modules may name.
const FENCED: [(&str, &[&str]); 10] = [
    ("egui::", &["ui"]),
    ("eframe::", &["ui"]),
    ("egui_plot::", &["ui"]),
    ("rfd::", &["ui"]),
    ("rusqlite::", &["store", "import"]), // import reads foreign GeoPackages and writes none
    ("resvg::", &["export"]),
    ("krilla::", &["export"]),
    ("krilla_svg::", &["export"]),
    ("geojson::", &["geography", "import", "export"]),
    ("flexi_logger::", &["diagnostics"]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    // A folder that cannot be read leaves too few files, which the test refuses.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn level(module: &str) -> Option<u8> {
    // The command line stands beside the window.
    if module == "cli" { Some(8) } else { LEVELS.iter().find(|(name, _)| *name == module).map(|(_, level)| *level) }
}

/// Code without its comments and its tests, which may use anything.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn imports_go_downwards_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    assert!(files.len() > 60, "{} files", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let inner = file.strip_prefix(&root).expect("under src");
        let first = inner.iter().next().and_then(|s| s.to_str()).unwrap_or_default();
        let module = first.trim_end_matches(".rs");
        if module == "main" || module == "lib" || inner.to_string_lossy().contains("tests") {
            continue;
        }
        let own = level(module).unwrap_or_else(|| panic!("{module} has no level: add it to the table"));
        let text = std::fs::read_to_string(&file).expect("readable");
        let code = code(&text);
        for (at, _) in code.match_indices("crate::") {
            let named: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            // Shells say an error of any level; errors tell themselves through `report`, at the bottom.
            let bad = level(&named).is_some_and(|other| named != module && other >= own && !(own == 0 && other == 0));
            if bad {
                wrong.push(format!("{} imports crate::{named}", inner.display()));
            }
        }
        for (name, allowed) in FENCED {
            let uses = code.match_indices(name).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            });
            if uses && !allowed.contains(&module) {
                wrong.push(format!("{} names {name}", inner.display()));
            }
        }
    }
    wrong.dedup();
    // The command line opens the window when no command is given; that is the one step sideways.
    wrong.retain(|w| w != "cli/mod.rs imports crate::ui");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
