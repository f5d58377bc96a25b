//! Books that mean harm: nothing panics, nothing overflows in silence, nothing takes long. Times are printed, not judged.

#[path = "hostile/heaps.rs"]
mod heaps;

use std::time::{Duration, Instant};

use companies::Random;
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::books;
use shared::engine::InTurn;
use shared::evaluate::{Options, evaluate};

const NUMBERS: [&str; 8] = [
    "999999999999999.999999999999",
    "999999999999999",
    "0.000000000001",
    "0",
    "1",
    "99999999999999.9",
    "123456789012345.123456789012",
    "-999999999999999.999999999999",
];
/// Past what the door lets in.
const LARGER: [&str; 4] =
    ["1000000000000000", "79228162514264337593543950335", "0.0000000000001", "-79228162514264337593543950335"];
const DAYS: [&str; 5] = ["0000-01-01", "0001-12-31", "9999-12-31", "2024-02-29", "1970-01-01"];

/// Numbers that only certain others fit: weights sum to 100, bands follow one another.
const FITTING: [&str; 11] =
    ["weight", "percent", "from", "to", "lat", "lon", "answer", "probability", "limit", "raters", "forced"];

/// Puts extremes where numbers and days stand; what the door asks for besides stays as it was.
fn hurt(value: &mut Value, key: &str, random: &mut Random, percent: u32) {
    match value {
        Value::Array(list) => {
            if key == "forced" || key == "closes" {
                return;
            }
            list.iter_mut().for_each(|one| hurt(one, key, random, percent));
        }
        Value::Object(fields) => {
            for (key, value) in fields.iter_mut().filter(|(key, _)| !FITTING.contains(&key.as_str())) {
                hurt(value, key, random, percent);
            }
        }
        Value::String(text) if random.chance(percent) => {
            if shared::num::decimal(text).is_ok() && !text.is_empty() {
                let larger = random.chance(1);
                *text = random.pick(if larger { &LARGER[..] } else { &NUMBERS[..7] }).to_owned();
            } else if text.parse::<shared::period::BusinessDay>().is_ok() && random.chance(20) {
                *text = random.pick(&DAYS).to_owned();
            } else if text.ends_with('Z') && random.chance(20) {
                *text = format!("{}T23:59:59Z", random.pick(&DAYS));
            }
        }
        _ => {}
    }
}

/// What became of some books, and how long reading and evaluating took.
struct Tried {
    accepted: bool,
    took: Duration,
    stopped: usize,
}

fn tried(text: &str) -> Tried {
    let started = Instant::now();
    let (accepted, stopped) = match books::read_text(text) {
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            (false, 0)
        }
        Ok(books) => match evaluate(&books, Options::default(), &InTurn) {
            // An error has its place.
            Err(why) => {
                assert!(why.to_string().contains('/') || why.to_string().contains(':'), "{why}");
                (true, 0)
            }
            Ok(result) => (true, result.to_string().matches("\"stopped\":\"").count()),
        },
    };
    Tried { accepted, took: started.elapsed(), stopped }
}

fn cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { 120 };
    ProptestConfig { cases, max_shrink_iters: 0, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn extremes_anywhere_are_an_error_with_a_place_or_a_statement(seed in 0..100_000_u64, harm in any::<u64>()) {
        let mut value = serde_json::to_value(companies::company(seed)).unwrap();
        let mut random = Random::new(harm);
        let percent = random.pick(&[1, 3, 10, 60, 100]);
        hurt(&mut value, "", &mut random, percent);
        tried(&value.to_string());
    }
}

#[test]
fn most_of_the_extremes_pass_the_door() {
    // Else the property above would try nothing.
    let mut accepted = 0;
    for seed in 0..40 {
        let mut value = serde_json::to_value(companies::company(seed)).unwrap();
        hurt(&mut value, "", &mut Random::new(seed), 3);
        accepted += usize::from(tried(&value.to_string()).accepted);
    }
    assert!(accepted >= 4, "{accepted} of 40");
}

#[test]
fn numbers_past_the_limits_are_refused_at_their_place() {
    for wrong in LARGER {
        let mut value = serde_json::to_value(companies::company(1)).unwrap();
        value["people"][0]["pool_weight"] = json!(wrong);
        let faults = books::read(&value).unwrap_err();
        assert!(faults.iter().any(|fault| fault.pointer == "/people/0/pool_weight"), "{wrong}: {faults:?}");
    }
}

/// A hundred kilobytes of each kind of heap.
#[test]
fn heaps_of_everything_are_read_and_evaluated() {
    let mut table = String::new();
    for (name, value) in heaps::all() {
        let text = value.to_string();
        let Tried { accepted, took, stopped } = tried(&text);
        let (size, ms) = (text.len() / 1000, took.as_millis());
        let what = if accepted { "accepted" } else { "refused" };
        table.push_str(&format!("{name:32} {size:5} kB {ms:6} ms  {what}, {stopped} stopped\n"));
    }
    use std::io::Write;
    std::io::stdout().write_all(table.as_bytes()).unwrap();
}
