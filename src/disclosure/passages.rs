//! Passages that are internal: between `<!-- internal -->` and `<!-- /internal -->`, or in a `:::internal` block.
//!
//! The marks count wherever they stand, in code and in front matter too.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::pattern;

/// What a text withholds of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Passages {
    /// Bytes of the text, marks included; ascending, not overlapping.
    pub(super) ranges: Vec<Range<usize>>,
    /// The mark of the passage that has no end, if there is one.
    pub(super) unclosed: Option<Range<usize>>,
    /// Marks that end a passage which never begins.
    pub(super) stray: Vec<Range<usize>>,
    /// Comments that speak of something internal, and that no mark ends.
    pub(super) remarks: Vec<Range<usize>>,
}

/// A comment that begins or ends a passage, as HTML or as MDX writes it. Groups: a slash or `end` before the word, the
/// word, `end` behind it.
static COMMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) (?:<!--|\{/\*) [\s\-=_:.\#*\[\](){}\x{ad}\x{200b}-\x{200d}\x{feff}]*
        (?P<end> /\s* | (?:end|stop)\b[\s:_-]* )? (?:(?:begin|start)\b[\s:_-]*)?
        (?P<word> internal|private|confidential ) (?:[\s:_-]*(?:only|notes?|section))?
        (?:[\s:_-]+(?: (?P<tail>end|stop) | begin | start ))? [\s\-=_:.;,!\#*\[\](){}\x{ad}\x{200b}-\x{200d}\x{feff}]*? (?:-->|\*/\})",
    )
});

/// A comment that says more than the word: `<!-- internal discussion -->`. It begins a passage only where a mark ends one
/// that no other begins, since most such comments are remarks.
static WORDY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) (?:<!--|\{/\*) [\s\-=_*\[(]* (?P<end> /\s* | (?:end|stop)\b[\s:_-]*(?:of\s+)? )?
        (?P<word> internal|private|confidential )(?:ly)? (?:\s|:) [^\r\n]{1,200}? (?:-->|\*/\})",
    )
});

