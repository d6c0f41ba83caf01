//! Builds, serves and rebuilds a site on this machine.
//!
//! One thread watches and rebuilds, others answer requests from the output folder. A build swaps that folder whole, so a
//! request sees the old site or the new one; where a build fails, the old one stays.

mod answer;
mod body;
mod conditions;
mod connection;
mod files;
mod host;
mod media;
mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;

use connection::Limits;
use files::ServedSite;
use watch::Watch;

/// Port that is tried first where none is asked for.
pub const PORT: u16 = 4000;

/// Ports that are tried after the one that was asked for.
const MORE_PORTS: u16 = 20;

/// Threads that handle connections; they never wait for a client or a disk.
const THREADS: usize = 2;

/// Most threads that read files at once.
const READERS: usize = 64;

/// What to serve, where, and what to watch.
#[derive(Debug, Clone)]
pub struct Options {
    /// The built site.
    pub out: PathBuf,
    /// Path under which it is served, with a slash at both ends ([`crate::config::Config::base_path`]).
    pub base_path: String,
    /// Port on 127.0.0.1; where it is taken, the next free one is used. 0 takes any.
    pub port: u16,
    /// Files and folders that the site is built from; one that does not exist yet is waited for.
    pub watched: Vec<PathBuf>,
}

/// Builds, then serves and rebuilds until the process is ended. `say` shows a line to the user.
///
/// # Errors
/// If the first build fails, no port is free, or nothing can be watched.
pub fn run(
    options: &Options,
    rebuild: impl Fn() -> anyhow::Result<()>,
    say: impl Fn(&str),
) -> anyhow::Result<()> {
    // Before the build, so that a change during it is seen.
    let mut watch = Watch::new(&options.watched)?;
    rebuild()?;
    let serving = start(options, Limits::of_this_process(), &say)?;
    say(&format!("Serving at {}, rebuilding on changes. Press Ctrl-C to stop.", serving.address));
    while watch.changed()? {
        match rebuild() {
            Ok(()) => say("Rebuilt."),
            Err(error) => say(&format!("Not rebuilt, the old site stays: {error:#}")),
        }
    }
    Ok(())
}

/// A server at work; it ends with this value.
struct Serving {
    /// Address of the site's home.
    address: String,
    _runtime: Runtime,
}

/// Starts to answer requests.
fn start(options: &Options, limits: Limits, say: &impl Fn(&str)) -> anyhow::Result<Serving> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(READERS)
        .thread_name("serve")
        .enable_all()
        .build()
        .context("cannot start the threads of the server")?;
    let listener = runtime.block_on(async { listen(options.port, say) })?;
    let port = listener.local_addr().context("cannot tell the port")?.port();
    let site = Arc::new(ServedSite::new(&options.out, &options.base_path));
    runtime.spawn(connection::serve(listener, site, limits));
    Ok(Serving { address: format!("http://127.0.0.1:{port}{}", options.base_path), _runtime: runtime })
}

/// Takes the port, or the next one that is free. Has to be called within a runtime.
fn listen(port: u16, say: &impl Fn(&str)) -> anyhow::Result<TcpListener> {
    let last = port.saturating_add(if port == 0 { 0 } else { MORE_PORTS });
    let mut refusal = None;
    for candidate in port..=last {
        match bind(candidate) {
            Ok(listener) => {
                if candidate != port {
                    say(&format!("Port {port} is taken; using {candidate}."));
                }
                return Ok(listener);
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let refusal = refusal.map_or_else(String::new, |error| format!(": {error}"));
    Err(anyhow!("cannot listen on 127.0.0.1 at any port from {port} to {last}{refusal}"))
}

/// Listens on one port, with a queue long enough for as many clients as are served at once.
fn bind(port: u16) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // As the standard library does: connections of a server that just ended do not keep the port taken. On Windows the
    // option would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    socket.listen(connection::MOST)
}

#[cfg(test)]
mod tests;
