//! The administrator's pages.

pub mod settings;
