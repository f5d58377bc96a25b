//! Routes under `/api/v1`: parse, authorise, call, reply. No SQL and no rules.

pub mod body;
pub mod demo;
pub mod devices;
pub mod import;
pub mod periods;
pub mod session;
pub mod sync;
