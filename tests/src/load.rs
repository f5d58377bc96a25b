//! Load and its figures: what the product does, beside the least any server could do with the same bytes.

pub mod connected;
pub mod day;
pub mod fan_in;
pub mod figures;
pub mod floor;
pub mod growth;
pub mod line;
pub mod nodes;
pub mod options;
pub mod reps;
pub mod server;
pub mod usage;
pub mod visits;
pub mod work;

pub use figures::{Figures, Spread};
pub use nodes::{Engine, Nodes};
pub use options::Options;
