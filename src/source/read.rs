//! One file becomes a text whose offsets hold for the rest of the way.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::block::{self, Problem};
use super::extensions::split_name;
use super::fence::{self, Fence};
use super::find::refused;
use super::markup::Markup;
use super::{Format, FoundFile, FrontMatterBlock, Judgement, Portion, Skipped, SourceFile, Verdict, judge};
use crate::contained::OpenError;
use crate::diagnostic::fix::Fix;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::postmortem::Kind;

/// How much of a file is read for facts and shown: 4 MiB, some thousand times a long postmortem.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What became of a file.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It may be a postmortem.
    Read(Box<SourceFile>),
    /// It is none, or cannot be read.
    Skipped(Skipped),
}

/// Reads a file of the content folder and judges by its text whether it is a postmortem.
pub fn read(found: &FoundFile) -> (Outcome, Vec<Diagnostic>) {
    judged(&found.relative, found.kind, load_or_reason(found))
}

/// Judges a file whose bytes are at hand as [`read`] would judge the file.
pub fn read_bytes(found: &FoundFile, bytes: &[u8]) -> (Outcome, Vec<Diagnostic>) {
    let head = bytes.get(..MAX_BYTES).unwrap_or(bytes).to_vec();
    let loaded = text_or_reason(&found.path, &found.relative, head, bytes.len() as u64);
    judged(&found.relative, found.kind, loaded)
}

