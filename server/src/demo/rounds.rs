//! A rep's days: whom he visits and calls, what comes of it, when he is expected again.

use std::collections::BTreeMap;

use shared::doc::journal::{Body, CheckIn, CheckOut, Contact, Entry, Expense, Method};
use shared::id::{CustomerId, RecordId};
use shared::num::{Currency, Money};
use shared::period::{BusinessDay, Calendar, Instant, Zone};
use shared::place::{Fence, Fix, FixSource, Place};

use super::customers::Made;
use super::dice::Dice;
use super::forms;
use super::words;

/// The offset of the devices' clocks from UTC, in minutes: China has one zone.
const OFFSET: i16 = 480;
/// The working day, in minutes after midnight.
const BEGIN: i64 = 8 * 60 + 30;
const END: i64 = 17 * 60 + 50;

/// What one rep recorded on one day, in the order he did.
pub type Day = Vec<(RecordId, Entry)>;

/// When and where all this happens.
#[derive(Debug, Clone)]
pub struct World {
    pub zone: Zone,
    pub calendar: Calendar,
    pub currency: Currency,
    /// Nothing is recorded after it.
    pub now: Instant,
    pub today: BusinessDay,
}

/// A rep on his rounds.
#[derive(Debug)]
pub struct Rounds<'a> {
    login: &'a str,
    world: &'a World,
    customers: Vec<&'a Made>,
    /// What was agreed with each customer last.
    agreed: BTreeMap<CustomerId, BusinessDay>,
    turn: usize,
    /// The one the journeys of the README and the tests sign in as: his first two customers wait for him today.
    hero: bool,
}

impl<'a> Rounds<'a> {
    #[must_use]
    pub fn new(login: &'a str, world: &'a World, customers: Vec<&'a Made>, hero: bool) -> Self {
        Self { login, world, customers, agreed: BTreeMap::new(), turn: 0, hero }
    }

    /// Everything of a day. Today is worked whatever weekday it is: the manager's map is never empty.
    pub fn day(&mut self, day: BusinessDay) -> Day {
        let mut entries = Day::new();
        let today = day == self.world.today;
        if self.hero && day == self.world.today.plus_days(-6) {
            self.promises(day, &mut entries);
        }
        if today || self.world.calendar.is_working(day) {
            self.work(day, &mut entries);
        }
        entries.sort_by_key(|(id, entry)| (entry.at, *id));
        entries
    }

    fn work(&mut self, day: BusinessDay, entries: &mut Day) {
        let mut dice = Dice::of(&["day", self.login, &day.to_string()]);
        let hours = Hours::of(self.world, day);
        let mut minute = BEGIN + dice.between(0, 25);
        // Some go out more than others, every day.
        let zeal = Dice::of(&["zeal", self.login]).between(1, 3);
        let visits = if self.hero && day == self.world.today { 2 } else { dice.between(zeal, zeal + 3) };
        for made in self.chosen(day, visits, &mut dice) {
            minute += dice.between(15, 40);
            let stay = dice.between(22, 65);
            if minute + stay > END {
                break;
            }
            self.visit(made, (minute, stay), day, &hours, &mut dice, entries);
            minute += stay;
        }
        for _ in 0..dice.between(0, 2) {
            let minute = dice.between(BEGIN, END);
            let free = self.customers.get(self.spared(day)..).unwrap_or_default();
            if let Some(made) = dice.pick(free).copied() {
                self.contact(made, hours.at(minute), day, &mut dice, entries);
            }
        }
    }

    /// How many of the first customers wait for the hero today: nobody else may keep the promises made to them.
    fn spared(&self, day: BusinessDay) -> usize {
        if self.hero && day.days_since(self.world.today) > -7 { 2.min(self.customers.len()) } else { 0 }
    }

