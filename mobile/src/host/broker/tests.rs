use std::collections::VecDeque;

use super::*;

/// Tabs of one browser: a lock, a channel, and a worker that answers each request with itself.
#[derive(Default)]
struct Browser {
    tabs: BTreeMap<String, Broker>,
    lock: VecDeque<String>,
    /// Requests the worker has, not yet answered.
    working: VecDeque<(Route, Vec<u8>)>,
    answers: Vec<(String, u64, Result<Vec<u8>, HostError>)>,
    events: Vec<(String, Vec<u8>)>,
    starts: usize,
}

impl Browser {
    fn open(&mut self, tab: &str) {
        self.tabs.insert(tab.to_owned(), Broker::new(tab.to_owned()));
        self.lock.push_back(tab.to_owned());
        if self.lock.len() == 1 {
            self.with(tab, Broker::locked);
        }
    }

    /// The tab goes without a word, and its worker with it.
    fn kill(&mut self, tab: &str) {
        self.tabs.remove(tab);
        let hosted = self.lock.front().is_some_and(|first| first == tab);
        self.lock.retain(|waiting| waiting != tab);
        if hosted {
            self.working.clear();
            if let Some(next) = self.lock.front().cloned() {
                self.with(&next, Broker::locked);
            }
        }
    }

    /// The lock goes to the next in the queue.
    fn leave(&mut self, tab: &str) {
        let hosted = self.lock.front().is_some_and(|first| first == tab);
        self.lock.retain(|waiting| waiting != tab);
        if hosted && let Some(next) = self.lock.front().cloned() {
            self.with(&next, Broker::locked);
        }
    }

    /// The tab is back and queues again.
    fn wake(&mut self, tab: &str) {
        self.lock.push_back(tab.to_owned());
        if self.lock.len() == 1 {
            self.with(tab, Broker::locked);
        }
    }

    fn ask(&mut self, tab: &str, request: &[u8]) -> u64 {
        let mut asked = 0;
        self.with(tab, |broker| {
            let (id, effects) = broker.ask(request.to_vec());
            asked = id;
            effects
        });
        asked
    }

    fn host_says(&mut self, said: FromWorker) {
        let host = self.lock[0].clone();
        self.with(&host, |broker| broker.worker_said(said));
    }

    fn work(&mut self) {
        while let Some((route, request)) = self.working.pop_front() {
            self.host_says(FromWorker::Reply(route, request));
        }
    }

    fn with(&mut self, tab: &str, act: impl FnOnce(&mut Broker) -> Vec<Effect>) {
        let effects = act(self.tabs.get_mut(tab).unwrap());
        self.carry_out(tab, effects);
    }

    fn carry_out(&mut self, tab: &str, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::StartWorker => self.starts += 1,
                Effect::StopWorker => self.working.clear(),
                Effect::Leave => self.leave(tab),
                Effect::ToWorker(route, request) => self.working.push_back((route, request)),
                Effect::Answer(id, answer) => self.answers.push((tab.to_owned(), id, answer)),
                Effect::Event(event) => self.events.push((tab.to_owned(), event)),
                Effect::ToTabs(wire) => {
                    let others: Vec<String> = self.tabs.keys().filter(|other| *other != tab).cloned().collect();
                    for other in others {
                        let wire = wire.clone();
                        let effects = self.tabs.get_mut(&other).unwrap().tabs_said(wire);
                        self.carry_out(&other, effects);
                    }
                }
            }
        }
    }
}

fn ok(tab: &str, id: u64, answer: &[u8]) -> (String, u64, Result<Vec<u8>, HostError>) {
    (tab.to_owned(), id, Ok(answer.to_vec()))
}

#[test]
fn requests_wait_until_the_worker_is_open() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.ask("a", b"1");
    browser.ask("b", b"2");
    assert!(browser.working.is_empty());
    browser.host_says(FromWorker::Open);
    browser.work();
    browser.answers.sort_by(|one, two| one.0.cmp(&two.0));
    assert_eq!(browser.answers, [ok("a", 0, b"1"), ok("b", 0, b"2")]);
}

#[test]
fn when_the_host_closes_the_next_tab_takes_over_and_asks_again() {
    let mut browser = Browser::default();
    for tab in ["a", "b", "c"] {
        browser.open(tab);
    }
    browser.host_says(FromWorker::Open);
    browser.ask("b", b"from b");
    browser.ask("c", b"from c");
    browser.kill("a");
    assert!(browser.answers.is_empty());
    browser.host_says(FromWorker::Open);
    browser.work();
    assert_eq!(browser.starts, 2);
    browser.answers.sort_by(|one, two| one.0.cmp(&two.0));
    assert_eq!(browser.answers, [ok("b", 0, b"from b"), ok("c", 0, b"from c")]);
}

#[test]
fn a_request_sent_again_is_not_started_twice_and_answered_once() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.host_says(FromWorker::Open);
    browser.ask("b", b"x");
    browser.with("b", |broker| broker.tabs_said(Wire::Up));
    assert_eq!(browser.working.len(), 1);
    browser.work();
    browser.with("b", |broker| {
        let route = broker.own(0);
        broker.tabs_said(Wire::Reply(route, b"x".to_vec()))
    });
    assert_eq!(browser.answers, [ok("b", 0, b"x")]);
}

