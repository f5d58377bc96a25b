//! What the server does by the calendar: phones must find the company's settings and this month's ledgers.

use std::time::Duration;

use shared::id::{CompanyId, DocId};
use shared::period::Instant;
use tokio::sync::watch;

use crate::app::App;
use crate::docs::{Docs, DocsError};
use crate::ledger;
use crate::store::{Transaction, company, log};

/// A month begins at midnight of the company; nobody waits for its ledger longer than this.
const EVERY: Duration = Duration::from_secs(600);

/// Looks again and again, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(why) = once(&app).await {
            tracing::error!(%why, "ledgers could not be written; it is tried again");
        }
    }
}

/// Writes what is missing.
pub async fn once(app: &App) -> Result<(), DocsError> {
    let (company, docs, now) = (app.company.clone(), app.docs.clone(), app.clock.now());
    app.store.write(move |tx| missing(tx, &docs, &company, now)).await
}

fn missing(tx: &Transaction, docs: &Docs, company: &CompanyId, now: Instant) -> Result<(), DocsError> {
    if log::heads(tx, company, &DocId::Company.to_string())?.is_empty() {
        ledger::publish_company(tx, docs, company, now)?;
    }
    let month = company::settings(tx, company)?.zone.day_of(now).month();
    let people = ledger::missing(tx, company, month)?;
    if !people.is_empty() {
        let written = ledger::refresh_month(tx, docs, company, now, month, Some(&people))?;
        tracing::info!(%month, written, "ledgers of people who had none");
    }
    Ok(())
}
