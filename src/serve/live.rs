//! What open pages are told of a rebuild: a script that `serve` adds to each page listens to server-sent events (WHATWG HTML,
//! section 9.2), reloads after a build, and shows what went wrong in one. No built site holds any of it.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use hyper::body::Bytes;
use serde::Serialize;
use tokio::sync::watch::{Receiver, Sender};
use tokio::time::timeout;

/// Paths below the site's. No file can have them, since hidden names are never served.
pub(super) const SCRIPT_PATH: &str = ".whybook/live.js";
pub(super) const EVENTS_PATH: &str = ".whybook/events";

/// The script that listens.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// Pause after which a listener that has nothing to hear gets a comment, so that one that is gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What went wrong in a build, for a page to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// One line.
    pub title: String,
    /// The findings as the terminal shows them, without colour.
    pub text: String,
}

/// Which build the pages are of (a number as text, since it is too large for one of JSON), and what is wrong with it or with the attempt after it.
#[derive(Debug, Clone, Serialize)]
struct LiveState {
    build: String,
    trouble: Option<Trouble>,
}

/// Tells open pages what became of each build.
#[derive(Debug)]
pub(super) struct Live {
    sender: Sender<LiveState>,
}

impl Live {
    pub(super) fn new(build: i128, trouble: Option<Trouble>) -> Self {
        Self { sender: Sender::new(LiveState { build: build.to_string(), trouble }) }
    }

    /// The build that the pages are of.
    pub(super) fn build(&self) -> String {
        self.sender.borrow().build.clone()
    }

    /// Tells of a new site, and of what is wrong in it.
    pub(super) fn rebuilt(&self, build: i128, trouble: Option<Trouble>) {
        self.sender.send_replace(LiveState { build: build.to_string(), trouble });
    }

    /// Tells of a build that failed, so that the site is the old one.
    pub(super) fn failed(&self, trouble: Trouble) {
        self.sender.send_modify(|state| state.trouble = Some(trouble));
    }

    /// The element that is added to a page served below `base_path`.
    pub(super) fn element(base_path: &str, build: &str) -> Bytes {
        Bytes::from(format!("<script src=\"{base_path}{SCRIPT_PATH}?build={build}\"></script>\n"))
    }

    /// Events from now on, the present state first.
    pub(super) fn events(&self) -> Events {
        Listener { receiver: self.sender.subscribe(), is_first: true }.wait()
    }
}

/// The next event with who goes on to listen; nothing after the server's end.
type NextEvent = dyn Future<Output = Option<(Listener, Bytes)>> + Send;

/// Events, of which the next is waited for.
pub(super) struct Events(Pin<Box<NextEvent>>);

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    pub(super) fn future(&mut self) -> Pin<&mut NextEvent> {
        self.0.as_mut()
    }
}

/// One that listens to events.
#[derive(Debug)]
pub(super) struct Listener {
    receiver: Receiver<LiveState>,
    is_first: bool,
}

impl Listener {
    /// Waits for the next event.
    pub(super) fn wait(mut self) -> Events {
        Events(Box::pin(async move {
            if !std::mem::take(&mut self.is_first) {
                match timeout(HEARTBEAT, self.receiver.changed()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) => return None,
                    Err(_) => return Some((self, Bytes::from_static(b":\n\n"))),
                }
            }
            // One line: JSON escapes line ends.
            let state = serde_json::to_string(&*self.receiver.borrow_and_update()).ok()?;
            Some((self, Bytes::from(format!("data: {state}\n\n"))))
        }))
    }
}
