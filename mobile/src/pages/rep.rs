//! The rep's phone.

pub mod amend;
pub mod check_in;
pub mod customer;
pub mod customers;
pub mod expense;
pub mod follow_up;
pub mod outbox;
pub mod performance;
pub mod plan;
pub mod remind;
pub mod today;
pub mod visit;
pub mod visit_record;
pub mod workload;
