//! What must hold once everybody has exchanged.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, ensure};
use automerge::ChangeHash;
use mobile::view::RecordState;
use server::docs::DocsError;
use server::store::{aside, company, facts, feed, log, quarantine};
use shared::doc::journal;
use shared::id::{DocId, EmployeeId, RecordId};

use super::host::Host;
use super::world::World;

/// Heads of every document on the server.
type Heads = BTreeMap<DocId, Vec<String>>;

impl World {
    pub(super) fn check(&mut self) -> Result<()> {
        let heads = self.server_heads()?;
        for (doc, heads) in &heads {
            self.say(format_args!("{doc} {heads:?}"));
        }
        let recorded = self.recorded(&heads)?;
        self.receipts_are_kept(&recorded)?;
        for at in 0..self.phones.len() {
            self.phone_is_right(at, &heads, &recorded)?;
        }
        self.facts_are_right()
    }

    fn server_heads(&self) -> Result<Heads> {
        self.host.read(|conn, company| {
            let last = company::numbers(conn, company)?.last;
            let docs = log::docs_changed(conn, company, 0, last)?;
            let heads = docs.into_iter().map(|doc| {
                let heads = log::heads(conn, company, &doc.to_string())?;
                Ok((doc, heads.iter().map(ToString::to_string).collect()))
            });
            heads.collect()
        })
    }

    /// Every change the server gave a receipt for is in the log, or said to be left out, or aside. After a restore its
    /// device may have recorded again what is in it.
    fn receipts_are_kept(&mut self, recorded: &BTreeSet<(EmployeeId, RecordId)>) -> Result<()> {
        let (mut again, mut lost) = (0, 0);
        for ((doc, hash), given) in &self.receipts {
            let hash = ChangeHash(hash.as_slice().try_into()?);
            let kept = self.host.read(|conn, company| {
                let name = doc.to_string();
                Ok(log::index(conn, company, &name, u64::MAX >> 1)?.contains_key(&hash)
                    || quarantine::of(conn, company, &name)?.contains(&hash)
                    || aside::has(conn, company, doc, &hash)?)
            })?;
            if kept {
                continue;
            }
            ensure!(self.restored, "{doc}: a receipt was given for {hash}, and the server has lost it");
            let there = |record: &RecordId| match doc {
                DocId::Journal(employee, _) => recorded.contains(&(employee.clone(), *record)),
                _ => false,
            };
            if !given.records.is_empty() && given.records.iter().all(there) {
                again += 1;
                continue;
            }
            // What the server lost with its restore and the phone with its own, nobody has. Who may not sign in any more
            // brings nothing back, nor what was written where one may not any more; what was edited of a customer and is
            // recorded again is another change.
            let phone = self.phones.iter().find(|phone| phone.device == given.device);
            let brings = phone.is_some_and(|phone| !phone.restored)
                && matches!(doc, DocId::Journal(..))
                && self.host.subject(given.device)?.is_some();
            ensure!(
                !brings,
                "{doc}: a receipt was given for {hash} with {:?}, and nobody brought it back",
                given.records
            );
            lost += 1;
        }
        self.outcome.receipts = self.receipts.len();
        *self.outcome.seen.entry("change recorded again after a restore").or_default() += again;
        *self.outcome.seen.entry("change lost with a restore").or_default() += lost;
        Ok(())
    }

    /// The records of every journal as the server holds it.
    fn recorded(&self, heads: &Heads) -> Result<BTreeSet<(EmployeeId, RecordId)>> {
        let app = self.host.app()?;
        let mut found = BTreeSet::new();
        for doc in heads.keys() {
            let DocId::Journal(employee, _) = doc else { continue };
            let entries = app.store.read_blocking::<_, DocsError, _>(|conn| {
                app.docs.with(conn, &app.company, doc, |loaded| journal::entries(&loaded.doc).0)
            })?;
            found.extend(entries.into_iter().map(|recorded| (employee.clone(), recorded.id)));
        }
        Ok(found)
    }

