use std::future::Future;
use std::pin::Pin;

use dioxus::prelude::*;

use super::Asked;
use crate::api::Api;
use crate::state::use_state;
use crate::view::Failure;

/// A call of the server, on its way.
pub type Call<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// Asks the server when the page is shown, and again when a signal that `call` reads changes.
pub fn use_server<T: 'static, F>(call: impl Fn(Api) -> F + 'static) -> Asked<T>
where
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let state = use_state();
    use_resource(move || {
        let answer = call(state.api());
        async move {
            let answer = answer.await;
            if answer.as_ref().is_err_and(|failure| failure.code == "session_ended") {
                // The session ended meanwhile: the store knows, or finds out at its next exchange.
                tracing::warn!("the server does not know this session");
            }
            answer
        }
    })
}
