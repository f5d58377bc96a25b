//! What is counted from contacts with customers.

use shared::books::Class;

use crate::company::{Company, company};

fn with_acme(class: Class, since: &str) -> Company {
    company().person("wu", "2020-01-01", None).customer("acme", class, "lin", since)
}

/// March 2026 has 22 working days; the 1st is a Sunday.
fn march() -> Company {
    with_acme(Class::A, "2026-01-01").customer("bolt", Class::B, "wu", "2026-01-01")
}

#[test]
fn daily_customers_are_distinct_on_each_working_day() {
    for (what, company, want) in [
        ("nobody", march(), "0"),
        (
            "twice a day is once",
            march().contact("lin", "acme", "2026-03-02 09:00").contact("lin", "acme", "2026-03-02 17:00"),
            "0.045454545455",
        ),
        (
            "two customers, one of a colleague",
            march().contact("lin", "acme", "2026-03-02 09:00").contact("lin", "bolt", "2026-03-02 17:00"),
            "0.090909090909",
        ),
        ("a colleague's contact", march().contact("wu", "acme", "2026-03-02 09:00"), "0"),
        ("a Sunday", march().contact("lin", "acme", "2026-03-01 09:00"), "0"),
        (
            "a Sunday made a working day",
            march().made_up("2026-03-01").contact("lin", "acme", "2026-03-01 09:00"),
            "0.04347826087",
        ),
        ("a holiday", march().holiday("2026-03-02").contact("lin", "acme", "2026-03-02 09:00"), "0"),
        ("an open visit", march().visit("V1", "lin", "acme", "2026-03-02 09:00", None), "0"),
        (
            "a visit and a call to one customer",
            march().visit("V1", "lin", "acme", "2026-03-02 09:00", Some("2026-03-02 09:01")).contact(
                "lin",
                "acme",
                "2026-03-02 10:00",
            ),
            "0.045454545455",
        ),
        ("the last minute of the month", march().contact("lin", "acme", "2026-03-31T15:59:59Z"), "0.045454545455"),
        ("the first of the next", march().contact("lin", "acme", "2026-03-31T16:00:00Z"), "0"),
        (
            "another zone's last minute",
            march().zone("America/New_York").contact("lin", "acme", "2026-04-01T03:59:59Z"),
            "0.045454545455",
        ),
    ] {
        assert_eq!(company.lin("daily_customers", "2026-03"), want, "{what}");
    }
}

#[test]
fn daily_customers_divide_by_the_days_employed() {
    let employed = |join: &str, leave: Option<&str>| {
        march()
            .contact("lin", "acme", "2026-03-06 09:00")
            .contact("lin", "acme", "2026-03-13 09:00")
            .contact("lin", "acme", "2026-03-16 09:00")
            .with(|books| books.people.retain(|person| person.id.as_str() != "lin"))
            .person("lin", join, leave)
    };
    for (join, leave, want) in [
        ("2020-01-01", None, "0.136363636364"),
        // From the 13th on: 13 working days; the contact before joining is gone.
        ("2026-03-13", None, "0.153846153846"),
        ("2026-03-14", None, "0.083333333333"),
        ("2026-03-09", Some("2026-03-13"), "0.2"),
        ("2026-03-07", Some("2026-03-08"), "-"),
        ("2026-04-01", None, "-"),
        ("2020-01-01", Some("2026-02-28"), "-"),
    ] {
        assert_eq!(employed(join, leave).lin("daily_customers", "2026-03"), want, "{join} {leave:?}");
    }
    let open = employed("2020-01-01", None);
    for (today, want) in
        [("2026-03-01", "-"), ("2026-03-06", "0.2"), ("2026-03-08", "0.2"), ("2026-04-10", "0.136363636364")]
    {
        assert_eq!(open.lin_on(today, "daily_customers", "2026-03"), want, "{today}");
    }
    assert_eq!(open.lin("daily_customers", "2026-Q1"), "0.046875");
    assert_eq!(open.evidence("daily_customers", "2026-03"), ["N1", "N2", "N3"]);
}

