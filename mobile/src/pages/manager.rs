//! The desk of a manager.

pub mod activity;
pub mod people;
pub mod reminders;
pub mod workload;
