//! A public site holds no byte of what is private: marked words in every place of a write-up, for every way to say that
//! it is private, are looked for in every byte that a build writes; and a site that publishes everything holds them.

mod links;
mod marks;
mod planting;
mod redaction;

use super::site::Site;
use planting::{Words, blocks, found, pairs, png, written, yaml};

/// Lines of front matter that withhold a file.
const BY_KEY: [&str; 29] = [
    "visibility: internal", "Visibility: 'Private'", "visibility: [internal, partners]",
    "visibility: our-team", "published: false", "published: no", "published: 2999-01-01", "draft: true",
    "private: true", "confidential: yes", "internal: true", "hidden: on", "public_release: false",
    "public: false", "approval_status: pending", "publishDate: 2999-01-01T00:00:00Z",
    "publish_date: 2999-01-01", "status: draft", "state: wip", "status: in_progress",
    "section: issue\nstatus: draft", "tlp: AMBER", "TLP: \"TLP:RED\"", "classification: Confidential",
    "confidentiality: restricted", "audience: internal", "meta: {visibility: internal}",
    "params: {draft: true}", "markings: [TLP:AMBER+STRICT]",
];

/// Lines of the text that do.
const BY_LABEL: [&str; 16] = [
    "Visibility: internal",
    "**Confidential:** yes",
    "Status: Draft",
    "| Visibility | internal |\n|---|---|\n| a | b |",
    "| Date | Confidentiality |\n|---|---|\n| 2024-05-06 | Internal |",
    "TLP:AMBER",
    "> **TLP: RED**",
    "# CONFIDENTIAL",
    "INTERNAL ONLY",
    "*Internal use only*",
    "Do not distribute",
    "<!-- visibility: internal -->",
    "- Draft: yes",
    "## Visibility\n\nInternal",
    "This document is confidential.",
    "CONFIDENTIAL – Example Ltd",
];

/// Front matter that no parser understands and that still says it.
const BROKEN: [&str; 6] = [
    "---\nvisibility: internal\nvisibility: internal\nEXTRA---\n",
    "---\n- visibility: internal\nEXTRA---\n",
    "---\ntitle: [\nvisibility: internal\nEXTRA---\n",
    "---\nvisibility: internal\nEXTRA\n\n",
    "---\nvisibility: &a internal\nEXTRA---\n",
    "+++\ndraft = true\ntitle = \nEXTRA+++\n",
];

struct Planting {
    site: Site,
    words: Words,
    /// Paths of the withheld files, with the slugs and identifiers that they state.
    withheld: Vec<String>,
}

impl Planting {
    fn new() -> Self {
        let site = Site::new().config("base_url = \"https://example.org/book/\"\n");
        Self { site, words: Words::default(), withheld: Vec::new() }
    }

    fn add(&mut self, path: &str, text: &str) {
        self.site = std::mem::replace(&mut self.site, Site::new()).post(path, text);
    }

    /// A file with words everywhere; `front` and `label` are what withholds it.
    fn withhold(&mut self, way: &str, folder: &str, front: impl FnOnce(&mut Words) -> String, label: &str) {
        let words = &mut self.words;
        // The slug is stated, so that no page bears the names of the file and its folder; but one shows its path.
        let path = format!(
            "{folder}{}/{}.md",
            words.shown(&format!("{way}: folder")),
            words.shown(&format!("{way}: file"))
        );
        let picture = words.shown(&format!("{way}: picture's name"));
        let metadata = words.unseen(&format!("{way}: picture's metadata"));
        let front = front(words);
        let body = blocks(words, way, &format!("{picture}.png")).join("\n\n");
        let parent = path.rsplit_once('/').unwrap().0.to_owned();
        self.add(&path, &format!("{front}# Heading\n\n{label}\n\n{body}\n"));
        self.site = std::mem::replace(&mut self.site, Site::new())
            .post(&format!("{parent}/{picture}.png"), png(&metadata));
        self.withheld.push(path);
    }

    /// Public files that link to every withheld one, in every way that a link is written.
    fn link(&mut self) {
        let mut text = String::from(
            "---\ntitle: Public\ndate: 2024-05-06\n---\n\n## Root cause\n\nThe disk was full.\n\n",
        );
        for (at, path) in self.withheld.clone().iter().enumerate() {
            let address = format!(
                "https://example.org/book/incidents/{}/",
                path.rsplit_once('/').unwrap().1.trim_end_matches(".md")
            );
            let title = self.words.unseen("title of a link to a withheld file");
            let name = path.rsplit_once('/').unwrap().1.trim_end_matches(".md");
            text.push_str(&format!(
                "[inline {at}]({path} \"{title}\"), [absolute]({address}), [page]({path}#part), ![picture]({path}), \
                 [reference][{at}], <https://example.org/repo/blob/main/content/{path}>, bare {path}, `{path}`, \
                 <a href=\"{path}\" title=\"{title}\">element</a>, <img src='{path}' alt=\"alt\">, [[{name}]], \
                 [[{name}|wiki]], [![nested]({path})]({path})\n\n[{at}]: {path} \"{title}\"\n\n"
            ));
        }
        self.add("public.md", &text);
        let names: Vec<String> = self.withheld.iter().map(|path| format!("\"{path}\"")).collect();
        let front = format!(
            "---\ntitle: Also public\nrelated: [{0}]\nlinks: [{0}]\nrecurrence_of: {1}\n---\n",
            names.join(", "),
            names[0]
        );
        self.add("related.md", &format!("{front}\n## Root cause\n\nThe certificate had expired.\n"));
    }

