//! Build steps after the compiler for which there is no program that is quick to install.

mod record;

use std::error::Error;
use std::fs;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bindgen", engine, folder] => bindgen(Path::new(engine), Path::new(folder)),
        ["gzip", from, to] => gzip(Path::new(from), Path::new(to)),
        ["record", ref tools @ ..] => write_record(tools),
        ["compare", folder, ref tools @ ..] => compare(Path::new(folder), tools),
        _ => Err("bindgen ENGINE FOLDER | gzip FROM TO | record TOOL... | compare FOLDER TOOL...".into()),
    }
}

/// Writes `engine_bg.wasm` and its JavaScript bindings, `engine.js`, as a classic script: some browsers have supported
/// module workers only recently.
fn bindgen(engine: &Path, folder: &Path) -> Done {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(engine).out_name("engine").no_modules(true)?.typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true).omit_default_module_path(true);
    Ok(bindgen.generate(folder)?)
}

/// Compresses with zopfli. The gzip header has no timestamp, so that the output is reproducible.
fn gzip(from: &Path, to: &Path) -> Done {
    let content = fs::read(from)?;
    let mut compressed = Vec::new();
    zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, content.as_slice(), &mut compressed)?;
    Ok(fs::write(to, compressed)?)
}

/// Records the sources and the tools of the engine in the theme.
fn write_record(tools: &[&str]) -> Done {
    let theme = record::outputs(Path::new(record::STATIC))?;
    let tables = [("tools", named(tools)), ("outputs", theme), ("sources", record::sources(Path::new("."))?)];
    let mut text = "# Written by ./build: what the search engine in the theme was built from.\n".to_owned();
    for (name, entries) in tables {
        text.push_str(&format!("\n[{name}]\n"));
        entries.iter().for_each(|(key, value)| text.push_str(&format!("\"{key}\" = \"{value}\"\n")));
    }
    Ok(fs::write(record::RECORD, text)?)
}

/// Compares what was built into `folder` with the engine in the theme. A difference is not an error: the tests verify the
/// recorded sources, and compilers do not guarantee identical output.
fn compare(folder: &Path, tools: &[&str]) -> Done {
    if record::outputs(folder)? == record::outputs(Path::new(record::STATIC))? {
        println!("The engine in the theme is, byte for byte, what its sources give.");
        return Ok(());
    }
    let recorded = record::table(&fs::read_to_string(record::RECORD)?, "tools");
    let same = if recorded == named(tools) { "the same tools" } else { "other tools" };
    println!("The engine in the theme has other bytes; it was built with {same}: {recorded:#?}");
    Ok(())
}

/// Tools by name, given as `name version`.
fn named(tools: &[&str]) -> record::Entries {
    let parts = tools.iter().filter_map(|tool| tool.split_once(' '));
    parts.map(|(name, version)| (name.to_owned(), version.to_owned())).collect()
}
