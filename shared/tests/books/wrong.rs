//! One thing wrong at a time: its place and its reason.

use serde_json::{Value, json};

use super::{document, faults, put, told};

#[test]
fn months_follow_one_another_and_each_has_its_freeze() {
    let mut document = document(7);
    put(&mut document, "/periods/1", Some(json!("2028-01")));
    assert_eq!(
        told(&document),
        [
            "/periods/1: 2028-01 is not the month after 2027-11",
            "/closes/2028-01: is missing: the day on which 2028-01 is frozen",
        ]
    );
}

#[test]
fn the_shares_of_a_contract_are_exactly_a_hundred() {
    for (first, second, sound) in
        [("50", "50", true), ("99.9", "0.1", true), ("100", "0", true), ("50", "49.99", false)]
    {
        let mut document = document(7);
        let people = [&document["people"][0]["id"], &document["people"][1]["id"]];
        let splits = json!([{"employee": people[0], "percent": first}, {"employee": people[1], "percent": second}]);
        document["contracts"][0]["splits"] = splits;
        assert_eq!(told(&document).is_empty(), sound, "{:?}", told(&document));
    }
    let mut document = document(7);
    document["contracts"][0]["splits"] = json!([]);
    assert_eq!(told(&document), ["/contracts/0/splits: the percents sum to 0, not to 100"]);
}