/// A text, or why there is none, with what was found on the way.
type Loaded = (Result<Box<SourceFile>, &'static str>, Vec<Diagnostic>);

fn judged(relative: &str, kind: Option<Kind>, loaded: Loaded) -> (Outcome, Vec<Diagnostic>) {
    let (mut file, diagnostics) = match loaded {
        (Ok(file), diagnostics) => (file, diagnostics),
        (Err(reason), diagnostics) => return (Outcome::Skipped(Skipped::new(relative, reason)), diagnostics),
    };
    // What is wrong with a file that is not published concerns nobody.
    let passed = |reason, detail| {
        (Outcome::Skipped(Skipped { path: relative.to_owned(), reason, detail }), Vec::new())
    };
    if split_name(relative).1.is_none() && !judge::is_markdown(&file) {
        return passed("no Markdown", String::new());
    }
    file.judgement = judge::judge(&file, kind);
    match file.judgement.reason_against() {
        Some((reason, detail)) => passed(reason, detail),
        None => (Outcome::Read(file), diagnostics),
    }
}

/// Reads a file that was asked for by name; `None` where it cannot be read, is empty or is no text.
pub fn load(path: &Path, relative: &str) -> (Option<Box<SourceFile>>, Vec<Diagnostic>) {
    let (file, mut diagnostics) = load_or_reason(&FoundFile::named(path, relative));
    if let Err(reason) = &file
        && diagnostics.is_empty()
    {
        let message = format!("skipped: {reason}");
        diagnostics.push(Diagnostic::new("no-postmortem", DiagnosticSeverity::Warning, relative, message));
    }
    let file = file.ok().map(|mut file| {
        file.judgement = judge::judge(&file, None);
        file
    });
    (file, diagnostics)
}

/// The same text, judged as the write-up of an incident that shares its file with others.
pub fn judge_portion(file: SourceFile, found: &FoundFile) -> SourceFile {
    let judgement = judge::judge(&file, found.kind);
    // It is one of several that are alike, so that it is no index page and no guide.
    let is_write_up = matches!(judgement.verdict, Verdict::WriteUp(_));
    SourceFile { judgement: if is_write_up { judgement } else { Judgement::default() }, ..file }
}

/// The file with another text, whose front matter is found again.
pub fn recut(file: SourceFile, text: String) -> (SourceFile, Vec<Diagnostic>) {
    if matches!(file.portion, Portion::Incident { .. }) {
        let lines = LineIndex::new(&text).beginning_at(file.lines.first());
        return (SourceFile { text, lines, markup: Markup::default(), ..file }, Vec::new());
    }
    let mut report = ReadFindings { relative: &file.relative, diagnostics: Vec::new() };
    let mut again = report.cut_front_matter(file.path, text, file.cut);
    again.judgement = file.judgement;
    again.portion = file.portion;
    (again, report.diagnostics)
}

/// How much of a file is looked through for marks that it is private.
const MOST_JUDGED: u64 = 64 * 1024 * 1024;

/// The whole of a file of which [`read`] kept the beginning, for judging it; `None` where it cannot be read.
pub fn whole(found: &FoundFile) -> Option<SourceFile> {
    let mut bytes = Vec::new();
    found.open().ok()?.take(MOST_JUDGED).read_to_end(&mut bytes).ok()?;
    let file = SourceFile { relative: found.relative.clone(), ..SourceFile::default() };
    Some(recut(file, String::from_utf8_lossy(&bytes).into_owned()).0)
}

fn load_or_reason(found: &FoundFile) -> Loaded {
    let refusal = match found.open() {
        Ok(file) => match head(file) {
            Ok((bytes, size)) => return text_or_reason(&found.path, &found.relative, bytes, size),
            Err(error) => OpenError::Io(error),
        },
        Err(refusal) => refusal,
    };
    let reason = match refusal {
        OpenError::Outside | OpenError::Hidden => "a link that is not followed",
        OpenError::Special | OpenError::Io(_) => "cannot be read",
    };
    (Err(reason), vec![refused(&found.relative, &refusal)])
}

/// The text in the first [`MAX_BYTES`] of a file of `size` bytes.
fn text_or_reason(path: &Path, relative: &str, mut bytes: Vec<u8>, size: u64) -> Loaded {
    if size > MAX_BYTES as u64 {
        let end = memchr::memrchr(b'\n', &bytes).map_or_else(|| last_character(&bytes), |at| at + 1);
        bytes.truncate(end);
    }
    let mut report = ReadFindings { relative, diagnostics: Vec::new() };
    let Some(text) = report.decode(bytes) else {
        // A program beside the postmortems is nobody's mistake; a Markdown file that is none is one.
        if split_name(relative).1.is_some() {
            report.add("no-text", DiagnosticSeverity::Warning, "the file holds NUL bytes, so it is no text");
            report.help("save it as UTF-8 text or remove it; it is not published");
        }
        return (Err("no text"), report.diagnostics);
    };
    if text.trim().is_empty() {
        report.add("empty-file", DiagnosticSeverity::Warning, "the file is empty");
        report.help("write the postmortem or remove the file; it is not published");
        return (Err("empty"), report.diagnostics);
    }
    let cut = size > MAX_BYTES as u64;
    if cut {
        let size = ((size as f64 / (1024.0 * 1024.0)).round() as u64).max(5);
        let message =
            format!("the file has {size} MiB; facts are read from its first 4 MiB, and those are shown");
        report.add("oversized-file", DiagnosticSeverity::Warning, message);
        report.help("move logs and data into files of their own and link to them");
    }
    (Ok(Box::new(report.cut_front_matter(path.to_owned(), text, cut))), report.diagnostics)
}

/// The first [`MAX_BYTES`] of a file, and its full size.
fn head(file: File) -> std::io::Result<(Vec<u8>, u64)> {
    let size = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(size.min(MAX_BYTES as u64) as usize);
    file.take(MAX_BYTES as u64).read_to_end(&mut bytes)?;
    Ok((bytes, size))
}

/// Where the character that the end of `bytes` may cut through begins.
fn last_character(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(4);
    let starts = |&at: &usize| bytes[at] & 0b1100_0000 != 0b1000_0000;
    (tail..bytes.len()).rev().find(starts).unwrap_or(bytes.len())
}

struct ReadFindings<'a> {
    relative: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl ReadFindings<'_> {
    fn add(&mut self, rule: &'static str, severity: DiagnosticSeverity, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(rule, severity, self.relative, message));
    }

    fn help(&mut self, help: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = Some(help.to_owned());
        }
    }

    fn saves_as_utf8(&mut self) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.fix = Some(Fix::SaveAsUtf8);
        }
    }

    /// The text without its byte-order mark; `None` for what is no text.
    fn decode(&mut self, bytes: Vec<u8>) -> Option<String> {
        if let [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] = bytes.as_slice() {
            let little = bytes[0] == 0xFF;
            let unit = |pair: &[u8]| match pair {
                [a, b] if little => u16::from_le_bytes([*a, *b]),
                [a, b] => u16::from_be_bytes([*a, *b]),
                _ => u16::from(b'?'),
            };
            self.add("encoding", DiagnosticSeverity::Note, "the file is UTF-16; it was read as such");
            self.help("save it as UTF-8");
            self.saves_as_utf8();
            let units: Vec<u16> = rest.chunks_exact(2).map(unit).collect();
            return Some(String::from_utf16_lossy(&units));
        }
        let start = if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 };
        if bytes[start..].iter().take(8192).any(|&byte| byte == 0) {
            return None;
        }
        if start > 0 {
            self.add(
                "byte-order-mark",
                DiagnosticSeverity::Note,
                "the file starts with a byte-order mark, which was left out",
            );
            self.help("save it as UTF-8 without a byte-order mark");
            self.saves_as_utf8();
        }
        match String::from_utf8(bytes) {
            Ok(mut text) => {
                text.drain(..start);
                Some(text)
            }
            Err(error) => {
                Some(self.decode_lossily(error.utf8_error().valid_up_to(), &error.as_bytes()[start..], start))
            }
        }
    }

    fn decode_lossily(&mut self, first: usize, bytes: &[u8], start: usize) -> String {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let at = first - start;
        let bad = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        let more = if bad > 1 { format!(", nor are {} more places", bad - 1) } else { String::new() };
        let byte = bytes.get(at).copied().unwrap_or_default();
        self.add(
            "invalid-utf8",
            DiagnosticSeverity::Warning,
            format!("byte 0x{byte:02X} at offset {first} is no UTF-8{more}; each is shown as U+FFFD"),
        );
        self.help("save the file as UTF-8");
        if let Some(last) = self.diagnostics.last_mut() {
            last.span = Some(LineIndex::new(&text).span(&text, at..at + '\u{FFFD}'.len_utf8()));
        }
        text
    }

    /// Finds the front matter. A block that cannot be read stays part of the text that is shown.
    fn cut_front_matter(&mut self, path: PathBuf, text: String, cut: bool) -> SourceFile {
        let lines = LineIndex::new(&text);
        let relative = self.relative.to_owned();
        let mut file = SourceFile { path, relative, lines, cut, ..SourceFile::default() };
        match fence::find(&text) {
            Fence::None => {}
            Fence::Misplaced { opening } => {
                let span = file.lines.span(&text, opening);
                let message = "this front matter stands below the title, where it is text";
                let diagnostic = Diagnostic::new(
                    "misplaced-front-matter",
                    DiagnosticSeverity::Warning,
                    self.relative,
                    message,
                );
                self.diagnostics.push(diagnostic.at(span).help("move it to the first line of the file"));
            }
            Fence::Unclosed { format, opening } => {
                let closing = match format {
                    Format::Yaml => "a line of `---`",
                    Format::Toml => "a line of `+++`",
                    Format::Json => "its last `}`",
                };
                let problem = Problem {
                    rule: "unclosed-front-matter",
                    range: opening,
                    message: "this front matter is never closed".to_owned(),
                    help: "",
                };
                self.problem(&file, &text, problem);
                self.help(&format!("close it with {closing}; until then the whole file is read as text"));
            }
            Fence::Block { format, range, body_start } => match block::parse(format, &text, &range) {
                Ok(Some((entries, empty))) => {
                    file.front_matter = Some(FrontMatterBlock { format, range, entries, empty });
                    file.body_start = body_start;
                }
                Ok(None) if fence::lists(&text[range.clone()]) => {
                    let first = range.start..range.start + text[range].lines().next().map_or(0, str::len);
                    let problem = Problem {
                        rule: "no-mapping",
                        range: first,
                        message: "this front matter is a list, not `key: value` lines".to_owned(),
                        help: "write keys and values, or drop the fence around it; it is shown as text",
                    };
                    self.problem(&file, &text, problem);
                }
                // Prose between two thematic breaks is text.
                Ok(None) => {}
                // Prose between two thematic breaks is no broken front matter.
                Err(_) if format == Format::Yaml && !fence::states_a_key(&text[range.clone()]) => {}
                Err(problem) => {
                    file.refused_to = body_start;
                    self.problem(&file, &text, problem);
                }
            },
        }
        file.text = text;
        file
    }

    fn problem(&mut self, file: &SourceFile, text: &str, problem: Problem) {
        let span = file.lines.span(text, problem.range);
        let diagnostic =
            Diagnostic::new(problem.rule, DiagnosticSeverity::Error, self.relative, problem.message);
        self.diagnostics.push(diagnostic.at(span).help(problem.help));
    }
}

#[cfg(test)]
mod tests;
