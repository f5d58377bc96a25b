//! What both engines have in common for whoever asks them: statements with `?1`, `?2` …, values, rows. The SQL is one
//! for both; what differs between them stands in [`super::sqlite`] and [`super::postgres`].

mod params;
mod row;
mod value;

use std::fmt;

pub use params::Params;
pub(crate) use params::params;
pub use row::{FromValue, Row};
pub use value::{ToValue, Value, ValueRef};

use super::StoreError;

/// One connection of an engine.
pub(super) trait Engine: Send + fmt::Debug {
    /// Runs a statement; the number of rows it changed.
    fn execute(&self, sql: &str, params: &[Value<'_>]) -> Result<usize, StoreError>;

    /// Runs a question and hands over its rows as long as `each` says to go on.
    fn query(
        &self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<Flow, StoreError>,
    ) -> Result<(), StoreError>;

    /// Begins a transaction in which nobody else writes, anywhere: numbers become visible in their order, and two
    /// exchanges can not decide on the same state.
    fn begin_write(&self) -> Result<(), StoreError>;

    /// Begins a view of what is committed now.
    fn begin_read(&self) -> Result<(), StoreError>;

    /// Makes what was written durable and tells other nodes.
    fn commit(&self) -> Result<(), StoreError>;

    fn rollback(&self) -> Result<(), StoreError>;

    /// Begins, keeps or undoes a job of a group.
    fn savepoint(&self, step: Savepoint) -> Result<(), StoreError>;

    /// Whether the connection can be used again.
    fn alive(&self) -> bool;

    fn dialect(&self) -> &'static Dialect;
}

/// What is asked differently of each engine.
#[derive(Debug)]
pub struct Dialect {
    pub name: &'static str,
    /// Every column of every table: table, column, place in the key from 1 on or 0.
    pub catalog: &'static str,
    /// The version of the schema.
    pub version: &'static str,
    /// What it finds wrong with its own files.
    pub integrity: Option<&'static str>,
}

/// A step of a job inside a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Savepoint {
    Begin,
    Undo,
    Release,
}

/// Whether more rows are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    On,
    Enough,
}

/// A connection for reading.
#[derive(Debug)]
pub struct Connection(Box<dyn Engine>);

/// A connection inside a write transaction.
#[derive(Debug)]
pub struct Transaction(Connection);

impl std::ops::Deref for Transaction {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Transaction {
    pub(super) fn new(engine: Box<dyn Engine>) -> Self {
        Self(Connection(engine))
    }
}

impl Connection {
    pub(super) fn new(engine: Box<dyn Engine>) -> Self {
        Self(engine)
    }

    pub(super) fn engine(&self) -> &dyn Engine {
        &*self.0
    }

    /// The engine's name.
    #[must_use]
    pub fn engine_name(&self) -> &'static str {
        self.dialect().name
    }

    pub(super) fn dialect(&self) -> &'static Dialect {
        self.0.dialect()
    }

    /// A statement; engines keep what they prepared.
    pub fn prepare_cached<'c, 's>(&'c self, sql: &'s str) -> Result<Statement<'c, 's>, StoreError> {
        Ok(Statement { connection: self, sql })
    }

    pub fn execute<P: Params>(&self, sql: &str, params: P) -> Result<usize, StoreError> {
        params.with(|params| self.0.execute(sql, params))
    }
}

/// A statement of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'c, 's> {
    connection: &'c Connection,
    sql: &'s str,
}

impl Statement<'_, '_> {
    pub fn execute<P: Params>(&self, params: P) -> Result<usize, StoreError> {
        self.connection.execute(self.sql, params)
    }

    /// Goes through the rows.
    pub fn each<P: Params>(
        &self,
        params: P,
        mut each: impl FnMut(&Row<'_>) -> Result<Flow, StoreError>,
    ) -> Result<(), StoreError> {
        params.with(|params| self.connection.0.query(self.sql, params, &mut each))
    }

    /// All rows, each read by `read`.
    pub fn query_map<P: Params, T>(
        &self,
        params: P,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<std::vec::IntoIter<Result<T, StoreError>>, StoreError> {
        let mut rows = Vec::new();
        self.each(params, |row| {
            rows.push(read(row));
            Ok(Flow::On)
        })?;
        Ok(rows.into_iter())
    }

    /// The first row; [`StoreError::NoRow`] where there is none.
    pub fn query_row<P: Params, T>(
        &self,
        params: P,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut found = None;
        self.each(params, |row| {
            found = Some(read(row)?);
            Ok(Flow::Enough)
        })?;
        found.ok_or(StoreError::NoRow)
    }
}

/// Makes a missing row a `None`.
pub trait OptionalExtension<T> {
    fn optional(self) -> Result<Option<T>, StoreError>;
}

impl<T> OptionalExtension<T> for Result<T, StoreError> {
    fn optional(self) -> Result<Option<T>, StoreError> {
        match self {
            Err(StoreError::NoRow) => Ok(None),
            other => other.map(Some),
        }
    }
}