#[test]
fn a_customer_is_covered_on_so_many_days_as_his_class_asks() {
    let called = |class: Class, since: &str, days: &[u8]| {
        days.iter().fold(with_acme(class, since), |company, day| {
            company.contact("wu", "acme", &format!("2026-03-{day:02} 09:00"))
        })
    };
    for (what, class, since, days, want) in [
        ("A: four times in 31 days", Class::A, "2026-01-01", &[1, 2, 3, 31][..], "1"),
        ("A: three times", Class::A, "2026-01-01", &[1, 2, 3], "0"),
        ("the same day is one", Class::A, "2026-01-01", &[1, 2, 3, 3], "0"),
        ("B: twice", Class::B, "2026-01-01", &[1, 31], "1"),
        ("B: once", Class::B, "2026-01-01", &[1], "0"),
        ("C: once", Class::C, "2026-01-01", &[15], "1"),
        ("C: never", Class::C, "2026-01-01", &[], "0"),
        ("A, his since the 5th: 27 days ask for three", Class::A, "2026-03-05", &[1, 2, 3], "1"),
        ("A, his since the 4th: 28 days ask for four", Class::A, "2026-03-04", &[1, 2, 3], "0"),
        ("A, his since the last day: once", Class::A, "2026-03-31", &[1], "1"),
        ("not his yet", Class::A, "2026-04-01", &[1, 2, 3, 4], "-"),
    ] {
        let company = called(class, since, days);
        assert_eq!(company.lin("coverage", "2026-03"), want, "{what}");
        assert_eq!(company.lin(&format!("coverage:{}", class.as_str()), "2026-03"), want, "{what}");
        assert_eq!(company.value("wu", "coverage", "2026-03"), "-", "{what}: not the owner");
    }
    let mixed = called(Class::C, "2026-01-01", &[15]).customer("bolt", Class::A, "lin", "2026-01-01");
    for (metric, want) in [("coverage", "0.5"), ("coverage:A", "0"), ("coverage:B", "-"), ("coverage:C", "1")] {
        assert_eq!(mixed.lin(metric, "2026-03"), want, "{metric}");
    }
    assert_eq!(mixed.evidence("coverage", "2026-03"), ["N1"]);
    // While the month is open its days so far ask for less.
    let early = called(Class::A, "2026-01-01", &[3]);
    for (today, want) in [("2026-03-02", "0"), ("2026-03-13", "1"), ("2026-03-14", "0")] {
        assert_eq!(early.lin_on(today, "coverage", "2026-03"), want, "{today}");
    }
    // A quarter has 90 days: three contacts of a C customer.
    assert_eq!(mixed.lin("coverage:C", "2026-Q1"), "0");
}

#[test]
fn a_next_date_is_met_by_a_later_contact_of_anyone_on_or_before_it() {
    let set = |next: &str| march().contact_next("lin", "acme", "2026-03-02 09:00", Some(next));
    for (what, company, want) in [
        ("nothing came", set("2026-03-10"), "0"),
        ("on the day", set("2026-03-10").contact("lin", "acme", "2026-03-10 23:59"), "1"),
        ("the day after", set("2026-03-10").contact("lin", "acme", "2026-03-11 00:00"), "0"),
        ("by a colleague", set("2026-03-10").contact("wu", "acme", "2026-03-03 09:00"), "1"),
        ("another customer", set("2026-03-10").contact("lin", "bolt", "2026-03-03 09:00"), "0"),
        ("before it was set", set("2026-03-10").contact("lin", "acme", "2026-03-02 08:59"), "0"),
        ("at the same instant", set("2026-03-10").contact("wu", "acme", "2026-03-02 09:00"), "0"),
        ("later the same day", set("2026-03-02").contact("wu", "acme", "2026-03-02 09:01"), "1"),
        ("a visit not checked out", set("2026-03-10").visit("V1", "lin", "acme", "2026-03-03 09:00", None), "0"),
        ("due in April", set("2026-04-01").contact("lin", "acme", "2026-03-03 09:00"), "-"),
        ("set by a colleague", march().contact_next("wu", "acme", "2026-03-02 09:00", Some("2026-03-10")), "-"),
        (
            "set by a visit not checked out",
            march()
                .visit("V1", "lin", "acme", "2026-03-02 09:00", None)
                .but(|visit| visit.next = Some("2026-03-10".parse().unwrap())),
            "-",
        ),
        (
            "set in February, due in March, each date for itself",
            march().contact_next("lin", "acme", "2026-02-02 09:00", Some("2026-03-05")).contact_next(
                "lin",
                "acme",
                "2026-03-06 09:00",
                Some("2026-03-31"),
            ),
            "0",
        ),
        (
            "the next date set is itself the contact",
            set("2026-03-10").contact_next("lin", "acme", "2026-03-09 09:00", Some("2026-03-20")),
            "0.5",
        ),
    ] {
        assert_eq!(company.lin("on_time_contacts", "2026-03"), want, "{what}");
    }
    let met = set("2026-03-10").contact("wu", "acme", "2026-03-03 09:00");
    assert_eq!(met.evidence("on_time_contacts", "2026-03"), ["N1", "N2"]);
    // What is due only after today is not missed yet.
    assert_eq!(set("2026-03-10").lin_on("2026-03-09", "on_time_contacts", "2026-03"), "-");
    assert_eq!(set("2026-03-10").lin_on("2026-03-10", "on_time_contacts", "2026-03"), "0");
}

