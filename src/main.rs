//! The `ocinix` command.
fn main() {}
