//! People and their devices and sessions.

use std::collections::BTreeSet;

use super::db::{Connection, OptionalExtension, Row, Transaction};
use shared::id::{CompanyId, DeviceId, EmployeeId};
use shared::period::{BusinessDay, Instant};
use shared::policy::{Role, Subject};
use shared::rest::Device;

use super::{StoreError, grant};
use shared::id::DocId;

/// Somebody on the payroll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub employee: EmployeeId,
    pub name: String,
    /// argon2id; `None`: can not sign in.
    pub password_hash: Option<String>,
    pub roles: BTreeSet<Role>,
    pub join: BusinessDay,
    pub leave: Option<BusinessDay>,
    pub disabled: bool,
}

const COLUMNS: &str = "employee, name, password_hash, roles, join_day, leave_day, disabled";

/// Adds somebody, or changes all that is known of them.
pub fn put(tx: &Transaction, company: &CompanyId, person: &Person) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO employee (company_id, employee, name, password_hash, roles, join_day, leave_day, disabled)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (company_id, employee) DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash,
           roles = excluded.roles, join_day = excluded.join_day, leave_day = excluded.leave_day, disabled = excluded.disabled",
    )?
    .execute((
        company.as_str(),
        person.employee.as_str(),
        &person.name,
        &person.password_hash,
        serde_json::to_string(&person.roles).map_err(|why| StoreError::damaged("roles", why))?,
        person.join.to_string(),
        person.leave.map(|day| day.to_string()),
        person.disabled,
    ))?;
    let known = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM head WHERE company_id = ?1 AND doc = ?2)")?
        .query_row((company.as_str(), DocId::Company.to_string()), |row| row.get::<_, bool>(0))?;
    if known { grant::refresh(tx, company, &DocId::Company) } else { Ok(()) }
}

pub fn get(conn: &Connection, company: &CompanyId, employee: &EmployeeId) -> Result<Option<Person>, StoreError> {
    let row = conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM employee WHERE company_id = ?1 AND employee = ?2"))?
        .query_row((company.as_str(), employee.as_str()), |row| Ok(person(row)))
        .optional()?;
    row.transpose()
}

pub fn all(conn: &Connection, company: &CompanyId) -> Result<Vec<Person>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM employee WHERE company_id = ?1 ORDER BY employee");
    let found = conn.prepare_cached(&sql)?;
    let rows = found.query_map([company.as_str()], |row| Ok(person(row)))?;
    rows.map(|row| row?).collect()
}

fn person(row: &Row<'_>) -> Result<Person, StoreError> {
    let id: String = row.get(0)?;
    let wrong = |why: &dyn std::fmt::Display| StoreError::damaged(format!("employee {id:?}"), why);
    let day = |text: String| text.parse().map_err(|why| wrong(&why));
    Ok(Person {
        employee: id.parse().map_err(|why| wrong(&why))?,
        name: row.get(1)?,
        password_hash: row.get(2)?,
        roles: serde_json::from_str(&row.get::<_, String>(3)?).map_err(|why| wrong(&why))?,
        join: day(row.get(4)?)?,
        leave: row.get::<_, Option<String>>(5)?.map(day).transpose()?,
        disabled: row.get(6)?,
    })
}

/// A session as found by its token.
#[derive(Debug, Clone)]
pub struct Signed {
    pub subject: Subject,
    pub name: String,
    pub device: DeviceId,
    pub expires: Instant,
    pub seen: Instant,
}

/// The session of a token's hash, if it and its device and person still may.
pub fn session(
    conn: &Connection,
    company: &CompanyId,
    token: &[u8; 32],
    now: Instant,
) -> Result<Option<Signed>, StoreError> {
    let row = conn
        .prepare_cached(
            "SELECT s.employee, e.name, e.roles, s.device, s.expires, d.seen FROM session s
             JOIN employee e ON e.company_id = s.company_id AND e.employee = s.employee AND e.disabled = 0
             JOIN device d ON d.company_id = s.company_id AND d.device = s.device AND d.employee = s.employee AND d.revoked IS NULL
             WHERE s.token_hash = ?1 AND s.company_id = ?2 AND s.expires > ?3",
        )?
        .query_row((token.as_slice(), company.as_str(), now.millis()), |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })
        .optional()?;
    let Some((employee, name, roles, device, expires, seen)) = row else { return Ok(None) };
    let wrong = |why: &dyn std::fmt::Display| StoreError::damaged(format!("a session of {employee}"), why);
    Ok(Some(Signed {
        subject: Subject {
            employee: employee.parse().map_err(|why| wrong(&why))?,
            roles: serde_json::from_str(&roles).map_err(|why| wrong(&why))?,
        },
        name,
        device: device.parse().map_err(|why| wrong(&why))?,
        expires: Instant::from_millis(expires),
        seen: Instant::from_millis(seen),
    }))
}

