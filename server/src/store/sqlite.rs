//! The embedded engine: one file, WAL, `synchronous=FULL`.

mod checkpoint;
mod open;
mod warm;

pub(super) use open::settle;

use std::path::PathBuf;

use rusqlite::types::ToSqlOutput;

use super::db::{Connection, Dialect, Engine, Flow, Row, Savepoint, Transaction, Value};
use super::{Database, Lock, StoreError};

static DIALECT: Dialect = Dialect {
    name: "SQLite",
    catalog: "SELECT m.name, c.name, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c
              WHERE m.type = 'table' AND substr(m.name, 1, 7) <> 'sqlite_' ORDER BY m.name, c.cid",
    version: "SELECT user_version FROM pragma_user_version",
    integrity: Some("SELECT integrity_check FROM pragma_integrity_check"),
};

/// A database file.
#[derive(Debug)]
pub(super) struct Sqlite {
    pub path: PathBuf,
}

impl Database for Sqlite {
    fn writer(&self) -> Result<Transaction, StoreError> {
        Ok(Transaction::new(Box::new(Session(open::writer(&self.path)?))))
    }

    fn known(&self) -> u32 {
        open::known()
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        Ok(Connection::new(Box::new(Session(open::reader(&self.path)?))))
    }

    fn warm(&self) -> Result<(), StoreError> {
        warm::up(&self.path)
    }

    fn embedded(&self) -> bool {
        true
    }

    fn lock(&self, duty: &str) -> Result<Option<Box<dyn Lock>>, StoreError> {
        let path = self.path.with_extension(format!("{duty}.lock"));
        let wrong = |why: std::io::Error| StoreError::Open { path: path.display().to_string(), why: why.to_string() };
        let file = std::fs::File::options().create(true).truncate(false).write(true).open(&path).map_err(wrong)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(FileLock(file)))),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(why)) => Err(wrong(why)),
        }
    }
}

/// A file that is locked by this process.
#[derive(Debug)]
struct FileLock(#[expect(dead_code, reason = "held, and let go when it is dropped")] std::fs::File);

impl Lock for FileLock {
    fn stands(&self) -> bool {
        true
    }
}

/// A connection to the file.
#[derive(Debug)]
struct Session(rusqlite::Connection);

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::ValueRef;
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Session {
    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.0.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

impl Engine for Session {
    fn execute(&self, sql: &str, params: &[Value<'_>]) -> Result<usize, StoreError> {
        Ok(self.0.prepare_cached(sql)?.execute(rusqlite::params_from_iter(params))?)
    }

    fn query(
        &self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<Flow, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            if each(&Row::Sqlite(row))? == Flow::Enough {
                break;
            }
        }
        Ok(())
    }

    fn begin_write(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE")
    }

    fn begin_read(&self) -> Result<(), StoreError> {
        self.run("BEGIN")
    }

    fn commit(&self) -> Result<(), StoreError> {
        self.run("COMMIT")
    }

    fn rollback(&self) -> Result<(), StoreError> {
        // On a full disk SQLite has given the transaction up by itself.
        if self.0.is_autocommit() { Ok(()) } else { self.run("ROLLBACK") }
    }

    fn savepoint(&self, step: Savepoint) -> Result<(), StoreError> {
        self.run(match step {
            Savepoint::Begin => "SAVEPOINT job",
            Savepoint::Undo => "ROLLBACK TO job",
            Savepoint::Release => "RELEASE job",
        })
    }

    fn alive(&self) -> bool {
        true
    }

    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }
}
