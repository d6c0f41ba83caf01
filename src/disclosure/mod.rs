//! What may leave the author's repository: secrets and personal data in a text.

pub mod findings;
pub mod personal;
pub mod secrets;
