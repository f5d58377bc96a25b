//! What customers are told apart by: names as they are meant, telephone numbers, places (CUS-4).

pub mod duplicate;
mod likeness;
mod name;
mod phone;

pub use likeness::{Likeness, NameLikeness, Traits, compare};
pub use name::{fold, plain, script};
pub use phone::Phone;
