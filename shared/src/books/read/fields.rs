//! Reading one record: which fields it must have, which may be null, which may be missing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::door::{At, Door, shown};
use super::scalar::kind_of;
use crate::books::{Post, Rate, Wage};
use crate::period::BusinessDay;

/// What can be read from the format. `None`: at least one fault was named.
pub(super) trait Read: Sized {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self>;
}

/// No check beyond the type.
pub(super) fn any<T>(_: &T, _: &At<'_>, _: &mut Door<'_>) {}

/// A check of a list, as a check of the field that holds it.
pub(super) fn all<T>(check: impl FnOnce(&[T], &At<'_>, &mut Door<'_>)) -> impl FnOnce(&Vec<T>, &At<'_>, &mut Door<'_>) {
    move |list, at, door| check(list, at, door)
}

/// The fields of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'f> {
    map: &'f Map<String, Value>,
    at: &'f At<'f>,
}

impl<'f> Fields<'f> {
    pub fn of(value: &'f Value, at: &'f At<'f>, door: &mut Door<'_>) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { map, at }),
            other => {
                door.fault(at, || format!("an object is needed, here stands {}", kind_of(other)));
                None
            }
        }
    }

    pub fn raw(&self, key: &str) -> Option<&'f Value> {
        self.map.get(key)
    }

    fn present<T: Read>(
        &self,
        value: &Value,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&T, &At<'_>, &mut Door<'_>),
    ) -> Option<T> {
        let at = self.at.key(key);
        let read = T::read(value, &at, door)?;
        check(&read, &at, door);
        Some(read)
    }

    fn missing<T>(&self, key: &str, door: &mut Door<'_>) -> Option<T> {
        door.fault(&self.at.key(key), || "is missing".to_owned());
        None
    }

    /// It must be there, and not null.
    pub fn must<T: Read>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&T, &At<'_>, &mut Door<'_>),
    ) -> Option<T> {
        match self.map.get(key) {
            Some(value) => self.present(value, key, door, check),
            None => self.missing(key, door),
        }
    }

    /// It must be there, but may be null.
    pub fn or_null<T: Read>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&T, &At<'_>, &mut Door<'_>),
    ) -> Option<Option<T>> {
        match self.map.get(key) {
            Some(Value::Null) => Some(None),
            Some(value) => self.present(value, key, door, check).map(Some),
            None if door.null_may_miss() => Some(None),
            None => self.missing(key, door),
        }
    }

    /// It may be missing or null.
    pub fn maybe<T: Read>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&T, &At<'_>, &mut Door<'_>),
    ) -> Option<Option<T>> {
        match self.map.get(key) {
            None | Some(Value::Null) => Some(None),
            Some(value) => self.present(value, key, door, check).map(Some),
        }
    }

    /// Missing or null counts as the type's default.
    pub fn or_default<T: Read + Default>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&T, &At<'_>, &mut Door<'_>),
    ) -> Option<T> {
        self.maybe(key, door, check).map(Option::unwrap_or_default)
    }

    /// A list of records with an id each, no two with the same.
    pub fn list<T: Read>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&Vec<T>, &At<'_>, &mut Door<'_>),
    ) -> Option<Vec<T>> {
        self.once_each(key, "id", door);
        self.must(key, door, check)
    }

    /// A [`Fields::list`] that may be missing.
    pub fn list_or_none<T: Read>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&Vec<T>, &At<'_>, &mut Door<'_>),
    ) -> Option<Vec<T>> {
        self.once_each(key, "id", door);
        self.or_default(key, door, check)
    }

    /// Values in force from a day on: no two from the same day; they come out ascending.
    pub fn history<T: Read + Dated>(
        &self,
        key: &str,
        door: &mut Door<'_>,
        check: impl FnOnce(&Vec<T>, &At<'_>, &mut Door<'_>),
    ) -> Option<Vec<T>> {
        self.once_each(key, "from", door);
        let mut history: Vec<T> = self.must(key, door, check)?;
        history.sort_by_key(Dated::day);
        Some(history)
    }

    /// In the list `key`, no two records have the same text in `field`. Looks at the raw value, so that a fault in
    /// another field hides nothing.
    pub fn once_each(&self, key: &str, field: &str, door: &mut Door<'_>) {
        let list = self.at.key(key);
        let mut seen = BTreeSet::new();
        for (number, text) in column(self.map.get(key), field).enumerate() {
            if let Some(text) = text
                && !seen.insert(text)
            {
                door.fault(&list.item(number).key(field), || format!("{} stands twice", shown(text)));
            }
        }
    }
}

