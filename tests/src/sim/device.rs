//! A phone of a run: the product's own store on a file that can be copied and put back.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use mobile::record::{Command, What};
use mobile::store::{Exchange, Store, StoreError};
use mobile::view::{Answer, Ask, Now, OutboxItem, Session, Wanted};
use shared::doc::journal::{CheckIn, CheckOut};
use shared::id::{CustomerId, DeviceId, EmployeeId, RecordId};
use shared::period::Instant;
use shared::place::{DEFAULT_RADIUS, Fence, Fix, FixSource, Place};
use shared::policy::Subject;
use shared::sync::SyncRequest;

/// An exchange that is on its way: its answer, once it has come, is not taken in yet.
#[derive(Debug)]
pub struct InFlight {
    pub exchange: Exchange,
    pub answer: Vec<u8>,
}

/// One phone.
#[derive(Debug)]
pub struct Phone {
    pub login: EmployeeId,
    pub device: DeviceId,
    path: PathBuf,
    store: Option<Store>,
    /// How far its clock is off the server's, in milliseconds.
    pub off: i64,
    pub in_flight: Option<InFlight>,
    /// Requests that the line has kept and may still deliver.
    pub late: Vec<SyncRequest>,
    /// Records that were said to be kept, and whether each stands in a journal.
    pub made: BTreeMap<RecordId, bool>,
    /// The file as it was earlier, with what was made until then.
    pub earlier: Option<(Vec<u8>, BTreeMap<RecordId, bool>)>,
    /// It was put back to such a file.
    pub restored: bool,
    /// A request of it was taken in long after it had given up on the answer.
    pub overtaken: bool,
}

/// What became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Kept,
    /// The phone itself said no: a visit is open, or is not.
    NotNow,
}

impl Phone {
    pub fn new(path: PathBuf, subject: &Subject, device: DeviceId) -> Result<Self> {
        let mut phone = Self {
            login: subject.employee.clone(),
            device,
            path,
            store: None,
            off: 0,
            in_flight: None,
            late: Vec::new(),
            made: BTreeMap::new(),
            earlier: None,
            restored: false,
            overtaken: false,
        };
        phone.open()?;
        phone.sign_in(subject, device)?;
        Ok(phone)
    }

    /// Signs in on this phone, as another device where the last was cut off.
    pub fn sign_in(&mut self, subject: &Subject, device: DeviceId) -> Result<()> {
        self.device = device;
        let session = Session {
            employee: subject.employee.clone(),
            name: subject.employee.to_string(),
            roles: subject.roles.iter().copied().collect(),
            may: Vec::new(),
            device,
            server: "sim".to_owned(),
            company: None,
            token: None,
        };
        Ok(self.store()?.sign_in(&session)?)
    }

    pub fn store(&mut self) -> Result<&mut Store> {
        self.store.as_mut().context("the phone runs")
    }

    fn open(&mut self) -> Result<()> {
        self.store = Some(Store::open(self.path.to_str().context("a path in UTF-8")?)?);
        Ok(())
    }

    /// The app ends without a word and starts again.
    pub fn crash(&mut self) -> Result<()> {
        self.in_flight = None;
        self.store = None;
        self.open()
    }

    /// The file as the last commit left it.
    pub fn file(&self) -> Result<Vec<u8>> {
        Ok(std::fs::read(&self.path)?)
    }

    /// Starts on a file from before: of a commit that did not come through, or of a copy.
    pub fn put_back(&mut self, file: &[u8]) -> Result<()> {
        self.in_flight = None;
        self.store = None;
        std::fs::write(&self.path, file)?;
        self.open()
    }

    /// What it would send now.
    pub fn request(&mut self) -> Result<(Exchange, SyncRequest)> {
        let exchange = self.store()?.exchange()?;
        let (body, gzip) = exchange.body()?;
        let plain = if gzip {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(body.as_slice()).read_to_end(&mut plain)?;
            plain
        } else {
            body
        };
        Ok((exchange, SyncRequest::read(&plain)?))
    }

    /// Records something at a moment of its own clock.
    pub fn record(&mut self, id: RecordId, at: i64, what: What) -> Result<Made> {
        let in_journal = what.in_journal();
        let command = Command { id, at: Instant::from_millis(at), offset: 480, skew: None, what, photos: Vec::new() };
        match self.store()?.record(&command) {
            Ok(()) => {
                self.made.insert(id, in_journal);
                Ok(Made::Kept)
            }
            Err(StoreError::VisitOpen | StoreError::VisitNotOpen) => Ok(Made::NotNow),
            Err(why) => Err(why.into()),
        }
    }

    fn ask(&mut self, ask: Ask) -> Result<Answer> {
        Ok(self.store()?.ask(ask, false)?)
    }

    pub fn customers(&mut self, at: i64) -> Result<Vec<CustomerId>> {
        let now = Now { at: Instant::from_millis(at), place: None };
        match self.ask(Ask::Customers { wanted: Box::new(Wanted::all()), now })? {
            Answer::Customers(list) => Ok(list.rows.into_iter().map(|row| row.id).collect()),
            other => bail!("no customers: {other:?}"),
        }
    }

    pub fn open_visit(&mut self, at: i64) -> Result<Option<RecordId>> {
        match self.ask(Ask::OpenVisit(Now { at: Instant::from_millis(at), place: None }))? {
            Answer::OpenVisit(open) => Ok(open.map(|open| open.id)),
            other => bail!("no visit: {other:?}"),
        }
    }

    pub fn outbox(&mut self) -> Result<Vec<OutboxItem>> {
        match self.ask(Ask::Outbox)? {
            Answer::Outbox(items) => Ok(items),
            other => bail!("no outbox: {other:?}"),
        }
    }
}

/// A check-in at the customer's door.
pub fn check_in(customer: CustomerId, at: i64) -> Result<What> {
    let place = Place::new(30.2741, 120.1551)?;
    let at = Instant::from_millis(at);
    Ok(What::CheckIn(CheckIn {
        customer,
        site: None,
        fence: Some(Fence { place, radius: DEFAULT_RADIUS }),
        fix: Some(Fix { place, accuracy: Some(18.0), source: FixSource::Device, at, mock: false }),
        no_fix: None,
        reason: None,
        purpose: Some("routine".to_owned()),
        opportunity: None,
        photos: Vec::new(),
    }))
}

#[must_use]
pub fn check_out(visit: RecordId) -> What {
    What::CheckOut(CheckOut {
        visit,
        fix: None,
        result: Some("已确认需求，等待报价".to_owned()),
        next_step: None,
        next_date: None,
        photos: Vec::new(),
        form: None,
        forgotten: false,
    })
}
