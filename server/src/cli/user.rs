//! `fieldtally user`: people, before there is anyone who could sign in.

use std::io::BufRead;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use shared::id::{CompanyId, EmployeeId};
use shared::policy::Role;

use super::{DataArgs, print};
use crate::access::people as access;
use crate::app::App;
use crate::auth::hash_password;
use crate::config::PasswordCost;
use crate::ledger;
use crate::store::Transaction;
use crate::store::people::{self, Person};

#[derive(Debug, Args)]
pub struct UserArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add somebody; the password is read from a line of standard input
    Add {
        /// Login and id: a-z, 0-9, '.', '_' and '-'
        employee: EmployeeId,
        #[arg(long)]
        name: String,
        #[arg(long, value_parser = role, required = true)]
        role: Vec<Role>,
    },
    /// Everyone, one on a line
    List,
    /// Nothing more is taken from somebody, from the next request on
    Disable { employee: EmployeeId },
    /// Set a password, read from a line of standard input, and let a disabled person in again
    Password { employee: EmployeeId },
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "rep, manager, leader, hr, finance, gm or admin is needed".to_owned())
}

/// Runs `fieldtally user …`. A server may run beside it: both write to the same database in turn.
pub fn command(args: UserArgs) -> anyhow::Result<()> {
    let app = App::open(args.data.unserved())?;
    match args.what {
        What::Add { employee, name, role } => {
            let password_hash = Some(hash_password(&read_password()?, PasswordCost::default())?);
            let settings = app.company.clone();
            let company = app.store.read_blocking(move |conn| crate::store::company::settings(conn, &settings))?;
            let join = company.zone.day_of(app.clock.now());
            let (docs, now) = (app.docs.clone(), app.clock.now());
            let roles = role.into_iter().collect();
            let person = Person { employee, name, password_hash, roles, join, leave: None, disabled: false };
            change(&app, move |tx, company| {
                if people::get(tx, company, &person.employee)?.is_some() {
                    bail!("{} is there already", person.employee);
                }
                people::put(tx, company, &person)?;
                ledger::publish_company(tx, &docs, company, now)?;
                ledger::refresh(tx, &docs, company, now, Some(&[person.employee].into()))?;
                Ok(())
            })
        }
        What::List => {
            for person in app.store.read_blocking(|conn| people::all(conn, &app.company))? {
                let roles: Vec<String> = person.roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
                let state = if person.disabled { "\tdisabled" } else { "" };
                print(&format!("{}\t{}\t{}{state}", person.employee, person.name, roles.join(",")))?;
            }
            Ok(())
        }
        What::Disable { employee } => {
            let now = app.clock.now();
            edit(&app, employee, move |tx, company, mut person| Ok(access::disable(tx, company, &mut person, now)?))
        }
        What::Password { employee } => {
            let hash = hash_password(&read_password()?, PasswordCost::default())?;
            edit(&app, employee, move |tx, company, person| {
                Ok(people::put(tx, company, &Person { password_hash: Some(hash), disabled: false, ..person })?)
            })
        }
    }
}

fn edit(
    app: &App,
    employee: EmployeeId,
    edit: impl FnOnce(&Transaction, &CompanyId, Person) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    change(app, move |tx, company| {
        let person = people::get(tx, company, &employee)?.with_context(|| format!("there is no {employee}"))?;
        edit(tx, company, person)
    })
}

fn change(
    app: &App,
    job: impl FnOnce(&Transaction, &CompanyId) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let company = app.company.clone();
    app.store.write_blocking::<_, anyhow::Error, _>(move |tx| job(tx, &company))
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("reading the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
