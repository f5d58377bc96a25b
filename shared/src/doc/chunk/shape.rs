//! What a change does, read from its columns row by row, without a document and without decoding a value.
//!
//! Everything this program writes has one shape: it sets or deletes keys of the root, and what it sets is built inside
//! that same change. Such a change can be judged by itself: it reaches into nothing that others made.

use std::fmt;

use automerge::Change;

use super::body::Body;
use super::reader::{Deltas, Flags, Runs};
use super::{CHANGE, chunk};

/// What a change does to one key of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RootOp<'a> {
    pub key: &'a str,
    pub deletes: bool,
    /// The counter of the operation itself.
    pub counter: u64,
    /// The operations it takes the place of: counter, and which of the change's actors made it, 0 being its own.
    pub replaces: Vec<(u64, usize)>,
}

/// Why a change has another shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherShape {
    /// Which operation of the change, from 1.
    pub operation: u64,
    pub why: &'static str,
}

impl fmt::Display for OtherShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "operation {} {}", self.operation, self.why)
    }
}

/// Whether a change only adds new entries to the root: nothing is overwritten, nothing deleted, nothing that an earlier
/// change made is touched. (Whether the key was free only the document knows.)
pub fn only_adds(change: &Change) -> Result<(), OtherShape> {
    let first = change.start_op().get();
    for op in root_ops(change)? {
        let wrong = |why| Err(OtherShape { operation: op.counter - first + 1, why });
        if op.deletes {
            return wrong("deletes an entry");
        }
        if !op.replaces.is_empty() {
            return wrong("overwrites an entry");
        }
    }
    Ok(())
}

/// What a change does to the root, where that is all it does.
pub(crate) fn root_ops(change: &Change) -> Result<Vec<RootOp<'_>>, OtherShape> {
    let unreadable = |operation| OtherShape { operation, why: "can not be read" };
    let body = chunk(change.raw_bytes()).ok().filter(|chunk| chunk.kind == CHANGE).and_then(|c| Body::read(c.body));
    let body = body.ok_or(unreadable(0))?;
    let mut rows = Rows::new(&body).ok_or(OtherShape { operation: 0, why: "has columns of another kind" })?;
    let mut made = Made { first: body.start_op, rows: Vec::new() };
    let mut found = Vec::new();
    while !rows.action.ended() {
        let operation = u64::try_from(made.rows.len()).unwrap_or(u64::MAX).saturating_add(1);
        let mut row = rows.next().ok_or(unreadable(operation))?;
        let wrong = |why| Err(OtherShape { operation, why });
        let Some(counter) = body.start_op.checked_add(operation - 1) else { return wrong("has no number") };
        if !matches!(row.action, MAKE_MAP | SET | MAKE_LIST | DELETE | MAKE_TEXT | MAKE_TABLE) {
            return wrong("is no setting or deleting");
        }
        match row.object {
            Object::Root => {
                let (Some(key), None, false) = (row.key, row.element, row.insert) else {
                    return wrong("has no key of the root");
                };
                let deletes = row.action == DELETE;
                found.push(RootOp { key, deletes, counter, replaces: std::mem::take(&mut row.replaces) });
            }
            Object::Other => return wrong("edits what an earlier change made"),
            Object::Own(object) => {
                if !row.replaces.is_empty() || row.action == DELETE {
                    return wrong("edits what the same change made");
                }
                let fits = match made.object(object) {
                    Some(MAKE_MAP | MAKE_TABLE) => row.key.is_some() && row.element.is_none() && !row.insert,
                    Some(MAKE_LIST | MAKE_TEXT) => {
                        row.insert
                            && row.key.is_none()
                            && match row.element {
                                Some(Element::Head) => true,
                                Some(Element::Own(element)) => made.inserted_into(element) == Some(object),
                                Some(Element::Other) | None => false,
                            }
                    }
                    _ => return wrong("stands in an object that does not exist"),
                };
                if !fits {
                    return wrong("has no place in its object");
                }
            }
        }
        made.push(&row);
    }
    Ok(found)
}

