//! The desk of finance.

pub mod import;
