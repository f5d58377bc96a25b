//! The page's side of the web host: carries out what the [`broker`](super::broker) decides.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::rc::{Rc, Weak};

use futures_channel::{mpsc, oneshot};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, BroadcastChannel, ErrorEvent, Event, EventTarget, MessageEvent, Worker, WorkerOptions, WorkerType,
};

use super::broker::{Broker, Effect, FromWorker};
use super::worker::sleep;
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
    /// Takes the request for the lock back; there while it is queued.
    queued: RefCell<Option<AbortController>>,
    _watching: RefCell<Option<Watching>>,
}

/// What the page hears of its own sleep.
type Watching = Closure<dyn FnMut(Event)>;

/// How long a tab that has the store may be silent: half of it until it is knocked at, half after that.
const SILENCE_MS: u32 = 8_000;

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
            queued: RefCell::default(),
            _watching: RefCell::default(),
        });
        page.watch_sleep();
        if let Err(error) = page.join_tabs().and_then(|()| page.wait_for_lock()) {
            page.act(|broker| broker.shut(told(&error)));
        }
        ask_to_keep_data();
        Self(page)
    }

    pub(super) fn ask(&self, request: Vec<u8>) -> impl Future<Output = Answer> + 'static + use<> {
        let (sender, answered) = oneshot::channel();
        let mut asked = 0;
        self.0.act(|broker| {
            let (id, effects) = broker.ask(request);
            asked = id;
            self.0.asked.borrow_mut().insert(id, sender);
            effects
        });
        if self.0.broker.borrow().waits_for(asked) {
            spawn_local(listen_for_host(Rc::downgrade(&self.0), asked));
        }
        async move { answered.await.unwrap_or(Err(HostError::Closed)) }
    }

    pub(super) fn events(&self) -> mpsc::UnboundedReceiver<Vec<u8>> {
        self.0.listeners.add()
    }

    pub(super) fn close(&self) {
        self.0.worker.take();
        self.0.channel.take();
        self.0.leave();
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
                Effect::Leave => self.leave(),
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
            page.queued.take();
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
        let queued = AbortController::new()?;
        let options = Object::new();
        Reflect::set(&options, &"signal".into(), &queued.signal())?;
        let asked: Promise = request.call3(&locks, &self.lock_name().into(), &options, &granted)?.dyn_into()?;
        self.queued.replace(Some(queued));
        // Taken back, it fails, and that is all right.
        spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
        Ok(())
    }

    /// Gives the lock back, or the place in its queue.
    fn leave(&self) {
        if let Some(queued) = self.queued.take() {
            queued.abort();
        }
        if let Some(release) = self.release.take() {
            // Resolving a promise cannot throw.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }

    /// Hears when the browser freezes this tab, or keeps the page it leaves, and when it is back.
    fn watch_sleep(self: &Rc<Self>) {
        let page = Rc::downgrade(self);
        let watching = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let Some(page) = page.upgrade() else { return };
            match event.type_().as_str() {
                "freeze" | "pagehide" => page.act(Broker::frozen),
                _ => page.wake(),
            }
        });
        let heard = watching.as_ref().unchecked_ref();
        let listen = |target: &EventTarget, names: [&str; 2]| {
            names.iter().try_for_each(|name| target.add_event_listener_with_callback(name, heard))
        };
        let listening = window().and_then(|window| {
            let document = window.document().ok_or("there is no document")?;
            listen(&document, ["freeze", "resume"])?;
            listen(&window, ["pagehide", "pageshow"])
        });
        if let Err(error) = listening {
            tracing::warn!(error = told(&error), "this tab does not hear when it is frozen");
        }
        self._watching.replace(Some(watching));
    }

    /// Queues for the lock again, unless it stands in the queue or was closed.
    fn wake(self: &Rc<Self>) {
        if self.queued.borrow().is_some() || self.release.borrow().is_some() || self.channel.borrow().is_none() {
            return;
        }
        if let Err(error) = self.wait_for_lock() {
            self.act(|broker| broker.shut(told(&error)));
        }
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

/// Fails a request where the tab that has the store answers neither it nor a knock.
async fn listen_for_host(page: Weak<Page>, id: u64) {
    loop {
        sleep(SILENCE_MS / 2).await;
        let Some(here) = page.upgrade().filter(|page| page.broker.borrow().waits_for(id)) else { return };
        let (heard, effects) = here.broker.borrow().knock();
        here.carry_out(effects);
        drop(here);
        sleep(SILENCE_MS / 2).await;
        let Some(here) = page.upgrade() else { return };
        here.act(|broker| broker.give_up(id, heard));
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
