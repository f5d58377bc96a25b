//! What happens in a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use mobile::record::What;
use shared::doc::customer::ProfileField;
use shared::doc::journal::{Contact, Method};
use shared::id::{CustomerId, DeviceId, DocId, EmployeeId, RecordId};
use tempfile::TempDir;

use super::device::{self, Made, Phone};
use super::dice::Dice;
use super::host::Host;
use crate::company::{config, found, still};

const BEGIN: &str = "2026-11-19T01:00:00Z";
pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 24 * 60 * MINUTE;
const KEY: &str = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e";
/// Who may have a phone.
const LOGINS: [&str; 6] = ["lin.xd", "lin.xd", "zhou.min", "xu.zq", "wang.lei", "zhao.gm"];

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The same for the same seed.
    pub trace: String,
    pub events: usize,
    pub records: usize,
    pub receipts: usize,
    /// How often each thing happened.
    pub seen: BTreeMap<&'static str, usize>,
}

/// A receipt.
#[derive(Debug, Clone)]
pub struct Given {
    /// That was told so.
    pub device: DeviceId,
    /// What the change records, where it is one of a journal.
    pub records: Vec<RecordId>,
}

/// A run under way.
#[derive(Debug)]
pub struct World {
    pub host: Host,
    pub phones: Vec<Phone>,
    /// Changes the server said it holds.
    pub receipts: BTreeMap<(DocId, Vec<u8>), Given>,
    /// The server was restored from an earlier copy.
    pub restored: bool,
    pub outcome: Outcome,
    /// What happened, a line each.
    pub story: String,
    pub(super) dice: Dice,
    pub(super) customers: Vec<CustomerId>,
    pub(super) backup: Option<PathBuf>,
    /// Whether this run's records are long, so that answers go in several pages.
    pub(super) long: bool,
    pub(super) folder: TempDir,
}

/// In memory where the machine has such a place: what is played here is what commits hold, not how long they take.
fn folder() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() { TempDir::new_in(memory)? } else { TempDir::new()? })
}

/// Waits until nobody has a database open any more, and has all of it in its one file.
fn one_file(path: &Path) -> Result<()> {
    let db = rusqlite::Connection::open(path)?;
    for _ in 0..10_000 {
        let mode = db.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get::<_, String>(0));
        if mode.is_ok_and(|mode| mode == "delete") {
            return Ok(());
        }
        std::thread::yield_now();
    }
    bail!("{} is still open somewhere", path.display())
}

/// The company every run begins with, made once.
fn company() -> Result<&'static Path> {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    if let Some(made) = MADE.get() {
        return Ok(made.path());
    }
    let made = folder()?;
    std::fs::create_dir_all(made.path().join("keys"))?;
    std::fs::write(made.path().join("keys/attest"), KEY)?;
    let mut config = config(made.path());
    config.clock = still(BEGIN.parse()?);
    tokio::runtime::Runtime::new()?.block_on(found(config))?;
    one_file(&made.path().join(server::store::FILE))?;
    Ok(MADE.get_or_init(|| made).path())
}

impl World {
    /// Plays a seed to its end and checks what it came to.
    pub fn play(seed: u64) -> Result<Outcome> {
        let mut world = Self::new(seed)?;
        let done = world.run();
        done.with_context(|| format!("what happened:\n{}", world.story))?;
        Ok(world.outcome)
    }

    fn new(seed: u64) -> Result<Self> {
        let mut dice = Dice::new(seed);
        let folder = folder()?;
        let begin: shared::period::Instant = BEGIN.parse()?;
        let host = Host::on_copy(company()?, folder.path().join("server"), begin.millis())?;
        let id = host.app()?.company.clone();
        let customers = (1..=6).map(|number| CustomerId::of_external(&id, &format!("K{number}"))).collect();
        let (outcome, story, long) = (Outcome::default(), String::new(), dice.chance(8));
        let mut world = Self {
            host,
            phones: Vec::new(),
            receipts: BTreeMap::new(),
            restored: false,
            outcome,
            story,
            dice,
            customers,
            backup: None,
            long,
            folder,
        };
        world.host.project()?;
        for login in &LOGINS[..3 + world.dice.below(4)] {
            world.new_phone(login)?;
        }
        Ok(world)
    }

    fn run(&mut self) -> Result<()> {
        let events = 30 + self.dice.below(50);
        for _ in 0..events {
            self.pass_time();
            self.event()?;
            self.outcome.events += 1;
        }
        self.quiet()?;
        self.check()?;
        self.outcome.trace = blake3::hash(self.story.as_bytes()).to_hex().to_string();
        Ok(())
    }

    pub(super) fn say(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing to a text can not fail.
        let _ = writeln!(self.story, "{what}");
    }

    pub(super) fn saw(&mut self, what: &'static str) {
        *self.outcome.seen.entry(what).or_default() += 1;
    }

    pub(super) fn now(&self) -> i64 {
        self.host.now().millis()
    }

