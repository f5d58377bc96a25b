//! Companies of about 100 kB that are large in one thing.

use serde_json::{Map, Value, json};

const KNOWN: &str = "2026-03-01";

/// A company of one month with a plan that pays nothing.
fn company(people: usize) -> Value {
    let mut books = json!({
        "format": "fieldtally-books/1",
        "company": { "id": "heap", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2,
            "calendar": { "weekend": [6, 7], "holidays": [], "make_up": [] } },
        "settings": { "collection_rate": "with_prepaid" }, "periods": ["2026-03"], "closes": { "2026-03": "2026-04-05" },
        "customers": [{ "id": "K", "class": "A", "owner": "e0", "since": "0000-01-01" }],
        "plan": {
            "templates": [{ "id": "T", "cycle": "month", "dimensions": [{ "id": "d", "weight": "100",
                "indicators": [{ "id": "i", "kind": "rated", "weight": "100", "raters": { "superior": "100" } }] }] }],
            "forced": null, "floating": { "cap": "1" }, "commission": [], "bonuses": [],
            "deductions": { "limit": "0.2", "minimum_wage": "0", "carry": true, "gap_penalty": "0" },
        },
    });
    for list in [
        "products",
        "opportunities",
        "contracts",
        "collections",
        "refunds",
        "bad_debts",
        "visits",
        "contacts",
        "planned_visits",
        "surveys",
        "expenses",
        "trips",
        "outcomes",
        "ratings",
        "events",
        "penalties",
        "targets",
        "points",
    ] {
        books[list] = json!([]);
    }
    books["people"] = (0..people).map(|n| person(&format!("e{n}"))).collect();
    books
}

fn person(id: &str) -> Value {
    json!({ "id": id, "join": "0000-01-01", "leave": null, "draw": null, "pool_weight": "1",
        "posts": [{ "from": "0000-01-01", "department": "D", "template": "T" }],
        "wages": [{ "from": "0000-01-01", "amount": "1" }] })
}

fn contract(id: &str, amount: &str) -> Value {
    json!({ "id": id, "customer": "K", "opportunity": null, "signed": "2026-03-01", "amount": amount, "lines": [],
        "instalments": [], "splits": [{ "employee": "e0", "percent": "100" }], "known_on": KNOWN })
}

fn collection(n: usize, amount: &str) -> Value {
    json!({ "id": format!("P{n}"), "contract": "C", "received": "2026-03-02", "amount": amount, "instalment": null,
        "known_on": KNOWN })
}

/// `[0, 1)`, `[1, 2)` … to infinity.
fn bands(count: usize, key: &str) -> Value {
    let band = |n: usize| {
        let mut band = Map::new();
        band.insert("from".into(), n.to_string().into());
        band.insert("to".into(), if n + 1 == count { Value::Null } else { (n + 1).to_string().into() });
        band.insert(key.into(), "0.5".into());
        Value::Object(band)
    };
    (0..count).map(band).collect()
}

fn extend(books: &mut Value, list: &str, values: impl Iterator<Item = Value>) {
    books[list].as_array_mut().unwrap().extend(values);
}

fn indicators(list: Vec<Value>) -> Value {
    json!([{ "id": "T", "cycle": "month", "dimensions": [{ "id": "d", "weight": "100", "indicators": list }] }])
}

fn ladder(mode: &str) -> Value {
    let mut books = company(1);
    books["plan"]["commission"] =
        json!([{ "from": "2026-01-01", "mode": mode, "window": "year", "tiers": bands(900, "rate") }]);
    books["plan"]["commission_limits"] =
        json!({ "cap": null, "floor": null, "hold": { "share": "0.5", "threshold": "1" } });
    extend(&mut books, "contracts", [contract("C", "999999999999999")].into_iter());
    extend(&mut books, "collections", (0..300).map(|n| collection(n, "3.01")));
    let refund = |n: usize| json!({ "id": format!("R{n}"), "collection": format!("P{n}"), "date": "2026-03-03", "amount": "1", "known_on": KNOWN });
    extend(&mut books, "refunds", (0..300).map(refund));
    books
}

fn months(count: u32, people: usize) -> Value {
    let mut books = company(people);
    let first: shared::period::Month = "0000-01".parse().unwrap();
    let months: Vec<_> = (0..count).map(|n| first.plus(n)).collect();
    books["periods"] = months.iter().map(|month| Value::from(month.to_string())).collect();
    books["closes"] = months.iter().map(|month| (month.to_string(), "9999-12-31".into())).collect::<Map<_, _>>().into();
    books
}

