//! Everything the phone and the server must agree on to the last byte: values, documents, facts,
//! the engine, sync as state machines. Pure: no clock, no randomness, no IO, no SQL, no async.
//!
//! `num ← fact ← metric ← engine`, `doc → fact`; nothing points the other way.

pub mod books;
pub mod canonical;
pub mod checks;
pub mod customer;
pub mod doc;
pub mod engine;
pub mod evaluate;
pub mod fact;
pub mod facts;
pub mod formula;
pub mod id;
pub mod metric;
pub mod num;
pub mod period;
pub mod place;
pub mod plans;
pub mod policy;
pub mod reminder;
pub mod rest;
pub mod sync;
pub mod target;
pub mod trail_text;
pub mod workload;