    /// Those who are expecting him, most of them, then the others in turn.
    fn chosen(&mut self, day: BusinessDay, count: i64, dice: &mut Dice) -> Vec<&'a Made> {
        let count = usize::try_from(count).unwrap_or(0).min(self.customers.len());
        let free = self.customers.get(self.spared(day)..).unwrap_or_default();
        let mut due: Vec<_> = free.iter().filter_map(|made| Some((*self.agreed.get(&made.id)?, *made))).collect();
        due.retain(|(agreed, _)| *agreed <= day);
        due.sort_by_key(|(agreed, made)| (*agreed, made.id));
        let mut chosen: Vec<&Made> =
            due.into_iter().filter(|_| dice.chance(85)).map(|(_, made)| made).take(count).collect();
        for _ in 0..free.len() {
            if chosen.len() >= count {
                break;
            }
            self.turn += 1;
            if let Some(made) = free.get(self.turn % free.len()).copied()
                && !chosen.iter().any(|other| other.id == made.id)
            {
                chosen.push(made);
            }
        }
        chosen
    }

    fn visit(
        &mut self,
        made: &Made,
        (minute, stay): (i64, i64),
        day: BusinessDay,
        hours: &Hours,
        dice: &mut Dice,
        entries: &mut Day,
    ) {
        let (came, left) = (hours.at(minute), hours.at(minute + stay));
        let now = self.world.now;
        // The hero stands in nobody's hall: he can check in at once.
        if came >= now || (self.hero && left > now) {
            return;
        }
        let (purpose, result, next_step) = words::VISITS.get(visit_kind(dice)).copied().unwrap_or_default();
        let (fix, no_fix, reason) = position(made.place, came, dice);
        let id = RecordId::from_uuid(dice.uuid(came.millis()));
        let check_in = CheckIn {
            customer: made.id,
            site: Some(made.site),
            fence: Some(Fence { place: made.place, radius: shared::place::DEFAULT_RADIUS }),
            fix,
            no_fix,
            reason,
            purpose: Some(purpose.to_owned()),
            opportunity: None,
            photos: Vec::new(),
        };
        entries.push((id, Entry { at: came, offset: OFFSET, skew: None, body: Body::CheckIn(check_in) }));
        if left > now {
            return;
        }
        let next_date = dice.chance(75).then(|| day.plus_days(dice.between(4, 16)));
        let check_out = CheckOut {
            visit: id,
            fix: None,
            result: dice.chance(94).then(|| result.to_owned()),
            next_step: next_date.map(|_| next_step.to_owned()),
            next_date,
            photos: Vec::new(),
            form: forms::filled(purpose, Dice::of(&["form", &id.to_string()])),
            forgotten: false,
        };
        self.agree(made.id, next_date);
        let out = RecordId::from_uuid(dice.uuid(left.millis()));
        entries.push((out, Entry { at: left, offset: OFFSET, skew: None, body: Body::CheckOut(check_out) }));
        if dice.chance(12) {
            self.expense(made, (id, left), day, dice, entries);
        }
    }

    fn agree(&mut self, customer: CustomerId, next: Option<BusinessDay>) {
        match next {
            Some(day) => self.agreed.insert(customer, day),
            None => self.agreed.remove(&customer),
        };
    }

    fn expense(
        &self,
        made: &Made,
        (visit, after): (RecordId, Instant),
        day: BusinessDay,
        dice: &mut Dice,
        entries: &mut Day,
    ) {
        let at = after.plus_millis(60_000 * dice.between(2, 9));
        let (category, note, low, high) = dice.pick(words::EXPENSES).copied().unwrap_or_default();
        let amount = Money::new(dice.between(low, high).into(), self.world.currency);
        let (Ok(money), true) = (amount, at <= self.world.now) else { return };
        let expense = Expense {
            category: category.to_owned(),
            money,
            date: day,
            customer: Some(made.id),
            opportunity: None,
            visit: Some(visit),
            note: Some(note.to_owned()),
            photos: Vec::new(),
        };
        let id = RecordId::from_uuid(dice.uuid(at.millis()));
        entries.push((id, Entry { at, offset: OFFSET, skew: None, body: Body::Expense(expense) }));
    }

    fn contact(&mut self, made: &Made, at: Instant, day: BusinessDay, dice: &mut Dice, entries: &mut Day) {
        if at >= self.world.now {
            return;
        }
        let (method, content) = dice.pick(words::CONTACTS).copied().unwrap_or((Method::Phone, ""));
        let next_date = dice.chance(40).then(|| day.plus_days(dice.between(3, 12)));
        self.agree(made.id, next_date);
        entries.push(contact(made.id, method, content, next_date, at, dice));
    }

    /// Six days ago he promised to call one customer three days ago, and another today.
    fn promises(&self, day: BusinessDay, entries: &mut Day) {
        let hours = Hours::of(self.world, day);
        let mut dice = Dice::of(&["promises", self.login]);
        let days = [(0, self.world.today), (1, self.world.today.plus_days(-3))];
        for (at, agreed) in days {
            if let Some(made) = self.customers.get(at) {
                let at = hours.at(16 * 60 + 7 * i64::try_from(at).unwrap_or(0));
                entries.push(contact(made.id, Method::Wechat, words::PROMISE, Some(agreed), at, &mut dice));
            }
        }
    }
}

