//! What a case leaves out: nothing of it changes a number. One company in Shanghai paid in yuan, one person without a wage,
//! March 2026, a plan that pays nothing; every fact known on its own day.

use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

fn fill(fields: &mut Fields, usual: Value) {
    let Value::Object(usual) = usual else { return };
    for (key, value) in usual {
        fields.entry(key).or_insert(value);
    }
}

/// Each record of a list.
fn each(books: &mut Fields, list: &str, mut work: impl FnMut(&mut Fields)) {
    let records = books.entry(list).or_insert_with(|| json!([])).as_array_mut();
    records.into_iter().flatten().filter_map(Value::as_object_mut).for_each(&mut work);
}

fn text<'a>(fields: &'a Fields, key: &str) -> &'a str {
    fields.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The day of a date, an instant (UTC), or the last of a period.
fn day(text: &str) -> String {
    match text.parse::<shared::period::Span>() {
        Ok(span) => span.last_day().to_string(),
        Err(_) => text.chars().take(10).collect(),
    }
}

/// A fact is known on the day it is about.
fn known(fields: &mut Fields, key: &str) {
    let known = day(text(fields, key));
    fields.entry("known_on").or_insert(known.into());
}

fn known_in(fields: &mut Fields, list: &str, key: &str) {
    for one in fields.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
        known(one.as_object_mut().expect(list), key);
    }
}

fn first_id(books: &Fields, list: &str) -> Value {
    books[list].get(0).map_or(Value::Null, |one| one["id"].clone())
}

/// The books of a case, complete.
pub fn books(given: &Value) -> Value {
    let mut books = given.as_object().expect("books are an object").clone();
    fill(
        &mut books,
        json!({
            "format": "fieldtally-books/1", "company": {}, "settings": {}, "periods": ["2026-03"], "closes": {},
            "people": [{ "id": "lin" }], "customers": [{ "id": "K1" }], "planned_visits": [], "targets": [], "plan": {},
        }),
    );
    company(&mut books);
    people(&mut books);
    money(&mut books);
    activity(&mut books);
    plan(books["plan"].as_object_mut().expect("a plan"));
    books.into()
}

fn company(books: &mut Fields) {
    let company = books["company"].as_object_mut().expect("a company");
    fill(company, json!({ "id": "hua", "zone": "Asia/Shanghai", "currency": "CNY", "minor": 2, "calendar": {} }));
    let calendar = company["calendar"].as_object_mut().expect("a calendar");
    fill(calendar, json!({ "weekend": [6, 7], "holidays": [], "make_up": [] }));
    fill(books["settings"].as_object_mut().expect("settings"), json!({ "collection_rate": "with_prepaid" }));
    let months: Vec<String> = books["periods"].as_array().unwrap().iter().map(|m| m.as_str().unwrap().into()).collect();
    let closes = books["closes"].as_object_mut().expect("closes");
    for month in months {
        // A month is frozen on the fifth of the next.
        let next = month.parse::<shared::period::Month>().expect("a month").next();
        closes.entry(month).or_insert(next.first_day().plus_days(4).to_string().into());
    }
}

fn people(books: &mut Fields) {
    each(books, "people", |person| {
        fill(person, json!({ "join": "2020-01-01", "leave": null, "draw": null, "pool_weight": "1" }));
        let join = person["join"].clone();
        let post = |template: Value| json!([{ "from": "2020-01-01", "department": "sales", "template": template }]);
        // A template or a wage alone stands for a history of one.
        let template = person.remove("template").unwrap_or("rep".into());
        person.entry("posts").or_insert_with(|| post(template));
        let wage = person.remove("wage").unwrap_or("0".into());
        let _ = join;
        person.entry("wages").or_insert_with(|| json!([{ "from": "2020-01-01", "amount": wage }]));
    });
    let owner = first_id(books, "people");
    each(books, "customers", |customer| {
        fill(customer, json!({ "class": "C", "owner": owner, "since": "2020-01-01" }));
    });
    each(books, "opportunities", |opportunity| {
        fill(opportunity, json!({ "owner": owner, "expected": "0", "rates": [] }));
        known_in(opportunity, "stages", "at");
    });
    each(books, "products", |product| fill(product, json!({ "rates": [] })));
}

