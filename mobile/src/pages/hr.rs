//! The desk of HR.

pub mod periods;
pub mod statement;
