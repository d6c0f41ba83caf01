use super::*;
use crate::assets::{Publication, UnpublishedReason};
use crate::diagnostic::LineIndex;
use crate::extract::Incident;
use crate::extract::text::Document;
use crate::postmortem::Postmortem;

fn shown(markdown: &str) -> Rendered {
    let file = |relative: &str, text: &str| {
        let (relative, lines) = (relative.to_owned(), LineIndex::new(text));
        let mut file = SourceFile { relative, text: text.to_owned(), lines, ..SourceFile::default() };
        file.markup = markup::Markup::of(&file);
        file
    };
    let others = [Incident {
        record: Postmortem {
            slug: "2024-other".to_owned(),
            path: "2024/other.md".to_owned(),
            ..Postmortem::default()
        },
        source: file("2024/other.md", "# Impact\n"),
        document: Document::default(),
        language: 0,
    }];
    let published = |path: &str| match path.strip_suffix(".html") {
        Some(_) => Publication::As(format!("files/{path}.txt")),
        None if path.ends_with(".pdf") => {
            Publication::Refused(UnpublishedReason { message: "it may run".to_owned(), help: "convert it" })
        }
        None => Publication::As(format!("files/{path}")),
    };
    let files = ["2024/50% off.png", "2024/a.html", "2024/a.pdf"].map(str::to_owned);
    let neighbours = Neighbours::new(others.iter().collect(), &files, None, &published);
    let source = file("2024/this.md", markdown);
    render(&LinkContext { source: &source, title: "The title", root: "../../", neighbours: &neighbours })
}

fn check(markdown: &str, html: &str) {
    assert_eq!(shown(markdown).html.trim_end(), html, "{markdown}");
}

#[test]
fn links_between_write_ups_become_links_between_pages() {
    check(
        "See [it](other.md#impact).",
        "<p id=\"L1\">See <a href=\"../../incidents/2024-other/#impact\">it</a>.</p>",
    );
    check(
        "See <a href=\"other.md\">it</a>.",
        "<p id=\"L1\">See <a href=\"../../incidents/2024-other/\">it</a>.</p>",
    );
}

#[test]
fn fragments_lead_to_headings_or_are_findings() {
    let page = shown("[a](#r--d) [b](other.md#Impact) [c](other.md#gone) [d](#gone)\n\n## R & D\n");
    assert!(
        page.html.contains("<a href=\"#r--d\">a</a>") && page.html.contains("/2024-other/#impact\">b</a>")
    );
    assert!(
        page.html.contains("/2024-other/\">c</a>") && page.html.contains("<span class=\"dangling\">d<span")
    );
    let found: Vec<_> = page.diagnostics.iter().map(|found| (found.rule, &*found.message)).collect();
    // Those of the same page are findings of the lint rule.
    assert_eq!(found, [("dead-anchor", "`other.md#gone` leads to no heading of its page")]);
}

#[test]
fn wiki_links_lead_to_pages_and_are_words_where_there_is_none() {
    let other = "<a href=\"../../incidents/2024-other/#impact\">the other</a>";
    let text = "See [[other#Impact|the other]], [[Nobody]] and ![[50% off.png]].";
    let picture = "<img src=\"../../files/2024/50%25%20off.png\" alt=\"50% off.png\" loading=\"lazy\">";
    let expected = format!("See {other}, Nobody and {picture}.");
    check(text, &format!("<p id=\"L1\">{expected}</p>"));
    check(&format!("{text} <br>"), &format!("<p id=\"L1\">{expected} <br></p>"));
}

#[test]
fn bare_addresses_and_those_of_chats_are_links() {
    let link = |address: &str| format!("<a href=\"{address}\" class=\"elsewhere\">{address}</a>");
    check(
        "(see https://a.example/?x_y=1&z=2). `https://a.example`",
        &format!(
            "<p id=\"L1\">(see {}). <code>https://a.example</code></p>",
            link("https://a.example/?x_y=1&amp;z=2")
        ),
    );
    let chat = "<a href=\"slack://channel?id=C1\" class=\"elsewhere\">ops</a>";
    check("[ops](slack://channel?id=C1)", &format!("<p id=\"L1\">{chat}</p>"));
    check("<a href=\"slack://channel?id=C1\">ops</a>", &format!("<p id=\"L1\">{chat}</p>"));
}

