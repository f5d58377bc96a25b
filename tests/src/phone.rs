//! A phone without a screen: the product's own store and exchange, and a line that can be cut.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use mobile::record::{Command, What};
use mobile::store::Store;
use mobile::sync::{HttpTransport, Transport, TransportError};
use mobile::view::{Answer, Ask, Now, OutboxItem, RecordState, Session, SignIn, Wanted};
use shared::doc::customer::ProfileField;
use shared::doc::journal::{CheckIn, CheckOut, Contact, Expense, Method};
use shared::id::{CustomerId, RecordId};
use shared::num::{Currency, Money};
use shared::period::Instant as Moment;
use shared::place::{DEFAULT_RADIUS, Fence, Fix, FixSource, Place};
use shared::sync::{Folded, Verdict, from_cbor};
use tempfile::TempDir;
use uuid::Uuid;

/// What the line does to the next exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Good,
    /// Nothing gets through.
    Cut,
    /// The request arrives, the answer is lost.
    AnswerLost,
    /// The request arrives twice; the second answer is taken.
    Doubled,
}

/// One phone of one person.
pub struct Phone {
    pub store: Store,
    transport: HttpTransport,
    pub line: Line,
    /// The device's clock, in milliseconds: moves only when told.
    pub clock: i64,
    /// Minutes off UTC.
    pub offset: i16,
    pub exchanges: u32,
    /// Hashes of changes a receipt was given for.
    pub receipts: Vec<Vec<u8>>,
    minted: u64,
    salt: u64,
    /// Of its store; `None`: that is in memory.
    folder: Option<TempDir>,
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Phone").field("line", &self.line).field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Phone {
    /// A new phone on which somebody signs in, at that time by its clock.
    pub async fn sign_in(server: &str, login: &str, password: &str, clock: i64) -> Result<Self> {
        let folder = TempDir::new()?;
        let path = folder.path().join("store.db");
        let store = Store::open(path.to_str().context("a path in UTF-8")?)?;
        Self::signed_in(store, Some(folder), server, login, password, clock).await
    }

    /// The same with its store in memory: where thousands share a machine, their disks would be what is measured.
    pub async fn in_memory(server: &str, login: &str, password: &str, clock: i64) -> Result<Self> {
        Self::signed_in(Store::open(":memory:")?, None, server, login, password, clock).await
    }

    async fn signed_in(
        mut store: Store,
        folder: Option<TempDir>,
        server: &str,
        login: &str,
        password: &str,
        clock: i64,
    ) -> Result<Self> {
        let asked = SignIn {
            server: server.to_owned(),
            login: login.to_owned(),
            password: password.to_owned(),
            device_name: "test".to_owned(),
            at: Moment::from_millis(clock),
        };
        let signed = HttpTransport::new(server, None).sign_in(&asked, None).await?;
        let session = Session::new(signed, server.to_owned());
        store.sign_in(&session)?;
        // The second half: devices of the same millisecond have the same first one.
        let salt = u64::from_be_bytes(session.device.uuid().into_bytes()[8..].try_into()?);
        let transport = HttpTransport::new(server, session.token.clone());
        Ok(Self {
            store,
            transport,
            line: Line::Good,
            clock,
            offset: 480,
            exchanges: 0,
            receipts: Vec::new(),
            minted: 0,
            salt,
            folder,
        })
    }

    /// Bytes of its store on the disk.
    pub fn stored(&self) -> Result<u64> {
        let folder = self.folder.as_ref().context("a store that is in memory has no size")?;
        std::fs::read_dir(folder.path())?.try_fold(0, |sum, entry| Ok(sum + entry?.metadata()?.len()))
    }

    /// Asks another server from now on, with the session it has.
    pub fn go_to(&mut self, server: &str) -> Result<()> {
        let session = self.store.session()?.context("a session")?;
        self.transport = HttpTransport::new(server, session.token);
        Ok(())
    }

