//! What holds of every company, tried on random ones (tests/companies): one seed, one company.

#[path = "companies/closing.rs"]
mod closing;
#[path = "companies/facts.rs"]
mod facts;
#[path = "companies/money.rs"]
mod money;
#[path = "companies/packs.rs"]
mod packs;

use proptest::prelude::*;
use shared::books::{self, Books};
use shared::canonical;
use shared::engine::InTurn;
use shared::evaluate::{Options, evaluate};

/// So many companies for each property; more with `PROPTEST_CASES`.
const COMPANIES: u32 = 60;

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { usual.cases } else { COMPANIES };
    ProptestConfig { cases, max_shrink_iters: 0, failure_persistence: None, ..usual }
}

fn seeds() -> impl Strategy<Value = u64> {
    0..1_000_000_u64
}

/// Everything the engine says of a company, as canonical JSON.
fn result(books: &Books) -> String {
    let result = evaluate(books, Options { trail: true }, &InTurn).expect("the company can be evaluated");
    String::from_utf8(canonical::to_bytes(&result).unwrap()).unwrap()
}

/// The first place two texts differ at, with what stands around it.
fn difference(was: &str, is: &str) -> String {
    let same = was.bytes().zip(is.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let text = text.as_bytes();
        String::from_utf8_lossy(&text[same.saturating_sub(200)..text.len().min(same + 200)]).into_owned()
    };
    if was == is { String::new() } else { format!("\n  {}\n  {}", around(was), around(is)) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_company_passes_the_door_and_reads_back_the_same(seed in seeds()) {
        let books = companies::company(seed);
        let value = serde_json::to_value(&books).unwrap();
        let read = books::read(&value);
        prop_assert!(read.is_ok(), "{:?}", read);
        let read = read.unwrap();
        prop_assert_eq!(&read, &books);
        let hash = |books: &Books| canonical::hash(&canonical::to_bytes(books).unwrap());
        prop_assert_eq!(hash(&read), hash(&books));
        prop_assert_eq!(difference(&result(&books), &result(&read)), "");
    }
}
