//! Which tab hosts the worker, and what becomes of a request when that changes. No browser in here: inputs in, effects out.
//!
//! OPFS gives a store's files to one worker of one tab. The tab that holds the Web Lock of the store hosts the worker; the
//! others send it their requests over a `BroadcastChannel`. When the host's tab closes, the browser gives the lock to the next
//! tab, which starts a worker and announces it; everyone then sends what is still unanswered again. Requests carry the uuid
//! of what they record, so arriving twice is harmless.
//!
//! A tab that is frozen keeps its lock and its worker's files, and answers nobody: before that it gives both away. Where a
//! browser freezes without a word, nothing can be taken from it; the others notice that nobody answers a knock, and say so.

use std::collections::{BTreeMap, BTreeSet};

use super::HostError;

/// Who waits for an answer: a tab, and its own number for the request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub tab: String,
    pub id: u64,
}

/// What tabs say to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wire {
    Ask(Route, Vec<u8>),
    Reply(Route, Vec<u8>),
    Event(Vec<u8>),
    /// A worker is open: send what is unanswered.
    Up,
    /// The worker died over what was under way, and is started again.
    Crashed(String),
    /// The store cannot be opened.
    Shut(String),
    /// Does any tab host the worker?
    Knock,
    /// Yes, this one.
    Here,
}

