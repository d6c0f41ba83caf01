//! Whether a request is addressed to this server.
//!
//! A page from elsewhere can have its own name resolve to 127.0.0.1 (DNS rebinding); to the browser the site then belongs
//! to that page, which may read it. Such requests name the foreign host, and are refused. An address in figures cannot be
//! made to mean another machine, so that a server that others may reach answers to any.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::http::uri::Authority;
use hyper::{HeaderMap, StatusCode, Uri, header};

const NO_HOST: &str = "400: a request needs exactly one valid Host header\n";
const FOREIGN_HOST: &str = "421: this server answers only requests that are addressed to this machine, as 127.0.0.1, \
     localhost or [::1], or, with --host, by any IP address; this one names another host in its address or Host header. \
     That keeps pages of other sites from reading this one (DNS rebinding). Open the address that `whybook serve` \
     printed.\n";

/// Checks the Host header, and the host of a target in absolute form (RFC 9112, sections 3.2 and 3.2.2). The port is not
/// compared: it differs where a port is forwarded, and says nothing about where a page came from.
///
/// # Errors
/// Status and explanation for a request that is not addressed to this machine.
pub(super) fn check(
    target: &Uri,
    headers: &HeaderMap,
    is_shared: bool,
) -> Result<(), (StatusCode, &'static str)> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err((StatusCode::BAD_REQUEST, NO_HOST));
    };
    let Some(host) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else {
        return Err((StatusCode::BAD_REQUEST, NO_HOST));
    };
    let is_ours = |authority: &Authority| is_this_machine(authority, is_shared);
    if is_ours(&host) && target.authority().is_none_or(is_ours) {
        Ok(())
    } else {
        Err((StatusCode::MISDIRECTED_REQUEST, FOREIGN_HOST))
    }
}

/// Whether an authority means this machine; to a server that others may reach, every IP address does.
fn is_this_machine(authority: &Authority, is_shared: bool) -> bool {
    let host = authority.host();
    let ipv6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let address = match ipv6 {
        Some(host) => host.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    };
    let is_ours = address.is_some_and(|address| is_shared || address.is_loopback());
    !authority.as_str().contains('@') && (host.eq_ignore_ascii_case("localhost") || is_ours)
}
