//! Signing in and out.

use std::net::IpAddr;

use shared::id::{DeviceId, EmployeeId};
use shared::period::Instant;
use shared::rest::{Device, SignIn};

use super::Session;
use crate::app::App;
use crate::error::{ApiError, Kind};
use crate::store::StoreError;
use crate::store::audit::{self, Deed};
use crate::store::people::{self, Person};

/// How long a session lasts, in milliseconds: a phone may be offline for weeks.
pub const LASTS: i64 = 90 * 24 * 3_600_000;

/// A new session.
#[derive(Debug)]
pub struct Granted {
    pub person: Person,
    pub device: DeviceId,
    /// Shown once: only its hash is kept.
    pub token: String,
}

/// Checks a login and its password and makes a session bound to a device.
pub async fn sign_in(app: &App, asked: SignIn, from: IpAddr) -> Result<Granted, ApiError> {
    let SignIn { login, password, device_name, device, .. } = asked;
    // Counted when it is checked, not when it comes: a company that signs in behind one address at nine is no attack.
    let turn = app.auth.passwords.turn().await?;
    app.auth.throttle.attempt(&login, from).map_err(|seconds| {
        ApiError::new(
            Kind::TooMany(seconds),
            "too_many_attempts",
            format!("too many wrong passwords; wait {seconds} s"),
        )
        .hint("what is recorded stays on the phone; an administrator can set a new password")
    })?;
    let person = match login.parse::<EmployeeId>() {
        Ok(employee) => {
            let company = app.company.clone();
            app.store.read(move |conn| people::get(conn, &company, &employee)).await?
        }
        Err(_) => None,
    };
    let person = person.filter(|person| !person.disabled);
    let hash = person.as_ref().and_then(|person| person.password_hash.clone());
    let right = app.auth.passwords.check(turn, password, hash).await;
    let (true, Some(person)) = (right, person) else {
        // The same words for an unknown login: a stranger learns no names.
        return Err(ApiError::new(Kind::SignedOut, "wrong_credentials", "login or password is wrong"));
    };
    app.auth.throttle.right(&login, from);
    let token = hex(&rand::random::<[u8; 32]>());
    let hash = *blake3::hash(token.as_bytes()).as_bytes();
    let (company, now, employee) = (app.company.clone(), app.clock.now(), person.employee.clone());
    let name: String = device_name.chars().filter(|c| !c.is_control()).take(80).collect();
    let device = app
        .store
        .write(move |tx| -> Result<DeviceId, StoreError> {
            let kept = match device {
                Some(id) => people::device(tx, &company, id)?.filter(|kept| kept.employee == employee && !kept.revoked),
                None => None,
            };
            let id = kept.map_or_else(|| DeviceId::from_uuid(uuid::Uuid::now_v7()), |kept| kept.id);
            let device = Device { id, employee: employee.clone(), name, signed_in: now, seen: now, revoked: false };
            people::put_device(tx, &company, &device)?;
            people::put_session(tx, &company, &hash, &employee, id, now, now.plus_millis(LASTS))?;
            let detail = format!("device {id} from {from}");
            audit::append(tx, &company, &Deed { at: now, who: employee.as_str(), what: "sign in", detail: &detail })?;
            Ok(id)
        })
        .await?;
    Ok(Granted { person, device, token })
}

/// Ends a session.
pub async fn sign_out(app: &App, session: &Session) -> Result<(), ApiError> {
    let (company, now, token) = (app.company.clone(), app.clock.now(), session.token);
    let (who, device) = (session.employee().clone(), session.device);
    app.store
        .write(move |tx| -> Result<(), StoreError> {
            people::end_session(tx, &token)?;
            let detail = format!("device {device}");
            audit::append(tx, &company, &Deed { at: now, who: who.as_str(), what: "sign out", detail: &detail })
        })
        .await?;
    Ok(())
}

/// Whether a device needs to be written as seen: once a minute says enough.
#[must_use]
pub const fn seen_is_old(seen: Instant, now: Instant) -> bool {
    now.since(seen) >= 60_000
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
