//! The Dioxus client for every role: the phone of a rep, the desk of a manager, of HR and of finance.
//!
//! Data goes one way: a page asks the store actor ([`view`]) and sends it commands ([`record`]); the actor writes one
//! durable transaction, syncs, and tells the page what changed.

pub mod record;
pub mod view;
