//! What the tests, the benches and the load program share: phones that are driven without a screen, a real server on a
//! loopback port, and a browser.

pub mod company;
pub mod phone;

pub use company::{Served, serve};
pub use phone::{Line, Phone};
