//! The order of a day's stops: as short as can be where few, never longer than going to the nearest, the same everywhere.

use proptest::prelude::*;
use shared::place::Place;
use shared::place::route::{Candidate, EXACT, Room, length, nearest_first, order, suggest, walked};

fn place(lat: f64, lon: f64) -> Place {
    Place::new(lat, lon).unwrap()
}

/// Around Hangzhou, on a grid so coarse that equal distances and equal places are common.
fn places(most: usize) -> impl Strategy<Value = Vec<Place>> {
    prop::collection::vec((0i32..12, 0i32..12), 0..=most).prop_map(|all| {
        all.into_iter().map(|(lat, lon)| place(30.2 + f64::from(lat) * 0.02, 120.1 + f64::from(lon) * 0.02)).collect()
    })
}

/// The shortest way, by trying all.
fn shortest(start: Option<Place>, stops: &[Place], before: &mut Vec<usize>) -> f64 {
    if before.len() == stops.len() {
        return length(start, stops, before);
    }
    let mut best = f64::INFINITY;
    for next in 0..stops.len() {
        if !before.contains(&next) {
            before.push(next);
            best = best.min(shortest(start, stops, before));
            before.pop();
        }
    }
    best
}

fn is_permutation(order: &[usize], n: usize) -> bool {
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    sorted == (0..n).collect::<Vec<_>>()
}

#[test]
fn stops_along_a_road_are_taken_in_its_order() {
    let road: Vec<Place> = [3, 0, 4, 1, 2].iter().map(|n| place(30.0 + f64::from(*n) * 0.01, 120.0)).collect();
    assert_eq!(order(Some(place(29.9, 120.0)), &road), [1, 3, 4, 0, 2]);
    assert_eq!(order(Some(place(30.1, 120.0)), &road), [2, 0, 4, 3, 1]);
    assert_eq!(order(None, &[]), Vec::<usize>::new());
    assert_eq!(order(None, &road[..1]), [0]);
}

#[test]
fn whoever_goes_to_the_nearest_first_goes_back_and_forth() {
    // East 1, west 1.1, east 3: the nearest is always on the other side.
    let stops = [place(0.0, 0.01), place(0.0, -0.011), place(0.0, 0.033), place(0.0, -0.07)];
    let start = Some(place(0.0, 0.0));
    let (greedy, best) = (nearest_first(start, &stops), order(start, &stops));
    assert!(length(start, &stops, &best) < length(start, &stops, &greedy) * 0.99, "{greedy:?} {best:?}");
    // East first, whichever of the two stops there comes first, then west.
    assert_eq!(best[2..], [1, 3]);
}

#[test]
fn equal_ways_go_to_the_smaller_index() {
    let same = vec![place(30.0, 120.0); 12];
    assert_eq!(order(None, &same), (0..12).collect::<Vec<_>>());
    assert_eq!(order(None, &same[..5]).len(), 5);
    assert_eq!(order(None, &same[..5]), order(None, &same[..5]));
}

#[test]
fn a_way_is_measured_between_where_somebody_was() {
    assert_eq!(walked(&[]), 0);
    assert_eq!(walked(&[place(30.0, 120.0)]), 0);
    assert_eq!(walked(&[place(30.0, 120.0), place(31.0, 120.0), place(30.0, 120.0)]), 222_390);
}

fn candidate(id: u32, lat: Option<f64>, press: Option<(u8, i64)>) -> Candidate<u32> {
    Candidate { id, place: lat.map(|lat| place(lat, 120.0)), press }
}

#[test]
fn who_is_due_makes_up_the_day_and_the_nearest_fill_it() {
    let all = [
        candidate(1, Some(30.50), Some((0, -3))),
        candidate(2, Some(30.01), None),
        candidate(3, Some(30.30), Some((2, 0))),
        candidate(4, Some(30.02), None),
        candidate(5, None, Some((1, -2))),
        candidate(6, Some(35.00), None),
    ];
    let start = Some(place(30.0, 120.0));
    let room = |stops| Room { stops, near: 20_000.0 };
    for (stops, wanted) in [
        (0, vec![]),
        // The most pressing two; one of them has no position and comes last.
        (2, vec![1, 5]),
        (3, vec![3, 1, 5]),
        (4, vec![2, 3, 1, 5]),
        // The sixth is too far from anything.
        (9, vec![2, 4, 3, 1, 5]),
    ] {
        assert_eq!(suggest(start, &all, room(stops)), wanted, "{stops}");
    }
    // Without knowing where he is, near is near to what is due.
    assert_eq!(suggest(None, &all, Room { stops: 9, near: 40_000.0 }).len(), 5);
    assert_eq!(suggest(None, &all[5..], room(3)), Vec::<u32>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn up_to_eight_stops_nothing_is_shorter(stops in places(6), far in any::<bool>(), lat in 0i32..12) {
        let start = far.then(|| place(30.0 + f64::from(lat) * 0.05, 120.2));
        let found = order(start, &stops);
        prop_assert!(is_permutation(&found, stops.len()));
        let (own, best) = (length(start, &stops, &found), shortest(start, &stops, &mut Vec::new()));
        prop_assert!(own <= best + 1e-6 || stops.is_empty(), "{own} {best}");
    }

    #[test]
    fn never_longer_than_going_to_the_nearest(stops in places(40), far in any::<bool>()) {
        let start = far.then(|| place(30.1, 120.2));
        let found = order(start, &stops);
        prop_assert!(is_permutation(&found, stops.len()));
        prop_assert!(length(start, &stops, &found) <= length(start, &stops, &nearest_first(start, &stops)) + 1e-6);
        prop_assert_eq!(found, order(start, &stops));
    }

    #[test]
    fn a_suggestion_names_nobody_twice_and_everyone_pressing_there_is_room_for(
        all in prop::collection::vec((0i32..40, prop::option::of((0u8..3, -9i64..9))), 0..24), stops in 0usize..12,
    ) {
        let candidates: Vec<_> = all
            .iter()
            .enumerate()
            .map(|(n, (lat, press))| candidate(n as u32, (*lat > 3).then(|| 30.0 + f64::from(*lat) * 0.01), *press))
            .collect();
        let found = suggest(Some(place(30.0, 120.0)), &candidates, Room { stops, near: 5_000.0 });
        prop_assert!(found.len() <= stops);
        let mut once = found.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), found.len());
        let pressing = all.iter().filter(|(_, press)| press.is_some()).count();
        let taken = found.iter().filter(|id| all[**id as usize].1.is_some()).count();
        prop_assert_eq!(taken, pressing.min(stops));
    }
}

#[test]
fn eight_stops_are_tried_out_and_nothing_is_shorter() {
    // Some that lead the nearest neighbour astray, one of them with the most stops that brute force can do here.
    for seed in 0..4_u32 {
        let n = 8.min(EXACT);
        let spread = |k: u32| f64::from((k * 7_919 + seed * 104_729) % 97) * 0.003;
        let stops: Vec<Place> = (0..n as u32).map(|k| place(30.0 + spread(k), 120.0 + spread(k + 31))).collect();
        for start in [None, Some(place(30.1, 120.1))] {
            let best = shortest(start, &stops, &mut Vec::new());
            let found = length(start, &stops, &order(start, &stops));
            assert!((found - best).abs() < 1e-6, "{seed}: {found} {best}");
        }
    }
}