    /// The session's token, for what a phone asks beside exchanges.
    pub fn token(&self) -> Result<String> {
        self.store.session()?.and_then(|session| session.token).context("a token")
    }

    fn mint(&mut self) -> RecordId {
        self.minted += 1;
        // Version 7 by the phone's clock; the rest counts, so that a run can be repeated.
        let mut bytes = [0u8; 10];
        bytes[..2].copy_from_slice(&u16::try_from(self.minted % 0x1_0000).unwrap_or(0).to_be_bytes());
        bytes[2..].copy_from_slice(&(self.salt ^ self.minted).to_be_bytes());
        let millis = u64::try_from(self.clock).unwrap_or(0);
        RecordId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }

    /// Records something at the phone's time.
    pub fn record(&mut self, what: What) -> Result<RecordId> {
        let id = self.mint();
        let command = Command {
            id,
            at: Moment::from_millis(self.clock),
            offset: self.offset,
            skew: None,
            what,
            photos: Vec::new(),
        };
        self.store.record(&command)?;
        Ok(id)
    }

    /// Checks in, `metres` north of the site.
    pub fn check_in(&mut self, customer: CustomerId, site: Place, metres: f64) -> Result<RecordId> {
        let place = Place::new(site.lat() + metres / 111_195.0, site.lon())?;
        let fix = Fix {
            place,
            accuracy: Some(18.0),
            source: FixSource::Device,
            at: Moment::from_millis(self.clock),
            mock: false,
        };
        self.record(What::CheckIn(CheckIn {
            customer,
            site: None,
            fence: Some(Fence { place: site, radius: DEFAULT_RADIUS }),
            fix: Some(fix),
            no_fix: None,
            reason: (metres > f64::from(DEFAULT_RADIUS)).then(|| "约在别处见面".to_owned()),
            purpose: Some("routine".to_owned()),
            opportunity: None,
            photos: Vec::new(),
        }))
    }

    pub fn check_out(&mut self, visit: RecordId, result: &str) -> Result<RecordId> {
        self.record(What::CheckOut(CheckOut {
            visit,
            fix: None,
            result: Some(result.to_owned()),
            next_step: Some("送第二版报价".to_owned()),
            next_date: None,
            photos: Vec::new(),
            form: None,
            forgotten: false,
        }))
    }

    /// A whole visit of `minutes`; the clock moves on.
    pub fn visit(&mut self, customer: CustomerId, site: Place, minutes: i64) -> Result<RecordId> {
        let visit = self.check_in(customer, site, 86.0)?;
        self.clock += minutes * 60_000;
        self.check_out(visit, "已确认需求，等待报价")?;
        self.clock += 5 * 60_000;
        Ok(visit)
    }

    pub fn contact(&mut self, customer: CustomerId, content: &str) -> Result<RecordId> {
        self.record(What::Contact(Contact {
            customer,
            method: Method::Phone,
            content: content.to_owned(),
            person: None,
            next_step: None,
            next_date: None,
            opportunity: None,
        }))
    }

    pub fn expense(&mut self, amount: &str) -> Result<RecordId> {
        let zone = shared::period::Zone::new("Asia/Shanghai")?;
        self.record(What::Expense(Expense {
            category: "entertainment".to_owned(),
            money: Money::parse(amount, Currency::CNY)?,
            date: zone.day_of(Moment::from_millis(self.clock)),
            customer: None,
            opportunity: None,
            visit: None,
            note: None,
            photos: Vec::new(),
        }))
    }

    pub fn edit_customer(&mut self, customer: CustomerId, field: ProfileField, text: &str) -> Result<RecordId> {
        self.record(What::EditCustomer { customer, field, text: text.to_owned() })
    }

    /// One exchange over the line as it is; `true`: there is more.
    pub async fn exchange(&mut self) -> Result<bool> {
        Ok(self.exchange_timed().await?.0)
    }

