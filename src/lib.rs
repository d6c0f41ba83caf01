//! Whybook reads a folder of Markdown postmortems and writes a static site and a search index.
//!
//! Pipeline: one file passes through these stages, one module each. [`source`] reads it, [`disclosure`] withholds what is
//! private, [`split`] parts the incidents that share it, [`extract`] takes the facts from it,
//! [`classify`] tags its root causes, [`lint`] says what is missing, [`index`] makes it searchable, [`trends`]
//! counts it with the others, [`render`] makes its page, [`output`] writes that. [`library`] walks a folder through the
//! first half, [`site`] through the second; [`suggest`] writes what was found back into front matter.

pub mod anchors;
pub mod assets;
pub mod classify;
pub mod config;
pub mod contained;
pub mod diagnostic;
pub mod disclosure;
pub mod extract;
pub mod index;
pub mod language;
pub mod library;
pub mod lint;
pub mod output;
mod phrases;
pub mod postmortem;
pub mod render;
pub mod scaffold;
pub mod serve;
pub mod site;
pub mod slugs;
pub mod source;
pub mod split;
pub mod suggest;
pub mod terms;
pub mod theme;
pub mod trends;
