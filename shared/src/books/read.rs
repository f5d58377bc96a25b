//! The door of the books format `fieldtally-books/1`: JSON in, typed [`Books`] or every fault at once, each at its place.
//!
//! Ids are collected first from the raw value, so that a record with one fault does not make every reference to it a
//! second one. Histories come out ascending by `from`; nothing else is changed. Unknown fields are ignored.

mod activity;
mod choice;
mod company;
pub(in crate::books) mod door;
mod fields;
pub(in crate::books) mod index;
pub(in crate::books) mod limit;
mod metric;
mod money;
mod people;
mod plan;
mod scalar;

use serde_json::Value;

use super::{Books, Plan};
use crate::books::plan::Known;
use door::{At, Door};
use fields::Read;
use index::Index;

pub use door::{Checked, Fault, MOST_FAULTS};
pub use metric::{Names, metric_named};
pub(in crate::books) use metric::{adds_up, lower_is_better};

/// What `format` must say.
pub const FORMAT: &str = "fieldtally-books/1";

/// Reads one company's books, or says everything that is wrong with them.
///
/// At most [`MOST_FAULTS`] faults are listed; a last one then says how many more there are.
pub fn read(value: &Value) -> Result<Books, Vec<Fault>> {
    let index = Index::of_books(value);
    let mut door = Door::new(&index);
    let books = Books::read(value, &At::root(""), &mut door);
    finish(books, door)
}

/// [`read`] from JSON text; a syntax error is one fault that names line and column.
pub fn read_text(text: &str) -> Result<Books, Vec<Fault>> {
    match serde_json::from_str(text) {
        Ok(value) => read(&value),
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let full = error.to_string();
            let what = full.split(" at line ").next().unwrap_or(&full);
            Err(vec![Fault { pointer: String::new(), message: format!("{place}: this is no JSON: {what}") }])
        }
    }
}

/// Reads a plan by itself, as HR writes or imports one; pointers begin at the plan.
///
/// What may be null in the books may also be missing here: not every notation of plans has a null.
pub fn read_plan(value: &Value, known: &Known) -> Result<Plan, Vec<Fault>> {
    let index = Index::of_plan(value, known);
    let mut door = Door::new(&index).without_null();
    let plan = Plan::read(value, &At::root(""), &mut door);
    finish(plan, door)
}

fn finish<T>(read: Option<T>, door: Door<'_>) -> Result<T, Vec<Fault>> {
    let faults = door.close().faults;
    match read {
        Some(read) if faults.is_empty() => Ok(read),
        _ => Err(faults),
    }
}
