//! A newer version of the app that waits for its turn.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A newer version, downloaded and complete.
#[derive(Debug)]
pub struct Update(Function);

impl Update {
    /// Starts it: every tab of the app is loaded again, so ask the user first.
    pub fn apply(&self) {
        if let Err(error) = self.0.call0(&JsValue::UNDEFINED) {
            tracing::error!(error = super::told(&error), "the new version was not started");
        }
    }
}

/// Waits until a newer version is there, for as long as the page is open.
pub async fn ready() -> Update {
    match promised().await {
        Ok(update) => update,
        // Not started by the bundle: there will be none.
        Err(_) => std::future::pending().await,
    }
}

async fn promised() -> Result<Update, JsValue> {
    let boot = Reflect::get(&js_sys::global(), &"fieldtally".into())?;
    let update: Promise = Reflect::get(&boot, &"update".into())?.dyn_into()?;
    Ok(Update(JsFuture::from(update).await?.dyn_into()?))
}
