//! What all pages share: one struct of signals, fed by one loop over the store's events.

mod client;
mod text_size;
mod theme;

use std::rc::Rc;

use dioxus::prelude::*;
use futures_util::StreamExt;
use shared::doc::company::{Choice, Company};
use shared::id::RecordId;
use shared::period::{BusinessDay, Instant};
use shared::place::Fix;
use shared::policy::{Act, Role};

pub use client::{Client, Store};
pub use text_size::TextSize;
pub use theme::Theme;

use crate::api::Api;
use crate::platform::clock;
use crate::platform::position::{self, Following, NoFix, Position, Wish};
use crate::record::{Command, PhotoBytes, What};
use crate::t;
use crate::view::{Answer, Ask, Choices, Event, Failure, Now, Session, Status, SyncState};

/// The signals every page may read. `Copy`: pass it by value.
#[derive(Clone, Copy)]
pub struct State {
    client: Signal<Client>,
    position: Signal<Rc<dyn Position>>,
    /// `None` until the store has answered for the first time.
    pub status: Signal<Option<Status>>,
    /// Counts what changed in the store; whoever shows data reads it and asks again.
    pub changes: Signal<u64>,
    /// The last position the person asked for, kept in memory only.
    pub fix: Signal<Option<Fix>>,
    pub toast: Signal<Option<String>>,
    pub theme: Signal<Theme>,
    pub text_size: Signal<TextSize>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("State")
    }
}

/// The state of the component's app.
#[must_use]
pub fn use_state() -> State {
    use_context()
}

/// Makes the state and starts the loop that feeds it. Once, in the root component.
pub fn use_state_provider(client: impl FnOnce() -> Client, position: impl FnOnce() -> Rc<dyn Position>) -> State {
    let state = use_context_provider(|| State {
        client: Signal::new(client()),
        position: Signal::new(position()),
        status: Signal::new(None),
        changes: Signal::new(0),
        fix: Signal::new(None),
        toast: Signal::new(None),
        theme: Signal::new(Theme::remembered()),
        text_size: Signal::new(TextSize::remembered()),
    });
    use_future(move || state.feed());
    state
}

impl State {
    async fn feed(self) {
        // Listen before the first question: nothing said in between is missed.
        let mut events = self.client.peek().events();
        self.refresh().await;
        while let Some(event) = events.next().await {
            self.take(event).await;
        }
    }

    async fn take(mut self, event: Event) {
        match event {
            Event::Changed => {
                *self.changes.write() += 1;
                self.look_at_company().await;
            }
            Event::Sync(sync) => {
                if let Some(status) = self.status.write().as_mut() {
                    status.sync = sync;
                }
            }
            Event::SignedOut => self.refresh().await,
        }
    }

    /// What the company offers comes with the first sync, and changes with later ones.
    async fn look_at_company(mut self) {
        let Ok(Answer::Status(status)) = self.ask(Ask::Status).await else { return };
        // Who is signed in is told by whoever signs in or out.
        let Some(now) = status.session else { return };
        let stands = |session: &Session| session.employee == now.employee && session.company == now.company;
        let known = self.status.peek().as_ref().and_then(|status| status.session.as_ref().map(stands));
        if known == Some(false)
            && let Some(session) = self.status.write().as_mut().and_then(|status| status.session.as_mut())
            && session.employee == now.employee
        {
            session.company = now.company;
        }
    }

    /// Asks the store again who is signed in and how the sync stands.
    pub async fn refresh(mut self) {
        match self.ask(Ask::Status).await {
            Ok(Answer::Status(status)) => {
                self.status.set(Some(*status));
                *self.changes.write() += 1;
            }
            Ok(_) => {}
            Err(problem) => {
                let sync = SyncState { problem: Some(problem), ..SyncState::default() };
                self.status.set(Some(Status { session: None, sync, durable: false, notice: None }));
            }
        }
    }

    /// Asks the store. What failed comes as the error.
    pub async fn ask(self, ask: Ask) -> Result<Answer, Failure> {
        let client = self.client.peek().clone();
        match client.ask(ask).await {
            Answer::Failed(failure) => Err(failure),
            answer => Ok(answer),
        }
    }

    /// Makes a record durable on this device. `id` is made once for a form, so that pressing twice makes one record.
    pub async fn record(self, id: RecordId, what: What, photos: Vec<PhotoBytes>) -> Result<(), Failure> {
        self.record_at(id, clock::now(), what, photos).await
    }

