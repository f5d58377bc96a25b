//! The other half of an exchange: what is new for a device, in pages, from one consistent view.

use serde_bytes::ByteBuf;
use shared::id::{CompanyId, DeviceId, DocId, EmployeeId};
use shared::sync::{Attested, Cursor, Delta, Part, attest};

use crate::docs::{Docs, DocsError};
use crate::store::company::Numbers;
use crate::store::feed::{self, Amount, Stretch};
use crate::store::snapshot::{self, Snapshot};
use crate::store::{Connection, StoreError, company, log};

/// Bytes of documents in one answer; receipts and the frame have the rest of a mebibyte.
const PAGE: usize = 880 * 1024;
/// What a change costs beside its bytes.
const FRAME: usize = 16;
/// What a document costs beside its changes: its name and what vouches for it; and each of its heads. Of a thousand small
/// customers it is a third of a page.
const DELTA: usize = 144;
const HEAD: usize = 34;
/// A document of more changes than these goes as a snapshot, and so does one of more bytes: a snapshot is packed.
const FEW: Amount = Amount { changes: 4, bytes: 1024 };
/// A kept snapshot with more changes after it than these is made anew.
const STALE: u64 = 64;

/// Who pulls.
#[derive(Debug, Clone)]
pub struct Reader {
    pub company: CompanyId,
    pub employee: EmployeeId,
    pub device: DeviceId,
    pub cursor: Cursor,
    /// What the device sent in this very exchange: it has those changes, whatever its cursor says.
    pub pushed: Vec<DocId>,
    /// What it asks for whole, whatever its cursor says.
    pub fetch: Vec<DocId>,
    /// Attests heads.
    pub key: [u8; 32],
}

/// A page.
#[derive(Debug)]
pub struct Page {
    pub deltas: Vec<Delta>,
    pub gone: Vec<DocId>,
    pub cursor: Cursor,
    pub more: bool,
    /// Made on the way and worth keeping.
    pub made: Vec<(DocId, Snapshot)>,
}

/// The page for a reader for whom there is nothing new, as these numbers say; `None`: there may be something.
#[must_use]
pub fn nothing(numbers: Numbers, reader: &Reader) -> Option<Page> {
    let Cursor { epoch, base, part } = &reader.cursor;
    let still = *epoch == u64::from(numbers.epoch) && *base == numbers.projected && part.is_none();
    (still && reader.fetch.is_empty()).then(|| Page {
        deltas: Vec::new(),
        gone: Vec::new(),
        cursor: reader.cursor.clone(),
        more: false,
        made: Vec::new(),
    })
}

/// The next page for a reader.
pub fn pull(conn: &Connection, docs: &Docs, reader: &Reader) -> Result<Page, DocsError> {
    let numbers = company::numbers(conn, &reader.company)?;
    let (epoch, projected) = (u64::from(numbers.epoch), numbers.projected);
    // Of another epoch, or ahead of us: numbers that mean nothing here.
    let sound = reader.cursor.epoch == epoch && reader.cursor.base <= projected;
    let base = if sound { reader.cursor.base } else { 0 };
    let part = reader.cursor.part.clone().filter(|part| sound && (base..=projected).contains(&part.target));
    let target = part.as_ref().map_or(projected, |part| part.target);
    let mut filling =
        Filling { conn, docs, reader, base, target, room: PAGE, taken: false, page: Vec::new(), made: Vec::new() };
    let stretch = Stretch { after: base, upto: target };
    let done = |filling: Filling<'_>, gone, stopped: Option<Part>| {
        let more = stopped.is_some();
        let cursor = Cursor { epoch, base: if more { base } else { target }, part: stopped };
        Ok(Page { deltas: filling.page, gone, cursor, more, made: filling.made })
    };
    let mut gone = filling.fetched()?;
    if base == target {
        return done(filling, gone, None);
    }
    if part.is_none() {
        gone.extend(feed::gone(conn, &reader.company, &reader.employee, stretch)?);
    }
    let mut before = None;
    if let Some(part) = part {
        // What was fetched is here to the target already.
        let granted = feed::granted(conn, &reader.company, &reader.employee, &part.doc)?;
        if let Some(from) = granted.filter(|_| !reader.fetch.contains(&part.doc)) {
            let own = from > base && filling.lost(&part.doc, from)?;
            match filling.changes(&part.doc, part.upto, own)? {
                Stop::No => {}
                Stop::After(upto) => return done(filling, gone, Some(Part { target, doc: part.doc, upto })),
                // What was fetched has filled the page.
                Stop::Before => return done(filling, gone, Some(part)),
            }
        }
        before = Some(part.doc);
    }
    for (doc, from) in feed::news(conn, &reader.company, &reader.employee, reader.device, stretch, before.as_ref())? {
        if reader.fetch.contains(&doc) {
            before = Some(doc);
            continue;
        }
        match if from > base { filling.whole(&doc, from)? } else { filling.changes(&doc, base, false)? } {
            Stop::No => before = Some(doc),
            Stop::After(upto) => return done(filling, gone, Some(Part { target, doc, upto })),
            // The one before it is done to the target; where only fetched ones stand before it, it is begun with nothing.
            Stop::Before => {
                let done_to = |doc| Part { target, doc, upto: target };
                let begun = Part { target, doc, upto: if from > base { 0 } else { base } };
                let part = Some(before.map_or(begun, done_to));
                return done(filling, gone, part);
            }
        }
    }
    done(filling, gone, None)
}

