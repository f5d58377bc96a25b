//! A company of phones in virtual time. One seed decides everything that happens: who records, what the line does, who
//! crashes, whose clock jumps, whom a customer is handed to. The server's own code runs without HTTP and without its
//! background tasks, so that a seed is played the same each time.

mod change;
pub mod check;
pub mod device;
pub mod dice;
pub mod host;
mod line;
pub mod world;

pub use world::{Outcome, World};

/// Whether a run also restores the server, or a phone, from an earlier copy (SYN-7).
pub const RESTORES: bool = true;
