//! What a response carries: a line of text, or a file that is read, and compressed where asked for, piece by piece.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::task::{Context, Poll};

use flate2::Compression;
use flate2::write::GzEncoder;
use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::task::{JoinHandle, spawn_blocking};

use super::live::Events;

/// Bytes that are read from a file at a time.
const PIECE: u64 = 64 * 1024;

/// The body of a response.
#[derive(Debug)]
pub(super) struct ResponseBody {
    state: BodyState,
    /// Bytes still to come, where that is known: not of what is compressed on the way.
    left: Option<u64>,
}

#[derive(Debug)]
enum BodyState {
    Done,
    Text(Bytes),
    Waiting(FileStream),
    Reading(JoinHandle<io::Result<(FileStream, Bytes)>>),
    Listening(Events),
}

/// A file that is being sent.
#[derive(Debug)]
struct FileStream {
    file: File,
    /// Bytes of the file still to be read.
    left: u64,
    /// What is sent after the file.
    tail: Bytes,
    compressor: Option<GzEncoder<Vec<u8>>>,
    is_done: bool,
}

impl ResponseBody {
    pub(super) fn empty() -> Self {
        Self { state: BodyState::Done, left: Some(0) }
    }

    pub(super) fn text(text: &'static str) -> Self {
        Self {
            state: BodyState::Text(Bytes::from_static(text.as_bytes())),
            left: u64::try_from(text.len()).ok(),
        }
    }

    /// A whole file of `length` bytes, and `tail` after it.
    pub(super) fn file(file: File, length: u64, tail: Bytes) -> Self {
        let whole = length + tail.len() as u64;
        let reader = FileStream { file, left: length, tail, compressor: None, is_done: whole == 0 };
        Self { state: BodyState::Waiting(reader), left: Some(whole) }
    }

    /// Events for as long as the client listens.
    pub(super) fn events(events: Events) -> Self {
        Self { state: BodyState::Listening(events), left: None }
    }

    /// Some bytes of a file.
    ///
    /// # Errors
    /// Where the file cannot be positioned.
    pub(super) fn part(mut file: File, range: &RangeInclusive<u64>) -> io::Result<Self> {
        file.seek(SeekFrom::Start(*range.start()))?;
        Ok(Self::file(file, range.end() - range.start() + 1, Bytes::new()))
    }

    /// A whole file of `length` bytes with its tail, compressed. Fast rather than small: it is read on this machine.
    pub(super) fn compressed(file: File, length: u64, tail: Bytes) -> Self {
        let compressor = Some(GzEncoder::new(Vec::new(), Compression::fast()));
        let reader = FileStream { file, left: length, tail, compressor, is_done: false };
        Self { state: BodyState::Waiting(reader), left: None }
    }
}

impl FileStream {
    /// Reads and compresses until there is something to send; nothing at the end.
    fn next(mut self) -> io::Result<(Self, Bytes)> {
        while !self.is_done {
            let wanted = self.left.min(PIECE);
            let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
            (&self.file).take(wanted).read_to_end(&mut piece)?;
            if piece.len() as u64 != wanted {
                // The promised length cannot be kept: the connection ends, so that the client sees it.
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.left -= wanted;
            self.is_done = self.left == 0;
            if self.is_done {
                piece.extend_from_slice(&self.tail);
            }
            let ready = match &mut self.compressor {
                None => piece,
                Some(compressor) => {
                    compressor.write_all(&piece)?;
                    if self.is_done {
                        compressor.try_finish()?;
                    }
                    std::mem::take(compressor.get_mut())
                }
            };
            if !ready.is_empty() {
                return Ok((self, Bytes::from(ready)));
            }
        }
        Ok((self, Bytes::new()))
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            let piece = match std::mem::replace(&mut self.state, BodyState::Done) {
                BodyState::Done => return Poll::Ready(None),
                BodyState::Text(text) => text,
                BodyState::Waiting(reader) => {
                    self.state = BodyState::Reading(spawn_blocking(|| reader.next()));
                    continue;
                }
                BodyState::Listening(mut events) => {
                    let Poll::Ready(event) = events.future().poll(cx) else {
                        self.state = BodyState::Listening(events);
                        return Poll::Pending;
                    };
                    let Some((listener, event)) = event else { return Poll::Ready(None) };
                    self.state = BodyState::Listening(listener.wait());
                    event
                }
                BodyState::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.state = BodyState::Reading(reading);
                        return Poll::Pending;
                    };
                    match read.map_err(io::Error::other).flatten() {
                        Err(error) => return Poll::Ready(Some(Err(error))),
                        Ok((_, piece)) if piece.is_empty() => return Poll::Ready(None),
                        Ok((reader, piece)) => {
                            self.state = BodyState::Waiting(reader);
                            piece
                        }
                    }
                }
            };
            self.left = self.left.map(|left| left.saturating_sub(piece.len() as u64));
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, BodyState::Done) || self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
