//! Load and its figures: what the product does, beside the least any server could do with the same bytes.

pub mod figures;
pub mod floor;
pub mod server;
pub mod work;

pub use figures::{Figures, Spread};