/// A line that opens or closes a block of colons or code, after marks of quotes and lists.
static ROWS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[ \t>*+-]*(?P<fence>:{3,}|`{3,}|~{3,})[ \t]*(?P<rest>[^\r\n]*)"));

/// The first word of a block that is internal, or a class of it: `internal`, `{.internal}`, `note {.a .internal}`.
static INTERNAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)^\{?[ .]*(?:internal|private|confidential)\b|[{ ]\.(?:internal|private|confidential)\b|class\s*=\s*["']?[^"'}]*\b(?:internal|private|confidential)\b"#,
    )
});

#[derive(Debug)]
enum PassageMark<'a> {
    Begin(String),
    /// Begins a passage only where it has an end.
    Remark(String),
    End(String),
    Colons {
        count: usize,
        rest: &'a str,
    },
    /// A line that may begin or end code.
    Code(&'a str),
}

/// What is open at a place of the text.
enum OpenPassage {
    Comment { word: String, depth: usize, mark: Range<usize> },
    Block(ColonBlock),
}

/// A block of colons that is open.
struct ColonBlock {
    /// The colons of each block that is open, outermost first.
    counts: Vec<usize>,
    mark: Range<usize>,
    /// The fence of the code within, where no colons count.
    code: String,
}

impl ColonBlock {
    fn colons(&mut self, count: usize, rest: &str) {
        if !self.code.is_empty() {
            return;
        }
        if !rest.trim().is_empty() {
            self.counts.push(count);
        } else if self.counts.last().is_some_and(|&opened| count >= opened) {
            // A shorter row of colons does not end a longer one: what follows is still inside.
            self.counts.pop();
        }
    }

    fn code(&mut self, fence: &str) {
        if self.code.is_empty() {
            fence.clone_into(&mut self.code);
        } else if fence.starts_with(&self.code) {
            self.code.clear();
        }
    }
}

/// Finds the passages of a text.
pub(super) fn find(text: &str) -> Passages {
    let mut done = Passages::default();
    let has = |needle: &[u8]| memchr::memmem::find(text.as_bytes(), needle).is_some();
    if !has(b"<!--") && !has(b":::") && !has(b"{/*") {
        return done;
    }
    let mut open: Option<OpenPassage> = None;
    let (marks, remarks) = without_remarks(marks(text));
    done.remarks = remarks;
    for (range, mark) in marks {
        open = match (open.take(), mark) {
            (None, PassageMark::Begin(word)) => Some(OpenPassage::Comment { word, depth: 1, mark: range }),
            (None, PassageMark::End(_)) => {
                done.stray.push(range);
                None
            }
            (None, PassageMark::Colons { count, rest }) => {
                let block = ColonBlock { counts: vec![count], mark: range, code: String::new() };
                INTERNAL.is_match(rest).then_some(OpenPassage::Block(block))
            }
            (Some(OpenPassage::Comment { word, depth, mark: first }), PassageMark::Begin(other)) => {
                let depth = depth + usize::from(other == word);
                Some(OpenPassage::Comment { word, depth, mark: first })
            }
            (Some(OpenPassage::Comment { word, depth, mark: first }), PassageMark::End(other))
                if other == word =>
            {
                if depth == 1 {
                    done.ranges.push(first.start..range.end);
                    None
                } else {
                    Some(OpenPassage::Comment { word, depth: depth - 1, mark: first })
                }
            }
            (Some(OpenPassage::Block(mut block)), PassageMark::Colons { count, rest }) => {
                block.colons(count, rest);
                if block.counts.is_empty() {
                    done.ranges.push(block.mark.start..range.end);
                    None
                } else {
                    Some(OpenPassage::Block(block))
                }
            }
            (Some(OpenPassage::Block(mut block)), PassageMark::Code(fence)) => {
                block.code(fence);
                Some(OpenPassage::Block(block))
            }
            (open, _) => open,
        };
    }
    if let Some(OpenPassage::Comment { mark, .. } | OpenPassage::Block(ColonBlock { mark, .. })) = open {
        done.ranges.push(mark.start..text.len());
        done.unclosed = Some(mark);
    }
    done
}

type Marks<'a> = Vec<(Range<usize>, PassageMark<'a>)>;

/// The marks in which each remark either begins a passage or is gone, and those that are gone. An end is that of the last
/// mark of its word, or of the last remark where there is none.
fn without_remarks(marks: Marks<'_>) -> (Marks<'_>, Vec<Range<usize>>) {
    let mut begun: FxHashMap<&str, usize> = FxHashMap::default();
    let mut open: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut ended: Vec<usize> = Vec::new();
    for (at, (_, mark)) in marks.iter().enumerate() {
        match mark {
            PassageMark::Begin(word) => *begun.entry(word).or_default() += 1,
            PassageMark::Remark(word) => open.entry(word).or_default().push(at),
            PassageMark::End(word) => match begun.get_mut(word.as_str()).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => ended.extend(open.get_mut(word.as_str()).and_then(Vec::pop)),
            },
            PassageMark::Colons { .. } | PassageMark::Code(_) => {}
        }
    }
    ended.sort_unstable();
    let mut remarks = Vec::new();
    let mut kept = Vec::with_capacity(marks.len());
    for (at, (range, mark)) in marks.into_iter().enumerate() {
        match mark {
            PassageMark::Remark(word) if ended.binary_search(&at).is_ok() => {
                kept.push((range, PassageMark::Begin(word)))
            }
            PassageMark::Remark(_) => remarks.push(range),
            mark => kept.push((range, mark)),
        }
    }
    (kept, remarks)
}

/// All marks of a text in order.
fn marks(text: &str) -> Marks<'_> {
    let mut marks = Marks::new();
    for found in COMMENT.captures_iter(text) {
        let (Some(whole), Some(word)) = (found.get(0), found.name("word")) else { continue };
        let ends = found.name("end").or(found.name("tail")).is_some();
        let word = word.as_str().to_lowercase();
        marks.push((whole.range(), if ends { PassageMark::End(word) } else { PassageMark::Begin(word) }));
    }
    let plain = marks.len();
    for found in WORDY.captures_iter(text) {
        let (Some(whole), Some(word)) = (found.get(0), found.name("word")) else { continue };
        let at = marks[..plain].partition_point(|(range, _)| range.end <= whole.start());
        if at < plain && marks[at].0.start < whole.end() {
            continue;
        }
        let word = word.as_str().to_lowercase();
        let ends = found.name("end").is_some();
        marks.push((whole.range(), if ends { PassageMark::End(word) } else { PassageMark::Remark(word) }));
    }
    for found in ROWS.captures_iter(text) {
        let (Some(whole), Some(fence)) = (found.get(0), found.name("fence")) else { continue };
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        let mark = match fence.as_str() {
            colons if colons.starts_with(':') => PassageMark::Colons { count: colons.len(), rest },
            code => PassageMark::Code(code),
        };
        marks.push((whole.range(), mark));
    }
    marks.sort_by_key(|(range, _)| range.start);
    marks
}