    /// The same with the time from the request's first byte to the answer's last: the phone's own work is not in it.
    pub async fn exchange_timed(&mut self) -> Result<(bool, Duration)> {
        self.exchanges += 1;
        let exchange = self.store.exchange()?;
        let body = exchange.body()?;
        let begun = Instant::now();
        let answer = match self.line {
            Line::Cut => bail!("the line is cut"),
            Line::AnswerLost => {
                self.transport.exchange(body).await?;
                bail!("the answer was lost");
            }
            Line::Doubled => {
                self.transport.exchange(body.clone()).await?;
                self.transport.exchange(body).await?
            }
            Line::Good => self.transport.exchange(body).await?,
        };
        let time = begun.elapsed();
        let response = exchange.read(&answer)?;
        let given = response.receipts.iter().filter(|receipt| !matches!(receipt.verdict, Verdict::Refused(_)));
        self.receipts.extend(given.map(|receipt| receipt.change.to_vec()));
        Ok((self.store.settle(exchange, &answer)?, time))
    }

    /// Exchanges until there is nothing more to send or get.
    pub async fn sync(&mut self) -> Result<()> {
        while self.exchange().await? {}
        Ok(())
    }

    /// Exchanges until everything recorded here is counted or refused. The server's projector runs on its own.
    pub async fn settle(&mut self) -> Result<()> {
        for _ in 0..2_000 {
            self.sync().await?;
            if self.store.uncounted()? == 0 && self.store.counts()?.0 == 0 {
                return Ok(());
            }
            tokio::task::yield_now().await;
        }
        bail!("records were not counted after 2,000 exchanges")
    }

    /// What would be sent next, made beforehand: the body, whether it is gzip, and how many changes are in it.
    pub fn body(&self) -> Result<((Vec<u8>, bool), usize)> {
        let exchange = self.store.exchange()?;
        Ok((exchange.body()?, exchange.changes()))
    }

    /// Carries a body made beforehand; gives the receipts of it.
    pub async fn carry(&self, body: (Vec<u8>, bool)) -> Result<usize> {
        let answer: Folded = from_cbor(&self.transport.exchange(body).await?)?;
        for receipt in answer.told() {
            anyhow::ensure!(!matches!(receipt.verdict, Verdict::Refused(_)), "refused: {receipt:?}");
        }
        Ok(answer.given())
    }

    /// Raw access to the line, for what no phone of ours would send.
    pub async fn send(&self, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        self.transport.exchange((body, false)).await
    }

    pub fn ask(&mut self, ask: Ask) -> Result<Answer> {
        Ok(self.store.ask(ask, false)?)
    }

    #[must_use]
    pub fn now(&self) -> Now {
        Now { at: Moment::from_millis(self.clock), place: None }
    }

    pub fn outbox(&mut self) -> Result<Vec<OutboxItem>> {
        match self.ask(Ask::Outbox)? {
            Answer::Outbox(items) => Ok(items),
            other => bail!("no outbox: {other:?}"),
        }
    }

    /// The state of one record.
    pub fn state(&mut self, id: RecordId) -> Result<RecordState> {
        let found = self.outbox()?.into_iter().find(|item| item.id == id);
        Ok(found.context("the record is not in the outbox")?.state)
    }

    /// Customers this phone holds, by name.
    pub fn customers(&mut self) -> Result<Vec<(CustomerId, Place)>> {
        let now = self.now();
        match self.ask(Ask::Customers { wanted: Box::new(Wanted::all()), now })? {
            Answer::Customers(list) => {
                Ok(list.rows.into_iter().filter_map(|row| Some((row.id, row.site?.place))).collect())
            }
            other => bail!("no customers: {other:?}"),
        }
    }
}

/// A uuid for what is made by hand in a test.
#[must_use]
pub fn record_id(number: u128) -> RecordId {
    RecordId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number))
}