/// Each by its name.
pub fn all() -> Vec<(&'static str, Value)> {
    let mut heaps = vec![("marginal ladder", ladder("marginal")), ("retroactive ladder", ladder("retroactive"))];

    let mut steps = company(100);
    steps["plan"]["templates"] =
        indicators(vec![json!({ "id": "i", "kind": "steps", "metric": "visits", "of": "value",
        "weight": "100", "bands": bands(1800, "score") })]);
    heaps.push(("bands of a score", steps));

    let mut weights = company(20);
    let weight = |n: usize| if n < 900 { "0.111111111111" } else { "0.000000000100" };
    weights["plan"]["templates"] = indicators(
        (0..901)
            .map(|n| {
                json!({ "id": format!("i{n}"), "kind": "deduct", "event": "x", "full": "100", "per": "0.000000000001",
            "floor": "0", "weight": weight(n) })
            })
            .collect(),
    );
    heaps.push(("weights of twelve decimals", weights));

    heaps.push(("a century of months", months(1200, 1)));
    heaps.push(("a year of 300 people", months(12, 300)));

    let mut pools = company(300);
    pools["plan"]["bonuses"] = (0..100)
        .map(|n| {
            json!({ "id": format!("b{n}"), "cycle": "month", "templates": ["T"], "kind": "pool", "department": "D",
            "amount": "999999999999999", "metric": null, "bands": [] })
        })
        .collect();
    let rating = |n: usize| {
        json!({ "id": format!("r{n}"), "employee": format!("e{n}"), "period": "2026-03", "indicator": "i",
            "kind": "superior", "rater": "x", "score": "99.999999999999", "known_on": KNOWN })
    };
    extend(&mut pools, "ratings", (0..300).map(rating));
    heaps.push(("pools", pools));

    let mut lines = company(1);
    let mut large = contract("C", "999999999999999");
    large["lines"] = (0..900)
        .map(|n| {
            json!({ "id": format!("L{n}"), "product": "A", "quantity": "999999999999999.999999999999",
            "price": "999999999999999.999999999999", "guide_price": "0.000000000001" })
        })
        .collect();
    lines["products"] = json!([{ "id": "A", "rates": [{ "from": "2026-01-01", "rate": "999999999999999" }] }]);
    lines["plan"]["bonuses"] =
        json!([{ "id": "price", "cycle": "month", "templates": ["T"], "kind": "price", "share": "999999999999999" }]);
    extend(&mut lines, "contracts", [large].into_iter());
    extend(&mut lines, "collections", [collection(1, "999999999999999.99")].into_iter());
    heaps.push(("lines of a contract", lines));

    let mut splits = company(500);
    let mut shared = contract("C", "999999999999999.99");
    shared["splits"] = (0..500).map(|n| json!({ "employee": format!("e{n}"), "percent": "0.2" })).collect();
    extend(&mut splits, "contracts", [shared].into_iter());
    extend(&mut splits, "collections", (0..50).map(|n| collection(n, "999999999999999.99")));
    heaps.push(("splits", splits));

    let mut day = company(1);
    let planned = |n: usize| json!({ "employee": "e0", "date": "2026-03-02", "customer": "K", "order": n });
    extend(&mut day, "planned_visits", (0..500).map(planned));
    let visit = |n: usize| {
        json!({ "id": format!("V{n}"), "employee": "e0", "customer": "K", "check_in": "2026-03-02T01:00:00Z",
            "check_out": "2026-03-02T01:30:00Z", "lat": null, "lon": null, "accuracy": null, "result": "x",
            "next": "2026-03-02", "known_on": KNOWN })
    };
    extend(&mut day, "visits", (0..250).map(visit));
    heaps.push(("a day of visits", day));

    let mut amended = company(1);
    let mut often = contract("C", "0");
    let first: shared::period::BusinessDay = "2026-03-02".parse().unwrap();
    let amendment =
        |n: i64| json!({ "date": first.plus_days(n).to_string(), "amount": "-999999999999999.99", "known_on": KNOWN });
    often["amendments"] = (0..1200).map(amendment).collect();
    extend(&mut amended, "contracts", [often].into_iter());
    heaps.push(("amendments", amended));

    let mut owed = company(1);
    let mut paid = contract("C", "1");
    paid["instalments"] =
        (0..700).map(|n| json!({ "id": format!("I{n}"), "due": "2026-03-02", "amount": "999999999999.99" })).collect();
    extend(&mut owed, "contracts", [paid].into_iter());
    extend(&mut owed, "collections", (0..400).map(|n| collection(n, "999999999999999.99")));
    heaps.push(("instalments", owed));

    let mut gaps = company(1);
    let customer = |n: usize| json!({ "id": format!("K{n}"), "class": "A", "owner": "e0", "since": "0000-01-01" });
    extend(&mut gaps, "customers", (0..1400).map(customer));
    heaps.push(("gaps of two thousand years", gaps));

    let mut formulas = company(20);
    let formula = |n: usize| match n {
        0 | 1 => "visits".to_owned(),
        _ => format!("f{} + f{} * 3.000000000001", n - 1, n - 2),
    };
    formulas["plan"]["metrics"] =
        (0..1200).map(|n| json!({ "id": format!("f{n}"), "name": "", "formula": formula(n) })).collect();
    formulas["plan"]["templates"] =
        indicators(vec![json!({ "id": "i", "kind": "formula", "weight": "100", "formula": "f1199" })]);
    heaps.push(("formulas of formulas", formulas));

    let mut deep = company(20);
    let long = format!("{}visits{}", "(1 + ".repeat(45), ")".repeat(45));
    deep["plan"]["templates"] = indicators((0..100)
        .map(|n| json!({ "id": format!("i{n}"), "kind": "formula", "weight": "1", "formula": format!("{long} * {}", "9".repeat(27)) }))
        .collect());
    heaps.push(("deep formulas", deep));
    heaps
}