pub fn put_session(
    tx: &Transaction,
    company: &CompanyId,
    token: &[u8; 32],
    employee: &EmployeeId,
    device: DeviceId,
    now: Instant,
    expires: Instant,
) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM session WHERE company_id = ?1 AND (expires <= ?2 OR device = ?3)")?.execute((
        company.as_str(),
        now.millis(),
        device.to_string(),
    ))?;
    tx.prepare_cached(
        "INSERT INTO session (token_hash, company_id, employee, device, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        token.as_slice(),
        company.as_str(),
        employee.as_str(),
        device.to_string(),
        now.millis(),
        expires.millis(),
    ))?;
    Ok(())
}

pub fn end_session(tx: &Transaction, token: &[u8; 32]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM session WHERE token_hash = ?1")?.execute([token.as_slice()])?;
    Ok(())
}

/// Ends every session of somebody, on all devices.
pub fn end_sessions(tx: &Transaction, company: &CompanyId, employee: &EmployeeId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM session WHERE company_id = ?1 AND employee = ?2")?
        .execute((company.as_str(), employee.as_str()))?;
    Ok(())
}

/// Binds a device to somebody, or says that it is there again.
pub fn put_device(tx: &Transaction, company: &CompanyId, device: &Device) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO device (company_id, device, employee, name, signed_in, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (company_id, device) DO UPDATE SET name = excluded.name, signed_in = excluded.signed_in, seen = excluded.seen",
    )?
    .execute((
        company.as_str(),
        device.id.to_string(),
        device.employee.as_str(),
        &device.name,
        device.signed_in.millis(),
        device.seen.millis(),
    ))?;
    Ok(())
}

const DEVICE: &str =
    "SELECT device, employee, name, signed_in, seen, revoked IS NOT NULL FROM device WHERE company_id = ?1";

pub fn device(conn: &Connection, company: &CompanyId, id: DeviceId) -> Result<Option<Device>, StoreError> {
    conn.prepare_cached(&format!("{DEVICE} AND device = ?2"))?
        .query_row((company.as_str(), id.to_string()), read_device)
        .optional()
}

/// The devices of one person, or of everyone, the last seen first.
pub fn devices(conn: &Connection, company: &CompanyId, of: Option<&EmployeeId>) -> Result<Vec<Device>, StoreError> {
    let sql = format!("{DEVICE} AND (CAST(?2 AS TEXT) IS NULL OR employee = ?2) ORDER BY seen DESC, device");
    conn.prepare_cached(&sql)?.query_map((company.as_str(), of.map(EmployeeId::as_str)), read_device)?.collect()
}

fn read_device(row: &Row<'_>) -> Result<Device, StoreError> {
    let (id, employee): (String, String) = (row.get(0)?, row.get(1)?);
    Ok(Device {
        id: id.parse().map_err(|why| StoreError::damaged("a device's id", why))?,
        employee: employee.parse().map_err(|why| StoreError::damaged("a device's employee", why))?,
        name: row.get(2)?,
        signed_in: Instant::from_millis(row.get(3)?),
        seen: Instant::from_millis(row.get(4)?),
        revoked: row.get(5)?,
    })
}

pub fn set_seen(tx: &Transaction, company: &CompanyId, device: DeviceId, now: Instant) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE device SET seen = ?3 WHERE company_id = ?1 AND device = ?2")?.execute((
        company.as_str(),
        device.to_string(),
        now.millis(),
    ))?;
    Ok(())
}

/// Cuts a device off: its sessions end with the next request.
pub fn revoke(tx: &Transaction, company: &CompanyId, device: DeviceId, now: Instant) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE device SET revoked = COALESCE(revoked, ?3) WHERE company_id = ?1 AND device = ?2")?
        .execute((company.as_str(), device.to_string(), now.millis()))?;
    tx.prepare_cached("DELETE FROM session WHERE company_id = ?1 AND device = ?2")?
        .execute((company.as_str(), device.to_string()))?;
    Ok(())
}
