//! Whether what is stored on this device stays.

/// Whether the platform has promised to keep the app's data. A browser promises it to an installed app, or when it is asked
/// at the start and thinks well of the site; without it, it may clear all of it when the device runs short of space.
#[cfg(target_arch = "wasm32")]
pub async fn promised() -> bool {
    let asked = super::web::window().and_then(|window| window.navigator().storage().persisted().ok());
    match asked {
        Some(asked) => wasm_bindgen_futures::JsFuture::from(asked).await.is_ok_and(|yes| yes.is_truthy()),
        None => false,
    }
}

/// An app's own files are its own.
#[cfg(not(target_arch = "wasm32"))]
pub async fn promised() -> bool {
    true
}
