//! Making the company, month by month in the order in which it would have happened.

use std::collections::BTreeMap;

use anyhow::Context;
use shared::books::{Target, Wage};
use shared::doc::customer;
use shared::fact::Fact;
use shared::id::{CompanyId, DeviceId, DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::policy::{Role, Subject};
use shared::rest::Device;

use super::customers::{self, Made};
use super::dice::Dice;
use super::forms;
use super::journals::{self, Sent};
use super::org::{self, Rep, Size};
use super::rounds::{Rounds, World};
use super::targets;
use super::{PASSWORD, WHOLE, id, money};
use crate::app::App;
use crate::auth::hash_password;
use crate::close::{self, Step};
use crate::docs::DocsError;
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, company, grant, holding, money as facts, org as posts, payroll, people};
use crate::{ledger, project, standard};

/// Who takes the steps of a close.
const SCORES: (&str, Role) = ("sun.hui", Role::Hr);
const APPROVES: (&str, Role) = ("zhao.gd", Role::Gm);

/// Says how far it is.
pub type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Makes a company of a size in an empty one. What it holds follows from `now` alone.
pub async fn build(app: &App, size: Size, now: Instant, say: Say<'_>) -> anyhow::Result<()> {
    let company = app.company.clone();
    let settings = app.store.read::<_, StoreError, _>(move |conn| company::settings(conn, &company)).await?;
    let today = settings.zone.day_of(now);
    let world =
        World { zone: settings.zone, calendar: settings.calendar.clone(), currency: settings.currency, now, today };
    let closes = months_before(today.month(), size.closed + size.open);
    let first = closes.first().copied().unwrap_or_else(|| today.month());
    let reps = with_ids(org::reps(size))?;

    say(&format!("people: {}", org::members(size).len()));
    found(app, size, &world, first).await?;
    let customers = customers::make(&app.company, &reps, size.customers, first.first_day());
    say(&format!("customers: {}", customers.len()));
    settle(app, customers.clone(), world.zone.start_of(first.first_day())).await?;

    say("what the phones recorded");
    let mut sent = record(&reps, &customers, &world, first).await?;
    let mut paid = by_month(earned(&reps, &customers, &world, first)?, first);
    for (at, month) in closes.into_iter().enumerate() {
        let changes = sent.remove(&month).unwrap_or_default();
        say(&format!(
            "{month}: {} changes, {} payments and contracts",
            changes.len(),
            paid.get(&month).map_or(0, Vec::len)
        ));
        let end = world.zone.start_of(month.next().first_day()).plus_millis(9 * 3_600_000).min(now);
        take_in(app, changes, paid.remove(&month).unwrap_or_default(), end).await?;
        if at < usize::try_from(size.closed).unwrap_or(0) {
            say(&format!("{month}: freeze, score, approve, close"));
            shut(app, month, end).await?;
        }
    }
    let month = today.month();
    let changes = sent.remove(&month).unwrap_or_default();
    say(&format!("{month}: {} changes", changes.len()));
    take_in(app, changes, paid.remove(&month).unwrap_or_default(), now).await?;
    say("ledgers");
    let (docs, company) = (app.docs.clone(), app.company.clone());
    app.store
        .write::<_, DocsError, _>(move |tx| {
            ledger::refresh(tx, &docs, &company, now, None)?;
            Ok(audit::append(tx, &company, &Deed { at: now, who: "command", what: WHOLE, detail: "made" })?)
        })
        .await?;
    project::all(app).await?;
    Ok(())
}

fn months_before(month: Period, count: u32) -> Vec<Period> {
    let mut months: Vec<Period> =
        std::iter::successors(Some(month.previous()), |month| Some(month.previous())).take(count as usize).collect();
    months.reverse();
    months
}

fn with_ids(reps: Vec<Rep>) -> anyhow::Result<Vec<(Rep, EmployeeId)>> {
    reps.into_iter().map(|rep| Ok((rep, id(rep.login)?))).collect()
}

fn device_of(login: &str) -> DeviceId {
    DeviceId::from_uuid(Dice::of(&["device", login]).uuid(0))
}

/// People, posts, wages, the plan and everyone's targets.
async fn found(app: &App, size: Size, world: &World, first: Period) -> anyhow::Result<()> {
    let hash = hash_password(PASSWORD, app.config.password_cost)?;
    let join = first.first_day().plus_days(-400);
    let mut staff = Vec::new();
    for member in org::members(size) {
        let employee = id(member.login)?;
        let superior = member.superior.map(id).transpose()?;
        let template = (member.role == Role::Rep).then(|| standard::REP.to_owned());
        let person = people::Person {
            employee: employee.clone(),
            name: member.name.to_owned(),
            password_hash: Some(hash.clone()),
            roles: [member.role].into(),
            join,
            leave: None,
            disabled: false,
        };
        let post = posts::Post {
            employee,
            from: join,
            title: member.title.to_owned(),
            department: member.department.to_owned(),
            superior,
            template,
        };
        staff.push((person, post, Wage { from: join, amount: member.wage.into() }));
    }
    let forms = forms::all()?;
    let (docs, company, world) = (app.docs.clone(), app.company.clone(), world.clone());
    let at = world.zone.start_of(first.first_day());
    app.store
        .write::<_, DocsError, _>(move |tx| {
            let seq = company::next_seq(tx, &company)?;
            facts::put_plan(tx, &company, seq, first, &standard::plan(join))?;
            for (person, post, wage) in &staff {
                let employee = &person.employee;
                people::put(tx, &company, person)?;
                posts::put_post(tx, &company, post)?;
                payroll::put_wage(tx, &company, employee, wage)?;
                if post.template.is_none() {
                    continue;
                }
                let device = Device {
                    id: device_of(employee.as_str()),
                    employee: employee.clone(),
                    name: "手机".to_owned(),
                    signed_in: at,
                    seen: world.now,
                    revoked: false,
                };
                people::put_device(tx, &company, &device)?;
                let mut month = first;
                while month <= world.today.month() {
                    for (metric, value) in targets::of_month(employee.as_str(), month, &world.calendar) {
                        let (subject, period) = (employee.as_str().into(), month.into());
                        facts::put_target(tx, &company, seq, &Target::new(subject, metric.into(), period, value))?;
                    }
                    month = month.next();
                }
            }
            ledger::publish_company(tx, &docs, &company, at)?;
            docs.write(tx, &company, &DocId::Company, at, |doc| {
                forms.iter().try_for_each(|form| shared::doc::company::write_form(doc, form).map(drop))
            })?;
            Ok(())
        })
        .await?;
    Ok(())
}

