//! What holds of any company: the order of its books never shows, evidence changes nothing, months add up.

use proptest::prelude::*;
use shared::books::{Books, Class, ExpenseState, Won};
use shared::facts::Facts;
use shared::metric::{self, METRICS, Measured, Named, Parameter, Scope, Unit};
use shared::num::Exact;
use shared::period::{BusinessDay, Span};

use crate::company::{Company, company, day};

const PEOPLE: [&str; 3] = ["lin", "wu", "zhao"];
const CUSTOMERS: [&str; 4] = ["acme", "bolt", "corn", "dune"];

/// Numbers something is made of.
type Seed = (u8, u8, u16, u16, u8);

fn date(n: u16) -> BusinessDay {
    day("2026-01-01").plus_days(i64::from(n % 90))
}

fn one_of<'a>(names: &[&'a str], n: u8) -> &'a str {
    names[usize::from(n) % names.len()]
}

/// Two thirds of the days of January to March, few enough hours for ties.
fn told(company: Company, at: usize, (kind, who, when, how, much): Seed) -> Company {
    let (person, customer) = (one_of(&PEOPLE, who), one_of(&CUSTOMERS, much));
    let (first, later) = (date(when), date(when).plus_days(i64::from(how % 40)));
    let time = |hour: u16| format!("{first} {:02}:00", 6 + hour % 12);
    let contracts: Vec<_> = company.books.contracts.iter().map(|one| one.id.to_string()).collect();
    let collections: Vec<_> = company.books.collections.iter().map(|one| one.id.to_string()).collect();
    let pick = |ids: &[String]| ids.get(usize::from(how) % ids.len().max(1)).cloned();
    let (id, amount) = (format!("{}{at}", how % 7), format!("{}.{:02}", u16::from(much) + 1, how % 100));
    match kind % 12 {
        0 | 1 => {
            company.contact_next(person, customer, &time(how), (how % 3 == 0).then_some(later.to_string().as_str()))
        }
        2 | 3 => company.visit(&id, person, customer, &time(how), (how % 5 != 0).then_some(time(how + 1).as_str())),
        4 => {
            let order = i64::from(how % 9) * 1000 + i64::try_from(at).unwrap();
            company.planned(person, &first.to_string(), &[customer]).with(|books| {
                // No two of one order: such stand as the plan has them.
                books.planned_visits.last_mut().unwrap().order = order;
            })
        }
        5 => {
            let (other, percent) = (one_of(&PEOPLE, who + 1), u16::from(much) % 101);
            let shares = [(person, percent.to_string()), (other, (100 - percent).to_string())];
            let shares: Vec<_> = shares.iter().map(|(who, percent)| (*who, percent.as_str())).collect();
            let company =
                company.contract_with(customer, &id, &first.to_string(), &amount, &shares).line(&id, "P1", "2.5");
            (0..how % 4).fold(company, |company, n| {
                let due = date(when + how * n).to_string();
                company.instalment(&id, &format!("I{}", 4 - n), &due, &amount)
            })
        }
        6 => match pick(&contracts) {
            Some(contract) => {
                let named = (how % 4 == 0).then_some("I4");
                company.received_for(&contract, named, &id, &first.to_string(), &amount)
            }
            None => company,
        },
        7 => match pick(&collections) {
            Some(collection) => company.refunded(&collection, &id, &later.to_string(), "1"),
            None => company,
        },
        8 => company.survey(&id, person, &first.to_string(), &(1 + much % 5).to_string()),
        9 => company.claim(&id, person, &first.to_string(), &amount, ExpenseState::Paid),
        10 => match pick(&contracts) {
            Some(contract) if how % 3 == 0 => company.currency(&contract, "USD"),
            Some(contract) => {
                let signed = company.books.contracts.iter().find(|one| one.id.as_str() == contract).unwrap().signed;
                let on = signed.plus_days(i64::try_from(at).unwrap());
                company.amended(&contract, &on.to_string(), &amount)
            }
            // One rate a day: of two known together neither is the later one.
            None => company.fx(&first.to_string(), "USD", &format!("7.{:02}", when % 90)),
        },
        _ => {
            let stages = [(time(how), 1), (format!("{later} 09:00"), i64::from(how % 3))];
            let stages: Vec<_> = stages.iter().map(|(at, order)| (at.as_str(), *order)).collect();
            let company = company.opportunity(&id, person, &stages);
            let won = if how % 2 == 0 { Won::Won } else { Won::Lost };
            if how % 3 == 0 { company.closed(&id, person, &later.to_string(), won) } else { company }
        }
    }
}

fn any_company() -> impl Strategy<Value = Books> {
    let seed = (any::<u8>(), 0u8..250, 0u16..600, 0u16..600, any::<u8>());
    prop::collection::vec(seed, 0..120).prop_map(|seeds| {
        let start = company()
            .person("wu", "2026-01-15", None)
            .person("zhao", "2020-01-01", Some("2026-03-10"))
            .product("P1")
            .fx("2026-02-01", "USD", "7.31")
            .customer("acme", Class::A, "lin", "2026-01-01")
            .customer("bolt", Class::B, "lin", "2025-12-01")
            .customer("corn", Class::C, "wu", "2026-02-10")
            .customer("dune", Class::A, "zhao", "2026-03-05");
        seeds.into_iter().enumerate().fold(start, |company, (at, seed)| told(company, at, seed)).books
    })
}

