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
mod live;
mod media;
mod watch;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, anyhow};
use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Runtime;

use connection::Limits;
use files::ServedSite;
use live::Live;
pub use live::Trouble;
use watch::Watch;

/// Port that is tried first where none is asked for.
pub const PORT: u16 = 4000;

/// Ports that are tried after the one that was asked for.
const MORE_PORTS: u16 = 20;

/// Threads that handle connections; they never wait for a client or a disk.
const THREADS: usize = 2;

/// Most threads that read files at once.
const READERS: usize = 64;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The built site.
    pub out: PathBuf,
    /// Address to listen at; other machines can read the site unless it is a loopback address.
    pub host: IpAddr,
    /// Port; where it is taken, the next free one is used. 0 takes any.
    pub port: u16,
}

/// What a build leaves to the server.
#[derive(Debug, Clone)]
pub struct Rebuilt {
    /// Path under which the site is served, with a slash at both ends ([`crate::config::Config::base_path`]).
    pub base_path: String,
    /// When the build began, in nanoseconds since 1970: a page of any other build, of an earlier server too, is an old one.
    pub build: i128,
    /// How long it took.
    pub took: Duration,
    /// What pages show beside the site, such as a write-up that cannot be read.
    pub trouble: Option<Trouble>,
    /// Page of the write-up in a file, below the base path.
    pub pages: BTreeMap<PathBuf, String>,
}

/// Where the server tells the user what happens.
pub trait Console {
    /// Something that happened.
    fn say(&self, line: &str);
    /// Something that went wrong, or may.
    fn warn(&self, line: &str);
    /// The site is being served at this address.
    fn serving(&self, address: &str);
}

/// Builds, then serves and rebuilds until the process is ended. `watched` says which files and folders the
/// site is built from; one that does not exist yet is waited for.
///
/// # Errors
/// If the first build fails, no port is free, or nothing can be watched.
pub fn run(
    options: &Options,
    watched: impl Fn() -> Vec<PathBuf>,
    build: impl Fn() -> anyhow::Result<Rebuilt>,
    console: &impl Console,
) -> anyhow::Result<()> {
    // Before the build, so that a change during it is seen.
    let mut watch = Watch::new(&watched())?;
    let first = build()?;
    let serving = start(options, &first, Limits::of_this_process(), console)?;
    console.serving(&serving.address());
    while let Some(changed) = watch.changed()? {
        // Before the build, too: the configuration may name other files now, of which one is perhaps still to come.
        watch.replace(&watched())?;
        match build() {
            Ok(rebuilt) => {
                serving.renew(options, &rebuilt);
                console.say(&format!(
                    "Rebuilt in {:.2} s: {}",
                    rebuilt.took.as_secs_f64(),
                    serving.described(&changed, &rebuilt.pages)
                ));
            }
            Err(error) => {
                console.warn(&format!("Not rebuilt, the old site stays: {error:#}"));
                let title = "Not rebuilt: this is the site as it was before".to_owned();
                serving.server.live.failed(Trouble { title, text: format!("{error:#}") });
            }
        }
    }
    Ok(())
}

/// What requests are answered from.
#[derive(Debug)]
struct Server {
    site: RwLock<Arc<ServedSite>>,
    live: Live,
    /// Whether other machines can reach it.
    is_shared: bool,
}

impl Server {
    fn site(&self) -> Arc<ServedSite> {
        Arc::clone(&self.site.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A server at work; it ends with this value.
struct Serving {
    server: Arc<Server>,
    /// Scheme, host and port.
    origin: String,
    _runtime: Runtime,
}

impl Serving {
    /// Address of the site's home.
    fn address(&self) -> String {
        format!("{}{}", self.origin, self.server.site().base_path())
    }

    /// Serves the site of a new build, and tells the pages of it.
    fn renew(&self, options: &Options, rebuilt: &Rebuilt) {
        let site = Arc::new(ServedSite::new(&options.out, &rebuilt.base_path));
        *self.server.site.write().unwrap_or_else(PoisonError::into_inner) = site;
        self.server.live.rebuilt(rebuilt.build, rebuilt.trouble.clone());
    }

    /// The files that changed, with the address of the first that has a page.
    fn described(&self, changed: &[PathBuf], pages: &BTreeMap<PathBuf, String>) -> String {
        let with_page = changed.iter().find_map(|path| Some((path, pages.get(path)?)));
        let named = with_page.map(|(path, _)| path).or(changed.first());
        let name = named.map_or_else(String::new, |path| path.display().to_string());
        let others = match changed.len().saturating_sub(1) {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let page = with_page.map_or("", |(_, page)| page.as_str());
        format!("{name}{others}: {}{page}", self.address())
    }
}

/// Starts to answer requests.
fn start(
    options: &Options,
    built: &Rebuilt,
    limits: Limits,
    console: &impl Console,
) -> anyhow::Result<Serving> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(READERS)
        .thread_name("serve")
        .enable_all()
        .build()
        .context("cannot start the threads of the server")?;
    let listener = runtime.block_on(async { listen(options.host, options.port, console) })?;
    let address = listener.local_addr().context("cannot tell the port")?;
    let is_shared = !options.host.is_loopback();
    if is_shared {
        console.warn(&format!(
            "warning: the site can be read by every machine that reaches {address}, without a password. Leave out --host to \
             serve this machine alone."
        ));
    }
    let server = Arc::new(Server {
        site: RwLock::new(Arc::new(ServedSite::new(&options.out, &built.base_path))),
        live: Live::new(built.build, built.trouble.clone()),
        is_shared,
    });
    runtime.spawn(connection::serve(listener, Arc::clone(&server), limits));
    // All addresses is none that a browser can open.
    let host = match options.host {
        host if host.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        host => host,
    };
    let origin = format!("http://{}", SocketAddr::new(host, address.port()));
    Ok(Serving { server, origin, _runtime: runtime })
}

/// Takes the port, or the next one that is free. Has to be called within a runtime.
fn listen(host: IpAddr, port: u16, console: &impl Console) -> anyhow::Result<TcpListener> {
    let last = port.saturating_add(if port == 0 { 0 } else { MORE_PORTS });
    let mut refusal = None;
    for candidate in port..=last {
        match bind(SocketAddr::new(host, candidate)) {
            Ok(listener) => {
                if candidate != port {
                    console.say(&format!("Port {port} is taken; using {candidate}."));
                }
                return Ok(listener);
            }
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    let refusal = refusal.map_or_else(String::new, |error| format!(": {error}"));
    Err(anyhow!("cannot listen on {host} at any port from {port} to {last}{refusal}"))
}

/// Listens at one address, with a queue long enough for as many clients as are served at once.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // As the standard library does: connections of a server that just ended do not keep the port taken. On Windows the
    // option would let two servers share a port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(connection::MOST)
}

#[cfg(test)]
mod tests;
