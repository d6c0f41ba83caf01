//! Links from pages to their files in the repository.

use super::site::Site;

const SHOP: &str =
    "---\nseverity: purple\n---\n# Shop down\n\nOn 2 March 2024 the shop was down from 10:00 to 11:00 UTC.\n";
const LOG: &str = "# Incident log 2024\n\n## 2024-05-17: mail slow\n\n**Root cause:** a memory leak in the relay.\n\n## 2024-03-02: shop down\n\n**Root cause:** the TLS certificate expired.\n";

fn page(site: &Site, slug: &str) -> String {
    site.run("build").exits(0);
    site.read(&format!("public/incidents/{slug}/index.html"))
}

#[test]
fn pages_lead_to_the_editor_the_history_and_the_lines_of_their_files() {
    let site = Site::new()
        .post("2024/größe #1.md", SHOP)
        .config("repository = \"https://github.com/acme/ops/tree/main/docs\"\n");
    let page = page(&site, "grosse-1");
    let file = "main/docs/content/2024/gr%C3%B6%C3%9Fe%20%231.md";
    for link in [
        format!(
            "<a class=\"path\" href=\"https://github.com/acme/ops/blob/{file}?plain=1\">2024/größe #1.md</a>"
        ),
        format!("href=\"https://github.com/acme/ops/edit/{file}\">Edit</a>"),
        format!("href=\"https://github.com/acme/ops/commits/{file}\">History</a>"),
        format!(
            "href=\"https://github.com/acme/ops/blob/{file}?plain=1#L2\" aria-label=\"line 2 in the repository\""
        ),
    ] {
        assert!(page.contains(&link), "{link} is not in {page}");
    }
}

#[test]
fn an_incident_of_a_file_of_several_leads_to_its_heading() {
    let site = Site::new()
        .post("log.md", LOG)
        .config("repository = \"https://gitlab.com/acme/ops\"\nbranch = \"release/1\"\n");
    let file = "https://gitlab.com/acme/ops/-/blob/release/1/content/log.md?plain=1";
    site.run("build").exits(0);
    let slug = site.published().into_iter().find(|slug| slug.contains("shop")).unwrap();
    let page = page(&site, &slug);
    assert!(page.contains(&format!("<a class=\"path\" href=\"{file}#L7\">")), "{page}");
    let log = site.read("public/incidents/log/index.html");
    assert!(log.contains(&format!("<a class=\"path\" href=\"{file}\">log.md</a>")), "{log}");
}

#[test]
fn without_a_known_repository_there_are_no_such_links() {
    for settings in ["", "repository = \"https://git.example.org/acme/ops\"\n"] {
        let site = Site::new().post("shop.md", SHOP).config(settings);
        let page = page(&site, "shop");
        assert!(
            page.contains("<span class=\"path\">shop.md</span>") && !page.contains(">Edit</a>"),
            "{page}"
        );
    }
    let site = Site::new()
        .post("shop.md", SHOP)
        .config("repository = \"https://github.com/acme/ops/tree/trunk\"\nbranch = \"main\"\n");
    site.run("build").exits(2).complains(
        "error: `branch` is `main`, and `repository` names the branch `trunk`\n\
         help: leave out `branch`, or name the same branch in both\n",
    );
}

#[test]
fn a_branch_that_git_would_refuse_is_refused_where_it_stands() {
    let site = Site::new()
        .post("shop.md", SHOP)
        .config("repository = \"https://github.com/acme/ops\"\nbranch = \"../main\"\n");
    site.run("build").exits(2).complains(
        "error: whybook.toml is not a valid configuration\n\
         TOML parse error at line 2, column 10\n  \
         |\n\
         2 | branch = \"../main\"\n  \
         |          ^^^^^^^^^\n\
         no branch can be named so: it has `..`; `git branch --all` lists the names that there are\n\n",
    );
}
