//! The made-up company on a real server with the web app: what journeys, figures and pictures are made on.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use server::config::Clock;
use server::demo::{self, Size};
use server::docs::DocsError;
use server::store::{StoreError, holding};
use server::{App, Running};
use shared::doc::customer::{self, Customer};
use shared::doc::ledger::Holding;
use shared::id::{CustomerId, DocId, RecordId};
use shared::place::Place;
use tempfile::TempDir;

use crate::company::{config, now_ms};
use crate::phone::Phone;

/// The rep everything is played through.
pub const REP: &str = "lin.xd";

/// A served company; it ends with this.
#[derive(Debug)]
pub struct Stage {
    pub server: Running,
    folder: TempDir,
}

impl Stage {
    /// Makes the company of that size and serves it with the bundle in `dist/`.
    pub async fn set(size: Size) -> Result<Self> {
        Self::made_before(size, Clock::default(), 0).await
    }

    /// The same by a clock of its own, with a company that was made so many milliseconds before: nothing happened since.
    pub async fn made_before(size: Size, clock: Clock, before: i64) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
        ensure!(dist.join("index.html").is_file(), "the web app is not built: cargo run -p bundle -- --out dist");
        let mut config = config(&folder.path().join("data"));
        config.bundle = Some(dist);
        config.demo = true;
        config.clock = clock;
        let listen = config.listen;
        let app = tokio::task::spawn_blocking(move || App::open(config)).await??;
        let now = app.clock.now().plus_millis(-before);
        demo::build(&app, size, now, &|_| {}).await?;
        let server = server::serve::serve(app, listen).await?;
        Ok(Self { server, folder })
    }

    /// A path of the stage's own: a browser's profile, a file to choose.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A customer of the rep, with where it is, read through another device of the same rep.
    pub async fn customer(&self) -> Result<(CustomerId, Place)> {
        self.customers(REP).await?.into_iter().next().context("a customer")
    }

    /// Somebody's customers with where they are, read in the same way.
    pub async fn customers(&self, login: &str) -> Result<Vec<(CustomerId, Place)>> {
        let mut phone = Phone::sign_in(&self.server.url(), login, demo::PASSWORD, now_ms()).await?;
        phone.sync().await?;
        phone.customers()
    }

    /// A customer as the server has it.
    pub async fn profile(&self, id: CustomerId) -> Result<Customer> {
        let (app, company) = (self.server.app.clone(), self.server.app.company.clone());
        let docs = app.docs.clone();
        let read = app.store.read::<_, DocsError, _>(move |conn| {
            docs.with(conn, &company, &DocId::Customer(id), |loaded| customer::read(&loaded.doc))
        });
        Ok(read.await?)
    }

    /// Whose a customer is, as the server has it.
    pub async fn holding(&self, id: CustomerId) -> Result<Holding> {
        let company = self.server.app.company.clone();
        let read = self.server.app.store.read::<_, StoreError, _>(move |conn| holding::get(conn, &company, id));
        read.await?.context("nobody's customer")
    }

    /// The latest visit of somebody.
    pub async fn visit(&self, login: &str) -> Result<RecordId> {
        let (company, who) = (self.server.app.company.to_string(), login.to_owned());
        let found = self.server.app.store.read::<_, StoreError, _>(move |conn| {
            conn.prepare_cached(
                "SELECT record FROM evidence WHERE company_id = ?1 AND employee = ?2 ORDER BY day DESC, record LIMIT 1",
            )?
            .query_row((company, who), |row| row.get::<_, String>(0))
        });
        found.await?.parse().context("a record's id")
    }
}
