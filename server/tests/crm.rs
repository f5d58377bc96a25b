//! A real CRM's year through the public door: what `fieldtally evaluate` says of it equals what SQL says of the raw files.
//!
//! The files are nobody's of this project and stay outside of it; without them the tests say so and end.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "crm/convert.rs"]
mod convert;
#[path = "crm/query.rs"]
mod query;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use shared::books::Id;
use shared::target;

use convert::Crm;
use query::Raw;

/// The folder of the CRM's files, where it is there.
fn folder() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/crm");
    let found = path.join("sales_pipeline.csv").is_file();
    if !found {
        eprintln!("skipped: {} is not here", path.display());
    }
    found.then_some(path)
}

/// Books in, statements out, through the built program.
fn statements(books: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.json");
    std::fs::write(&file, books).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_fieldtally")).arg("evaluate").arg(&file).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).unwrap()
}

/// What somebody has in a month or quarter.
type By<T> = BTreeMap<(String, String), T>;

fn quarter(month: &str) -> String {
    let number: u32 = month[5..].parse().unwrap();
    format!("{}-Q{}", &month[..4], number.div_ceil(3))
}

fn decimal(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

/// A metric that adds up, by agent and quarter; who has none of it is left out.
fn metric(statements: &Value, name: &str) -> By<Decimal> {
    let mut sums: By<Decimal> = By::new();
    for (month, people) in statements["metrics"].as_object().unwrap() {
        for (agent, metrics) in people.as_object().unwrap() {
            *sums.entry((agent.clone(), quarter(month))).or_default() += decimal(&metrics[name]);
        }
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums.into_iter().map(|(key, sum)| (key, sum.normalize())).collect()
}

/// Everything in the section commission of the closed statements, by agent and quarter.
fn commission(statements: &Value) -> By<Decimal> {
    let mut sums: By<Decimal> = By::new();
    for (month, period) in statements["periods"].as_object().unwrap() {
        assert_eq!(period["adjustments"], serde_json::json!([]), "{month}: nothing came late");
        for (agent, statement) in period["statements"].as_object().unwrap() {
            for line in statement["lines"].as_array().unwrap().iter().filter(|line| line["section"] == "commission") {
                *sums.entry((agent.clone(), quarter(month))).or_default() += decimal(&line["amount"]);
            }
        }
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums.into_iter().map(|(key, sum)| (key, sum.normalize())).collect()
}

/// As the format prints a ratio: 12 decimals, half up.
fn printed(ratio: Decimal) -> Decimal {
    ratio.round_dp_with_strategy(12, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[test]
fn a_real_crm_year_comes_out_as_sql_says() {
    let Some(folder) = folder() else { return };
    let crm = Crm::read(&folder);
    let books = crm.books().to_string();
    let statements = statements(&books);
    let raw = Raw::load(&folder);
    assert_eq!(statements["all_known"], true);

    let contracts = raw.contracts();
    let (amounts, counts): (By<Decimal>, By<Decimal>) = contracts
        .into_iter()
        .map(|(key, (dollars, deals))| ((key.clone(), dollars.into()), (key, deals.into())))
        .unzip();
    assert_eq!(metric(&statements, "contract_amount"), amounts);
    assert_eq!(metric(&statements, "contract_count"), counts);
    assert_eq!(amounts.values().sum::<Decimal>(), Decimal::from(10_005_534));
    assert_eq!(counts.values().sum::<Decimal>(), Decimal::from(4_238));

    let cents = |by: By<i64>| -> By<Decimal> {
        by.into_iter().map(|(key, cents)| (key, Decimal::new(cents, 2).normalize())).collect()
    };
    assert_eq!(metric(&statements, "collected_amount"), cents(raw.collected()));
    let commissions = cents(raw.commission());
    assert_eq!(commission(&statements), commissions);

    for ((agent, month), (won, closed)) in raw.closed("month") {
        let want = printed(Decimal::from(won) / Decimal::from(closed));
        let got = decimal(&statements["metrics"][&month][&agent]["win_rate"]);
        assert_eq!(got.normalize(), want, "{agent} {month}: {won} of {closed}");
    }
    // The quarter's win rate shows in its score: 100 × rate ÷ target.
    let mut scored = 0;
    for ((agent, quarter), (won, closed)) in raw.closed("quarter") {
        let month = format!("2017-{:02}", quarter[6..].parse::<u32>().unwrap() * 3);
        let score = &statements["periods"][&month]["statements"][&agent]["score"];
        assert_eq!(score["period"], quarter.as_str());
        let target: Decimal = convert::WIN_RATE_TARGET.parse().unwrap();
        let want = printed(Decimal::from(won) * Decimal::ONE_HUNDRED / (Decimal::from(closed) * target));
        assert_eq!(decimal(&score["indicators"]["win_rate"]).normalize(), want, "{agent} {quarter}");
        scored += 1;
    }
    assert_eq!(scored, 120, "30 agents closed something in each quarter");

    table(&amounts, &commissions);
}

/// What the README shows the beginning of.
fn table(amounts: &By<Decimal>, commissions: &By<Decimal>) {
    let agents: std::collections::BTreeSet<&String> = amounts.keys().map(|(agent, _)| agent).collect();
    let quarters = ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"];
    println!("commission by agent and quarter, USD");
    println!("{:<20} {:>10} {:>10} {:>10} {:>10} {:>11} {:>10}", "agent", "Q1", "Q2", "Q3", "Q4", "2017", "signed");
    let of = |by: &By<Decimal>, agent: &String, quarter: &str| {
        by.get(&(agent.clone(), quarter.to_owned())).copied().unwrap_or_default()
    };
    for agent in agents {
        let each = quarters.map(|quarter| of(commissions, agent, quarter));
        let signed: Decimal = quarters.iter().map(|quarter| of(amounts, agent, quarter)).sum();
        let [q1, q2, q3, q4] = each;
        println!(
            "{agent:<20} {q1:>10.2} {q2:>10.2} {q3:>10.2} {q4:>10.2} {:>11.2} {signed:>10}",
            each.iter().sum::<Decimal>()
        );
    }
}

#[test]
fn offices_and_the_company_reach_what_their_agents_reach() {
    let Some(folder) = folder() else { return };
    let books = Crm::read(&folder).books().to_string();
    let books = shared::books::read_text(&books).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let company = &books.company.id;
    let faults = target::faults(&books.targets, |span| target::Tree::of(company, &books.people, span));
    assert_eq!(faults, [], "the offices' targets are the sums of their agents'");

    let facts = shared::facts::Facts::of(&books, None).unwrap();
    let metric: Id = "contract_amount".into();
    let mut whole: BTreeMap<String, i64> = BTreeMap::new();
    for ((office, quarter), (dollars, agents)) in Raw::load(&folder).offices() {
        let got = target::attained(&facts, &office.as_str().into(), &metric, quarter.parse().unwrap(), None).unwrap();
        let want = printed(Decimal::from(dollars) / Decimal::from(agents * 90_000));
        assert_eq!(got.attainment.unwrap().round(12).unwrap().normalize(), want, "{office} {quarter}");
        *whole.entry(quarter).or_default() += dollars;
    }
    for (quarter, dollars) in whole {
        let got = target::attained(&facts, company, &metric, quarter.parse().unwrap(), None).unwrap();
        let want = printed(Decimal::from(dollars) / Decimal::from(35 * 90_000));
        assert_eq!(got.attainment.unwrap().round(12).unwrap().normalize(), want, "{quarter}");
    }
}

#[test]
fn the_crm_is_as_dirty_as_it_is_said_to_be() {
    let Some(folder) = folder() else { return };
    let crm = Crm::read(&folder);
    assert_eq!(crm.deals.len(), 8800);
    // `GTXPro` of the deals is the products' `GTX Pro`.
    assert!(crm.deals.iter().all(|deal| crm.products.contains_key(&deal.product)));
    // Early stages name no account; what was won always does.
    assert_eq!(crm.deals.iter().filter(|deal| deal.account.is_none()).count(), 1425);
    assert!(crm.won().all(|deal| deal.account.is_some()));
    // Five agents of the teams sold nothing at all: they are people all the same.
    let sold: std::collections::BTreeSet<&String> = crm.deals.iter().map(|deal| &deal.agent).collect();
    assert_eq!((crm.teams.len(), sold.len()), (35, 30));
    let books = crm.books();
    assert_eq!(books["people"].as_array().unwrap().len(), 35);
    assert_eq!(books["opportunities"].as_array().unwrap().len(), 8800);
    assert_eq!(books["outcomes"].as_array().unwrap().len(), 6711);
}