#[test]
fn blocks_of_a_text_that_runs_from_the_right_say_so() {
    check(
        "## تأثير\n\n- نفدت\n\nText",
        "<h3 id=\"تأثير\" dir=\"auto\">تأثير</h3>\n<ul dir=\"rtl\">\n<li id=\"L3\" dir=\"auto\">نفدت</li>\n</ul>\n\
         <p id=\"L5\" dir=\"auto\">Text</p>",
    );
}

#[test]
fn markup_of_generators_is_not_shown() {
    check(
        "<!-- was it DNS? -->\n\n{{< note >}}Stalled{{< /note >}} {{ page.title }}\n\n## Impact {#harm}\n",
        "<p id=\"L3\">Stalled</p>\n<h3 id=\"harm\">Impact</h3>",
    );
}

#[test]
fn a_local_picture_is_shown_and_listed() {
    let page = shown("![p95](<50% off.png>)");
    assert_eq!(
        page.html.trim_end(),
        "<p id=\"L1\"><img src=\"../../files/2024/50%25%20off.png\" alt=\"p95\" loading=\"lazy\"></p>"
    );
    let (from, to) = ("2024/50% off.png".to_owned(), "files/2024/50% off.png".to_owned());
    assert_eq!(page.files, [Asset { from, to }]);
}

#[test]
fn a_file_is_linked_under_its_new_name_or_named_with_the_reason() {
    check("[trace](a.html)", "<p id=\"L1\"><a href=\"../../files/2024/a.html.txt\">trace</a></p>");
    let note = "<span class=\"dangling\">report<span class=\"note\"> (file not published)</span></span>";
    for text in ["[report](a.pdf)", "![report](a.pdf)", "<a href=\"a.pdf\">report</a>"] {
        let page = shown(text);
        assert_eq!(page.html.trim_end(), format!("<p id=\"L1\">{note}</p>"));
        assert!(page.files.is_empty());
        let found: Vec<_> = page.diagnostics.iter().map(|found| (found.rule, &*found.message)).collect();
        assert_eq!(found, [("unpublished-file", "`a.pdf` is not published: it may run")]);
    }
}

#[test]
fn a_picture_elsewhere_is_named_and_not_loaded() {
    let link = "<a href=\"https://cdn.example/a.png\" class=\"elsewhere\">p95</a>\
                <span class=\"note\"> (picture on cdn.example, not loaded)</span>";
    check("![p95](https://cdn.example/a.png)", &format!("<p id=\"L1\">{link}</p>"));
    check("An <img src=\"https://cdn.example/a.png\" alt=\"p95\">", &format!("<p id=\"L1\">An {link}</p>"));
    check(
        "[![p95](//cdn.example/a.png)](https://example.org)",
        "<p id=\"L1\"><a href=\"https://example.org\" class=\"elsewhere\">p95\
         <span class=\"note\"> (picture on cdn.example, not loaded)</span></a></p>",
    );
}

#[test]
fn a_dangling_link_is_text_and_one_of_embedded_html_a_finding_with_its_place() {
    let found = |text: &str| {
        let page = shown(text);
        assert!(page.html.contains("See <span class=\"dangling\">it<span"), "{}", page.html);
        assert!(!page.html.contains("gone.md"));
        let place =
            |found: &Diagnostic| (found.rule, found.span.as_ref().map(|span| (span.line, span.column)));
        page.diagnostics.iter().map(place).collect::<Vec<_>>()
    };
    // The lint rule reports links of Markdown.
    assert_eq!(found("All is well.\n\nSee [it](gone.md)."), []);
    assert_eq!(found("All is well.\n\nSee [it](gone.md) <a href=\"gone.md\">again</a>."), []);
    assert_eq!(found("All is well.\n\nSee <a href=\"gone.md\">it</a>."), [("dangling-link", Some((3, 14)))]);
}

#[test]
fn schemes_that_run_something_are_removed() {
    for address in
        ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "&#106;avascript:x"]
    {
        let html = shown(&format!("[it]({address}) <a href=\"{address}\">it</a>")).html;
        assert!(!html.contains("href"), "{html}");
    }
}