    /// Asserts that all planted words that pages show are in a site that publishes everything, and none in a public one.
    fn prove(&self, fewest: usize) {
        let words = self.words.all();
        assert!(words.len() >= fewest, "{} places", words.len());
        self.site.run("build --include-private").exits(0);
        let shown = found(words, &written(&self.site));
        let missing =
            words.iter().filter(|planted| planted.shown && !shown.contains_key(planted.word.as_str()));
        let missing: Vec<&str> = missing.map(|planted| planted.place.as_str()).collect();
        assert!(missing.is_empty(), "not planted: {missing:#?}");
        // In the same folders, so that nothing of the internal site may stay behind.
        self.site.run("build").exits(0);
        let leaked = found(words, &written(&self.site));
        let place = |word: &str| words.iter().find(|planted| planted.word == word).unwrap().place.clone();
        let leaked: Vec<String> =
            leaked.iter().map(|(word, files)| format!("{}: {files:?}", place(word))).collect();
        assert!(leaked.is_empty(), "{} of {} places leak:\n{}", leaked.len(), words.len(), leaked.join("\n"));
    }
}

#[test]
fn no_byte_of_a_file_that_is_withheld_is_published() {
    let mut planting = Planting::new();
    for way in BY_KEY {
        planting.withhold(way, "", |words| format!("---\n{way}\n{}---\n\n", yaml(words, way)), "");
    }
    for way in BY_LABEL {
        planting.withhold(way, "", |words| format!("---\n{}---\n\n", yaml(words, way)), way);
    }
    planting.withhold("_drafts", "_drafts/", |words| format!("---\n{}---\n\n", yaml(words, "_drafts")), "");
    let toml = |words: &mut Words| {
        let lines = pairs(words, "TOML").into_iter().map(|(key, value)| format!("{key} = \"{value}\"\n"));
        format!("+++\nvisibility = \"internal\"\n{}+++\n\n", lines.collect::<String>())
    };
    planting.withhold("TOML", "", toml, "");
    let json = |words: &mut Words| {
        let lines = pairs(words, "JSON").into_iter().map(|(key, value)| format!(",\n\"{key}\": \"{value}\""));
        format!("{{\"draft\": true{}}}\n\n", lines.collect::<String>())
    };
    planting.withhold("JSON", "", json, "");
    for (number, front) in BROKEN.into_iter().enumerate() {
        let way = format!("broken front matter {number}");
        let extra = |words: &mut Words| front.replace("EXTRA", &format!("extra: {}\n", words.shown(&way)));
        planting.withhold(&way, "", extra, "");
    }
    planting.link();
    planting.prove(3_000);
}

#[test]
fn no_byte_of_a_passage_that_is_withheld_is_published() {
    let mut planting = Planting::new();
    for (number, (begin, end)) in [
        ("<!-- internal -->", "<!-- /internal -->"),
        ("<!--PRIVATE-->", "<!-- end private -->"),
        ("<!-- confidential:begin -->", "<!-- confidential:end -->"),
        (":::internal", ":::"),
        ("::: {.callout .internal}", ":::"),
        ("::::internal\n\n:::note", ":::\n\n::::"),
        ("> text\n\n:::{.internal}\n\n```\n:::\n```", ":::"),
    ]
    .into_iter()
    .enumerate()
    {
        let picture = planting.words.shown("picture's name");
        let words = &mut planting.words;
        let metadata = words.unseen("picture's metadata");
        let front: String = yaml(words, begin)
            .lines()
            .filter(|line| !["slug", "title"].iter().any(|key| line.starts_with(key)))
            .fold(String::new(), |lines, line| lines + line + "\n");
        let blocks = blocks(words, begin, &format!("{picture}.png"));
        let blocks: Vec<String> =
            blocks.iter().map(|block| format!("Public words.\n\n{begin}\n\n{block}\n\n{end}\n")).collect();
        let inline = words.shown(&format!("{begin}: in a line"));
        let text = format!(
            "---\ntitle: Public {number}\n# <!-- internal -->\n{front}# <!-- /internal -->\n---\n\n{}\n\
             A <!-- internal --> {inline} <!-- /internal --> line.\n",
            blocks.join("\n")
        );
        planting.add(&format!("public-{number}.md"), &text);
        planting.site = std::mem::replace(&mut planting.site, Site::new())
            .post(&format!("{picture}.png"), png(&metadata));
    }
    // The slug and title of a public file are public.
    planting.words.forget(|planted| {
        ["slug", "title"].iter().any(|key| planted.place.ends_with(&format!("front matter, {key}")))
    });
    planting.prove(300);
}
