//! Taking in changes of which some may be hostile: what can be applied is, what can not is named, and the rest stands.
//!
//! The door lets nothing in that automerge can not decode, but what a change says of the document only the document can
//! tell. automerge trusts it there: it panics on an object or element that does not exist, and takes in without a word
//! numbers, predecessors or an encoding that it can not write down again, so that the saved document never loads. So
//! everything is compared with the document first, and what has a shape this program never writes is tried out on a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, AutoCommit, AutomergeError, Change, ChangeHash, ObjId, ROOT, ReadDoc};

use super::chunk::{MAX_ACTORS, MAX_CLOCKS, RootOp, root_ops};
use super::{Doc, OtherShape};
use crate::id::DocId;

/// A change that is left out of its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    pub hash: ChangeHash,
    /// In English, for its author and the administrator; a descendant's names the change it stands on.
    pub why: String,
}

impl Doc {
    /// Applies changes, given in an order in which they can be applied, and returns those that can not be, each with all
    /// its descendants. Known ones are passed over. The document is never left half-done: a batch goes onto a copy.
    ///
    /// In a journal the first entry under a key stays, whatever a later change says.
    ///
    /// A panic of automerge is caught where panics unwind, as in the server. In the web app's bundle they abort, and
    /// this has nothing to catch: phones apply what the server let through.
    #[must_use = "what is not applied has to be told to its author"]
    pub fn apply_sound(&mut self, changes: Vec<Change>) -> Vec<Unfit> {
        let mut taking = Taking::new(self);
        for change in changes {
            taking.offer(change);
        }
        taking.flush();
        taking.unfit
    }
}

/// What is asked of a change that others build on.
#[derive(Debug, Clone)]
struct Link {
    actor: ActorId,
    seq: u64,
    max_op: u64,
    deps: Vec<ChangeHash>,
}

impl Link {
    fn of(change: &Change) -> Self {
        // An empty change has none of its own: its last is the one before.
        let max_op = (change.start_op().get() - 1).saturating_add(u64::try_from(change.len()).unwrap_or(u64::MAX));
        Self { actor: change.actor_id().clone(), seq: change.seq(), max_op, deps: change.deps().to_vec() }
    }
}

struct Taking<'a> {
    doc: &'a mut Doc,
    /// Found sound, not applied yet: together they cost a fraction of one by one.
    waiting: Vec<Change>,
    links: BTreeMap<ChangeHash, Link>,
    /// Keys of a journal that the waiting ones set.
    keys: BTreeSet<String>,
    new_actors: u64,
    refused: BTreeSet<ChangeHash>,
    unfit: Vec<Unfit>,
}

impl<'a> Taking<'a> {
    const fn new(doc: &'a mut Doc) -> Self {
        Self {
            doc,
            waiting: Vec::new(),
            links: BTreeMap::new(),
            keys: BTreeSet::new(),
            new_actors: 0,
            refused: BTreeSet::new(),
            unfit: Vec::new(),
        }
    }

    fn offer(&mut self, change: Change) {
        if self.refused.contains(&change.hash()) || self.link(&change.hash()).is_some() {
            return;
        }
        match self.judge(&change) {
            Ok(Way::Together) => {
                self.links.insert(change.hash(), Link::of(&change));
                self.new_actors += u64::from(change.seq() == 1);
                self.waiting.push(change);
            }
            Ok(Way::Alone) => {
                self.flush();
                self.alone(change, true);
            }
            Err(why) => self.refuse(change.hash(), why),
        }
    }

    fn refuse(&mut self, hash: ChangeHash, why: String) {
        self.links.remove(&hash);
        self.refused.insert(hash);
        self.unfit.push(Unfit { hash, why });
    }

    fn judge(&mut self, change: &Change) -> Result<Way, String> {
        self.standing(change)?;
        if change.author().is_some() {
            return Err("the change names an author, which nothing here does".into());
        }
        let stats = self.doc.inner.stats();
        let waiting = u64::try_from(self.waiting.len()).unwrap_or(u64::MAX);
        let (actors, changes) = (stats.num_actors + self.new_actors + 1, stats.num_changes + waiting + 1);
        if change.seq() == 1 && actors > MAX_ACTORS || actors.saturating_mul(changes) > MAX_CLOCKS {
            return Err(format!("the document has {} actors and {} changes", stats.num_actors, stats.num_changes));
        }
        let journal = matches!(self.doc.id(), DocId::Journal(..));
        let ops = match root_ops(change) {
            Ok(ops) => ops,
            Err(why) if journal => return Err(rewrites(&why)),
            Err(_) => return Ok(Way::Alone),
        };
        let named = 1 + change.other_actor_ids().len();
        if ops.iter().flat_map(|op| &op.replaces).any(|(_, actor)| *actor >= named) {
            return Err("the change names an actor that it does not list".into());
        }
        if Change::from(change.decode()).raw_bytes() != change.raw_bytes() {
            return Err("the change is not written as automerge writes it".into());
        }
        if journal {
            for op in ops {
                let key = op.key.to_owned();
                if op.deletes || !op.replaces.is_empty() || self.doc.stands(op.key) || !self.keys.insert(key) {
                    return Err(format!("entry {} stands already: a journal only grows", op.key));
                }
            }
        } else if ops.iter().any(|op| !op.replaces.is_empty()) {
            self.flush();
            self.replaced(change, &ops)?;
        }
        Ok(Way::Together)
    }