/// The lists of the books in another order: each turned about a place that the seed says, every second one backwards.
fn disordered(books: &Books, seed: u64) -> Books {
    fn turn<T>(list: &mut [T], seed: u64, n: u64) {
        if !list.is_empty() {
            let by = seed.wrapping_mul(n * 2 + 1) % u64::try_from(list.len()).unwrap();
            list.rotate_left(usize::try_from(by).unwrap());
        }
        if (seed >> n) & 1 == 1 {
            list.reverse();
        }
    }
    let mut books = books.clone();
    turn(&mut books.people, seed, 0);
    turn(&mut books.customers, seed, 1);
    turn(&mut books.opportunities, seed, 2);
    turn(&mut books.contracts, seed, 3);
    turn(&mut books.collections, seed, 4);
    turn(&mut books.refunds, seed, 5);
    turn(&mut books.visits, seed, 6);
    turn(&mut books.contacts, seed, 7);
    turn(&mut books.planned_visits, seed, 8);
    turn(&mut books.surveys, seed, 9);
    turn(&mut books.expenses, seed, 10);
    turn(&mut books.outcomes, seed, 11);
    turn(&mut books.fx, seed, 12);
    for contract in &mut books.contracts {
        turn(&mut contract.lines, seed, 13);
        turn(&mut contract.instalments, seed, 14);
        turn(&mut contract.splits, seed, 15);
        turn(&mut contract.amendments, seed, 16);
    }
    for opportunity in &mut books.opportunities {
        turn(&mut opportunity.stages, seed, 17);
    }
    books
}

fn measured(facts: &Facts, who: &str, named: Named<'_>, span: Span, evidence: bool) -> Measured {
    let employee = facts.people.find(who).unwrap();
    let scope = Scope { facts, employee, span, parameter: named.parameter, today: None, evidence };
    (named.metric.measure)(&scope).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_order_of_the_books_never_shows(books in any_company(), seed in any::<u64>()) {
        let (told, other) = (Facts::of(&books, None).unwrap(), Facts::of(&disordered(&books, seed), None).unwrap());
        for name in metric::all_names(&told) {
            let named = metric::named(&name).unwrap();
            for who in PEOPLE {
                for period in ["2026-02", "2026-Q1"] {
                    let span = period.parse().unwrap();
                    let (a, b) = (measured(&told, who, named, span, true), measured(&other, who, named, span, true));
                    prop_assert_eq!(&a, &b, "{} of {} in {}", &name, who, period);
                    let bare = measured(&told, who, named, span, false);
                    prop_assert_eq!(bare, Measured { value: a.value, ..Measured::default() });
                }
            }
        }
    }

    #[test]
    fn months_add_up_to_quarters_and_shares_stay_within_one(books in any_company()) {
        let facts = Facts::of(&books, None).unwrap();
        let quarter: Span = "2026-Q1".parse().unwrap();
        for name in metric::all_names(&facts) {
            let named = metric::named(&name).unwrap();
            for who in PEOPLE {
                let whole = measured(&facts, who, named, quarter, false).value;
                if named.metric.adds_up {
                    let months = quarter.months().map(|month| {
                        measured(&facts, who, named, month.into(), false).value.unwrap()
                    });
                    prop_assert_eq!(whole, Some(months.sum::<Exact>()), "{} of {}", &name, who);
                } else if named.metric.unit == Unit::Share && named.metric.id != "expense_ratio" {
                    let within = whole.is_none_or(|share| !share.is_negative() && share <= Exact::whole(1));
                    prop_assert!(within, "{} of {}", &name, who);
                }
            }
        }
    }
}

#[test]
fn every_metric_has_one_name_and_says_what_it_is() {
    let company = company().product("P1").product("P2").opportunity("O1", "lin", &[("2026-03-02 09:00", 1)]);
    let facts = Facts::of(&company.books, None).unwrap();
    let names = metric::all_names(&facts);
    assert!(names.is_sorted() && names.iter().all(|name| metric::named(name).is_some()));
    assert_eq!(names.len(), METRICS.len() + 1 + 3, "two products and three classes");
    for (at, one) in METRICS.iter().enumerate() {
        assert!(METRICS.iter().skip(at + 1).all(|other| other.id != one.id), "{}", one.id);
        assert!(!one.zh.is_empty() && !one.en.is_empty() && !one.from.is_empty(), "{}", one.id);
    }
    let without = Facts::of(&crate::company::company().books, None).unwrap();
    assert!(!metric::all_names(&without).contains(&"stage_progress".to_owned()), "no stages are kept");
    for bad in ["", "visit", "visits:A", "coverage:D", "coverage:", "product_quantity", "product_quantity:", "Visits"] {
        assert!(metric::named(bad).is_none(), "{bad}");
    }
    let parameters = |wanted| METRICS.iter().filter(|one| one.parameter == wanted).count();
    assert_eq!((parameters(Parameter::Product), parameters(Parameter::MaybeClass)), (1, 1));
}
