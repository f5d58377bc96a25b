//! A made-up company to try everything on: the same every time, from the day it is made (ux.md). Nobody in it exists.
//!
//! It is made as a real one would have come about: phones' changes in the log, money as imported, each closed month
//! through freeze, score, approve and close.

mod build;
mod cast;
mod customers;
mod dice;
mod forms;
mod journals;
mod money;
mod org;
mod rounds;
mod targets;
mod words;

use anyhow::bail;
use shared::id::EmployeeId;
use shared::rest::DemoLogin;

use crate::app::App;
use crate::cli::print;
use crate::store::audit;

pub use build::build;
pub use org::Size;

/// The company's id; no other company is ever filled with made-up people.
pub const COMPANY: &str = "demo";
pub const NAME: &str = "安泰医疗设备";
/// Everyone's password.
pub const PASSWORD: &str = "fieldtally";
/// The deed that says that the company is whole.
const WHOLE: &str = "demo";

/// Makes the company where the data directory has none, and goes on with the one that is there.
pub async fn prepare(app: &App) -> anyhow::Result<()> {
    if app.company.as_str() != COMPANY {
        bail!("the data directory holds the company {}: give the demo a directory of its own with --data", app.company);
    }
    let id = app.company.clone();
    let begun = app.store.read::<_, crate::store::StoreError, _>(move |conn| {
        Ok((!crate::store::people::all(conn, &id)?.is_empty(), audit::is_done(conn, &id, WHOLE)?))
    });
    match begun.await? {
        (true, true) => print("the demo company is there already: going on with it")?,
        (true, false) => bail!("the demo company was not finished: remove its data directory and start again"),
        (false, _) => build(app, Size::FULL, app.clock.now(), &|line| drop(print(line))).await?,
    }
    print("")?;
    print(&format!("logins (password {PASSWORD}):"))?;
    let known = logins(Size::FULL);
    for login in known.iter().take(SHOWN) {
        print(&format!("  {:<10} {} {}", login.login, login.name, login.post))?;
    }
    print(&format!("  and {} more, listed on the page", known.len().saturating_sub(SHOWN)))?;
    Ok(())
}

/// Logins printed at the start: one of each kind.
const SHOWN: usize = 7;
/// In this order on the sign-in page; the others follow.
const FIRST: [&str; SHOWN] = ["lin.xd", "wang.lei", "sun.hui", "zhao.gd", "zhou.li", "qian.wd", "zheng.wei"];

/// Everyone who can sign in, one of each kind first.
#[must_use]
pub fn logins(size: Size) -> Vec<DemoLogin> {
    let mut members = org::members(size);
    let place = |login: &str| FIRST.iter().position(|first| *first == login).unwrap_or(SHOWN);
    members.sort_by_key(|member| place(member.login));
    members
        .into_iter()
        .map(|member| DemoLogin {
            login: member.login.to_owned(),
            password: PASSWORD.to_owned(),
            name: member.name.to_owned(),
            roles: vec![member.role],
            post: format!("{} {}", member.department, member.title),
        })
        .collect()
}

/// A small company for tests, on the caller's day: two reps and their manager, the office, a dozen customers. Last month
/// is over and still open, so that a test can close it.
pub async fn small(app: &App, now: shared::period::Instant) -> anyhow::Result<()> {
    build(app, Size::SMALL, now, &|_| {}).await
}

/// A login of the cast as an id.
pub(crate) fn id(login: &str) -> anyhow::Result<EmployeeId> {
    Ok(EmployeeId::new(login)?)
}
