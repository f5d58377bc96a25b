//! The page's side of the web host: carries out what the [`broker`](super::broker) decides.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::rc::{Rc, Weak};

use futures_channel::{mpsc, oneshot};
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::broker::{Broker, Effect, FromWorker};
use super::{Actor, HostError, Listeners, wire};

pub mod update;

type Answer = Result<Vec<u8>, HostError>;

/// Whether this wasm runs in the store's worker rather than in a page.
#[must_use]
pub fn in_worker() -> bool {
    web_sys::window().is_none()
}

#[derive(Clone)]
pub(super) struct Handle(Rc<Page>);

struct Page {
    store: String,
    broker: RefCell<Broker>,
    asked: RefCell<BTreeMap<u64, oneshot::Sender<Answer>>>,
    listeners: Listeners,
    channel: RefCell<Option<Channel>>,
    worker: RefCell<Option<Running>>,
    /// Gives the lock back; there once it is held.
    release: RefCell<Option<Function>>,
}

struct Channel {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

struct Running {
    worker: Worker,
    _said: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("store", &self.0.store).field("broker", &self.0.broker).finish_non_exhaustive()
    }
}

impl Handle {
    #[allow(clippy::extra_unused_type_parameters, reason = "called alike on every platform")]
    pub(super) fn open<A: Actor>(store: &str) -> Self {
        let page = Rc::new(Page {
            store: store.to_owned(),
            broker: RefCell::new(Broker::new(uuid::Uuid::now_v7().to_string())),
            asked: RefCell::default(),
            listeners: Listeners::default(),
            channel: RefCell::default(),
            worker: RefCell::default(),
            release: RefCell::default(),
        });
        if let Err(error) = page.join_tabs().and_then(|()| page.wait_for_lock()) {
            page.act(|broker| broker.shut(told(&error)));
        }
        ask_to_keep_data();
        Self(page)
    }

    pub(super) fn ask(&self, request: Vec<u8>) -> impl Future<Output = Answer> + 'static + use<> {
        let (sender, answered) = oneshot::channel();
        self.0.act(|broker| {
            let (id, effects) = broker.ask(request);
            self.0.asked.borrow_mut().insert(id, sender);
            effects
        });
        async move { answered.await.unwrap_or(Err(HostError::Closed)) }
    }

    pub(super) fn events(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        self.0.listeners.add()
    }

    pub(super) fn close(&self) {
        self.0.worker.take();
        self.0.channel.take();
        if let Some(release) = self.0.release.take() {
            // Resolving a promise cannot throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
        self.0.act(Broker::closed);
    }
}

impl Page {
    fn act(self: &Rc<Self>, decide: impl FnOnce(&mut Broker) -> Vec<Effect>) {
        let effects = decide(&mut self.broker.borrow_mut());
        self.carry_out(effects);
    }

