//! Parts of pages. They get what they show; none of them knows the store.

pub mod amount;
pub mod answers;
pub mod ask;
pub mod chip;
pub mod datum;
pub mod dialog;
pub mod evidence;
pub mod face;
pub mod fence;
pub mod field;
pub mod flag;
pub mod frame;
pub mod icon;
pub mod leaflet;
pub mod photo;
pub mod pick_customer;
pub mod places;
pub mod progress;
pub mod radar;
pub mod route;
pub mod style;
pub mod time;
pub mod toast;
pub mod top;
pub mod tree;
pub mod update;
