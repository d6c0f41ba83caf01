//! 8: the only writer: stages a build beside the old one and swaps it in whole.