    /// Whether a change stands where it says: on changes that are here, its own actor's last among them, and with the
    /// next free numbers. Lower ones would be taken already; higher ones would use up what others need.
    fn standing(&mut self, change: &Change) -> Result<(), String> {
        let mut last = 0;
        for dep in change.deps() {
            if self.refused.contains(dep) {
                return Err(format!("it stands on {dep}, which can not be applied"));
            }
            let link = self.link(dep).ok_or_else(|| format!("it stands on {dep}, which is not in the document"))?;
            last = last.max(link.max_op);
        }
        if !change.deps().windows(2).all(|pair| matches!(pair, [a, b] if a < b)) {
            return Err("the changes it stands on are not in order".into());
        }
        if change.start_op().get() != last + 1 {
            let start = change.start_op();
            return Err(format!("its first operation is number {start}, but those it stands on end with {last}"));
        }
        if change.seq() > 1 && self.ancestor_of(change).map(|own| own.seq) != Some(change.seq() - 1) {
            let (seq, actor) = (change.seq(), change.actor_id());
            return Err(format!("it is change {seq} of {actor}, but does not stand on the one before: a fork"));
        }
        Ok(())
    }

    /// The last change of the same actor that a change builds on.
    fn ancestor_of(&mut self, change: &Change) -> Option<Link> {
        let (mut seen, mut last) = (BTreeSet::new(), None::<Link>);
        let mut ahead: Vec<ChangeHash> = change.deps().to_vec();
        while let Some(hash) = ahead.pop() {
            if !seen.insert(hash) {
                continue;
            }
            let link = self.link(&hash)?;
            if link.actor == *change.actor_id() {
                if link.seq + 1 == change.seq() {
                    return Some(link);
                }
                if last.as_ref().is_none_or(|last| last.seq < link.seq) {
                    last = Some(link);
                }
            } else {
                ahead.extend(link.deps);
            }
        }
        last
    }

    /// Whether what a change replaces is there: exactly those values that stood under the key where it was made, or of
    /// its own.
    fn replaced(&self, change: &Change, ops: &[RootOp<'_>]) -> Result<(), String> {
        let actors: Vec<&ActorId> = change.actors().collect();
        for op in ops {
            let mut stood: BTreeSet<(u64, &ActorId)> = BTreeSet::new();
            let found = self.doc.inner.get_all_at(ROOT, op.key, change.deps()).map_err(|why| why.to_string())?;
            for (_, id) in &found {
                if let ObjId::Id(counter, actor, _) = id {
                    stood.insert((*counter, actor));
                }
            }
            let own = ops.iter().filter(|other| other.key == op.key && other.counter < op.counter && !other.deletes);
            stood.extend(own.map(|other| (other.counter, change.actor_id())));
            let mut seen = BTreeSet::new();
            for (counter, actor) in &op.replaces {
                let replaced = actors.get(*actor).map(|actor| (*counter, *actor));
                if !replaced.is_some_and(|replaced| stood.contains(&replaced) && seen.insert(replaced)) {
                    return Err(format!("it replaces a value of {} that does not stand there", op.key));
                }
            }
        }
        Ok(())
    }

    fn link(&mut self, hash: &ChangeHash) -> Option<Link> {
        if let Some(link) = self.links.get(hash) {
            return Some(link.clone());
        }
        let meta = self.doc.inner.get_change_meta_by_hash(hash)?;
        Some(Link { actor: meta.actor.into_owned(), seq: meta.seq, max_op: meta.max_op, deps: meta.deps })
    }

    /// Applies those that wait: together, or, should one fail against all that was looked at, one by one.
    fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.keys.clear();
        self.new_actors = 0;
        if waiting.is_empty() {
            return;
        }
        let mut copy = self.doc.inner.clone();
        if guarded(|| copy.apply_changes(waiting.clone())).is_ok() {
            self.doc.inner = copy;
            self.links.clear();
            return;
        }
        self.links.clear();
        for change in waiting {
            match change.deps().iter().find(|dep| self.refused.contains(*dep)) {
                Some(dep) => self.refuse(change.hash(), format!("it stands on {dep}, which can not be applied")),
                None => self.alone(change, false),
            }
        }
    }

    /// Applies one change to a copy, and keeps the copy if that went well.
    fn alone(&mut self, change: Change, verify: bool) {
        let hash = change.hash();
        let mut copy = self.doc.inner.clone();
        let tried = guarded(|| {
            copy.apply_changes([change])?;
            if verify { same_when_loaded(&mut copy) } else { Ok(()) }
        });
        match tried {
            Ok(()) => self.doc.inner = copy,
            Err(why) => self.refuse(hash, why),
        }
    }
}

/// How a sound change is applied.
enum Way {
    Together,
    Alone,
}

fn rewrites(why: &OtherShape) -> String {
    format!("{why}: a journal only grows")
}

/// automerge writes a document down by operation and finds the changes again when it loads: what it can not find again
/// it tells by heads that do not fit.
fn same_when_loaded(doc: &mut AutoCommit) -> Result<(), AutomergeError> {
    AutoCommit::load(&doc.save()).map(drop)
}

fn guarded(act: impl FnOnce() -> Result<(), AutomergeError>) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(|why| why.to_string()),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
            Err(format!("automerge gave up on it: {}", said.unwrap_or("without a word")))
        }
    }
}