fn contact(
    customer: CustomerId,
    method: Method,
    content: &str,
    next_date: Option<BusinessDay>,
    at: Instant,
    dice: &mut Dice,
) -> (RecordId, Entry) {
    let contact = Contact {
        customer,
        method,
        content: content.to_owned(),
        person: None,
        next_step: next_date.map(|_| words::NEXT_CALL.to_owned()),
        next_date,
        opportunity: None,
    };
    (
        RecordId::from_uuid(dice.uuid(at.millis())),
        Entry { at, offset: OFFSET, skew: None, body: Body::Contact(contact) },
    )
}

fn visit_kind(dice: &mut Dice) -> usize {
    let last = i64::try_from(words::VISITS.len()).unwrap_or(1) - 1;
    usize::try_from(dice.between(0, last)).unwrap_or(0)
}

/// The minutes of a day as instants. Before noon today's are squeezed into what there is of it, so that a team that
/// is shown at night has been somewhere too.
struct Hours {
    midnight: Instant,
    /// Milliseconds the day has to be squeezed into.
    squeezed: Option<i64>,
}

impl Hours {
    fn of(world: &World, day: BusinessDay) -> Self {
        let midnight = world.zone.start_of(day);
        let so_far = world.now.since(midnight);
        let early = day == world.today && so_far < 12 * 3_600_000;
        Self { midnight, squeezed: early.then(|| (so_far - 7 * 60_000).max(0)) }
    }

    fn at(&self, minute: i64) -> Instant {
        match self.squeezed {
            None => self.midnight.plus_millis(minute * 60_000),
            Some(room) => self.midnight.plus_millis(5 * 60_000 + room * (minute - BEGIN) / (END + 30 - BEGIN)),
        }
    }
}

/// Mostly at the door, sometimes imprecise, sometimes elsewhere with a reason, rarely unknown.
fn position(door: Place, at: Instant, dice: &mut Dice) -> (Option<Fix>, Option<String>, Option<String>) {
    let (metres, accuracy, reason) = match dice.between(0, 99) {
        0 => return (None, Some("timeout".to_owned()), Some("室内收不到定位".to_owned())),
        1..=4 => (dice.between(650, 1_900), dice.between(12, 60), Some(dice.word(words::ELSEWHERE).to_owned())),
        5..=11 => (dice.between(100, 310), dice.between(205, 240), Some(dice.word(words::IMPRECISE).to_owned())),
        _ => (dice.between(4, 150), dice.between(8, 35), None),
    };
    let (north, east) = dice
        .pick(&[(1.0, 0.0), (0.7, 0.7), (0.0, 1.0), (-0.7, 0.7), (-1.0, 0.0), (-0.7, -0.7), (0.0, -1.0)])
        .copied()
        .unwrap_or((1.0, 0.0));
    // A degree of latitude is 111.32 km; one of longitude shrinks with the latitude.
    let degrees = metres as f64 / 111_320.0;
    let six = |value: f64| (value * 1e6).round() / 1e6;
    let lat = six(door.lat() + north * degrees);
    let lon = six(door.lon() + east * degrees / door.lat().to_radians().cos());
    let place = Place::new(lat, lon).unwrap_or(door);
    let fix_at = at.plus_millis(-1_000 * dice.between(2, 20));
    (
        Some(Fix { place, accuracy: Some(accuracy as f64), source: FixSource::Device, at: fix_at, mock: false }),
        None,
        reason,
    )
}