    fn carry_out(self: &Rc<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartWorker => {
                    if let Err(error) = self.start_worker() {
                        let shut = FromWorker::Shut(told(&error));
                        let effects = self.broker.borrow_mut().worker_said(shut);
                        self.carry_out(effects);
                    }
                }
                Effect::StopWorker => {
                    self.worker.take();
                }
                Effect::ToWorker(route, request) => {
                    if let Some(running) = &*self.worker.borrow() {
                        post(|message| running.worker.post_message(message), &wire::ask(&route, &request));
                    }
                }
                Effect::ToTabs(said) => {
                    if let Some(tabs) = &*self.channel.borrow() {
                        post(|message| tabs.channel.post_message(message), &wire::between_tabs(&said));
                    }
                }
                Effect::Answer(id, answer) => {
                    if let Some(asker) = self.asked.borrow_mut().remove(&id) {
                        // The asker may have lost interest.
                        let _ = asker.send(answer);
                    }
                }
                Effect::Event(event) => self.listeners.tell(&event),
            }
        }
    }

    fn join_tabs(self: &Rc<Self>) -> Result<(), JsValue> {
        let channel = BroadcastChannel::new(&self.lock_name())?;
        let page = Rc::downgrade(self);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((page, said)) = page.upgrade().zip(wire::heard_between_tabs(event.data())) {
                page.act(|broker| broker.tabs_said(said));
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        self.channel.replace(Some(Channel { channel, _heard: heard }));
        Ok(())
    }

    /// Queues for the lock. It is kept until [`Handle::close`] or the end of the tab, however that comes.
    ///
    /// By reflection, because web-sys counts Web Locks among the unstable interfaces.
    fn wait_for_lock(self: &Rc<Self>) -> Result<(), JsValue> {
        let navigator: JsValue = window()?.navigator().into();
        let locks = Reflect::get(&navigator, &"locks".into())?;
        let request: Function = Reflect::get(&locks, &"request".into())
            .and_then(JsCast::dyn_into)
            .map_err(|_| JsValue::from("this browser has no Web Locks, or the page is not served over HTTPS"))?;
        let page = Rc::clone(self);
        let granted = Closure::once_into_js(move |_lock: JsValue| -> Promise {
            let held = Promise::new(&mut |release, _| {
                page.release.replace(Some(release));
            });
            // Closed while it queued: the channel is gone, and the lock goes straight on to the next tab.
            if page.channel.borrow().is_none() {
                return Promise::resolve(&JsValue::UNDEFINED);
            }
            page.act(Broker::locked);
            held
        });
        request.call2(&locks, &self.lock_name().into(), &granted)?;
        Ok(())
    }

    fn start_worker(self: &Rc<Self>) -> Result<(), JsValue> {
        let boot = Reflect::get(&js_sys::global(), &"fieldtally".into())?;
        let module = Reflect::get(&boot, &"module".into())?;
        let script = Reflect::get(&boot, &"worker".into())?
            .as_string()
            .ok_or("the page was not started by the bundle's boot.js")?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name(&self.store);
        let worker = Worker::new_with_options(&script, &options)?;
        let said = self.on_worker(|event: MessageEvent| wire::heard_by_page(event.data()));
        worker.set_onmessage(Some(said.as_ref().unchecked_ref()));
        let failed = self.on_worker(|event: ErrorEvent| Some(FromWorker::Crashed(event.message())));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        // The compiled module, so that the worker need not fetch and compile it again.
        worker.post_message(&module)?;
        self.worker.replace(Some(Running { worker, _said: said, _failed: failed }));
        Ok(())
    }

    fn on_worker<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
        self: &Rc<Self>,
        read: impl Fn(E) -> Option<FromWorker> + 'static,
    ) -> Closure<dyn FnMut(E)> {
        let page: Weak<Self> = Rc::downgrade(self);
        Closure::new(move |event: E| {
            if let Some((page, said)) = page.upgrade().zip(read(event)) {
                // Acting may stop the worker and so drop this very closure: let it return first.
                spawn_local(async move { page.act(|broker| broker.worker_said(said)) });
            }
        })
    }

    fn lock_name(&self) -> String {
        format!("fieldtally store {}", self.store)
    }
}

/// Bytes can always be cloned into a message; it fails only for a channel closed meanwhile, which nobody listens to.
fn post(send: impl FnOnce(&JsValue) -> Result<(), JsValue>, message: &Array) {
    if let Err(error) = send(message) {
        tracing::warn!(error = told(&error), "a message was not sent");
    }
}

/// Without a yes the browser may drop the store when the disk fills up. Chromium says yes by itself to an installed app.
fn ask_to_keep_data() {
    let asked = window().and_then(|window| window.navigator().storage().persist());
    spawn_local(async move {
        let kept = match asked {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        if !kept.is_ok_and(|yes| yes.is_truthy()) {
            tracing::warn!("the browser does not promise to keep the data of this site");
        }
    });
}

fn window() -> Result<web_sys::Window, JsValue> {
    web_sys::window().ok_or_else(|| "there is no window".into())
}

fn told(error: &JsValue) -> String {
    error
        .as_string()
        .or_else(|| {
            let text = error.dyn_ref::<js_sys::Object>()?.to_string();
            Some(text.into())
        })
        .unwrap_or_else(|| format!("{error:?}"))
}
