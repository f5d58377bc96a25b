//! The company's server: takes what phones recorded, keeps it durably, turns it into facts, closes periods.
//!
//! The way of a visit here: `http::sync` → `admit` → `store` (durable, then the receipt) → `project` → `close`.
//! SQL stands only under `store`, an HTTP status only in `error`.

pub mod access;
pub mod admit;
pub mod app;
pub mod auth;
pub mod backup;
pub mod blob;
pub mod books;
pub mod calendar;
pub mod cli;
pub mod close;
pub mod compact;
pub mod config;
pub mod demo;
pub mod docs;
pub mod error;
pub mod forms;
pub mod http;
pub mod import;
pub mod keep;
pub mod keys;
pub mod ledger;
pub mod poke;
pub mod project;
pub mod pull;
pub mod remind;
pub mod router;
pub mod serve;
pub mod settings;
pub mod standard;
pub mod store;
pub mod verify;
pub mod work;
pub mod workers;

pub use app::App;
pub use config::Config;
pub use serve::{Running, start};