/// One text field of every record of a raw list.
pub(super) fn column<'v>(list: Option<&'v Value>, field: &str) -> impl Iterator<Item = Option<&'v str>> {
    list.and_then(Value::as_array).into_iter().flatten().map(move |record| record.get(field)?.as_str())
}

/// In force from a day on.
pub(super) trait Dated {
    fn day(&self) -> BusinessDay;
}

macro_rules! dated {
    ($($kind:ident)*) => {$(
        impl Dated for $kind {
            fn day(&self) -> BusinessDay {
                self.from
            }
        }
    )*};
}
dated!(Post Wage Rate);

/// `Kind { field: mode / check, … }` read from fields: each field by the named method of [`Fields`]; all are read before
/// the first missing one ends it.
macro_rules! filled {
    ($fields:ident, $door:ident, $($kind:ident)::+ { $($field:ident: $mode:ident $(/ $check:expr)?),* $(,)? }) => {{
        $(let $field = $fields.$mode(stringify!($field), $door, filled!(@check $($check)?));)*
        match ($($field,)*) {
            ($(Some($field),)*) => Some($($kind)::+ { $($field),* }),
            _ => None,
        }
    }};
    (@check) => { $crate::books::read::fields::any };
    (@check $check:expr) => { $check };
}

/// A record of the format, as a table of its fields; `then`: a check over more than one of them.
macro_rules! record {
    ($kind:ident { $($table:tt)* } $(then $whole:expr)?) => {
        impl $crate::books::read::fields::Read for $kind {
            fn read(
                value: &serde_json::Value,
                at: &$crate::books::read::door::At<'_>,
                door: &mut $crate::books::read::door::Door<'_>,
            ) -> Option<Self> {
                let fields = $crate::books::read::fields::Fields::of(value, at, door)?;
                #[allow(unused_mut)]
                let mut record = filled!(fields, door, $kind { $($table)* })?;
                $($whole(&mut record, at, door);)?
                Some(record)
            }
        }
    };
}

pub(super) use {filled, record};

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let Value::Array(items) = value else {
            door.fault(at, || format!("a list is needed, here stands {}", kind_of(value)));
            return None;
        };
        let mut whole = Some(Self::with_capacity(items.len()));
        for (number, item) in items.iter().enumerate() {
            match (T::read(item, &at.item(number), door), &mut whole) {
                (Some(read), Some(list)) => list.push(read),
                (Some(_), None) => {}
                (None, _) => whole = None,
            }
        }
        whole
    }
}

impl<T: Read + Ord> Read for BTreeSet<T> {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        Some(Vec::<T>::read(value, at, door)?.into_iter().collect())
    }
}

impl<K: Read + Ord, T: Read> Read for BTreeMap<K, T> {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        let mut whole = Some(Self::new());
        for (key, value) in fields.map {
            let at = at.key(key);
            // The key is a text like any other; its place is its value's.
            let key = K::read(&Value::String(key.clone()), &at, door);
            match (key, T::read(value, &at, door), &mut whole) {
                (Some(key), Some(value), Some(map)) => {
                    map.insert(key, value);
                }
                (Some(_), Some(_), None) => {}
                _ => whole = None,
            }
        }
        whole
    }
}
