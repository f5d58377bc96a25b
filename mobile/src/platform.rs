//! What the device gives: clock, position, camera, kept choices, a file to keep. One module each, web and native apart
//! where they differ.

pub mod clock;
pub mod device;
pub mod export;
pub mod keep;
pub mod notify;
pub mod photo;
pub mod position;
pub mod prefs;
pub mod scan;
pub mod seen;
#[cfg(target_arch = "wasm32")]
mod web;

/// Languages the person asks for, most wanted first.
#[must_use]
pub fn languages() -> Vec<String> {
    #[cfg(target_arch = "wasm32")]
    return web::languages();
    #[cfg(not(target_arch = "wasm32"))]
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .map(|locale| locale.split('.').next().unwrap_or_default().replace('_', "-"))
        .collect()
}

/// Where the page came from, `https://host:port`; natively there is no such place.
#[must_use]
pub fn origin() -> Option<String> {
    #[cfg(target_arch = "wasm32")]
    return web::origin();
    #[cfg(not(target_arch = "wasm32"))]
    None
}

/// Whether the device says it has a network. `true` does not mean that the server can be reached.
#[must_use]
pub fn online() -> bool {
    #[cfg(target_arch = "wasm32")]
    return web::online();
    #[cfg(not(target_arch = "wasm32"))]
    true
}
