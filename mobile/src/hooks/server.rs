use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

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

/// Changes of one exchange come one upon the other: they are one reason to ask, in milliseconds.
const TOGETHER_MS: u32 = 50;

/// The same for what others change: asks again whenever this device's exchanges brought anything, and pokes bring those.
/// Without a network, what is shown stays.
pub fn use_live<T: 'static, F>(call: impl Fn(Api) -> F + 'static) -> Asked<T>
where
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let state = use_state();
    let seen = use_hook(|| Rc::new(Cell::new(None)));
    use_resource(move || {
        let changes = *state.changes.read();
        let by_itself = seen.replace(Some(changes)).is_some_and(|before| before != changes);
        let answer = call(state.api());
        async move {
            if by_itself {
                crate::host::sleep(TOGETHER_MS).await;
            }
            let answer = answer.await;
            if by_itself && answer.as_ref().is_err_and(|failure| failure.code == "unreachable") {
                // Nobody asked for this; the next exchange that goes through asks again.
                std::future::pending::<()>().await;
            }
            answer
        }
    })
}
