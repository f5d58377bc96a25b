//! `fieldtally aside`: changes that are kept and stand in no document, for an administrator to decide about.

use anyhow::{Context, bail};
use automerge::ChangeHash;
use clap::{Args, Subcommand};
use shared::id::{DeviceId, DocId, EmployeeId};
use shared::policy::Subject;

use super::{DataArgs, print};
use crate::admit::{self, Pusher};
use crate::app::App;
use crate::store::audit::{self, Deed};
use crate::store::{StoreError, aside, quarantine};

/// Who a deed of this command is by, in the audit log.
const WHO: &str = "command aside";

#[derive(Debug, Args)]
pub struct AsideArgs {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What is kept aside (forks, and what others wrote that nobody vouches for) and what can not be applied
    List,
    /// Take a change into its document, with those kept aside that it builds on
    Take { doc: DocId, change: String },
    /// Let go of a change for good
    Drop { doc: DocId, change: String },
}

/// Runs `fieldtally aside …`. A server may run beside it.
pub fn command(args: AsideArgs) -> anyhow::Result<()> {
    let app = App::open(args.data.unserved())?;
    match args.what {
        What::List => list(&app),
        What::Take { doc, change } => take(&app, doc, hash(&change)?),
        What::Drop { doc, change } => let_go(&app, doc, hash(&change)?),
    }
}

fn hash(text: &str) -> anyhow::Result<ChangeHash> {
    text.parse().map_err(|_| anyhow::anyhow!("change {text:?}: 64 hex digits are needed, as `aside list` prints them"))
}

fn list(app: &App) -> anyhow::Result<()> {
    let company = &app.company;
    let (kept, left_out) = app.store.read_blocking(|conn| -> Result<_, StoreError> {
        Ok((aside::all(conn, company)?, quarantine::all(conn, company)?))
    })?;
    for one in kept {
        let aside::Listed { doc, hash, why, device, received, length } = one;
        print(&format!("{why}\t{doc}\t{hash}\t{length} bytes\tbrought by {device} at {received}"))?;
    }
    for (doc, one) in left_out {
        print(&format!("quarantined\t{doc}\t{}\tnumber {}\t{}", one.hash, one.seq, one.why))?;
    }
    Ok(())
}

fn take(app: &App, doc: DocId, head: ChangeHash) -> anyhow::Result<()> {
    let now = app.clock.now();
    // The door asks who, and does not look at the answer: what is taken in is vouched for by who runs this.
    let subject = Subject { employee: EmployeeId::new("administrator")?, roles: [].into() };
    let device: DeviceId = uuid::Uuid::nil().to_string().parse().context("no device")?;
    let pusher = Pusher { company: app.company.clone(), subject, device, received: now, key: app.keys.attest };
    let named = doc.clone();
    let taken = app.store.write_blocking(move |tx| -> anyhow::Result<usize> {
        let taken = match admit::take_in(tx, &pusher, &doc, head)? {
            Ok(0) => bail!("{head} is not kept beside {doc} as unattested"),
            Ok(taken) => taken,
            Err(refusal) => bail!("{head} does not fit {doc}: {}", refusal.message),
        };
        let detail = format!("{taken} changes up to {head} into {doc}");
        audit::append(tx, &pusher.company, &Deed { at: now, who: WHO, what: "take aside", detail: &detail })?;
        Ok(taken)
    })?;
    Ok(print(&format!("{taken} changes were taken into {named}"))?)
}

fn let_go(app: &App, doc: DocId, hash: ChangeHash) -> anyhow::Result<()> {
    let (company, now) = (app.company.clone(), app.clock.now());
    app.store.write_blocking(move |tx| -> anyhow::Result<()> {
        if !aside::drop_one(tx, &company, &doc, &hash)? {
            bail!("{hash} is not kept beside {doc}");
        }
        let detail = format!("{hash} of {doc}");
        Ok(audit::append(tx, &company, &Deed { at: now, who: WHO, what: "drop aside", detail: &detail })?)
    })
}
