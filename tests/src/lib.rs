//! What the tests, the benches and the load program share: phones that are driven without a screen, a real server on a
//! loopback port, and a browser.

pub mod browser;
pub mod certificates;
pub mod company;
pub mod crowd;
pub mod load;
pub mod many;
pub mod phone;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod shape;
pub mod sim;
pub mod stage;
pub mod tour;
pub mod track;
pub mod wait;

pub use company::{Served, serve};
pub use phone::{Line, Phone};
pub use proxy::Proxy;
pub use shape::Shape;
pub use stage::Stage;
