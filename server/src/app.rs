//! What every request has at hand.

use std::ops::Deref;
use std::sync::Arc;

use anyhow::{Context, bail};
use shared::id::CompanyId;
use tokio::sync::watch;

use crate::auth::Auth;
use crate::blob::Files;
use crate::config::{Clock, Config};
use crate::demo;
use crate::docs::Docs;
use crate::keys::Keys;
use crate::poke::Pokes;
use crate::project::Progress;
use crate::project::duty::Duty;
use crate::standard;
use crate::store::{self, Store, StoreError};
use crate::workers::Threads;

/// The server's state; a clone is a handle to the same.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

/// The parts of [`App`].
#[derive(Debug)]
pub struct Parts {
    pub store: Store,
    pub docs: Docs,
    /// Bytes of photos.
    pub files: Files,
    /// The one company of this server, so far; every table is ready for more.
    pub company: CompanyId,
    pub clock: Clock,
    pub auth: Auth,
    pub keys: Keys,
    pub progress: Progress,
    pub duty: Duty,
    pub pokes: Pokes,
    /// Tells this node from others on the same database.
    pub node: String,
    /// Set once, when the server stops: open lines end.
    pub stopping: watch::Sender<bool>,
    /// Who goes through the people of a month that is scored.
    pub workers: Arc<Threads>,
    pub config: Config,
}

impl App {
    /// Opens the data directory. An empty one becomes a company with default settings.
    pub fn open(config: Config) -> anyhow::Result<Self> {
        let store = match &config.database {
            Some(url) => Store::connect(url).context("opening the database on its server")?,
            None => Store::open(&config.data).with_context(|| format!("opening {}", config.data.display()))?,
        };
        let now = config.clock.now();
        // A made-up company has an id of its own, so that nobody fills a real one with it.
        let made_up = config.demo;
        let (id, name) = if made_up { (demo::COMPANY, demo::NAME) } else { ("company", "Fieldtally") };
        let company = store.write_blocking(move |tx| -> Result<CompanyId, StoreError> {
            if let Some(first) = store::company::all(tx)?.into_iter().next() {
                return Ok(first);
            }
            let wrong = |why: &dyn std::fmt::Display| StoreError::damaged("a new company", why);
            let id = CompanyId::new(id).map_err(|why| wrong(&why))?;
            let company = standard::company(id, name).map_err(|why| wrong(&why))?;
            // Seconds: a restore on the same day is another epoch.
            store::company::create(tx, &company, u32::try_from(now.millis() / 1000).unwrap_or(1))?;
            if !made_up {
                // Its periods begin this month; the rates hold for older contracts too.
                let month = company.zone.day_of(now).month();
                let rates_from = "2000-01-01".parse().map_err(|why| wrong(&why))?;
                let seq = store::company::next_seq(tx, &company.id)?;
                store::money::put_plan(tx, &company.id, seq, month, &standard::plan(rates_from))?;
            }
            Ok(company.id)
        })?;
        let keys = Keys::open(&config.data)?;
        same_key(&store, &company, &keys, config.new_keys)?;
        let auth = Auth::new(config.password_cost, config.clock.clone())?;
        Ok(Self(Arc::new(Parts {
            docs: Docs::default(),
            files: Files::open(&config.photos, &config.data)?,
            company,
            clock: config.clock.clone(),
            auth,
            keys,
            progress: Progress::default(),
            duty: Duty::default(),
            pokes: Pokes::default(),
            node: uuid::Uuid::now_v7().to_string(),
            stopping: watch::Sender::new(false),
            workers: Arc::new(Threads::new(None).context("starting the engine's threads")?),
            store,
            config,
        })))
    }
}

/// Nodes of one database must believe each other's attestations.
fn same_key(store: &Store, company: &CompanyId, keys: &Keys, new: bool) -> anyhow::Result<()> {
    let known = store.read_blocking(|conn| store::company::key_check(conn, company))?;
    let (check, id) = (keys.check(), company.clone());
    match known {
        Some(known) if known == check => Ok(()),
        Some(_) if !new => bail!(
            "the folder `keys` in the data directory is not the one this database was served with: copy it from another \
             node or from before, or start once with --new-keys (what phones bring back after a restore is then held for \
             an administrator)"
        ),
        _ => Ok(store.write_blocking(move |tx| store::company::set_key_check(tx, &id, &check))?),
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
