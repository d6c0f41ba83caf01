//! Builds, serves and rebuilds a site on this machine.
//!
//! One thread watches and rebuilds, others answer requests from the output folder. A build swaps that folder whole, so a
//! request sees the old site or the new one; where a build fails, the old one stays.

mod answer;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use tiny_http::Server;

use answer::Site;
use watch::Watch;

/// Port that is tried first where none is asked for.
pub const PORT: u16 = 4000;

/// Ports that are tried after the one that was asked for.
const MORE_PORTS: u16 = 20;

/// Threads that answer requests: a browser opens six connections.
const THREADS: usize = 4;

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
    let address = start(options, &say)?;
    say(&format!("Serving at {address}, rebuilding on changes. Press Ctrl-C to stop."));
    while watch.changed()? {
        match rebuild() {
            Ok(()) => say("Rebuilt."),
            Err(error) => say(&format!("Not rebuilt, the old site stays: {error:#}")),
        }
    }
    Ok(())
}

/// Starts to answer requests; the address of the site's home.
fn start(options: &Options, say: &impl Fn(&str)) -> anyhow::Result<String> {
    let listener = listen(options.port, say)?;
    let port = listener.local_addr().context("cannot tell the port")?.port();
    let server = Server::from_listener(listener, None).map_err(|error| anyhow!("cannot serve: {error}"))?;
    let (server, site) = (Arc::new(server), Arc::new(Site::new(&options.out, &options.base_path)));
    for _ in 0..THREADS {
        let (server, site) = (Arc::clone(&server), Arc::clone(&site));
        std::thread::spawn(move || {
            for request in server.incoming_requests() {
                // A browser that went away has no use for an answer.
                let _ = site.respond(request);
            }
        });
    }
    Ok(format!("http://127.0.0.1:{port}{}", options.base_path))
}

/// Takes the port, or the next one that is free.
fn listen(port: u16, say: &impl Fn(&str)) -> anyhow::Result<TcpListener> {
    let last = port.saturating_add(if port == 0 { 0 } else { MORE_PORTS });
    let mut refusal = None;
    for candidate in port..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
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

#[cfg(test)]
mod tests;
