//! Photos: their bytes are objects by their content, on disk or in S3; the database says what is there and whose it is.
//!
//! A place is made in the database, the object is written durably, then the place says that it is there: no crash leaves an
//! object nobody knows of, or a photo without one. What goes, goes the other way round ([`tend`]).

mod files;
mod send;
pub mod tend;

pub use files::{At, BlobError, Files, Place};
pub use send::{Refused, keep, piece};

/// Phones make them smaller before they send them.
pub const LARGEST: usize = 2 * 1024 * 1024;
/// Of a photo that is sent in pieces.
pub const PIECE: usize = 256 * 1024;
