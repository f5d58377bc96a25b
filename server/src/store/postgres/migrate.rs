use postgres::Client;

use super::super::StoreError;

/// In order; a shipped one is never edited (migrations/NOTES.md).
const MIGRATIONS: [&str; 3] = [
    include_str!("../../../../migrations/server-postgres/001_first.sql"),
    include_str!("../../../../migrations/server-postgres/002_photos.sql"),
    include_str!("../../../../migrations/server-postgres/003_day.sql"),
];
/// Nodes that start at the same time upgrade one after the other: "fieldmig" as a number.
const LOCK: i64 = 0x6669_656c_646d_6967;

/// The version of the schema this program makes.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Brings a database up to this program's schema; refuses a newer one.
pub(super) fn upgrade(client: &mut Client) -> Result<(), StoreError> {
    let known = known();
    let mut transaction = client.transaction()?;
    transaction.batch_execute(&format!(
        "SELECT pg_advisory_xact_lock({LOCK}); CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)"
    ))?;
    let found = transaction.query_opt("SELECT version FROM schema_version", &[])?;
    let found = found.map_or(Ok(0), |row| row.try_get::<_, i64>(0))?;
    let found = u32::try_from(found).map_err(|_| StoreError::damaged("schema_version", found))?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found < known {
        for sql in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
            transaction.batch_execute(sql)?;
        }
        transaction.execute("DELETE FROM schema_version", &[])?;
        transaction.execute("INSERT INTO schema_version (version) VALUES ($1)", &[&i64::from(known)])?;
    }
    transaction.commit()?;
    Ok(())
}