/// What the worker says to the tab that hosts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FromWorker {
    Open,
    Shut(String),
    Reply(Route, Vec<u8>),
    Event(Vec<u8>),
    Crashed(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    StartWorker,
    StopWorker,
    /// Gives the lock back, or the place in its queue.
    Leave,
    ToWorker(Route, Vec<u8>),
    ToTabs(Wire),
    Answer(u64, Result<Vec<u8>, HostError>),
    Event(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    /// Another tab may host the worker; this one waits for the lock.
    Guest,
    /// This tab holds the lock; its worker is opening.
    Starting,
    Hosting,
    /// This tab holds the lock, and the store cannot be opened.
    Shut(String),
}

#[derive(Debug)]
pub(super) struct Broker {
    tab: String,
    role: Role,
    next: u64,
    /// This tab's own requests without an answer.
    unanswered: BTreeMap<u64, Vec<u8>>,
    /// What the worker is working on, of any tab: a request sent again meanwhile is not started twice.
    under_way: BTreeSet<Route>,
    /// How often a host was heard.
    heard: u64,
}

impl Broker {
    /// `tab` must be unlike any other open tab's.
    pub(super) fn new(tab: String) -> Self {
        Self { tab, role: Role::Guest, next: 0, unanswered: BTreeMap::new(), under_way: BTreeSet::new(), heard: 0 }
    }

    /// This tab asks. The number names the request in [`Effect::Answer`].
    pub(super) fn ask(&mut self, request: Vec<u8>) -> (u64, Vec<Effect>) {
        let id = self.next;
        self.next += 1;
        let effects = match &self.role {
            Role::Shut(why) => vec![Effect::Answer(id, Err(HostError::Unavailable(why.clone())))],
            Role::Guest => {
                self.unanswered.insert(id, request.clone());
                vec![Effect::ToTabs(Wire::Ask(self.own(id), request))]
            }
            Role::Starting => {
                self.unanswered.insert(id, request);
                Vec::new()
            }
            Role::Hosting => {
                self.unanswered.insert(id, request.clone());
                self.start(self.own(id), request)
            }
        };
        (id, effects)
    }

    /// The browser gave this tab the store's lock.
    pub(super) fn locked(&mut self) -> Vec<Effect> {
        self.role = Role::Starting;
        vec![Effect::StartWorker]
    }

    /// This browser cannot host a store at all.
    pub(super) fn shut(&mut self, why: String) -> Vec<Effect> {
        self.role = Role::Shut(why.clone());
        self.fail_all(&HostError::Unavailable(why))
    }

    pub(super) fn closed(&mut self) -> Vec<Effect> {
        self.role = Role::Guest;
        self.under_way.clear();
        self.fail_all(&HostError::Closed)
    }

    /// The browser is about to freeze this tab. A frozen tab answers nobody, so another gets the store; what this one has
    /// asked stays asked, and whoever hosts next is asked again.
    pub(super) fn frozen(&mut self) -> Vec<Effect> {
        match self.role {
            Role::Starting | Role::Hosting => {
                self.role = Role::Guest;
                self.under_way.clear();
                vec![Effect::StopWorker, Effect::Leave]
            }
            Role::Guest => vec![Effect::Leave],
            Role::Shut(_) => Vec::new(),
        }
    }

    /// Whether this tab waits for another's answer to its request.
    pub(super) fn waits_for(&self, id: u64) -> bool {
        self.role == Role::Guest && self.unanswered.contains_key(&id)
    }

    /// Asks whether anybody is there; gives how often a host was heard so far.
    pub(super) fn knock(&self) -> (u64, Vec<Effect>) {
        (self.heard, vec![Effect::ToTabs(Wire::Knock)])
    }

    /// A while after a knock: where no host was heard since, the request fails with that, and the person can be told.
    pub(super) fn give_up(&mut self, id: u64, heard: u64) -> Vec<Effect> {
        if self.heard != heard || !self.waits_for(id) {
            return Vec::new();
        }
        self.unanswered.remove(&id);
        vec![Effect::Answer(id, Err(HostError::Silent))]
    }

    pub(super) fn tabs_said(&mut self, wire: Wire) -> Vec<Effect> {
        if !matches!(wire, Wire::Ask(..) | Wire::Knock) {
            self.heard += 1;
        }
        match (wire, &self.role) {
            (Wire::Knock, Role::Starting | Role::Hosting) => vec![Effect::ToTabs(Wire::Here)],
            (Wire::Knock, Role::Shut(why)) => vec![Effect::ToTabs(Wire::Shut(why.clone()))],
            (Wire::Knock, Role::Guest) | (Wire::Here, _) => Vec::new(),
            (Wire::Ask(route, request), Role::Hosting) => self.start(route, request),
            (Wire::Ask(..), Role::Shut(why)) => vec![Effect::ToTabs(Wire::Shut(why.clone()))],
            // A guest has no worker, and a starting host will announce its own.
            (Wire::Ask(..), Role::Guest | Role::Starting) => Vec::new(),
            (Wire::Reply(route, reply), _) => self.answer(route, reply),
            (Wire::Event(event), _) => vec![Effect::Event(event)],
            (Wire::Up, Role::Guest) => self
                .unanswered
                .iter()
                .map(|(&id, request)| Effect::ToTabs(Wire::Ask(self.own(id), request.clone())))
                .collect(),
            (Wire::Crashed(why), Role::Guest) => self.fail_all(&HostError::Crashed(why)),
            (Wire::Shut(why), Role::Guest) => self.fail_all(&HostError::Unavailable(why)),
            // The lock has passed to this tab since: what the former host says of its worker no longer counts.
            (Wire::Up | Wire::Crashed(_) | Wire::Shut(_), _) => Vec::new(),
        }
    }

    pub(super) fn worker_said(&mut self, said: FromWorker) -> Vec<Effect> {
        match said {
            FromWorker::Open => {
                self.role = Role::Hosting;
                let mut effects = vec![Effect::ToTabs(Wire::Up)];
                for (id, request) in self.unanswered.clone() {
                    effects.extend(self.start(self.own(id), request));
                }
                effects
            }
            FromWorker::Shut(why) => {
                let mut effects = vec![Effect::StopWorker, Effect::ToTabs(Wire::Shut(why.clone()))];
                effects.extend(self.shut(why));
                effects
            }
            FromWorker::Reply(route, reply) => {
                self.under_way.remove(&route);
                if route.tab == self.tab {
                    self.answer(route, reply)
                } else {
                    vec![Effect::ToTabs(Wire::Reply(route, reply))]
                }
            }
            FromWorker::Event(event) => vec![Effect::ToTabs(Wire::Event(event.clone())), Effect::Event(event)],
            // Dying before it ever opened would happen again at every start.
            FromWorker::Crashed(why) if self.role == Role::Starting => self.worker_said(FromWorker::Shut(why)),
            // One of the requests under way may be what killed it, so none of them is sent again by itself.
            FromWorker::Crashed(why) => {
                self.under_way.clear();
                self.role = Role::Starting;
                let mut effects = vec![Effect::StopWorker, Effect::ToTabs(Wire::Crashed(why.clone()))];
                effects.extend(self.fail_all(&HostError::Crashed(why)));
                effects.push(Effect::StartWorker);
                effects
            }
        }
    }

    fn own(&self, id: u64) -> Route {
        Route { tab: self.tab.clone(), id }
    }

    fn start(&mut self, route: Route, request: Vec<u8>) -> Vec<Effect> {
        if self.under_way.insert(route.clone()) { vec![Effect::ToWorker(route, request)] } else { Vec::new() }
    }

    fn answer(&mut self, route: Route, reply: Vec<u8>) -> Vec<Effect> {
        if route.tab == self.tab && self.unanswered.remove(&route.id).is_some() {
            vec![Effect::Answer(route.id, Ok(reply))]
        } else {
            Vec::new()
        }
    }

    fn fail_all(&mut self, error: &HostError) -> Vec<Effect> {
        std::mem::take(&mut self.unanswered).into_keys().map(|id| Effect::Answer(id, Err(error.clone()))).collect()
    }
}

#[cfg(test)]
mod tests;
