//! One exchange: what travels, and the two state machines that need no socket to be tested. `client` decides what to send
//! and what an answer means; `admit` decides what may be written, and `attest` what a restored server may take back.

pub mod admit;
pub mod attest;
pub mod client;
mod fold;
mod wire;

pub use fold::Folded;
pub use wire::{
    Attested, Cursor, Delta, ErrorBody, PROTOCOL, Part, Push, Receipt, RefusedAtDoor, SyncRequest, SyncResponse,
    Verdict, WireError, from_cbor, to_cbor,
};
