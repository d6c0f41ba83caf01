//! Connections: how many are served at once, and for how long a slow client is waited for.

use std::convert::Infallible;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Sleep, sleep, timeout};

use super::answer::respond;
use super::files::ServedSite;

/// Most bytes of a request's first line and headers; hyper answers 431 beyond.
const LARGEST_HEAD: usize = 16 * 1024;

/// Pause before the next connection is taken where the system has no file handle for it.
const NO_HANDLE: Duration = Duration::from_millis(100);

/// Most connections that are served at once, and that wait at the listening socket.
pub(super) const MOST: u32 = 1024;

/// File handles kept for the build, which runs in the same process.
#[cfg(unix)]
const FOR_THE_BUILD: u64 = 256;

/// What clients may use up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Connections served at once; further ones wait at the listening socket.
    pub(super) connections: usize,
    /// Time for the headers of a request, counted from the end of the one before: an idle connection is closed, too.
    pub(super) head: Duration,
    /// Time in which a client has to take some bytes of a response.
    pub(super) stall: Duration,
    /// Time for which a connection that ends with an error still takes what the client is sending, unread. Closed at once,
    /// the connection would be reset and the client might never see the answer.
    pub(super) linger: Duration,
}

impl Limits {
    /// The limits of `whybook serve`.
    pub(super) fn of_this_process() -> Self {
        let wait = Duration::from_secs(10);
        Self { connections: connections(), head: wait, stall: wait, linger: Duration::from_secs(1) }
    }
}

/// How many connections the limit on open files allows, raised as far as needed and permitted. Each connection may hold a
/// socket and a file.
#[cfg(unix)]
fn connections() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = 2 * u64::from(MOST) + FOR_THE_BUILD;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let raised = limit.maximum.map_or(wanted, |most| most.min(wanted));
        // Without permission it stays as it is, and fewer connections are served at once.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), ..limit });
    }
    let files = getrlimit(Resource::Nofile).current.unwrap_or(wanted);
    let connections = (files.saturating_sub(FOR_THE_BUILD) / 2).clamp(16, u64::from(MOST));
    usize::try_from(connections).unwrap_or(16)
}

#[cfg(not(unix))]
fn connections() -> usize {
    usize::try_from(MOST).unwrap_or(16)
}

/// Takes connections and answers their requests, for as long as the runtime lives.
pub(super) async fn serve(listener: TcpListener, site: Arc<ServedSite>, limits: Limits) {
    let free = Arc::new(Semaphore::new(limits.connections));
    loop {
        let Ok(place) = Arc::clone(&free).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let site = Arc::clone(&site);
                tokio::spawn(async move {
                    connection(stream, site, limits).await;
                    drop(place);
                });
            }
            Err(_) => sleep(NO_HANDLE).await,
        }
    }
}

/// Answers the requests of one connection, one after the other.
async fn connection(stream: TcpStream, site: Arc<ServedSite>, limits: Limits) {
    // Answers are written whole; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let stream = Impatient { stream: TokioIo::new(stream), patience: limits.stall, stalled: None };
    let service = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(respond(&site, request).await) }
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        // A client may close its side after its request and still read the answer.
        .half_close(true)
        .serve_connection(stream, service);
    // Clients that were too slow, or are gone, get no more time.
    let is_answered = (&mut connection).await.err().is_none_or(|error| error.is_parse());
    if is_answered {
        linger(connection.into_parts().io.stream.into_inner(), limits.linger).await;
    }
}

/// Ends a connection from this side, then takes what still comes until the client ends it, too.
async fn linger(mut stream: TcpStream, patience: Duration) {
    let drain = async {
        stream.shutdown().await?;
        let mut unread = [0; 1024];
        while stream.read(&mut unread).await? > 0 {}
        io::Result::Ok(())
    };
    // Whether the client ends it in time makes no difference: the connection is closed.
    let _ = timeout(patience, drain).await;
}

/// A connection that fails when the client takes nothing for too long.
struct Impatient {
    stream: TokioIo<TcpStream>,
    patience: Duration,
    /// Runs while the client takes nothing.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn watch<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl Read for Impatient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl Write for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watch(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
