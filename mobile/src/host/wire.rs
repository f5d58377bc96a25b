//! Messages between tabs and with the worker, as JavaScript arrays: `[kind, tab, number, bytes]`.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::broker::{FromWorker, Route, Wire};

pub(super) const ASK: &str = "ask";
const REPLY: &str = "reply";
const EVENT: &str = "event";
/// Between tabs and from the worker alike: the store is open.
const OPEN: &str = "open";
const SHUT: &str = "shut";
const CRASHED: &str = "crashed";
const KNOCK: &str = "knock";
const HERE: &str = "here";

/// One message, taken apart.
struct Message {
    kind: String,
    route: Route,
    bytes: Vec<u8>,
}

fn array(kind: &str, tab: &str, id: u64, bytes: &[u8]) -> Array {
    // Numbers of requests stay far below 2^53, where a JavaScript number is exact.
    Array::of4(&kind.into(), &tab.into(), &JsValue::from_f64(id as f64), &Uint8Array::from(bytes))
}

fn take_apart(value: JsValue) -> Option<Message> {
    let parts: Array = value.dyn_into().ok()?;
    Some(Message {
        kind: parts.get(0).as_string()?,
        route: Route { tab: parts.get(1).as_string()?, id: parts.get(2).as_f64()? as u64 },
        bytes: parts.get(3).dyn_into::<Uint8Array>().ok()?.to_vec(),
    })
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(super) fn ask(route: &Route, request: &[u8]) -> Array {
    array(ASK, &route.tab, route.id, request)
}

/// What a worker was asked.
pub(super) fn asked(value: JsValue) -> Option<(Route, Vec<u8>)> {
    let message = take_apart(value)?;
    (message.kind == ASK).then_some((message.route, message.bytes))
}

pub(super) fn between_tabs(wire: &Wire) -> Array {
    match wire {
        Wire::Ask(route, request) => ask(route, request),
        Wire::Reply(route, reply) => array(REPLY, &route.tab, route.id, reply),
        Wire::Event(event) => array(EVENT, "", 0, event),
        Wire::Up => array(OPEN, "", 0, &[]),
        Wire::Crashed(why) => array(CRASHED, "", 0, why.as_bytes()),
        Wire::Shut(why) => array(SHUT, "", 0, why.as_bytes()),
        Wire::Knock => array(KNOCK, "", 0, &[]),
        Wire::Here => array(HERE, "", 0, &[]),
    }
}

/// `None` for what this version does not know: two versions of the app may be open at once.
pub(super) fn heard_between_tabs(value: JsValue) -> Option<Wire> {
    let message = take_apart(value)?;
    Some(match message.kind.as_str() {
        ASK => Wire::Ask(message.route, message.bytes),
        REPLY => Wire::Reply(message.route, message.bytes),
        EVENT => Wire::Event(message.bytes),
        OPEN => Wire::Up,
        CRASHED => Wire::Crashed(text(message.bytes)),
        SHUT => Wire::Shut(text(message.bytes)),
        KNOCK => Wire::Knock,
        HERE => Wire::Here,
        _ => return None,
    })
}

pub(super) fn by_worker(said: &FromWorker) -> Array {
    match said {
        FromWorker::Reply(route, reply) => array(REPLY, &route.tab, route.id, reply),
        FromWorker::Event(event) => array(EVENT, "", 0, event),
        FromWorker::Open => array(OPEN, "", 0, &[]),
        FromWorker::Crashed(why) => array(CRASHED, "", 0, why.as_bytes()),
        FromWorker::Shut(why) => array(SHUT, "", 0, why.as_bytes()),
    }
}

pub(super) fn heard_by_page(value: JsValue) -> Option<FromWorker> {
    let message = take_apart(value)?;
    Some(match message.kind.as_str() {
        REPLY => FromWorker::Reply(message.route, message.bytes),
        EVENT => FromWorker::Event(message.bytes),
        OPEN => FromWorker::Open,
        CRASHED => FromWorker::Crashed(text(message.bytes)),
        SHUT => FromWorker::Shut(text(message.bytes)),
        _ => return None,
    })
}