/// case, place, what is put there (`None`: taken away), the fault's place, a part of its message
type Wrong = (u32, &'static str, Option<Value>, &'static str, &'static str);

fn each_wrong(cases: Vec<Wrong>) {
    for (case, place, value, at, why) in cases {
        let mut document = document(case);
        put(&mut document, place, value.clone());
        let told = faults(&document);
        let found = told.iter().any(|fault| fault.pointer == at && fault.message.contains(why));
        assert!(found, "{case} {place} {value:?}: {told:#?}");
        assert_eq!(told.len(), 1, "{case} {place} {value:?}: {told:#?}");
    }
}

#[test]
fn a_value_of_the_wrong_shape_is_named_at_its_place() {
    each_wrong(
        vec![
            (7, "/format", Some(json!("fieldtally-books/2")), "/format", "not \"fieldtally-books/2\""),
            (7, "/company/zone", Some(json!("Asia/Nowhere")), "/company/zone", "time zone"),
            (7, "/company/minor", Some(json!("2")), "/company/minor", "whole number is needed, here stands a text"),
            (7, "/company/minor", Some(json!(2.5)), "/company/minor", "2.5 is not a whole number"),
            (7, "/company/calendar/weekend/0", Some(json!(8)), "/company/calendar/weekend", "8 is no weekday"),
            (7, "/company/calendar/holidays/0", Some(json!("2027-02-30")), "/company/calendar/holidays/0", "a day"),
            (7, "/settings/collection_rate", Some(json!("all")), "/settings/collection_rate", "none of in_period"),
            (7, "/settings/collection_rate", None, "/settings/collection_rate", "is missing"),
            (
                7,
                "/settings/intervals",
                Some(json!({"A": 0, "B": 14, "C": 30})),
                "/settings/intervals/A",
                "at least one",
            ),
            (
                7,
                "/settings/effective_minutes",
                Some(json!(-1)),
                "/settings/effective_minutes",
                "-1 is not a whole number",
            ),
            (7, "/people/0/draw", Some(json!(2000)), "/people/0/draw", "here stands a number"),
            (7, "/people/0/pool_weight", Some(json!("1e3")), "/people/0/pool_weight", "\"1e3\" is not a decimal"),
            (7, "/people/0/pool_weight", Some(json!("1,000")), "/people/0/pool_weight", "not a decimal"),
            (7, "/people/0/join", Some(json!("2027-1-01")), "/people/0/join", "a day (YYYY-MM-DD)"),
            (7, "/people/0/join", Some(json!("+12027-01-01")), "/people/0/join", "a day (YYYY-MM-DD)"),
            (7, "/people/0/leave", None, "/people/0/leave", "is missing"),
            (7, "/people/0/posts", Some(json!({})), "/people/0/posts", "a list is needed, here stands an object"),
            (7, "/people/0/posts/0", Some(json!("T1")), "/people/0/posts/0", "an object is needed, here stands a text"),
            (7, "/visits/0/check_in", Some(json!("2027-11-01 08:00")), "/visits/0/check_in", "an instant"),
            (7, "/visits/0/check_in", Some(json!("2027-11-01T08:00:00+08:00")), "/visits/0/check_in", "an instant"),
            (7, "/visits/0/result", Some(Value::Null), "/visits/0/result", "a text is needed, here stands null"),
            (7, "/contracts/0/amount", Some(Value::Null), "/contracts/0/amount", "here stands null"),
            (7, "/targets/0/period", Some(json!("2027-Q5")), "/targets/0/period", "a period"),
            (7, "/planned_visits/0/order", Some(json!("1")), "/planned_visits/0/order", "whole number"),
            (7, "/events/0/kind", None, "/events/0/kind", "is missing"),
            (7, "/expenses/0/state", Some(json!("done")), "/expenses/0/state", "none of draft"),
            (7, "/customers/0/class", Some(json!("D")), "/customers/0/class", "none of A, B, C"),
            (500_023, "/specials", Some(json!([7])), "/specials/0", "an object"),
            (7, "/plan/forced/0", Some(json!(["S"])), "/plan/forced/0", "a pair"),
            (7, "/plan/templates/0/cycle", Some(json!("week")), "/plan/templates/0/cycle", "none of month"),
            (7, "/plan/bonuses/0/kind", Some(json!("gift")), "/plan/bonuses/0/kind", "none of volume"),
            (7, "/plan/deductions/carry", Some(json!("true")), "/plan/deductions/carry", "true or false"),
            (7, "/closes/2027-13", Some(json!("2028-01-01")), "/closes/2027-13", "a month (YYYY-MM)"),
        ]
        .into_iter()
        .filter(|wrong| wrong.1 != "/customers/0/id")
        .collect(),
    );
}

#[test]
fn an_unknown_id_is_named_at_its_place() {
    each_wrong(vec![
        (7, "/people/0/posts/0/template", Some(json!("T8")), "/people/0/posts/0/template", "no template"),
        (7, "/customers/0/owner", Some(json!("E0")), "/customers/0/owner", "there is no employee \"E0\""),
        (7, "/opportunities/0/owner", Some(json!("E0")), "/opportunities/0/owner", "no employee"),
        (7, "/contracts/0/customer", Some(json!("C0")), "/contracts/0/customer", "no customer"),
        (7, "/contracts/0/opportunity", Some(json!("O0")), "/contracts/0/opportunity", "no opportunity"),
        (7, "/contracts/0/lines/0/product", Some(json!("P0")), "/contracts/0/lines/0/product", "no product"),
        (7, "/contracts/0/splits/0/employee", Some(json!("E0")), "/contracts/0/splits/0/employee", "no employee"),
        (77, "/refunds/0/collection", Some(json!("M0")), "/refunds/0/collection", "no collection"),
        (203, "/bad_debts/0/contract", Some(json!("K0")), "/bad_debts/0/contract", "no contract"),
        (203, "/collections/1/instalment", Some(json!("I9")), "/collections/1/instalment", "has no instalment \"I9\""),
        (7, "/collections/0/contract", Some(json!("K0")), "/collections/0/contract", "no contract"),
        (7, "/visits/0/customer", Some(json!("C0")), "/visits/0/customer", "no customer"),
        (7, "/contacts/0/employee", Some(json!("E0")), "/contacts/0/employee", "no employee"),
        (7, "/planned_visits/0/customer", Some(json!("C0")), "/planned_visits/0/customer", "no customer"),
        (7, "/surveys/0/employee", Some(json!("E0")), "/surveys/0/employee", "no employee"),
        (7, "/expenses/0/opportunity", Some(json!("O0")), "/expenses/0/opportunity", "no opportunity"),
        (7, "/trips/0/opportunity", Some(json!("O0")), "/trips/0/opportunity", "no opportunity"),
        (7, "/outcomes/0/employee", Some(json!("E0")), "/outcomes/0/employee", "no employee"),
        (7, "/penalties/0/employee", Some(json!("E0")), "/penalties/0/employee", "no employee"),
        (42, "/ratings/0/indicator", Some(json!("i0")), "/ratings/0/indicator", "no indicator"),
        (42, "/ratings/0/kind", Some(json!("client")), "/ratings/0/kind", "rated by nobody of kind \"client\""),
        (500_023, "/specials", Some(json!([special("E0")])), "/specials/0/employee", "no employee"),
        (7, "/targets/0/metric", Some(json!("happiness")), "/targets/0/metric", "no metric \"happiness\""),
        (7, "/targets/0/metric", Some(json!("product_quantity")), "/targets/0/metric", "needs its product"),
        (7, "/targets/0/metric", Some(json!("product_quantity:P9")), "/targets/0/metric", "no product \"P9\""),
        (7, "/targets/0/metric", Some(json!("coverage:D")), "/targets/0/metric", "no class"),
        (7, "/targets/0/metric", Some(json!("visits:A")), "/targets/0/metric", "visits takes no parameter"),
        (7, "/plan/bonuses/0/templates/0", Some(json!("T8")), "/plan/bonuses/0/templates/0", "no template"),
        (77, "/plan/bonuses/2/department", Some(json!("D9")), "/plan/bonuses/2/department", "no department"),
    ]);
}

fn special(employee: &str) -> Value {
    json!({"id": "Y1", "employee": employee, "date": "2028-01-10", "amount": "500", "confirmed": true,
        "known_on": "2028-01-11"})
}

#[test]
fn an_id_that_stands_twice_is_named_at_the_second() {
    for (case, list) in [
        (7, "people"),
        (7, "products"),
        (7, "customers"),
        (7, "opportunities"),
        (7, "contracts"),
        (7, "collections"),
        (77, "refunds"),
        (203, "bad_debts"),
        (7, "visits"),
        (7, "contacts"),
        (7, "surveys"),
        (7, "expenses"),
        (7, "trips"),
        (7, "outcomes"),
        (42, "ratings"),
        (7, "events"),
        (7, "penalties"),
        (7, "points"),
    ] {
        let mut document = document(case);
        let items = document[list].as_array_mut().unwrap();
        items.push(items[0].clone());
        let (at, id) = (items.len() - 1, items[0]["id"].clone());
        assert_eq!(told(&document), [format!("/{list}/{at}/id: {id} stands twice")], "{case}");
    }
    let twice = |case, place: &str, key: &str| {
        let mut document = document(case);
        let first = document.pointer(&format!("{place}/0")).unwrap().clone();
        let at = document.pointer(place).unwrap().as_array().unwrap().len();
        put(&mut document, &format!("{place}/{at}"), Some(first));
        let told = told(&document);
        assert!(told.iter().any(|fault| fault.starts_with(&format!("{place}/{at}/{key}: "))), "{place}: {told:#?}");
    };
    twice(7, "/people/0/posts", "from");
    twice(7, "/people/0/wages", "from");
    twice(203, "/opportunities/0/rates", "from");
    twice(7, "/contracts/0/splits", "employee");
    twice(7, "/contracts/0/lines", "id");
    twice(42, "/contracts/0/instalments", "id");
    twice(7, "/plan/templates", "id");
    twice(7, "/plan/templates/0/dimensions", "id");
    twice(7, "/plan/templates/0/dimensions/1/indicators", "id");
    twice(7, "/plan/commission", "from");
    twice(7, "/plan/bonuses", "id");
}

#[test]
fn what_can_not_be_is_refused_with_the_reason() {
    let amended = |date: &str| json!([{"date": date, "amount": "100", "known_on": "2028-01-01"}]);
    each_wrong(
        vec![
            (7, "/closes/2027-12", None, "/closes/2027-12", "is missing"),
            (7, "/people/0/leave", Some(json!("2001-01-01")), "/people/0/leave", "before the first"),
            (7, "/people/0/wages/0/amount", Some(json!("-1")), "/people/0/wages/0/amount", "below 0"),
            (77, "/products/0/rates/0/rate", Some(json!("-0.1")), "/products/0/rates/0/rate", "below 0"),
            (7, "/customers/0/site/lat", Some(json!("90.1")), "/customers/0/site/lat", "not within -90 to 90"),
            (7, "/customers/0/site/lon", Some(json!("-180.5")), "/customers/0/site/lon", "not within -180 to 180"),
            (7, "/customers/0/site/radius", Some(json!("0")), "/customers/0/site/radius", "not above 0"),
            (7, "/points/0/lat", Some(json!("-91")), "/points/0/lat", "not within"),
            (7, "/visits/0/accuracy", Some(json!("-1")), "/visits/0/accuracy", "below 0"),
            (7, "/visits/0/lat", Some(Value::Null), "/visits/0/lat", "both lat and lon"),
            (
                7,
                "/visits/0/check_out",
                Some(json!("2001-01-01T00:00:00Z")),
                "/visits/0/check_out",
                "before the check-in",
            ),
            (7, "/contracts/0/amount", Some(json!("-1")), "/contracts/0/amount", "below 0"),
            (7, "/contracts/0/amount", Some(json!("1.005")), "/contracts/0/amount", "finer than the minor unit"),
            (
                42,
                "/contracts/0/instalments/0/amount",
                Some(json!("1.005")),
                "/contracts/0/instalments/0/amount",
                "finer",
            ),
            (7, "/contracts/0/lines/0/quantity", Some(json!("-1")), "/contracts/0/lines/0/quantity", "below 0"),
            (7, "/contracts/0/amendments", Some(amended("2001-01-01")), "/contracts/0/amendments/0/date", "signing"),
            (7, "/collections/0/amount", Some(json!("0.001")), "/collections/0/amount", "finer"),
            (77, "/refunds/0/amount", Some(json!("-1")), "/refunds/0/amount", "below 0"),
            (77, "/refunds/0/date", Some(json!("2001-01-01")), "/refunds/0/date", "before the money was received"),
            (203, "/bad_debts/0/amount", Some(json!("0.001")), "/bad_debts/0/amount", "finer"),
            (7, "/penalties/0/amount", Some(json!("-1")), "/penalties/0/amount", "below 0"),
            (7, "/surveys/0/answer", Some(json!("6")), "/surveys/0/answer", "not within 1 to 5"),
            (42, "/ratings/0/score", Some(json!("100.1")), "/ratings/0/score", "not within 0 to 100"),
            (7, "/trips/0/probability", Some(json!("101")), "/trips/0/probability", "not within 0 to 100"),
            (500_023, "/fx/0/rate", Some(json!("0")), "/fx/0/rate", "not above 0"),
            (500_023, "/fx/0/currency", Some(json!("CNY")), "/fx/0/currency", "own currency"),
        ]
        .into_iter()
        .filter(|wrong| wrong.1 != "/contracts/0/splits/0/percent")
        .collect(),
    );
}
