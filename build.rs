//! Lists the files of `language/`, and compiles the program again when one of them or a file of the built-in theme is
//! added, changed or taken away.

use std::fmt::Write as _;
use std::path::Path;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=themes/default");
    println!("cargo::rerun-if-changed=language");
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(&root).join("language"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut list =
        String::from("/// Code and text of each file of `language/`.\nconst FILES: &[(&str, &str)] = &[\n");
    for path in paths {
        let code = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        // Cargo tracks the files through `include_str!`; the path is that of the checkout.
        let _ = writeln!(list, "    ({code:?}, include_str!({:?})),", path.display().to_string());
    }
    list.push_str("];\n");
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("languages.rs"), list)
}
