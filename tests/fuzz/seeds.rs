//! Writes the seeds of every target into `corpus/<target>/`, and the regressions with them.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in hujin_fuzz::entries::ENTRIES {
        let folder = here.join("corpus").join(entry.name);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in (entry.seeds)().iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
        let Ok(found) = std::fs::read_dir(here.join("regressions").join(entry.name)) else { continue };
        for file in found.flatten() {
            std::fs::copy(file.path(), folder.join(file.file_name()))?;
        }
    }
    Ok(())
}
