//! A secret in a write-up is reported by its kind and place, and no output holds it.

use std::io::Read as _;

use flate2::read::GzDecoder;

use super::site::Site;

/// Put together here, so that no scanner of a forge takes this file for a leak.
fn token() -> String {
    ["gh", "p_", "Zk3vQ9xT1mB7nL5cR8wY2dF6hJ4sP0aEuGiO"].concat()
}

fn leaking() -> Site {
    let token = token();
    let text = format!(
        "---\ntitle: Deploys failed\ntrigger: a job ran with {token}\n---\n# Deploys failed\n\n\
         The memory leak was caused by {token}.\n\n## Timeline\n\n- 10:00 `curl -H 'token {token}'` failed\n\n\
         [log](run.log) <a href=\"https://a.example/?t={token}\">there</a>\n"
    );
    Site::new()
        .config("base_url = \"https://incidents.example/\"\n")
        .post("a.md", text)
        .post("run.log", format!("started\nAuthorization: token {token}\n"))
}

/// Paths of written files that hold a text, those within gzip included.
fn holding(site: &Site, text: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    let files = ["public", "search-index"].map(|folder| site.files(folder));
    let found = files.into_iter().flatten().filter(|(_, bytes)| {
        let mut plain = Vec::new();
        let _no_gzip = GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
        holds(bytes) || holds(&plain)
    });
    found.map(|(path, _)| path).collect()
}

#[test]
fn a_secret_is_in_no_output_and_fails_a_strict_build() {
    let site = leaking();
    for flags in ["", "--include-private"] {
        let run = site.run(&format!("build {flags}")).exits(0);
        assert_eq!(holding(&site, &token()), Vec::<String>::new(), "{flags}");
        for output in [&run.stdout, &run.stderr] {
            assert!(!output.contains(&token()), "{output}");
        }
        let places: Vec<&str> =
            run.stderr.lines().filter(|line| line.contains("-->")).map(str::trim).collect();
        let expected =
            ["--> a.md:3:25", "--> a.md:7:31", "--> a.md:11:25", "--> a.md:13:46", "--> run.log:2:22"];
        assert_eq!(places, expected, "{}", run.stderr);
    }
    site.run("build --strict").exits(1);
    assert!(holding(&site, "REDACTED-github-token-1").contains(&"files/run.log".to_owned()));
    let tagged = site.run("tag");
    assert!(!tagged.stdout.contains(&token()) && tagged.stdout.contains("REDACTED-github-token-1"));
    let explained = site.run("explain content/a.md").exits(0);
    assert!(!explained.stdout.contains(&token()) && explained.stdout.contains("REDACTED-github-token-1"));
}

#[test]
fn a_public_page_does_not_say_that_its_file_holds_a_secret() {
    let site = leaking();
    site.run("build").exits(0);
    let page = site.read("public/incidents/a/index.html");
    assert!(page.contains("REDACTED-github-token-1") && !page.contains("a secret"), "{page}");
    assert!(!site.read("public/incidents.json").contains("\"rule\":\"secret\""));
}

#[test]
fn a_secret_is_found_however_markdown_spells_it_and_in_the_name_of_a_file() {
    let plain = token();
    let secret = &plain[4..];
    let spelled = ["\\_", "&#95;", "&lowbar;", "_\u{200b}", "**_**"].map(|mark| format!("ghp{mark}{secret}"));
    let glued = format!("deploy-{plain} and x_{plain}");
    let text = format!("# Deploys failed\n\n{}\n\n{glued}\n", spelled.join("\n\n"));
    let site = Site::new().post("a.md", text).post(&format!("b/{plain}.md"), "# Named\n");
    let run = site.run("build").exits(0);
    assert_eq!(run.stderr.matches("a secret").count(), spelled.len() + 3, "{}", run.stderr);
    for needle in [secret.to_owned(), secret.to_lowercase()] {
        assert_eq!(holding(&site, &needle), Vec::<String>::new());
        assert!(!run.stderr.contains(&needle), "{}", run.stderr);
    }
    assert_eq!(site.published(), ["a", "redacted-github-token-1"]);
}