const MAKE_MAP: u64 = 0;
const SET: u64 = 1;
const MAKE_LIST: u64 = 2;
const DELETE: u64 = 3;
const MAKE_TEXT: u64 = 4;
const MAKE_TABLE: u64 = 6;

/// What the rows of the change so far have made: for each the action, and the list it was inserted into.
struct Made {
    first: u64,
    rows: Vec<(u64, Option<u64>)>,
}

impl Made {
    fn row(&self, counter: u64) -> Option<&(u64, Option<u64>)> {
        self.rows.get(usize::try_from(counter.checked_sub(self.first)?).ok()?)
    }

    /// With which action an object was made.
    fn object(&self, counter: u64) -> Option<u64> {
        self.row(counter).map(|(action, _)| *action)
    }

    fn inserted_into(&self, counter: u64) -> Option<u64> {
        self.row(counter)?.1
    }

    fn push(&mut self, row: &Row<'_>) {
        let into = match row.object {
            Object::Own(object) if row.insert => Some(object),
            _ => None,
        };
        self.rows.push((row.action, into));
    }
}

#[derive(Clone, Copy)]
enum Object {
    Root,
    /// Made by the change's own actor, under this counter.
    Own(u64),
    Other,
}

#[derive(Clone, Copy)]
enum Element {
    Head,
    Own(u64),
    Other,
}

struct Row<'a> {
    object: Object,
    key: Option<&'a str>,
    element: Option<Element>,
    insert: bool,
    action: u64,
    replaces: Vec<(u64, usize)>,
}

/// The columns that say where an operation goes; its value is of no concern here.
struct Rows<'a> {
    object_actor: Runs<'a, u64>,
    object_counter: Runs<'a, u64>,
    key_actor: Runs<'a, u64>,
    key_counter: Deltas<'a>,
    key: Runs<'a, &'a str>,
    insert: Flags<'a>,
    action: Runs<'a, u64>,
    replaced: Runs<'a, u64>,
    replaced_actor: Runs<'a, u64>,
    replaced_counter: Deltas<'a>,
}

impl<'a> Rows<'a> {
    /// `None`: a column that honest changes do not have, or one twice, or in another order.
    fn new(body: &Body<'a>) -> Option<Self> {
        const KNOWN: [u64; 14] = [0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73, 0x94, 0xa5];
        let ordered = body.columns.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
        if !ordered || !body.columns.iter().all(|(spec, _)| KNOWN.contains(spec)) {
            return None;
        }
        let column = |wanted| body.columns.iter().find(|(spec, _)| *spec == wanted).map_or(&[][..], |(_, bytes)| bytes);
        Some(Self {
            object_actor: Runs::new(column(0x01)),
            object_counter: Runs::new(column(0x02)),
            key_actor: Runs::new(column(0x11)),
            key_counter: Deltas::new(column(0x13)),
            key: Runs::new(column(0x15)),
            insert: Flags::new(column(0x34)),
            action: Runs::new(column(0x42)),
            replaced: Runs::new(column(0x70)),
            replaced_actor: Runs::new(column(0x71)),
            replaced_counter: Deltas::new(column(0x73)),
        })
    }

    fn next(&mut self) -> Option<Row<'a>> {
        let object = match (self.object_actor.next()?, self.object_counter.next()?) {
            (None, None) => Object::Root,
            (Some(0), Some(counter)) => Object::Own(counter),
            _ => Object::Other,
        };
        let element = match (self.key_actor.next()?, self.key_counter.next()?) {
            (None, None) => None,
            (None, Some(0)) => Some(Element::Head),
            (Some(0), Some(counter)) => Some(u64::try_from(counter).map_or(Element::Other, Element::Own)),
            _ => Some(Element::Other),
        };
        let (key, insert, action) = (self.key.next()?, self.insert.next()?, self.action.next()??);
        let mut replaces = Vec::new();
        for _ in 0..self.replaced.next()?.unwrap_or(0) {
            let counter = u64::try_from(self.replaced_counter.next()??).ok()?;
            replaces.push((counter, usize::try_from(self.replaced_actor.next()??).ok()?));
        }
        Some(Row { object, key, element, insert, action, replaces })
    }
}
