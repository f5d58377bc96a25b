//! The thin engine of the first product; it goes when the server and the phone have moved over.
pub mod engine;
pub mod metric;
pub mod plan;
