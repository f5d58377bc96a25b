//! In which order to go to places (VIS-4): as the crow flies, from where one starts, and not back again.
//!
//! Up to [`EXACT`] stops the shortest order there is; beyond that the nearest neighbour, improved until neither turning a
//! stretch round nor moving one elsewhere makes it shorter. The same places give the same order on every device: equal
//! lengths go to the smaller index.

use super::{Metres, Place, track_length};

/// So many stops are tried out in every order that could be the shortest.
pub const EXACT: usize = 9;
/// What is gained must be worth more than the last digits of a float, in metres: else two orders could take turns for ever.
const GAIN: f64 = 1e-3;
/// Longest stretch that is moved as a whole.
const STRETCH: usize = 3;

/// Distances between the stops, and from the start to each.
struct Legs {
    n: usize,
    between: Vec<f64>,
    /// Zero where it does not matter where one starts.
    first: Vec<f64>,
}

impl Legs {
    fn of(start: Option<Place>, stops: &[Place]) -> Self {
        let between = stops.iter().flat_map(|a| stops.iter().map(|b| a.distance(*b))).collect();
        let first = stops.iter().map(|stop| start.map_or(0.0, |start| start.distance(*stop))).collect();
        Self { n: stops.len(), between, first }
    }

    fn between(&self, a: usize, b: usize) -> f64 {
        self.between.get(a * self.n + b).copied().unwrap_or(0.0)
    }

    fn first(&self, stop: usize) -> f64 {
        self.first.get(stop).copied().unwrap_or(0.0)
    }

    /// From what stands before to what stands behind; nothing before is the start, nothing behind the end.
    fn leg(&self, before: Option<usize>, behind: Option<usize>) -> f64 {
        match (before, behind) {
            (_, None) => 0.0,
            (None, Some(behind)) => self.first(behind),
            (Some(before), Some(behind)) => self.between(before, behind),
        }
    }

    fn length(&self, order: &[usize]) -> f64 {
        let first = order.first().map_or(0.0, |stop| self.first(*stop));
        first + order.windows(2).map(|pair| self.leg(pair.first().copied(), pair.get(1).copied())).sum::<f64>()
    }
}

/// How long it is from the start through the stops in this order. A stop that is not there adds nothing.
#[must_use]
pub fn length(start: Option<Place>, stops: &[Place], order: &[usize]) -> Metres {
    track_length(start.into_iter().chain(order.iter().filter_map(|at| stops.get(*at).copied())))
}

/// How far somebody came who was at these places one after the other, as the crow flies, in whole metres.
#[must_use]
pub fn walked(places: &[Place]) -> u64 {
    whole(track_length(places.iter().copied()))
}

/// Whole metres; there is no length below zero.
#[must_use]
pub fn whole(metres: Metres) -> u64 {
    metres.round().clamp(0.0, 1e15) as u64
}

/// The order of the stops, as positions in the list. `None`: wherever one starts.
#[must_use]
pub fn order(start: Option<Place>, stops: &[Place]) -> Vec<usize> {
    let legs = Legs::of(start, stops);
    if stops.len() <= EXACT { exact(&legs) } else { improved(&legs, greedy(&legs)) }
}

/// The order of somebody who always goes to the nearest stop that is left; what [`order`] is never longer than.
#[must_use]
pub fn nearest_first(start: Option<Place>, stops: &[Place]) -> Vec<usize> {
    greedy(&Legs::of(start, stops))
}

/// Held and Karp: the shortest way through each set of stops that ends at each of them.
fn exact(legs: &Legs) -> Vec<usize> {
    let n = legs.n;
    if n == 0 {
        return Vec::new();
    }
    let sets = 1_usize << n;
    // By set and last stop: the length, and the stop before the last.
    let mut best = vec![(f64::INFINITY, usize::MAX); sets * n];
    for stop in 0..n {
        if let Some(cell) = best.get_mut((1 << stop) * n + stop) {
            *cell = (legs.first(stop), usize::MAX);
        }
    }
    for set in 1..sets {
        for last in (0..n).filter(|last| set & (1 << last) != 0) {
            let Some((so_far, _)) = best.get(set * n + last).copied() else { continue };
            for next in (0..n).filter(|next| set & (1 << next) == 0) {
                let length = so_far + legs.between(last, next);
                if let Some(cell) = best.get_mut((set | 1 << next) * n + next)
                    && length < cell.0
                {
                    *cell = (length, last);
                }
            }
        }
    }
    let mut set = sets - 1;
    let ends = (0..n).filter_map(|last| best.get(set * n + last).map(|(length, _)| (*length, last)));
    let mut last = ends.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map_or(0, |(_, last)| last);
    let mut order = Vec::with_capacity(n);
    while last != usize::MAX && order.len() < n {
        order.push(last);
        let before = best.get(set * n + last).map_or(usize::MAX, |(_, before)| *before);
        set &= !(1 << last);
        last = before;
    }
    order.reverse();
    order
}

