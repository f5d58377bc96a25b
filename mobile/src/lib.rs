//! The Dioxus client for every role: the phone of a rep, the desk of a manager, of HR and of finance.
//!
//! Data goes one way: a page asks the store actor ([`view`]) and sends it commands ([`record`]); the actor writes one
//! durable transaction, syncs, and tells the page what changed.

pub mod api;
pub mod app;
pub mod hooks;
pub mod host;
pub mod i18n;
pub mod json;
pub mod pages;
pub mod platform;
pub mod record;
pub mod route;
pub mod state;
pub mod store;
pub mod sync;
pub mod ui;
pub mod view;

pub use app::launch;

/// The web worker's start: the same store actor, behind messages.
#[cfg(target_arch = "wasm32")]
pub fn worker_main() {
    host::worker::serve::<store::StoreActor>();
}
