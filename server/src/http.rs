//! Routes under `/api/v1`: parse, authorise, call, reply. No SQL and no rules.

pub mod activity;
pub mod app;
pub mod body;
pub mod calendar;
pub mod company;
pub mod demo;
pub mod devices;
pub mod forms;
pub mod health;
pub mod holdings;
pub mod import;
pub mod people;
pub mod periods;
pub mod photos;
pub mod pokes;
pub mod reminders;
pub mod session;
pub mod sync;
pub mod workload;
