use super::*;
use crate::diagnostic::LineIndex;

fn file(path: &str, text: &str) -> SourceFile {
    let lines = LineIndex::new(text);
    let mut file =
        SourceFile { relative: path.to_owned(), text: text.to_owned(), lines, ..SourceFile::default() };
    file.markup = Markup::of(&file);
    file
}

/// What is left of each line, without what fills it up.
fn left(path: &str, text: &str) -> Vec<String> {
    let file = file(path, text);
    assert_eq!(file.markdown().len(), text.len(), "{text}");
    let starts = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).collect::<Vec<_>>();
    assert_eq!(starts(file.markdown()), starts(text));
    file.markdown().lines().map(|line| line.trim_end().to_owned()).collect()
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(left(path, text), expected, "{text}");
}

#[test]
fn mdx_keeps_its_text_alone() {
    check(
        "a.mdx",
        "import Tabs from '@theme/Tabs';\nexport const when = {\n  year: 2020,\n};\n\n{/* Was it DNS?\n\nOr not? */}\n\
         <Tabs>\n  <TabItem value=\"eu\" label={<b>EU</b>}>\n\n    The queue *stalled* {props.when}.\n\n    - at noon\n      - twice\n\n  </TabItem>\n</Tabs>\n",
        &[
            "", "", "", "", "", "", "", "", "", "", "", "The queue *stalled* .", "", "- at noon",
            "  - twice", "", "", "",
        ],
    );
}

#[test]
fn imports_are_code_and_prose_about_imports_is_not() {
    check("a.md", "import A from \"./a\";\n\nText\n", &["", "", "Text"]);
    let prose = "import jobs from the queue stalled\n\nexport of \"orders\" failed\n";
    check("a.md", prose, &["import jobs from the queue stalled", "", "export of \"orders\" failed"]);
}

#[test]
fn templates_leave_text_and_addresses() {
    check(
        "a.html.md.erb",
        "<% incident do |i| %>\nStalled at <%= i.at %> noon.\n<% end %>\n",
        &["", "Stalled at noon.", ""],
    );
    check(
        "a.md",
        "{% comment %}\nWas it DNS?\n{% endcomment %}\nSee [b]({% post_url 2024-01-02-b %}) and ![g]({{ site.url }}/g.png).\n\
         {{< note >}}Stalled{{< /note >}} [c]({{< ref \"c.md#x\" >}})\n{{< figure src=\"/p95.png\" caption=\"p95\" >}}\n",
        &["", "", "", "See [b](/2024-01-02-b) and ![g](/g.png).", "Stalled [c](/c.md#x)", "![p95](/p95.png)"],
    );
    check(
        "a.md",
        "{% highlight sh %}\nrm -rf {{ x }}\n{% endhighlight %}\nText\n",
        &["```", "rm -rf {{ x }}", "```", "Text"],
    );
    check(
        "a.md",
        "The alert `{{ $labels.pod }}` and {{ placeholder }} stay.\n",
        &["The alert `{{ $labels.pod }}` and {{ placeholder }} stay."],
    );
    check(
        "a.md",
        "### {{ 06:10 }}\n\n{{ The Tray was full }}, {{ TITLE HERE }}\n",
        &["### 06:10", "", "The Tray was full, {{ TITLE HERE }}"],
    );
}

#[test]
fn blocks_leave_their_titles() {
    check(
        "a.qmd",
        "::: {.callout-note title=\"Data loss\"}\nNone.\n:::\n\n:::warning[Slow]\nYes\n:::\n> [!NOTE]\n> text\n\n> [!bug]- Old one\n> text\n",
        &[
            "**Data loss**", "None.", "", "", "**Slow**", "Yes", "", ">", "> text", "", "> **Old one**",
            "> text",
        ],
    );
    check(
        "a.md",
        "!!! danger \"Outage\"\n    The queue stalled.\n\n    Twice.\n\nText\n",
        &["**Outage**", "The queue stalled.", "", "Twice.", "", "Text"],
    );
}

#[test]
fn comments_and_attributes_are_gone_and_code_stays() {
    check(
        "a.md",
        "A <!-- was it\n\nDNS? --> B\n\n`<!-- x -->`\n\n```html\n<!-- y -->\n```\n\n    {% indented %}\n\n[l](u){:target=\"_blank\"} ![i](p.png){width=50%}\n{: .note}\nreturned {:error, 5}\n",
        &[
            "A", "", "B", "", "`<!-- x -->`", "", "```html", "<!-- y -->", "```", "", "    {% indented %}",
            "", "[l](u) ![i](p.png)", "", "returned {:error, 5}",
        ],
    );
}

#[test]
fn headings_keep_the_ids_of_their_authors() {
    let file = file(
        "a.md",
        "## Impact {#harm .wide}\n\nTimeline {#when}\n---\n\n### Fix {/* #fix */}\n\n## Set {a, b}\n",
    );
    let shown: Vec<&str> =
        file.markdown().lines().filter(|line| !line.is_empty()).map(str::trim_end).collect();
    assert_eq!(shown, ["## Impact", "Timeline", "---", "### Fix", "## Set {a, b}"]);
    let ids = [1..2, 3..5, 6..7, 8..9].map(|lines| file.markup.heading_id(lines));
    assert_eq!(ids, [Some("harm"), Some("when"), Some("fix"), None]);
}

#[test]
fn wiki_links_become_references_and_other_double_brackets_stay() {
    check(
        "a.md",
        "See [[Mail down]], [[Mail down#Impact|the mail]] and ![[graph.png|300]].\n",
        &["See [Mail down][], [the mail][Mail down#Impact] and ![graph.png][]."],
    );
    let other = "[[1]](https://a.example) if [[ -f x ]] then [[:alpha:]] `[[code]]` [[12]]\n";
    check("a.md", other, &[other.trim_end()]);
    let file = file("a.md", "[[B]] and [C][]\n");
    let links: Vec<String> = events(&file, Options::empty())
        .filter_map(|(event, _)| match event {
            Event::Start(pulldown_cmark::Tag::Link { link_type, dest_url, .. }) if is_wiki(link_type) => {
                Some(dest_url.to_string())
            }
            _ => None,
        })
        .collect();
    assert_eq!(links, ["B"]);
    assert_eq!(without_brackets("[[shop]], [[Mail|mail]]"), "shop, mail");
}

#[test]
fn markup_that_never_ends_takes_time_in_proportion() {
    for opening in
        ["{{< ", "{% ", "<!-- ", "<Aa ", "<Aa {", "[[a ", "`a ``b ", "{/* ", "%% ", "<Aa>", "{a ", "## x {#"]
    {
        for path in ["a.md", "a.mdx"] {
            let text = opening.repeat(20_000);
            assert_eq!(file(path, &text).markdown().len(), text.len());
        }
    }
}