    /// The same for what happened before, by this device's clock.
    pub async fn record_at(
        self,
        id: RecordId,
        at: Instant,
        what: What,
        photos: Vec<PhotoBytes>,
    ) -> Result<(), Failure> {
        let command = Command { id, at, offset: clock::offset(), skew: None, what, photos };
        self.ask(Ask::Record(Box::new(command))).await.map(|_| ())
    }

    /// Finds out where the device is, and remembers it for the distances on the pages.
    pub async fn locate(mut self, wish: Wish) -> Result<Fix, NoFix> {
        let fixing = self.position.peek().fix(wish);
        let fix = fixing.await?;
        position::keep_last(&fix);
        self.fix.set(Some(fix));
        Ok(fix)
    }

    /// Tells of every fix while what it gives lives.
    #[must_use]
    pub fn follow(self, told: impl FnMut(Fix) + 'static) -> Following {
        self.position.peek().follow(Box::new(told))
    }

    /// The moment and, where the person asked for it before, the place.
    #[must_use]
    pub fn now(self) -> Now {
        Now { at: clock::now(), place: (*self.fix.read()).map(|fix| fix.place) }
    }

    #[must_use]
    pub fn session(self) -> Option<Session> {
        self.status.read().as_ref()?.session.clone()
    }

    #[must_use]
    pub fn company(self) -> Option<Company> {
        self.session()?.company
    }

    #[must_use]
    pub fn sync(self) -> SyncState {
        self.status.read().as_ref().map(|status| status.sync.clone()).unwrap_or_default()
    }

    /// The server of this session, for a call made now: a page that shows its answer does not ask again because a sync ran.
    #[must_use]
    pub fn api(self) -> Api {
        Api::of(self.status.peek().as_ref().and_then(|status| status.session.as_ref()))
    }

    /// Whether the signed-in person may do this; the server decides, this hides what it would refuse.
    #[must_use]
    pub fn may(self, act: Act) -> bool {
        self.session().is_some_and(|session| session.may.contains(&act))
    }

    #[must_use]
    pub fn is(self, role: Role) -> bool {
        self.session().is_some_and(|session| session.roles.contains(&role))
    }

    /// Says something for a moment.
    pub fn toast(mut self, text: String) {
        self.toast.set(Some(text));
    }

    /// What the forms offer: the company's lists, and before they have come what every company has.
    #[must_use]
    pub fn choices(self) -> Choices {
        let own = self.company();
        let of = |list: fn(&Company) -> &Vec<Choice>| own.as_ref().map(list).filter(|list| !list.is_empty()).cloned();
        let choice = |id: &str, name: String| Choice { id: id.to_owned(), name };
        Choices {
            expense_categories: of(|company| &company.expense_categories).unwrap_or_else(|| {
                vec![
                    choice("entertainment", t!("expense-entertainment")),
                    choice("travel", t!("expense-travel")),
                    choice("transport", t!("expense-transport")),
                    choice("gift", t!("expense-gift")),
                    choice("other", t!("expense-other")),
                ]
            }),
            visit_purposes: of(|company| &company.visit_purposes).unwrap_or_else(|| {
                vec![
                    choice("sales", t!("purpose-sales")),
                    choice("service", t!("purpose-service")),
                    choice("collection", t!("purpose-collection")),
                    choice("other", t!("purpose-other")),
                ]
            }),
            outside_reasons: of(|company| &company.outside_reasons).unwrap_or_else(|| {
                vec![
                    choice("elsewhere", t!("reason-elsewhere")),
                    choice("parking", t!("reason-parking")),
                    choice("drift", t!("reason-drift")),
                    choice("moved", t!("reason-moved")),
                    choice("other", t!("reason-other")),
                ]
            }),
        }
    }
}

/// The business day, in the company's zone where it is known, else by the device's clock.
#[must_use]
pub fn today(state: State) -> BusinessDay {
    let now = clock::now();
    match state.company() {
        Some(company) => company.zone.day_of(now),
        None => now.plus_millis(i64::from(clock::offset()) * 60_000).utc().map_or_else(
            || BusinessDay::from_date(chrono::NaiveDate::MIN),
            |utc| BusinessDay::from_date(utc.date_naive()),
        ),
    }
}
