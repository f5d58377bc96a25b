//! The web host: a dedicated worker that runs the same wasm as the page, and may open files.

use std::future::Future;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use sqlite_wasm_rs::WasmOsCallback;
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, install};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::broker::FromWorker;
use super::{Actor, Events, wire};

/// How often, and for how long in all, a store that someone else still holds is tried.
const RETRY_MS: u32 = 50;
const RETRIES: u32 = 200;

/// Runs `A` in this worker, for as long as the worker lives. The store's name is the worker's.
pub fn serve<A: Actor>() {
    console_error_panic_hook::set_once();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        print(panic);
        say(&FromWorker::Crashed(panic.to_string()));
    }));
    spawn_local(async {
        let events = Events::new(|event| say(&FromWorker::Event(event)));
        match A::open(scope().name(), events).await {
            Ok(actor) => {
                listen(Rc::new(actor));
                say(&FromWorker::Open);
            }
            Err(why) => say(&FromWorker::Shut(why)),
        }
    });
}

fn listen<A: Actor>(actor: Rc<A>) {
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some((route, request)) = wire::asked(event.data()) else {
            return;
        };
        let actor = Rc::clone(&actor);
        spawn_local(async move {
            let reply = actor.handle(request).await;
            say(&FromWorker::Reply(route, reply));
        });
    });
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // It is needed until the worker is ended, and then goes with it.
    heard.forget();
}

fn say(said: &FromWorker) {
    if let Err(error) = scope().post_message(&wire::by_worker(said)) {
        tracing::error!(?error, "the page was not told");
    }
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Files the pool holds: a database and its journal for each person who signed in on this device.
const FILES: usize = 32;

/// Makes the browser's private files SQLite's default storage: `Connection::open("any name")` is durable afterwards.
///
/// One connection at a time, and no WAL: use `journal_mode=TRUNCATE`. Each store has its own files. Those of a worker that
/// has just been ended are let go a moment later, so a refusal is tried again for ten seconds.
///
/// # Errors
/// In words, when the browser has no such storage or refuses it.
pub async fn install_opfs(store: &str) -> Result<(), String> {
    let options = OpfsSAHPoolCfgBuilder::new().directory(&directory(store)).initial_capacity(FILES).build();
    for _ in 0..RETRIES {
        match install::<WasmOsCallback>(&options, true).await {
            Ok(_) => return Ok(()),
            Err(OpfsSAHError::Opfs { value, .. }) if is_held(&value) => sleep(RETRY_MS).await,
            Err(error) => return Err(error.to_string()),
        }
    }
    Err("another tab or window still holds its files".to_owned())
}

fn is_held(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into())
        .is_ok_and(|name| name == "NoModificationAllowedError" || name == "InvalidStateError")
}

/// A store's folder. Names differ in it as they differ outside: what is not plain is written as its bytes.
fn directory(store: &str) -> String {
    let mut folder = String::from("store-");
    for byte in store.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' => folder.push(char::from(byte)),
            _ => folder.push_str(&format!("_{byte:02x}")),
        }
    }
    folder
}

/// Runs `task` beside the actor, or beside the page.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    spawn_local(task);
}

/// Waits, in a worker or in a page.
pub async fn sleep(milliseconds: u32) {
    let timer = Promise::new(&mut |resolve, reject| {
        // Both kinds of global object have `setTimeout`; web-sys knows it for each apart.
        let set = Reflect::get(&js_sys::global(), &"setTimeout".into())
            .and_then(JsCast::dyn_into::<Function>)
            .and_then(|set| set.call2(&JsValue::UNDEFINED, &resolve, &milliseconds.into()));
        if let Err(error) = set {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    if JsFuture::from(timer).await.is_err() {
        tracing::error!("this browser has no timers");
    }
}

/// The device's clock in milliseconds since 1970.
#[must_use]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}
