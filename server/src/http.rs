//! Routes under `/api/v1`: parse, authorise, call, reply. No SQL and no rules.

pub mod demo;
pub mod import;
pub mod periods;