#[test]
fn embedded_html_is_cleaned() {
    let page = shown(
        "<h1 style=\"color:red\" onclick=\"x()\">Heading</h1>\n\n<script>alert(1)</script><style>p{}</style>\n\n\
         <details open><summary>More</summary>text</details><iframe src=\"https://x.example\"></iframe>\n\n\
         <p class=\"masthead\" title=\"<img src=https://x.example/y.png>\">kept</p><form><input></form>",
    );
    for gone in ["style", "onclick", "script", "iframe", "masthead", "<input", "<form", "src="] {
        assert!(
            !page.html.replace("src=https://x.example/y.png", "").contains(gone),
            "{gone}: {}",
            page.html
        );
    }
    assert!(page.html.contains("<summary>More</summary>"), "{}", page.html);
    assert!(page.html.contains("kept"));
}

#[test]
fn text_is_escaped_everywhere() {
    check("1 < 2 & `<b>`", "<p id=\"L1\">1 &lt; 2 &amp; <code>&lt;b&gt;</code></p>");
    check(
        "[a](https://x.example/?a=\"b\"&c=<d> \"t\\\"<\")",
        "<p id=\"L1\"><a href=\"https://x.example/?a=%22b%22&amp;c=%3Cd%3E\" class=\"elsewhere\" \
         title=\"t&quot;&lt;\">a</a></p>",
    );
}

#[test]
fn tables_align_by_class_and_scroll_in_their_own_box() {
    check(
        "| when | n |\n|---|--:|\n| noon | 2 |",
        "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead><tr>\
         <th scope=\"col\">when</th><th scope=\"col\" class=\"to-right\">n</th></tr></thead>\n<tbody>\n\
         <tr id=\"L3\"><td>noon</td><td class=\"to-right\">2</td></tr>\n</tbody></table></div>",
    );
}

#[test]
fn headings_move_under_the_pages_own_and_their_ids_are_unique() {
    let page = shown("# The title\n\n## Impact\n\nBad.\n\n## Impact\n\n### Money\n");
    assert!(!page.html.contains("The title"));
    let read: Vec<_> = page.headings.iter().map(|h| (h.level, h.id.as_str())).collect();
    assert_eq!(read, [(3, "impact"), (3, "impact-1"), (4, "money")]);
}

#[test]
fn entries_marked_in_other_ways_keep_their_lines() {
    check(
        "Timeline\n§ 09:00 it broke\n$ 09:10 we saw it\nand more\n09:30 over",
        "<p id=\"L1\">Timeline<br>\n§ 09:00 it broke<br>\n$ 09:10 we saw it\nand more<br>\n09:30 over</p>",
    );
}

#[test]
fn a_line_leads_to_the_block_it_stands_in() {
    let page = shown("One\ntwo\n\n- three\n- four\n\n> five\n");
    assert_eq!([1, 2, 4, 5, 6, 7].map(|line| page.anchor(line)), [1, 1, 4, 5, 5, 7].map(Some));
}

#[test]
fn footnotes_tasks_and_strikethrough_work() {
    check(
        "- [x] ~~do~~[^a]\n\n[^a]: Done.",
        "<ul>\n<li id=\"L1\"><span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> <del>do</del><sup>\
         <a href=\"#wb-note-1\" aria-label=\"Footnote 1\">1</a></sup></li>\n</ul>\n\
         <div class=\"footnote\" id=\"wb-note-1\"><sup>1</sup> <p id=\"L3\">Done.</p>\n</div>",
    );
}

#[test]
fn an_authors_id_never_takes_the_place_of_the_pages_own() {
    let text = "<p id=\"L5\">a</p><a name=\"wb-text\">b</a><i id=\"impact\">c</i><b id=\"mine\">d</b><b id=\"mine\">e</b>\n\n\
                # Impact\n\n# wb why\n\nText.\n";
    let page = shown(text);
    let ids: Vec<&str> =
        page.html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids, ["mine", "impact", "text-wb-why", "L7"], "{}", page.html);
    assert!(page.html.contains("<h3 id=\"impact\">") && !page.html.contains("name="), "{}", page.html);
}

#[test]
fn characters_that_change_the_direction_are_shown_by_their_code() {
    check("a\u{202E}b `\u{2066}c`", "<p id=\"L1\">a[U+202E]b <code>[U+2066]c</code></p>");
    check("&#x202E;<i title=\"\u{200F}\">b</i>", "<p id=\"L1\">[U+202E]<i title=\"[U+200F]\">b</i></p>");
    check("שלום 👩\u{200D}💻", "<p id=\"L1\" dir=\"auto\">שלום 👩\u{200D}💻</p>");
}
