//! The built-in theme, overridden file by file from the folder of the site.