/// Whether the page was full before a document was done.
enum Stop {
    No,
    /// Nothing of it is in the page.
    Before,
    /// Its changes with a number up to this are.
    After(u64),
}

/// A page while it is filled.
struct Filling<'a> {
    conn: &'a Connection,
    docs: &'a Docs,
    reader: &'a Reader,
    base: u64,
    target: u64,
    room: usize,
    /// Something that has bytes is in it.
    taken: bool,
    page: Vec<Delta>,
    made: Vec<(DocId, Snapshot)>,
}

impl Filling<'_> {
    /// Whether nothing but heads is in the page yet: whatever is too large for any page must still go.
    const fn fresh(&self) -> bool {
        !self.taken
    }

    const fn take_room(&mut self, bytes: usize) {
        self.room = self.room.saturating_sub(bytes);
        self.taken = true;
    }

    /// What was asked for whole goes first, however large; what may not be read is gone.
    fn fetched(&mut self) -> Result<Vec<DocId>, DocsError> {
        let reader = self.reader;
        let mut gone = Vec::new();
        for doc in &reader.fetch {
            if feed::granted(self.conn, &reader.company, &reader.employee, doc)?.is_none() {
                gone.push(doc.clone());
                continue;
            }
            let mut delta = Delta { doc: doc.clone(), snapshot: None, changes: Vec::new(), attested: None };
            let mut after = 0;
            if let Some(Snapshot { upto, bytes }) = self.snapshot(doc)? {
                delta.snapshot = Some(ByteBuf::from(bytes));
                after = upto;
            }
            let rest = Stretch { after, upto: self.target };
            let (changes, _) = feed::bytes(self.conn, &reader.company, doc, rest, None, |_| true)?;
            delta.changes = changes.into_iter().map(ByteBuf::from).collect();
            delta.attested = self.attested(doc)?;
            let size = delta.snapshot.as_ref().map_or(0, |bytes| bytes.len());
            let size = delta.changes.iter().fold(size, |sum, change| sum + change.len());
            self.take_room(size + DELTA);
            self.page.push(delta);
        }
        Ok(gone)
    }

    /// The heads of a document that ends at the target, vouched for (SYN-7). `None`: it goes on, and the next pull brings
    /// them.
    fn attested(&self, doc: &DocId) -> Result<Option<Attested>, StoreError> {
        let Reader { company, key, .. } = self.reader;
        if feed::later(self.conn, company, doc, self.target)? {
            return Ok(None);
        }
        let heads = log::heads(self.conn, company, &doc.to_string())?;
        Ok(Some(attest::attest(key, company, doc, &heads)))
    }

    /// Ends a document in the page: what is complete is vouched for. A device that begins anew is told the heads of a
    /// document also where it has all of it. `false`: there is no room for that.
    fn ended(&mut self, doc: &DocId) -> Result<bool, StoreError> {
        if self.page.last().is_none_or(|last| last.doc != *doc) {
            if self.base > 0 {
                return Ok(true);
            }
            if self.room < DELTA && !self.page.is_empty() {
                return Ok(false);
            }
            self.page.push(Delta { doc: doc.clone(), snapshot: None, changes: Vec::new(), attested: None });
        }
        let attested = self.attested(doc)?;
        let heads = attested.as_ref().map_or(0, |attested| attested.heads.len());
        self.room = self.room.saturating_sub(DELTA + heads * HEAD);
        if let Some(last) = self.page.last_mut() {
            last.attested = attested;
        }
        Ok(true)
    }

    /// A document the device has nothing of, but for what it wrote itself under this grant.
    fn whole(&mut self, doc: &DocId, from: u64) -> Result<Stop, DocsError> {
        let Reader { company, device, .. } = self.reader;
        let all = Stretch { after: 0, upto: self.target };
        // Where it wrote itself, a snapshot would be loaded over what it has not sent yet.
        if feed::first_own(self.conn, company, doc, *device)?.is_some()
            || feed::amount(self.conn, company, doc, all)?.within(FEW)
        {
            let own = self.lost(doc, from)?;
            return self.changes(doc, 0, own);
        }
        let Some(snapshot) = self.snapshot(doc)? else { return self.changes(doc, 0, false) };
        if snapshot.bytes.len() + FRAME > PAGE {
            return self.changes(doc, 0, false);
        }
        if snapshot.bytes.len() + FRAME > self.room && !self.fresh() {
            return Ok(Stop::Before);
        }
        self.take_room(snapshot.bytes.len() + FRAME);
        let upto = snapshot.upto;
        self.page.push(Delta {
            doc: doc.clone(),
            snapshot: Some(ByteBuf::from(snapshot.bytes)),
            changes: Vec::new(),
            attested: None,
        });
        self.changes(doc, upto, false)
    }

    /// Whether the device lacks even what it wrote itself, since that was before the grant: it lost the document with an
    /// earlier grant and gets it again.
    fn lost(&self, doc: &DocId, from: u64) -> Result<bool, DocsError> {
        let Reader { company, device, .. } = self.reader;
        Ok(feed::first_own(self.conn, company, doc, *device)?.is_some_and(|first| first < from))
    }

    /// Changes of a document after a number; `own`: also those of this device.
    fn changes(&mut self, doc: &DocId, after: u64, own: bool) -> Result<Stop, DocsError> {
        let Reader { company, device, pushed, .. } = self.reader;
        let has_own = !own && (self.base > 0 || pushed.contains(doc));
        let without = has_own.then_some(*device);
        let stretch = Stretch { after, upto: self.target };
        let mut empty = self.fresh();
        let room = &mut self.room;
        let take = |length: usize| {
            let cost = length + FRAME;
            // One change always fits an empty page: however large, it must get through.
            let fits = cost <= *room || empty;
            if fits {
                *room = room.saturating_sub(cost);
                empty = false;
            }
            fits
        };
        let (changes, stopped) = match feed::bytes(self.conn, company, doc, stretch, without, take) {
            Err(StoreError::Packed { .. }) => {
                // What it lacks can not be had one by one any more: the whole goes, and is merged with what it has.
                return self.packed(doc);
            }
            read => read?,
        };
        if !changes.is_empty() {
            self.taken = true;
            let changes: Vec<_> = changes.into_iter().map(ByteBuf::from).collect();
            match self.page.last_mut() {
                Some(last) if last.doc == *doc => last.changes = changes,
                _ => self.page.push(Delta { doc: doc.clone(), snapshot: None, changes, attested: None }),
            }
        }
        match stopped {
            Some(upto) => Ok(Stop::After(upto)),
            None => Ok(if self.ended(doc)? { Stop::No } else { Stop::Before }),
        }
    }

    /// A document whose beginning stands only in its snapshot.
    fn packed(&mut self, doc: &DocId) -> Result<Stop, DocsError> {
        let made = match self.snapshot(doc)? {
            None => snapshot::get(self.conn, &self.reader.company, doc)?,
            made => made,
        };
        let Some(snapshot) = made else {
            return Err(StoreError::damaged(doc.to_string(), "it was packed into a snapshot that is not there").into());
        };
        if snapshot.bytes.len() + FRAME > self.room && !self.fresh() {
            return Ok(Stop::Before);
        }
        self.take_room(snapshot.bytes.len() + FRAME);
        let upto = snapshot.upto;
        self.page.push(Delta {
            doc: doc.clone(),
            snapshot: Some(ByteBuf::from(snapshot.bytes)),
            changes: Vec::new(),
            attested: None,
        });
        self.changes(doc, upto, true)
    }

    /// A snapshot that reaches no further than the target. `None`: none can be had, and the changes go one by one.
    fn snapshot(&mut self, doc: &DocId) -> Result<Option<Snapshot>, DocsError> {
        let (company, target) = (&self.reader.company, self.target);
        let kept = match snapshot::get(self.conn, company, doc) {
            Err(StoreError::Damaged { what, why }) => {
                tracing::error!(what, why, "a snapshot is passed over");
                None
            }
            other => other?,
        };
        if let Some(kept) = kept.filter(|kept| kept.upto <= target) {
            let later = Stretch { after: kept.upto, upto: target };
            if feed::amount(self.conn, company, doc, later)?.changes <= STALE {
                return Ok(Some(kept));
            }
        }
        let made = self.docs.with(self.conn, company, doc, |loaded| {
            (loaded.upto <= target).then(|| Snapshot { upto: loaded.upto, bytes: loaded.doc.save() })
        });
        match made {
            Ok(Some(made)) => {
                self.made.push((doc.clone(), made.clone()));
                Ok(Some(made))
            }
            Ok(None) => Ok(None),
            Err(why) => {
                tracing::error!(%doc, %why, "a document can not be loaded; its changes go one by one");
                Ok(None)
            }
        }
    }
}
