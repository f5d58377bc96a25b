//! What happens in a run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use mobile::record::What;
use server::import::Kind;
use server::store::people;
use shared::doc::customer::ProfileField;
use shared::doc::journal::{Contact, Method};
use shared::id::{CustomerId, DeviceId, DocId, EmployeeId, RecordId};
use shared::sync::{SyncRequest, SyncResponse, Verdict, to_cbor};
use tempfile::TempDir;

use super::RESTORES;
use super::device::{self, InFlight, Made, Phone};
use super::dice::Dice;
use super::host::Host;
use crate::company::{config, found, still, take};

const BEGIN: &str = "2026-11-19T01:00:00Z";
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const KEY: &str = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e";
/// Who may have a phone.
const LOGINS: [&str; 6] = ["lin.xd", "lin.xd", "zhou.min", "xu.zq", "wang.lei", "zhao.gm"];
const REPS: [&str; 3] = ["lin.xd", "zhou.min", "xu.zq"];
const NAMES: [&str; 3] = ["林晓东", "周敏", "许志强"];
/// Rounds in which everybody exchanges, after which nothing may be left.
const ROUNDS: usize = 40;

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

/// The records that changes of journals make, by the changes' hashes.
fn records(request: &SyncRequest) -> Result<BTreeMap<Vec<u8>, Vec<RecordId>>> {
    let mut found = BTreeMap::new();
    for push in request.pushes.iter().filter(|push| matches!(push.doc, DocId::Journal(..))) {
        for bytes in &push.changes {
            let change = automerge::Change::from_bytes(bytes.to_vec())?;
            let keys = change.decode().operations.into_iter().filter_map(|op| match op.key {
                automerge::legacy::Key::Map(key) => key.parse().ok(),
                automerge::legacy::Key::Seq(_) => None,
            });
            found.insert(change.hash().0.to_vec(), keys.collect());
        }
    }
    Ok(found)
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
    dice: Dice,
    customers: Vec<CustomerId>,
    backup: Option<PathBuf>,
    /// Whether this run's records are long, so that answers go in several pages.
    long: bool,
    folder: TempDir,
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
        let (outcome, story, long) = (Outcome::default(), String::new(), dice.chance(6));
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

    fn saw(&mut self, what: &'static str) {
        *self.outcome.seen.entry(what).or_default() += 1;
    }

    fn now(&self) -> i64 {
        self.host.now().millis()
    }

    fn pass_time(&mut self) {
        let by = match self.dice.below(100) {
            0 => self.dice.between(50, 100) * DAY,
            1..4 => self.dice.between(1, 12) * DAY,
            _ => self.dice.between(0, 40) * MINUTE,
        };
        self.host.clock.fetch_add(by, std::sync::atomic::Ordering::Relaxed);
    }

    fn new_phone(&mut self, login: &str) -> Result<()> {
        let login: EmployeeId = login.parse()?;
        let device = DeviceId::from_uuid(self.dice.uuid(self.now()));
        self.host.sign_in(&login, device)?;
        let Some(subject) = self.host.subject(device)? else { return Ok(()) };
        let path = self.folder.path().join(format!("phone{}.db", self.phones.len()));
        self.say(format_args!("phone {} of {login} is {device}", self.phones.len()));
        self.phones.push(Phone::new(path, &subject, device)?);
        let at = self.phones.len() - 1;
        self.exchange_all(at)
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

    fn phone(&mut self, at: usize) -> Result<&mut Phone> {
        self.phones.get_mut(at).context("a phone")
    }

    fn mint(&mut self, at: i64) -> RecordId {
        RecordId::from_uuid(self.dice.uuid(at))
    }

    /// Something is recorded; the app may end in the middle of it.
    fn record(&mut self, at: usize) -> Result<()> {
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
        Ok(match self.dice.below(10) {
            0..4 => match self.phone(at)?.open_visit(clock)? {
                Some(visit) => ("check-out", device::check_out(visit)),
                None => ("check-in", device::check_in(customer, clock)?),
            },
            4..7 => {
                let length = if self.long { 60_000 } else { 12 };
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

    /// The server takes a request in; what it promises is written down. `None`: the session has ended.
    fn serve(&mut self, request: SyncRequest) -> Result<Option<SyncResponse>> {
        let (device, mut made) = (request.device, records(&request)?);
        let Some(answer) = self.host.exchange(request)? else { return Ok(None) };
        for receipt in &answer.receipts {
            if let Verdict::Accepted { .. } | Verdict::Known { .. } | Verdict::Aside = receipt.verdict {
                let hash: String = receipt.change.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
                let text = format!("  {} {hash}: {:?}", receipt.doc, receipt.verdict);
                self.say(format_args!("{text}"));
            }
            match &receipt.verdict {
                Verdict::Accepted { .. } | Verdict::Known { .. } => {
                    let change = receipt.change.to_vec();
                    let records = made.remove(&change).unwrap_or_default();
                    self.receipts.insert((receipt.doc.clone(), change), Given { device, records });
                }
                Verdict::Aside => self.saw("kept aside"),
                Verdict::Refused(refusal) => {
                    let text = format!("  refused {}: {:?} {}", receipt.doc, refusal.code, refusal.message);
                    self.say(format_args!("{text}"));
                    self.saw("refused at the door");
                }
            }
        }
        let docs: Vec<_> = answer.deltas.iter().map(|delta| delta.doc.to_string()).collect();
        let text = format!(
            "  {} receipts, {docs:?}, gone {:?}, base {}{}",
            answer.receipts.len(),
            answer.gone,
            answer.cursor.base,
            if answer.more { ", more" } else { "" }
        );
        self.say(format_args!("{text}"));
        if answer.more {
            self.saw("page that is not the last");
        }
        // The projector works behind the receipts, sooner or later.
        if self.dice.chance(50) {
            self.host.project()?;
        }
        Ok(Some(answer))
    }

    fn exchange(&mut self, at: usize) -> Result<()> {
        if self.phone(at)?.in_flight.is_some() {
            return self.arrive(at);
        }
        let line = self.dice.below(12);
        let (exchange, request) = self.phone(at)?.request()?;
        self.say(format_args!("phone {at} exchanges on line {line}, from {:?}", request.cursor.base));
        match line {
            0 => self.saw("request lost"),
            1 => {
                self.saw("answer lost");
                self.serve(request)?;
            }
            2 => {
                self.saw("request doubled");
                self.serve(request.clone())?;
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                }
            }
            3 => {
                self.saw("request kept back");
                self.phone(at)?.late.push(request);
            }
            4 => {
                self.saw("answer on its way");
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.in_flight = Some(InFlight { exchange, answer: to_cbor(&answer)? });
                }
            }
            5 => {
                self.saw("phone crashed while it took an answer in");
                if let Some(answer) = self.serve(request)? {
                    let before = self.phone(at)?.file()?;
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                    self.phone(at)?.put_back(&before)?;
                }
            }
            6 => {
                self.saw("line cut between pages");
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                }
            }
            _ => {
                self.saw("exchange");
                self.exchange_all(at)?;
            }
        }
        Ok(())
    }

    /// Exchanges on a good line until there is nothing more; says whether anything moved.
    pub(super) fn exchange_all(&mut self, at: usize) -> Result<()> {
        for _ in 0..60 {
            let (exchange, request) = self.phone(at)?.request()?;
            let Some(answer) = self.serve(request)? else { return Ok(()) };
            if !self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)? {
                return Ok(());
            }
        }
        bail!("phone {at} asks again without end")
    }

    /// A request that was kept back comes after others.
    fn late(&mut self, at: usize) -> Result<()> {
        let Some(request) = self.phone(at)?.late.pop() else { return Ok(()) };
        self.saw("request came late");
        self.say(format_args!("an old request of phone {at} comes"));
        self.serve(request)?;
        Ok(())
    }

    /// An answer comes, after whatever was recorded meanwhile.
    fn arrive(&mut self, at: usize) -> Result<()> {
        let Some(InFlight { exchange, answer }) = self.phone(at)?.in_flight.take() else { return Ok(()) };
        self.saw("answer came later");
        self.say(format_args!("phone {at} takes an answer in"));
        self.phone(at)?.store()?.settle(exchange, &answer)?;
        Ok(())
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

    fn jump(&mut self, at: usize) -> Result<()> {
        let off = match self.dice.below(5) {
            0 => 0,
            1 => self.dice.between(-3, 3) * MINUTE,
            2 => self.dice.between(-40, 40) * DAY,
            3 => self.dice.between(1, 20) * 365 * DAY,
            _ => self.dice.between(-180, 180) * MINUTE,
        };
        self.saw("clock jumped");
        self.say(format_args!("the clock of phone {at} is off by {off}"));
        self.phone(at)?.off = off;
        Ok(())
    }

    /// A customer gets another owner, or other collaborators.
    fn hand_over(&mut self) -> Result<()> {
        let number = 1 + self.dice.below(6);
        let owner = REPS[self.dice.below(3)];
        let others: Vec<_> = REPS.iter().filter(|rep| **rep != owner && self.dice.chance(40)).copied().collect();
        let others = if others.is_empty() { ";".to_owned() } else { others.join(";") };
        self.saw("customer handed over");
        self.say(format_args!("K{number} is {owner}'s, with {others}"));
        let text = format!("external_id,name,owner,collaborators\nK{number},客户{number},{owner},{others}\n");
        take(self.host.app()?, Kind::Customers, &text, &[])?;
        Ok(())
    }

    fn manager(&mut self) -> Result<()> {
        let who = self.dice.below(3);
        let manager = ["wang.lei", "zhao.gm"][self.dice.below(2)];
        self.saw("manager changed");
        self.say(format_args!("{} is led by {manager}", REPS[who]));
        let text = format!("login,name,superior\n{},{},{manager}\n", REPS[who], NAMES[who]);
        take(self.host.app()?, Kind::People, &text, &["joined=2024-01-01"])?;
        Ok(())
    }

    /// A device is cut off and signed in anew, or somebody may no longer sign in, or may again.
    fn cut_off(&mut self, at: usize) -> Result<()> {
        let (login, device) = (self.phone(at)?.login.clone(), self.phone(at)?.device);
        if self.dice.chance(30) {
            self.saw("person disabled or enabled");
            let who = login.clone();
            let disabled = self.host.write(move |tx, company| {
                let Some(mut person) = people::get(tx, company, &who)? else { return Ok(false) };
                person.disabled = !person.disabled;
                people::put(tx, company, &person)?;
                Ok(person.disabled)
            })?;
            self.say(format_args!("{login} is disabled: {disabled}"));
            return Ok(());
        }
        self.saw("device revoked");
        let now = self.host.now();
        self.host.write(move |tx, company| people::revoke(tx, company, device, now))?;
        self.say(format_args!("phone {at} is cut off"));
        if self.dice.chance(60) {
            let new = DeviceId::from_uuid(self.dice.uuid(self.now()));
            self.host.sign_in(&login, new)?;
            if let Some(subject) = self.host.subject(new)? {
                self.saw("signed in as another device");
                self.say(format_args!("phone {at} is {new} now"));
                let phone = self.phone(at)?;
                phone.in_flight = None;
                phone.sign_in(&subject, new)?;
            }
        }
        Ok(())
    }

    fn another_phone(&mut self, at: usize) -> Result<()> {
        if self.phones.len() >= 7 {
            return Ok(());
        }
        self.saw("another phone");
        let login = self.phone(at)?.login.to_string();
        self.new_phone(&login)
    }

    fn restore(&mut self, at: usize) -> Result<()> {
        if !RESTORES {
            return Ok(());
        }
        match self.dice.below(7) {
            0..2 => {
                self.say(format_args!("a copy of the server is taken"));
                self.backup = Some(self.host.backup()?);
            }
            2..4 => {
                let Some(backup) = self.backup.clone() else { return Ok(()) };
                self.saw("server restored");
                self.say(format_args!("the server is restored"));
                self.host.restore(&backup)?;
                self.restored = true;
            }
            4..6 => {
                let phone = self.phone(at)?;
                phone.earlier = Some((phone.file()?, phone.made.clone()));
            }
            _ => {
                // Whoever has a copy.
                let at = (0..self.phones.len()).map(|by| (at + by) % self.phones.len());
                let Some(at) =
                    at.into_iter().find(|at| self.phones.get(*at).is_some_and(|phone| phone.earlier.is_some()))
                else {
                    return Ok(());
                };
                let Some((file, made)) = self.phone(at)?.earlier.take() else { return Ok(()) };
                self.saw("phone restored");
                self.say(format_args!("phone {at} is restored"));
                let phone = self.phone(at)?;
                phone.put_back(&file)?;
                (phone.made, phone.restored) = (made, true);
                // The file may be of the time before it was signed in as another.
                phone.device = phone.store()?.device()?.context("a device")?;
            }
        }
        Ok(())
    }

    /// Everybody exchanges until nothing is left.
    fn quiet(&mut self) -> Result<()> {
        self.say(format_args!("quiet"));
        self.host.keep()?;
        for at in 0..self.phones.len() {
            self.arrive(at)?;
            // What the line still has, it delivers.
            while !self.phone(at)?.late.is_empty() {
                self.late(at)?;
            }
        }
        for _ in 0..ROUNDS {
            self.host.project()?;
            let mut moved = false;
            for at in 0..self.phones.len() {
                let (exchange, request) = self.phone(at)?.request()?;
                let pushed = !request.pushes.is_empty();
                self.say(format_args!("phone {at} exchanges, from {}, whole {:?}", request.cursor.base, request.fetch));
                // Who may no longer sign in keeps what he has.
                let Some(answer) = self.serve(request)? else { continue };
                moved |= pushed || !answer.deltas.is_empty() || !answer.gone.is_empty() || answer.more;
                moved |= self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
            }
            if !moved {
                return Ok(());
            }
        }
        bail!("after {ROUNDS} rounds there is still something to exchange")
    }
}