#[test]
fn a_gap_breaches_when_it_passes_the_limit_and_each_further_full_limit() {
    // Of an A customer, 7 days; the first contact is on the 1st.
    let gap = |days: i64| {
        let next: shared::period::BusinessDay = "2026-03-01".parse().unwrap();
        let next = next.plus_days(days);
        with_acme(Class::A, "2026-01-01").contact("wu", "acme", "2026-03-01 09:00").contact(
            "lin",
            "acme",
            &format!("{next} 09:00"),
        )
    };
    for (days, want) in [(1, "0"), (7, "0"), (8, "1"), (14, "1"), (15, "2"), (21, "2"), (22, "3")] {
        let busy = (days..=30)
            .step_by(7)
            .fold(gap(days), |company, n| company.contact("lin", "acme", &format!("2026-03-{:02} 10:00", n + 1)));
        assert_eq!(busy.lin("contact_gap_breaches", "2026-03"), want, "a gap of {days}, then contact each week");
    }
}

#[test]
fn a_breach_belongs_to_its_own_day() {
    let breaches = |class: Class, since: &str, contacts: &[&str], period: &str| {
        let company = contacts.iter().fold(with_acme(class, since), |company, at| company.contact("wu", "acme", at));
        company.lin("contact_gap_breaches", period)
    };
    for (what, class, since, contacts, period, want) in [
        // 22 February + 7 + 1 is 2 March; + 14 + 1 is the 9th …
        ("gap from February", Class::A, "2026-01-01", &["2026-02-22 09:00"][..], "2026-03", "5"),
        ("its first breach was in February", Class::A, "2026-02-20", &["2026-02-20 09:00"], "2026-02", "1"),
        ("the further ones in March", Class::A, "2026-02-20", &["2026-02-20 09:00"], "2026-03", "4"),
        ("February and March together", Class::A, "2026-02-20", &["2026-02-20 09:00"], "2026-Q1", "5"),
        ("never contacted: from ownership", Class::B, "2026-03-01", &[], "2026-03", "2"),
        ("the 15th day is the first breach", Class::B, "2026-03-17", &[], "2026-03", "0"),
        ("one day earlier", Class::B, "2026-03-16", &[], "2026-03", "1"),
        ("the gap began before he was his", Class::A, "2026-03-10", &["2026-02-22 09:00"], "2026-03", "3"),
        ("the breach on the first day of ownership", Class::A, "2026-03-09", &["2026-02-22 09:00"], "2026-03", "4"),
        (
            "contact on the day itself comes too late",
            Class::C,
            "2026-01-01",
            &["2026-02-08 09:00", "2026-03-11 09:00"],
            "2026-03",
            "1",
        ),
        ("contact the day before", Class::C, "2026-01-01", &["2026-02-08 09:00", "2026-03-10 09:00"], "2026-03", "0"),
        ("owned only later", Class::A, "2026-04-01", &[], "2026-03", "0"),
        (
            "the next month's contact helps nothing",
            Class::C,
            "2026-01-01",
            &["2026-02-01 09:00", "2026-04-01 09:00"],
            "2026-03",
            "1",
        ),
    ] {
        assert_eq!(breaches(class, since, contacts, period), want, "{what}");
    }
    let company = with_acme(Class::A, "2026-01-01").contact("lin", "acme", "2026-03-20 09:00");
    assert_eq!(company.value("wu", "contact_gap_breaches", "2026-03"), "0", "not the owner");
    assert_eq!(company.evidence("contact_gap_breaches", "2026-03"), ["N1", "acme"]);
    // What has not passed yet is no breach.
    let calm = with_acme(Class::A, "2026-03-01");
    for (today, want) in [("2026-03-08", "0"), ("2026-03-09", "1"), ("2026-02-01", "0")] {
        assert_eq!(calm.lin_on(today, "contact_gap_breaches", "2026-03"), want, "{today}");
    }
}