    fn phone_is_right(&mut self, at: usize, heads: &Heads, recorded: &BTreeSet<(EmployeeId, RecordId)>) -> Result<()> {
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        let active = self.host.subject(phone.device)?.is_some();
        let outbox: BTreeMap<_, _> = phone.outbox()?.into_iter().map(|item| (item.id, item)).collect();
        for (id, in_journal) in &phone.made {
            let Some(item) = outbox.get(id) else {
                anyhow::bail!("phone {at}: record {id} was kept and is not in the outbox")
            };
            match item.state {
                RecordState::Counted => {
                    // A phone that may not ask does not know that the server was restored.
                    let unheard = self.restored && !active;
                    let there = unheard || !in_journal || recorded.contains(&(phone.login.clone(), *id));
                    ensure!(there, "phone {at}: record {id} is said to be counted and is in no journal");
                }
                RecordState::Refused => {
                    ensure!(item.refusal.is_some() || item.door.is_some(), "phone {at}: {id} refused without a reason");
                    // These say where the server stands, not that anything is wrong with the record.
                    let wrong = item.door.as_ref().is_none_or(|door| {
                        !["forked", "foreign-actor", "missing-dependency", "unattested", "after-refused"]
                            .iter()
                            .any(|code| door.code.ends_with(code))
                    });
                    ensure!(wrong, "phone {at}: {id} was given up: {:?}", item.door);
                }
                other => ensure!(!active, "phone {at}: record {id} is still {other:?}"),
            }
        }
        if active {
            let login = phone.login.clone();
            let granted = self.host.read(|conn, company| {
                let mut granted = BTreeMap::new();
                for (doc, heads) in heads {
                    if feed::granted(conn, company, &login, doc)?.is_some() {
                        granted.insert(doc.clone(), heads.clone());
                    }
                }
                Ok(granted)
            })?;
            let mut held = phone.store()?.heads()?;
            held.values_mut().for_each(|heads| heads.sort());
            for (doc, heads) in &granted {
                let found = held.get(&doc.to_string());
                if found == Some(heads) {
                    continue;
                }
                let (known, left_out) = self.host.read(|conn, company| {
                    let name = doc.to_string();
                    Ok((log::index(conn, company, &name, u64::MAX >> 1)?, quarantine::of(conn, company, &name)?))
                })?;
                let known: BTreeSet<_> = known.keys().map(ToString::to_string).collect();
                let all_known = found.is_none_or(|heads| heads.iter().all(|head| known.contains(head)));
                // What a phone had written itself and has no more, of an older file or given up before the server took it,
                // it gets when anything else of the document comes.
                let behind = all_known && (phone.restored || phone.overtaken);
                // Only the author is told that a change is left out.
                let more = self.restored
                    && !left_out.is_empty()
                    && all_known
                    && found.is_some_and(|found| heads.iter().all(|head| found.contains(head)));
                let log = if behind || more { String::new() } else { log_of(&self.host, doc)? };
                ensure!(behind || more, "phone {at}: {doc} has heads {found:?}, on the server {heads:?}\n{log}");
                let what = if behind { "document without its phone's own" } else { "document with what is left out" };
                *self.outcome.seen.entry(what).or_default() += 1;
            }
            let more: Vec<_> = held.keys().filter(|doc| !granted.keys().any(|may| may.to_string() == **doc)).collect();
            ensure!(more.is_empty(), "phone {at} holds what it may not read: {more:?}");
        }
        self.outcome.records += self.phones.get(at).map_or(0, |phone| phone.made.len());
        Ok(())
    }

    /// No fact stands twice, and all come out the same when they are made again.
    fn facts_are_right(&mut self) -> Result<()> {
        let before = self.host.read(facts::dump)?;
        let mut standing = BTreeSet::new();
        for line in &before {
            let mut words = line.split(' ');
            let (name, _, ended) = (words.next(), words.next(), words.next());
            if !matches!(name, Some("visit" | "photo")) && ended == Some("-") {
                ensure!(standing.insert(name), "a fact stands twice: {line}");
            }
        }
        self.host.rebuild()?;
        let after = self.host.read(facts::dump)?;
        for (one, other) in before.iter().zip(&after) {
            ensure!(one == other, "made again, a fact is another:\n{one}\n{other}");
        }
        ensure!(before.len() == after.len(), "{} facts, made again {}", before.len(), after.len());
        self.say(format_args!("{} facts {}", before.len(), blake3::hash(before.concat().as_bytes())));
        Ok(())
    }
}

/// A document's changes, for who looks into what went wrong.
fn log_of(host: &Host, doc: &DocId) -> Result<String> {
    let changes = host.read(|conn, company| log::changes(conn, company, doc, 0, u64::MAX >> 1));
    let mut lines = String::new();
    for log::Stored { seq, change, .. } in changes.unwrap_or_default() {
        let (hash, actor) = (change.hash(), change.actor_id());
        writeln!(lines, "{seq}: {hash} of {actor} {}, on {:?}", change.seq(), change.deps())?;
    }
    for hash in host.read(|conn, company| quarantine::of(conn, company, &doc.to_string()))? {
        writeln!(lines, "left out: {hash}")?;
    }
    Ok(lines)
}