fn money(books: &mut Fields) {
    let (customer, employee) = (first_id(books, "customers"), first_id(books, "people"));
    each(books, "contracts", |contract| {
        let splits = json!([{ "employee": employee, "percent": "100" }]);
        fill(
            contract,
            json!({ "customer": customer, "opportunity": null, "lines": [], "instalments": [], "splits": splits }),
        );
        // Shares may be written {"lin": "60", "zhou": "40"}.
        if let Value::Object(shares) = contract["splits"].clone() {
            let list =
                shares.into_iter().map(|(employee, percent)| json!({ "employee": employee, "percent": percent }));
            contract.insert("splits".into(), list.collect());
        }
        for line in contract["lines"].as_array_mut().into_iter().flatten() {
            fill(line.as_object_mut().expect("a line"), json!({ "guide_price": null }));
        }
        known(contract, "signed");
        known_in(contract, "amendments", "date");
    });
    each(books, "collections", |one| {
        fill(one, json!({ "instalment": null }));
        known(one, "received");
    });
    for list in ["refunds", "bad_debts"] {
        each(books, list, |one| known(one, "date"));
    }
    for list in ["penalties", "specials"] {
        each(books, list, |one| {
            fill(one, json!({ "employee": employee }));
            known(one, "date");
        });
    }
    each(books, "fx", |one| known(one, "from"));
}

fn activity(books: &mut Fields) {
    let (customer, employee) = (first_id(books, "customers"), first_id(books, "people"));
    each(books, "visits", |visit| {
        fill(
            visit,
            json!({
                "employee": employee, "customer": customer, "check_out": null, "lat": null, "lon": null,
                "accuracy": null, "result": "met", "next": null,
            }),
        );
        known(visit, "check_in");
    });
    each(books, "contacts", |contact| {
        fill(contact, json!({ "employee": employee, "customer": customer, "next": null }));
        known(contact, "at");
    });
    each(books, "planned_visits", |planned| fill(planned, json!({ "employee": employee })));
    each(books, "expenses", |expense| {
        fill(expense, json!({ "employee": employee, "opportunity": null, "category": "travel", "state": "approved" }));
        known(expense, "date");
    });
    each(books, "trips", |trip| {
        fill(trip, json!({ "state": "approved" }));
        known(trip, "date");
    });
    each(books, "ratings", |rating| {
        let usual = json!({ "employee": employee, "period": "2026-03", "indicator": "work", "kind": "superior" });
        fill(rating, usual);
        let id = format!(
            "{}-{}-{}-{}",
            text(rating, "period"),
            text(rating, "employee"),
            text(rating, "indicator"),
            text(rating, "kind")
        );
        fill(rating, json!({ "id": id, "rater": "boss" }));
        known(rating, "period");
    });
    for list in ["surveys", "outcomes", "events"] {
        each(books, list, |one| {
            fill(one, json!({ "employee": employee }));
            known(one, "date");
        });
    }
    books.entry("points").or_insert_with(|| json!([]));
}

fn plan(plan: &mut Fields) {
    // Everybody is scored by what the superior says.
    let work = json!({ "id": "work", "kind": "rated", "weight": "100", "raters": { "superior": "100" } });
    let rep = json!({ "id": "rep", "cycle": "month", "dimensions": [{ "id": "all", "weight": "100", "indicators": [work] }] });
    fill(
        plan,
        json!({
            "templates": [rep], "forced": null, "floating": null, "commission": [], "bonuses": [], "deductions": {},
        }),
    );
    each(plan, "templates", |template| fill(template, json!({ "cycle": "month" })));
    each(plan, "commission", |version| {
        fill(version, json!({ "from": "2026-01-01", "mode": "marginal", "window": "month" }));
    });
    each(plan, "bonuses", |bonus| fill(bonus, json!({ "cycle": "month", "templates": ["rep"] })));
    let deductions = plan["deductions"].as_object_mut().expect("deductions");
    fill(deductions, json!({ "limit": "0.2", "minimum_wage": "0", "carry": true, "gap_penalty": "0" }));
}
