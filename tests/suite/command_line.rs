//! What holds for all commands: help, version, colours, how much is said, and where settings are found.

use std::process::Command;

use snapbox::str;

use super::site::Site;

const SHOP: &str = "# Shop out of memory\n\n## Summary\n\nOn 2 March 2024 the shop answered with errors from 10:00 to \
                    11:30 UTC. The outage was caused by a memory leak.\n\n## Timeline\n\n- 10:00 down\n- 11:30 up\n";
const BROKEN: &str = "---\nseverity: [\n---\n# Shop down\n\n## Impact\n";

#[test]
fn help_names_the_commands_and_their_flags() {
    let site = Site::new();
    site.run("--help").exits(0).prints(str![[r#"
A static postmortem knowledge base: reads Markdown postmortems, tags root causes, and builds a
searchable site.

Usage: whybook [OPTIONS] <COMMAND>

Commands:
  init         Make a folder a knowledge base; write-ups that it holds stay where they are
  new          Start a write-up from a template
  build        Read postmortems, tag their causes, and write the site and the search index
  check        Check write-ups: missing facts, contradictions, dead links, vague action items, …
  serve        Build, serve on this machine, and rebuild when something changes
  explain      Show extracted facts with their source lines
  tag          Show or write missing front matter: causes, dates, duration, …
  search       Find past incidents: words, "phrases", cause:dns, service:checkout, date:2023, AND,
               OR, NOT, -word
  similar      Find past incidents similar to a text, with reasons
  completions  Print a shell's completions of commands and flags
  man          Write manual pages, a file for each command
  schema       Print a JSON Schema: of front matter, of whybook.toml, or of what programs read
  help         Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help
  -V, --version  Print version

Global options:
      --color <WHEN>  Colour messages; `auto` does so on a terminal, unless NO_COLOR is set
                      [possible values: auto, always, never]

Examples:
  whybook init our-incidents               a new knowledge base, or one of what lies there
  whybook new "Checkout answers 502"       a write-up from a template
  whybook serve --include-private --open   the site on this machine, drafts included
  whybook search cause:dns date:2024

`whybook help COMMAND` has examples of each command.

"#]]);
    site.run("build --help").exits(0).prints(str![[r#"
Read postmortems, tag their causes, and write the site and the search index

Usage: whybook build [OPTIONS]

Options:
      --content <DIR>    Folder of postmortems [default: that of whybook.toml, else content]
      --out <DIR>        Folder to write the site to [default: that of whybook.toml, else public]
      --index <DIR>      Folder to write the search index to [default: that of whybook.toml, else
                         search-index]
      --base-url <URL>   URL the site is published at, such as https://org.github.io/repo/
      --config <FILE>    Config file [default: ./whybook.toml, if it matches --content]
      --include-private  Build the internal site: include what is withheld from the public, with a
                         notice on every page
  -v, --verbose          Name every file with what it was taken for, and why, and those that took
                         longest
  -q, --quiet            Say only what is wrong
      --strict           Exit 1 if any postmortem has warnings or errors
  -h, --help             Print help

Global options:
      --color <WHEN>  Colour messages; `auto` does so on a terminal, unless NO_COLOR is set
                      [possible values: auto, always, never]

Examples:
  whybook build                                       what whybook.toml says
  whybook build --content docs/incidents --out site   without settings
  whybook build --strict                              exits 1 on warnings, for pull requests
  whybook build --base-url https://org.github.io/repo/

Exits 2 if it cannot run.

"#]]);
    for command in [
        "init", "new", "check", "serve", "explain", "tag", "search", "similar", "completions", "man",
        "schema",
    ] {
        let run = site.run(&format!("{command} --help")).exits(0);
        assert!(run.stdout.contains(&format!("Usage: whybook {command}")), "{}", run.stdout);
        assert!(run.stdout.contains(&format!("\nExamples:\n  whybook {command}")), "{}", run.stdout);
        // Examples are not broken into lines.
        assert!(run.stdout.lines().all(|line| line.len() <= 100), "{}", run.stdout);
    }
    site.run("nonsense").exits(2).mentions("unrecognized subcommand 'nonsense'");
    site.run("").exits(2);
}

#[test]
fn what_other_programs_call_a_command_leads_to_ours() {
    let site = Site::new();
    for (other, ours) in [("lint", "check"), ("ls", "search"), ("dev", "serve"), ("biuld", "build")] {
        let run = site.run(other).exits(2);
        assert!(
            run.stderr.contains(&format!("tip: a similar subcommand exists: '{ours}'")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn the_version_is_that_of_the_package_and_of_a_commit_where_it_is_a_release() {
    let version = Site::new().run("--version").exits(0).stdout;
    let pattern = r"^whybook [0-9.]+( \([0-9a-f]{9}(-modified)? [0-9]{4}-[0-9]{2}-[0-9]{2}\))?\n$";
    assert!(regex::Regex::new(pattern).unwrap().is_match(&version), "{version}");
}

#[test]
fn a_quiet_build_says_only_what_is_wrong_and_a_verbose_one_what_took_long() {
    let site = Site::new().post("shop.md", SHOP).post("README.md", "# Our incidents\n");
    let quiet = site.run("build --quiet").exits(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let mut verbose = Command::new(env!("CARGO_BIN_EXE_whybook"));
    let verbose = verbose.args(["build", "-v"]).current_dir(site.path("")).output().unwrap();
    let told = String::from_utf8_lossy(&verbose.stderr);
    let slowest = regex::Regex::new(r"\nnote: shop.md took [0-9]+\.[0-9] ms to read\n").unwrap();
    assert!(slowest.is_match(&told), "{told}");
    let site = site.post("bad.md", BROKEN);
    let quiet = site.run("build -q").exits(0);
    assert!(quiet.stdout.is_empty() && quiet.stderr.starts_with("error[front-matter-syntax]"), "{quiet:?}");
    site.run("build -q -v").exits(2).mentions("cannot be used with");
}

#[test]
fn colours_are_written_where_they_are_asked_for() {
    let site = Site::new().post("bad.md", BROKEN);
    for (flags, is_coloured) in [("", false), ("--color always", true), ("--color never", false)] {
        let run = site.run(&format!("build {flags}")).exits(0);
        assert_eq!(run.stderr.contains('\u{1b}'), is_coloured, "{flags}: {}", run.stderr);
        for (ends_early, code) in
            [("build --help", 0), ("help build", 0), ("biuld", 2), ("build --nonsense", 2)]
        {
            let run = site.run(&format!("{flags} {ends_early}")).exits(code);
            assert_eq!((run.stdout + &run.stderr).contains('\u{1b}'), is_coloured, "{flags} {ends_early}");
        }
    }
    let after = site.run("build --help --color=always").exits(0);
    assert!(after.stdout.contains('\u{1b}'), "{}", after.stdout);
}

#[test]
fn settings_in_a_folder_above_are_pointed_to() {
    let site = Site::new().post("2024/shop.md", SHOP).config("title = \"Ours\"\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
    let done = command.arg("build").current_dir(site.path("content/2024")).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&done.stderr),
        "note: whybook.toml lies in ../..; its settings do not count here\n  \
         = help: run `whybook` there, or name the file: `--config ../../whybook.toml`\n\
         error: cannot read the content folder content: No such file or directory (os error 2)\n\
         help: `cd ../..` first, where whybook.toml is\n"
    );
}

#[test]
fn a_pattern_of_the_settings_that_matches_nothing_is_told() {
    let site = Site::new().post("2024/shop.md", SHOP).config(
        "exclude = [\"2023/*.md\"]\n[per_file_rules.\"content/2024/**\"]\nno-timeline = \"off\"\n[per_file_rules.\"2024\"]\nno-timeline = \"off\"\n",
    );
    let told = str![[r#"
warning: exclude in whybook.toml: `2023/*.md` matches no file of content
  = help: paths are relative to the content folder; `*` and `?` stand for characters of a name, `**` for folders
warning: [per_file_rules] in whybook.toml: `content/2024/**` matches no file of content
  = help: paths are relative to the content folder; `*` and `?` stand for characters of a name, `**` for folders

"#]];
    site.run("build").exits(0).complains(told.clone());
    site.run("check").exits(0).complains(told);
}