/// Customers with their owners.
async fn settle(app: &App, customers: Vec<Made>, at: Instant) -> anyhow::Result<()> {
    let (docs, company) = (app.docs.clone(), app.company.clone());
    app.store
        .write::<_, DocsError, _>(move |tx| {
            for made in &customers {
                holding::put(tx, &company, made.id, Some(&made.external), &made.customer.name, &made.holding)?;
                let doc = DocId::Customer(made.id);
                docs.write(tx, &company, &doc, at, |doc| customer::write(doc, &made.customer).map(|_| ()))?;
                grant::refresh_customer(tx, &company, made.id)?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}

/// Everything every rep recorded, by month. The reps are shared out over the cores.
async fn record(
    reps: &[(Rep, EmployeeId)],
    customers: &[Made],
    world: &World,
    first: Period,
) -> anyhow::Result<BTreeMap<Period, Vec<Sent>>> {
    let (reps, customers, world) = (reps.to_vec(), customers.to_vec(), world.clone());
    let made = tokio::task::spawn_blocking(move || {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let of_reps = |reps: &[(Rep, EmployeeId)]| -> anyhow::Result<Vec<BTreeMap<Period, Vec<Sent>>>> {
            reps.iter()
                .map(|(rep, employee)| {
                    let own = customers.iter().filter(|made| made.holding.owner == *employee).collect();
                    let mut rounds = Rounds::new(rep.login, &world, own, rep.login == super::FIRST[0]);
                    let device = device_of(rep.login);
                    Ok(journals::of_rep(employee, device, &mut rounds, &world, first)?)
                })
                .collect()
        };
        std::thread::scope(|scope| {
            let parts: Vec<_> =
                reps.chunks(reps.len().div_ceil(cores).max(1)).map(|part| scope.spawn(|| of_reps(part))).collect();
            let mut all = BTreeMap::<Period, Vec<Sent>>::new();
            for part in parts {
                let part = part.join().map_err(|_| anyhow::anyhow!("a thread that made journals panicked"))??;
                for (month, sent) in part.into_iter().flatten() {
                    all.entry(month).or_default().extend(sent);
                }
            }
            Ok(all)
        })
    });
    made.await.context("making journals")?
}

/// All money up to today. Contracts begin two months early, so that the first month collects too.
fn earned(
    reps: &[(Rep, EmployeeId)],
    customers: &[Made],
    world: &World,
    first: Period,
) -> Result<Vec<Fact>, money::MoneyError> {
    let mut all = Vec::new();
    for (rep, employee) in reps {
        let own: Vec<&Made> = customers.iter().filter(|made| made.holding.owner == *employee).collect();
        let partner = EmployeeId::new(rep.partner)?;
        let mut month = first.previous().previous();
        while month <= world.today.month() {
            all.extend(money::of_month(employee, &partner, &own, month, world.currency)?);
            month = month.next();
        }
    }
    all.retain(|fact| fact.day <= world.today);
    all.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    Ok(all)
}

/// By the month in which finance imports it; what is older than the company comes with the first.
fn by_month(all: Vec<Fact>, first: Period) -> BTreeMap<Period, Vec<Fact>> {
    let mut months = BTreeMap::<Period, Vec<Fact>>::new();
    for fact in all {
        months.entry(fact.day.month().max(first)).or_default().push(fact);
    }
    months
}

/// What phones sent, and what finance imported at the end.
async fn take_in(app: &App, changes: Vec<Sent>, money: Vec<Fact>, at: Instant) -> anyhow::Result<()> {
    let company: CompanyId = app.company.clone();
    app.store
        .write::<_, StoreError, _>(move |tx| {
            journals::append(tx, &company, changes)?;
            let seq = company::next_seq(tx, &company)?;
            for fact in &money {
                facts::put_fact(tx, &company, seq, at, fact)?;
            }
            Ok(())
        })
        .await?;
    project::all(app).await?;
    Ok(())
}

/// A month from open to closed, by two people.
async fn shut(app: &App, month: Period, at: Instant) -> anyhow::Result<()> {
    let subject = |(login, role): (&str, Role)| -> anyhow::Result<Subject> {
        Ok(Subject { employee: id(login)?, roles: [role].into() })
    };
    let (scores, approves) = (subject(SCORES)?, subject(APPROVES)?);
    for (step, who) in
        [(Step::Freeze, &scores), (Step::Score, &scores), (Step::Approve, &approves), (Step::Close, &scores)]
    {
        close::take(app, month, step, who, at).await.with_context(|| format!("{month}: {}", step.as_str()))?;
    }
    Ok(())
}
