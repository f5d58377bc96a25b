use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::error::Error;

use bytes::BytesMut;
use postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::super::StoreError;
use super::super::db::{Dialect, Engine, Flow, Row, Savepoint, Value, ValueRef};
use super::CHANNEL;

/// The one lock of whoever writes: "fieldtal" as a number.
const LOCK: i64 = 0x6669_656c_6474_616c;
/// Statements kept prepared on each connection.
const STATEMENTS: usize = 512;

static DIALECT: Dialect = Dialect {
    name: "PostgreSQL",
    catalog: "SELECT t.relname, a.attname,
                     COALESCE(array_position(string_to_array(CAST(i.indkey AS TEXT), ' '), CAST(a.attnum AS TEXT)), 0)
              FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
              WHERE t.relkind = 'r' AND t.relname <> 'schema_version' ORDER BY t.relname, a.attnum",
    version: "SELECT version FROM schema_version",
    integrity: None,
};

/// A connection to the server.
pub(super) struct Session {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    writes: Cell<bool>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session")
    }
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self { client: RefCell::new(client), statements: RefCell::default(), writes: Cell::new(false) }
    }

    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.borrow_mut().batch_execute(sql)?)
    }

    fn statement(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(kept) = self.statements.borrow().get(sql) {
            return Ok(kept.clone());
        }
        let prepared = self.client.borrow_mut().prepare(&dollars(sql))?;
        let mut kept = self.statements.borrow_mut();
        if kept.len() >= STATEMENTS {
            kept.clear();
        }
        kept.insert(sql.to_owned(), prepared.clone());
        Ok(prepared)
    }
}

/// `?1` as PostgreSQL writes it, `$1`.
fn dollars(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql.chars().peekable();
    while let Some(letter) = rest.next() {
        let place = letter == '?' && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if place { '$' } else { letter });
    }
    out
}

impl Engine for Session {
    fn execute(&self, sql: &str, params: &[Value<'_>]) -> Result<usize, StoreError> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        let changed = self.client.borrow_mut().execute(&statement, &params)?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    fn query(
        &self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<Flow, StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        // All at once: `each` may ask the same connection further questions.
        let rows = self.client.borrow_mut().query(&statement, &params)?;
        for row in &rows {
            if each(&Row::Postgres(row))? == Flow::Enough {
                break;
            }
        }
        Ok(())
    }

    fn begin_write(&self) -> Result<(), StoreError> {
        self.writes.set(true);
        self.batch(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})"))
    }

    fn begin_read(&self) -> Result<(), StoreError> {
        self.writes.set(false);
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    fn commit(&self) -> Result<(), StoreError> {
        if self.writes.get() { self.batch(&format!("NOTIFY {CHANNEL}; COMMIT")) } else { self.batch("COMMIT") }
    }

    fn rollback(&self) -> Result<(), StoreError> {
        self.batch("ROLLBACK")
    }

    fn savepoint(&self, step: Savepoint) -> Result<(), StoreError> {
        self.batch(match step {
            Savepoint::Begin => "SAVEPOINT job",
            Savepoint::Undo => "ROLLBACK TO SAVEPOINT job",
            Savepoint::Release => "RELEASE SAVEPOINT job",
        })
    }

    fn alive(&self) -> bool {
        !self.client.borrow().is_closed()
    }

    fn dialect(&self) -> &'static Dialect {
        &DIALECT
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => match *kind {
                Type::INT8 => number.to_sql(kind, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
                Type::INT2 => i16::try_from(*number)?.to_sql(kind, out),
                Type::BOOL => (*number != 0).to_sql(kind, out),
                _ => Err(format!("a number where {kind} is wanted").into()),
            },
            Value::Text(text) => text.as_ref().to_sql(kind, out),
            Value::Blob(bytes) => bytes.as_ref().to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(kind.kind(), Kind::Simple)
    }

    to_sql_checked!();
}

/// A value of any kind the schema has.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a>(pub ValueRef<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => ValueRef::Integer(i64::from_sql(kind, raw)?),
            Type::INT4 => ValueRef::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => ValueRef::Integer(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => ValueRef::Integer(bool::from_sql(kind, raw)?.into()),
            Type::BYTEA => ValueRef::Blob(raw),
            _ => ValueRef::Text(<&str>::from_sql(kind, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(ValueRef::Null))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::BYTEA | Type::TEXT | Type::VARCHAR | Type::NAME
        )
    }
}

#[cfg(test)]
mod tests {
    use super::dollars;

    #[test]
    fn places_are_renamed_and_nothing_else() {
        assert_eq!(dollars("a = ?1 AND b IN (?12, ?2)"), "a = $1 AND b IN ($12, $2)");
        assert_eq!(dollars("what? ?"), "what? ?");
    }
}
