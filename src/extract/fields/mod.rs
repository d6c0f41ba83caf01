//! Stage 3: values that an author states under a name of their own: front matter, and labels in the text.

pub mod front_matter;
pub mod labels;