#[test]
fn a_crash_fails_what_was_under_way_and_starts_the_worker_again() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.host_says(FromWorker::Open);
    browser.ask("a", b"1");
    browser.ask("b", b"2");
    browser.host_says(FromWorker::Crashed("out of memory".to_owned()));
    let crashed = || Err(HostError::Crashed("out of memory".to_owned()));
    browser.answers.sort_by(|one, two| one.0.cmp(&two.0));
    assert_eq!(browser.answers, [("a".to_owned(), 0, crashed()), ("b".to_owned(), 0, crashed())]);
    browser.answers.clear();
    browser.ask("b", b"3");
    browser.host_says(FromWorker::Open);
    browser.work();
    assert_eq!(browser.answers, [ok("b", 1, b"3")]);
}

#[test]
fn a_store_that_cannot_open_says_so_to_every_tab_and_is_not_tried_for_ever() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.ask("a", b"1");
    browser.ask("b", b"2");
    browser.host_says(FromWorker::Shut("storage is refused".to_owned()));
    browser.ask("b", b"3");
    assert_eq!(browser.answers.len(), 3);
    for (_, _, answer) in &browser.answers {
        assert_eq!(*answer, Err(HostError::Unavailable("storage is refused".to_owned())));
    }
    assert_eq!(browser.starts, 1);
}

#[test]
fn dying_while_opening_is_not_repeated() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.host_says(FromWorker::Crashed("unreachable".to_owned()));
    assert_eq!(browser.starts, 1);
}

#[test]
fn events_reach_every_tab_once() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.host_says(FromWorker::Open);
    browser.host_says(FromWorker::Event(b"synced".to_vec()));
    browser.events.sort();
    assert_eq!(browser.events, [("a".to_owned(), b"synced".to_vec()), ("b".to_owned(), b"synced".to_vec())]);
}

#[test]
fn closing_fails_what_is_unanswered_and_lets_another_tab_take_over() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.host_says(FromWorker::Open);
    browser.ask("a", b"1");
    browser.ask("b", b"2");
    browser.with("a", Broker::closed);
    assert_eq!(browser.answers, [("a".to_owned(), 0, Err(HostError::Closed))]);
    browser.answers.clear();
    browser.kill("a");
    browser.host_says(FromWorker::Open);
    browser.work();
    assert_eq!(browser.answers, [ok("b", 0, b"2")]);
}

#[test]
fn a_tab_that_is_frozen_gives_the_store_to_the_next_and_gets_its_own_answers_from_it() {
    let mut browser = Browser::default();
    for tab in ["a", "b"] {
        browser.open(tab);
    }
    browser.host_says(FromWorker::Open);
    browser.ask("a", b"from a");
    browser.ask("b", b"from b");
    browser.with("a", Broker::frozen);
    assert_eq!(browser.lock, ["b"]);
    browser.host_says(FromWorker::Open);
    browser.work();
    // What the frozen tab was sent waits for it in its channel; here it gets it at once.
    browser.answers.sort_by(|one, two| one.0.cmp(&two.0));
    assert_eq!(browser.answers, [ok("a", 0, b"from a"), ok("b", 0, b"from b")]);
    browser.wake("a");
    browser.answers.clear();
    browser.ask("a", b"again");
    browser.work();
    assert_eq!(browser.answers, [ok("a", 1, b"again")]);
    browser.kill("b");
    browser.host_says(FromWorker::Open);
    browser.ask("a", b"alone");
    browser.work();
    assert_eq!(browser.answers.last(), Some(&ok("a", 2, b"alone")));
}

#[test]
fn a_tab_frozen_alone_takes_up_what_it_was_asked_when_it_wakes() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.host_says(FromWorker::Open);
    browser.ask("a", b"1");
    browser.with("a", Broker::frozen);
    assert!(browser.working.is_empty() && browser.lock.is_empty());
    browser.wake("a");
    browser.host_says(FromWorker::Open);
    browser.work();
    assert_eq!(browser.answers, [ok("a", 0, b"1")]);
}

#[test]
fn a_frozen_guest_does_not_hold_up_the_lock() {
    let mut browser = Browser::default();
    for tab in ["a", "b", "c"] {
        browser.open(tab);
    }
    browser.host_says(FromWorker::Open);
    browser.with("b", Broker::frozen);
    browser.ask("c", b"1");
    browser.kill("a");
    browser.host_says(FromWorker::Open);
    browser.work();
    assert_eq!(browser.answers, [ok("c", 0, b"1")]);
}

#[test]
fn a_host_that_answers_no_knock_is_said_to_be_silent() {
    let mut browser = Browser::default();
    browser.open("a");
    browser.open("b");
    browser.host_says(FromWorker::Open);
    let slow = browser.ask("b", b"slow");
    let knock = |browser: &mut Browser| {
        let (heard, effects) = browser.tabs["b"].knock();
        browser.carry_out("b", effects);
        heard
    };
    // It works on something long, and says that it is there.
    let heard = knock(&mut browser);
    browser.with("b", |broker| broker.give_up(slow, heard));
    assert_eq!(browser.answers, []);
    // It is frozen without a word: nothing reaches it.
    let frozen = browser.tabs.remove("a").unwrap();
    let heard = knock(&mut browser);
    browser.with("b", |broker| broker.give_up(slow, heard));
    assert_eq!(browser.answers, [("b".to_owned(), slow, Err(HostError::Silent))]);
    // Awake again, it serves as before.
    browser.tabs.insert("a".to_owned(), frozen);
    browser.answers.clear();
    let next = browser.ask("b", b"next");
    browser.work();
    assert_eq!(browser.answers, [ok("b", next, b"next")]);
}