    pub(super) fn pass_time(&mut self) {
        let by = match self.dice.below(100) {
            0 => self.dice.between(50, 100) * DAY,
            1..4 => self.dice.between(1, 12) * DAY,
            _ => self.dice.between(0, 40) * MINUTE,
        };
        self.host.clock.fetch_add(by, std::sync::atomic::Ordering::Relaxed);
    }

    pub(super) fn new_phone(&mut self, login: &str) -> Result<()> {
        let before = self.phones.len();
        self.empty_phone(login)?;
        if self.phones.len() > before { self.exchange_all(before) } else { Ok(()) }
    }

    /// A phone on which somebody has signed in and nothing has come yet.
    pub(super) fn empty_phone(&mut self, login: &str) -> Result<()> {
        let login: EmployeeId = login.parse()?;
        let device = DeviceId::from_uuid(self.dice.uuid(self.now()));
        self.host.sign_in(&login, device)?;
        let Some(subject) = self.host.subject(device)? else { return Ok(()) };
        let path = self.folder.path().join(format!("phone{}.db", self.phones.len()));
        self.say(format_args!("phone {} of {login} is {device}", self.phones.len()));
        self.phones.push(Phone::new(path, &subject, device)?);
        Ok(())
    }

    fn event(&mut self) -> Result<()> {
        let at = self.dice.below(self.phones.len());
        match self.dice.below(100) {
            0..33 => self.record(at),
            33..68 => self.exchange(at),
            68..70 => self.pack(),
            70..74 => self.host.project(),
            74..79 => self.late(at),
            79..83 => self.arrive(at),
            83..85 => {
                self.saw("phone restarted");
                self.say(format_args!("phone {at} restarts"));
                self.phone(at)?.crash()
            }
            85..87 => {
                self.saw("server crashed");
                self.say(format_args!("the server crashes"));
                self.host.crash()
            }
            87..89 => self.jump(at),
            89..92 => self.hand_over(),
            92 => self.manager(),
            93 => self.cut_off(at),
            94 => self.another_phone(at),
            _ => self.restore(at),
        }
    }

    pub(super) fn phone(&mut self, at: usize) -> Result<&mut Phone> {
        self.phones.get_mut(at).context("a phone")
    }

    fn mint(&mut self, at: i64) -> RecordId {
        RecordId::from_uuid(self.dice.uuid(at))
    }

    /// Something is recorded; the app may end in the middle of it.
    pub(super) fn record(&mut self, at: usize) -> Result<()> {
        let clock = self.now() + self.phone(at)?.off;
        let known = self.phone(at)?.customers(clock)?;
        // Now and then of a customer that is another's.
        let of = if self.dice.chance(4) { self.customers.clone() } else { known };
        let Some(customer) = self.dice.pick(&of).copied() else { return Ok(()) };
        let id = self.mint(clock);
        let (kind, what) = self.what(at, customer, clock)?;
        let crash = self.dice.below(30);
        let before = self.phone(at)?.file()?;
        match self.phone(at)?.record(id, clock, what)? {
            Made::NotNow => return Ok(()),
            Made::Kept => self.say(format_args!("phone {at} records {kind} {id} of {customer}")),
        }
        match crash {
            0 => {
                // The commit did not come through: nobody was told that it is kept.
                self.saw("phone crashed before a commit");
                self.say(format_args!("phone {at} crashes before that is kept"));
                let phone = self.phone(at)?;
                phone.made.remove(&id);
                phone.put_back(&before)?;
            }
            1 => {
                self.saw("phone crashed after a commit");
                self.phone(at)?.crash()?;
            }
            _ => {}
        }
        self.saw(kind);
        Ok(())
    }

    fn what(&mut self, at: usize, customer: CustomerId, clock: i64) -> Result<(&'static str, What)> {
        let kind = if self.long && self.dice.chance(70) { 5 } else { self.dice.below(10) };
        Ok(match kind {
            0..4 => match self.phone(at)?.open_visit(clock)? {
                Some(visit) => ("check-out", device::check_out(visit)),
                None => ("check-in", device::check_in(customer, clock)?),
            },
            4..7 => {
                let length = if self.long { 200_000 } else { 12 };
                let contact = Contact {
                    customer,
                    method: Method::Phone,
                    content: self.dice.letters(length),
                    person: None,
                    next_step: None,
                    next_date: None,
                    opportunity: None,
                };
                ("contact", What::Contact(contact))
            }
            _ => {
                let field = *self.dice.pick(&[ProfileField::Phone, ProfileField::Note]).context("a field")?;
                ("customer edit", What::EditCustomer { customer, field, text: self.dice.letters(10) })
            }
        })
    }

    /// What the server does by the calendar.
    fn pack(&mut self) -> Result<()> {
        self.host.keep()?;
        let packed = self.host.pack()?;
        if packed > 0 {
            self.saw("documents packed");
            self.say(format_args!("{packed} documents are packed"));
        }
        Ok(())
    }
}
