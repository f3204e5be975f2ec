//! README and manual stay true: commands parse, links and pictures lead somewhere, nothing the program has is unnamed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::help;
use crate::layers::LAYERS;
use crate::statistics::By;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The pages that are read by people, each with its text.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "maps/README.md", "maps/SOURCES.md"]
            .map(|name| root().join(name))
            .to_vec();
    for language in ["zh", "en"] {
        let folder = std::fs::read_dir(root().join("docs").join(language)).expect("the manual");
        paths.extend(
            folder.map(|entry| entry.expect("readable").path()).filter(|p| p.extension() == Some("md".as_ref())),
        );
    }
    assert!(paths.len() >= 22, "{paths:?}");
    paths.into_iter().map(|path| (path.clone(), read(&path))).collect()
}

/// The words of a line as a shell takes it: quotes hold words together, a `#` at the beginning of one ends the line.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '#' if !quoted && word.is_none() => break,
            c if c.is_whitespace() && !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The lines of the blocks of shell commands that call the program.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("hujin "))
}

/// What a heading is called in a link, as GitHub makes it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

#[test]
fn every_command_parses() {
    let mut found = 0;
    for (path, text) in pages() {
        for line in commands(&text) {
            let parsed = help::command().try_get_matches_from(words(line));
            assert!(
                parsed.is_ok(),
                "{}: {line}\n{}",
                path.display(),
                parsed.err().map(|e| e.to_string()).unwrap_or_default()
            );
            found += 1;
        }
    }
    assert!(found > 100, "{found} commands");
}

#[test]
fn links_and_pictures_are_there() {
    let mut pictures = BTreeSet::new();
    for (path, text) in pages() {
        let folder = path.parent().expect("a folder");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, place) = target.split_once('#').unwrap_or((target, ""));
            if file.contains("://") {
                continue;
            }
            let linked = if file.is_empty() { path.clone() } else { folder.join(file) };
            assert!(linked.exists(), "{}: {target}", path.display());
            if !place.is_empty() {
                let headings = read(&linked);
                let mut headings = headings.lines().filter(|l| l.starts_with('#')).map(|l| l.trim_start_matches('#'));
                assert!(headings.any(|h| anchor(h) == place), "{}: no heading for {target}", path.display());
            }
            if linked.extension() == Some("png".as_ref()) {
                let bytes = std::fs::metadata(&linked).map_or(0, |m| m.len());
                assert!(bytes < 250_000, "{}: {bytes} bytes", linked.display());
                pictures.insert(linked.canonicalize().expect("there"));
            }
        }
    }
    for language in ["zh", "en"] {
        let folder = std::fs::read_dir(root().join("docs/pictures").join(language)).expect("pictures");
        for entry in folder {
            let picture = entry.expect("readable").path().canonicalize().expect("there");
            assert!(pictures.contains(&picture), "{} is shown nowhere", picture.display());
        }
    }
}

#[test]
fn both_languages_name_every_command_layer_and_statistic() {
    let cli = help::command();
    let spatial = cli.find_subcommand("spatial").expect("spatial");
    let statistic = spatial.get_arguments().find(|a| a.get_id() == "statistic").expect("its statistic");
    let spatial: Vec<String> = statistic.get_possible_values().iter().map(|v| v.get_name().to_owned()).collect();
    assert!(spatial.len() > 10, "{spatial:?}");
    let keys = [By::District, By::Track, By::DistrictTrack].into_iter().flat_map(By::columns);
    let keys = keys.filter(|key| !matches!(**key, "district" | "track")).map(|key| (*key).to_owned());
    let method: BTreeSet<String> = keys.chain(spatial).collect();
    for language in ["zh", "en"] {
        let text = |chapter: &str| read(&root().join("docs").join(language).join(chapter));
        let (numbers, line) = (text("method.md"), text("command-line.md"));
        let unnamed = |text: &str, name: &str| !text.contains(&format!("`{name}`"));
        let missing: Vec<&String> = method.iter().filter(|name| unnamed(&numbers, name)).collect();
        assert!(missing.is_empty(), "{language}, method: {missing:?}");
        let missing: Vec<&str> = LAYERS.iter().map(|l| l.id()).filter(|id| unnamed(&line, id)).collect();
        assert!(missing.is_empty(), "{language}, layers: {missing:?}");
        let shown = cli.get_subcommands().filter(|c| !c.is_hide_set()).map(|c| c.get_name());
        let missing: Vec<&str> = shown.filter(|name| !line.contains(&format!("hujin {name} "))).collect();
        assert!(missing.is_empty(), "{language}, commands: {missing:?}");
    }
}
