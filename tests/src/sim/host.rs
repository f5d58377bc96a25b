//! The server of a run: its own code, asked directly.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use server::admit::{self, Pusher};
use server::config::Clock;
use server::docs::DocsError;
use server::pull::{self, Reader};
use server::store::{Connection, StoreError, Transaction, company, people, snapshot};
use server::{App, compact, keep, project};
use shared::id::{DeviceId, EmployeeId};
use shared::period::Instant;
use shared::policy::Subject;
use shared::rest::Device;
use shared::sync::{SyncRequest, SyncResponse};
use tokio::runtime::Runtime;

use crate::company::config;

/// The server and the folder it lives in now.
pub struct Host {
    app: Option<App>,
    folder: PathBuf,
    /// Folders it has lived in so far.
    lives: u32,
    pub clock: Arc<AtomicI64>,
    runtime: Runtime,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host").field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Copies the files of a folder and of those in it. Nobody may write meanwhile; SQLite's database goes before its log, in
/// which everything stands that the database may lack.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    let mut entries = std::fs::read_dir(from)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else if !name.to_string_lossy().ends_with("-shm") {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

impl Host {
    /// A server on a copy of a founded company.
    pub fn on_copy(of: &Path, folder: PathBuf, at: i64) -> Result<Self> {
        copy(of, &folder)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut host = Self { app: None, folder, lives: 0, clock: Arc::new(AtomicI64::new(at)), runtime };
        host.open()?;
        Ok(host)
    }

    fn open(&mut self) -> Result<()> {
        let mut config = config(&self.folder);
        let clock = self.clock.clone();
        config.clock = Clock::new(move || Instant::from_millis(clock.load(Ordering::Relaxed)));
        let app = App::open(config)?;
        self.runtime.block_on(keep::once(&app))?;
        self.app = Some(app);
        Ok(())
    }

    pub fn app(&self) -> Result<&App> {
        self.app.as_ref().context("the server runs")
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_millis(self.clock.load(Ordering::Relaxed))
    }

    fn next_folder(&mut self) -> PathBuf {
        self.lives += 1;
        self.folder.with_extension(self.lives.to_string())
    }

    /// The machine stops without a word, and the server starts on what it left.
    pub fn crash(&mut self) -> Result<()> {
        let folder = self.next_folder();
        copy(&self.folder, &folder)?;
        self.move_to(folder)
    }

    /// A copy of everything as it stands.
    pub fn backup(&mut self) -> Result<PathBuf> {
        let folder = self.next_folder();
        copy(&self.folder, &folder)?;
        Ok(folder)
    }

    /// Starts on an earlier copy, as a restore does: in a new epoch.
    pub fn restore(&mut self, backup: &Path) -> Result<()> {
        let folder = self.next_folder();
        copy(backup, &folder)?;
        let epoch = self.read(company::numbers)?.epoch + 1;
        let file = rusqlite::Connection::open(folder.join(server::store::FILE))?;
        file.execute("UPDATE company SET epoch = ?1", [epoch])?;
        drop(file);
        self.move_to(folder)
    }

    fn move_to(&mut self, folder: PathBuf) -> Result<()> {
        self.app = None;
        let left = std::mem::replace(&mut self.folder, folder);
        // Threads of the one that ended may still close files there; the rest goes with the run's folder.
        std::fs::remove_dir_all(left).ok();
        self.open()
    }

    /// The projector does everything there is to do.
    pub fn project(&self) -> Result<()> {
        Ok(self.runtime.block_on(project::all(self.app()?))?)
    }

    pub fn rebuild(&self) -> Result<()> {
        Ok(self.runtime.block_on(project::rebuild(self.app()?))?)
    }

    /// What the calendar asks for.
    pub fn keep(&self) -> Result<()> {
        Ok(self.runtime.block_on(keep::once(self.app()?))?)
    }

    /// Documents that have come to rest are packed.
    pub fn pack(&self) -> Result<usize> {
        Ok(self.runtime.block_on(compact::all(self.app()?))?)
    }

    pub fn read<T>(&self, job: impl FnOnce(&Connection, &shared::id::CompanyId) -> Result<T, StoreError>) -> Result<T> {
        let app = self.app()?;
        Ok(app.store.read_blocking(|conn| job(conn, &app.company))?)
    }

    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction, &shared::id::CompanyId) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T> {
        let app = self.app()?;
        let company = app.company.clone();
        Ok(app.store.write_blocking(move |tx| job(tx, &company))?)
    }

    /// Binds a device to somebody.
    pub fn sign_in(&self, login: &EmployeeId, device: DeviceId) -> Result<()> {
        let (login, now) = (login.clone(), self.now());
        self.write(move |tx, company| {
            let device = Device {
                id: device,
                employee: login,
                name: "sim".to_owned(),
                signed_in: now,
                seen: now,
                revoked: false,
            };
            people::put_device(tx, company, &device)
        })
    }

    /// Who asks; `None`: the session has ended.
    pub fn subject(&self, device: DeviceId) -> Result<Option<Subject>> {
        self.read(|conn, company| {
            let Some(found) = people::device(conn, company, device)?.filter(|found| !found.revoked) else {
                return Ok(None);
            };
            let person = people::get(conn, company, &found.employee)?.filter(|person| !person.disabled);
            Ok(person.map(|person| Subject { employee: person.employee, roles: person.roles }))
        })
    }

    /// One exchange, as the route of it does; `None`: the session has ended.
    pub fn exchange(&self, request: SyncRequest) -> Result<Option<SyncResponse>> {
        let Some(subject) = self.subject(request.device)? else { return Ok(None) };
        let app = self.app()?;
        let SyncRequest { device, cursor, pushes, fetch, .. } = request;
        let reader = Reader {
            company: app.company.clone(),
            employee: subject.employee.clone(),
            device,
            cursor,
            pushed: pushes.iter().map(|push| push.doc.clone()).collect(),
            fetch,
            key: app.keys.attest,
        };
        let (receipts, numbers) = if pushes.is_empty() {
            (Vec::new(), None)
        } else {
            let opened = admit::open(pushes);
            let pusher = Pusher {
                company: app.company.clone(),
                subject,
                device,
                received: app.clock.now(),
                key: app.keys.attest,
            };
            let admitted = app.store.write_blocking::<_, StoreError, _>(move |tx| admit::admit(tx, &pusher, &opened));
            admitted.map(|(receipts, numbers)| (receipts, Some(numbers)))?
        };
        let page = match numbers.and_then(|numbers| pull::nothing(numbers, &reader)) {
            Some(page) => page,
            None => app.store.read_blocking::<_, DocsError, _>(|conn| pull::pull(conn, &app.docs, &reader))?,
        };
        let made = page.made;
        self.write(move |tx, company| made.iter().try_for_each(|(doc, made)| snapshot::put(tx, company, doc, made)))?;
        Ok(Some(SyncResponse {
            receipts,
            deltas: page.deltas,
            gone: page.gone,
            cursor: page.cursor,
            more: page.more,
            server_time: app.clock.now(),
        }))
    }
}