fn greedy(legs: &Legs) -> Vec<usize> {
    let mut left: Vec<usize> = (0..legs.n).collect();
    let mut order: Vec<usize> = Vec::with_capacity(legs.n);
    while !left.is_empty() {
        let from = order.last().copied();
        let near = |(_, a): &(usize, &usize), (_, b): &(usize, &usize)| {
            legs.leg(from, Some(**a)).total_cmp(&legs.leg(from, Some(**b))).then(a.cmp(b))
        };
        let Some((at, _)) = left.iter().enumerate().min_by(near) else { break };
        order.push(left.remove(at));
    }
    order
}

/// 2-opt and or-opt, one after the other, until neither finds anything.
fn improved(legs: &Legs, mut order: Vec<usize>) -> Vec<usize> {
    while turn(legs, &mut order) || shift(legs, &mut order) {}
    order
}

/// Turns the first stretch round that makes the way shorter.
fn turn(legs: &Legs, order: &mut [usize]) -> bool {
    let at = |order: &[usize], n: Option<usize>| n.and_then(|n| order.get(n).copied());
    for from in 0..order.len() {
        for to in from + 1..order.len() {
            let (before, first) = (at(order, from.checked_sub(1)), at(order, Some(from)));
            let (last, behind) = (at(order, Some(to)), at(order, Some(to + 1)));
            let now = legs.leg(before, first) + legs.leg(last, behind);
            let then = legs.leg(before, last) + legs.leg(first, behind);
            if then + GAIN < now {
                if let Some(stretch) = order.get_mut(from..=to) {
                    stretch.reverse();
                }
                return true;
            }
        }
    }
    false
}

/// Moves the first short stretch elsewhere that makes the way shorter, turned round where that is better.
fn shift(legs: &Legs, order: &mut Vec<usize>) -> bool {
    let now = legs.length(order);
    for size in 1..=STRETCH {
        for from in 0..(order.len() + 1).saturating_sub(size) {
            let mut rest = order.clone();
            let stretch: Vec<usize> = rest.drain(from..from + size).collect();
            let out = legs.length(&rest);
            for to in 0..=rest.len() {
                let at = |n: Option<usize>| n.and_then(|n| rest.get(n).copied());
                let (before, behind) = (at(to.checked_sub(1)), at(Some(to)));
                let inner: f64 =
                    stretch.windows(2).map(|pair| legs.leg(pair.first().copied(), pair.get(1).copied())).sum();
                let (first, last) = (stretch.first().copied(), stretch.last().copied());
                let open = out - legs.leg(before, behind) + inner;
                let along = open + legs.leg(before, first) + legs.leg(last, behind);
                let turned = open + legs.leg(before, last) + legs.leg(first, behind);
                if along.min(turned) + GAIN < now {
                    let mut stretch = stretch;
                    if turned < along {
                        stretch.reverse();
                    }
                    rest.splice(to..to, stretch);
                    *order = rest;
                    return true;
                }
            }
        }
    }
    false
}

/// Somebody one could go to.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<I> {
    pub id: I,
    pub place: Option<Place>,
    /// The smaller, the more pressing; `None`: nothing presses.
    pub press: Option<(u8, i64)>,
}

/// How much a day may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    pub stops: usize,
    /// Nobody is added because he is near who is farther than this.
    pub near: Metres,
}

/// 先到期，後就近: who presses makes up the day first, the most pressing before the others; what room is left goes to the
/// nearest, measured from the start or from any stop that is in it already. The order is the route's; who has no position
/// comes last, as pressing as he is.
#[must_use]
pub fn suggest<I: Clone + Ord>(start: Option<Place>, candidates: &[Candidate<I>], room: Room) -> Vec<I> {
    let mut pressing: Vec<&Candidate<I>> = candidates.iter().filter(|one| one.press.is_some()).collect();
    pressing.sort_by(|a, b| (a.press, &a.id).cmp(&(b.press, &b.id)));
    pressing.truncate(room.stops);
    let (mut placed, mut lost): (Vec<(Place, &I)>, Vec<&I>) = (Vec::new(), Vec::new());
    for one in pressing {
        match one.place {
            Some(place) => placed.push((place, &one.id)),
            None => lost.push(&one.id),
        }
    }
    let mut others: Vec<(Place, &I)> =
        candidates.iter().filter(|one| one.press.is_none()).filter_map(|one| Some((one.place?, &one.id))).collect();
    others.sort_by(|a, b| a.1.cmp(b.1));
    while placed.len() + lost.len() < room.stops {
        let from: Vec<Place> = start.into_iter().chain(placed.iter().map(|(place, _)| *place)).collect();
        let far = |place: Place| from.iter().map(|here| here.distance(place)).min_by(f64::total_cmp);
        let near = others.iter().enumerate().filter_map(|(at, (place, _))| Some((far(*place)?, at)));
        let nearest = near.filter(|(far, _)| *far <= room.near).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, at)) = nearest else { break };
        placed.push(others.remove(at));
    }
    let places: Vec<Place> = placed.iter().map(|(place, _)| *place).collect();
    let routed = order(start, &places).into_iter().filter_map(|at| placed.get(at).map(|(_, id)| (*id).clone()));
    routed.chain(lost.into_iter().cloned()).collect()
}
