//! Builds, serves and rebuilds a site on this machine.
