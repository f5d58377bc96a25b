use super::super::StoreError;
use super::super::postgres::Raw;
use super::value::{Value, ValueRef};

/// A row while it is shown.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

/// A column by its place; a literal needs no type.
pub trait Column {
    fn place(self) -> usize;
}

impl Column for usize {
    fn place(self) -> usize {
        self
    }
}

impl Row<'_> {
    pub fn get<C: Column, T: FromValue>(&self, column: C) -> Result<T, StoreError> {
        let place = column.place();
        let wrong = |why: &str| StoreError::damaged(format!("column {place} of an answer"), why);
        let value = match self {
            Self::Sqlite(row) => match row.get_ref(place)? {
                rusqlite::types::ValueRef::Null => ValueRef::Null,
                rusqlite::types::ValueRef::Integer(number) => ValueRef::Integer(number),
                rusqlite::types::ValueRef::Text(text) => {
                    ValueRef::Text(std::str::from_utf8(text).map_err(|_| wrong("a text that is no UTF-8"))?)
                }
                rusqlite::types::ValueRef::Blob(bytes) => ValueRef::Blob(bytes),
                rusqlite::types::ValueRef::Real(_) => return Err(wrong("a float")),
            },
            Self::Postgres(row) => row.try_get::<_, Raw<'_>>(place)?.0,
        };
        T::from_value(value).ok_or_else(|| wrong("a value of another kind"))
    }
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// `None`: it is of another kind.
    fn from_value(value: ValueRef<'_>) -> Option<Self>;
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl FromValue for Value<'static> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        Some(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(text) => Self::Text(text.to_owned().into()),
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_vec().into()),
        })
    }
}

impl FromValue for String {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Text(text) = value { Some(text.to_owned()) } else { None }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Blob(bytes) = value { Some(bytes.to_vec()) } else { None }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Blob(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl FromValue for bool {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Integer(number @ (0 | 1)) = value { Some(number == 1) } else { None }
    }
}

macro_rules! integers {
    ($($kind:ty),*) => {$(
        impl FromValue for $kind {
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                if let ValueRef::Integer(number) = value { Self::try_from(number).ok() } else { None }
            }
        }
    )*};
}
integers!(i16, i32, i64, u16, u32, u64, usize);
