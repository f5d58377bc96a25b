//! What is counted from contracts and the money on them.

use shared::books::{Class, CollectionRate, ExpenseState};

use crate::company::{Company, company};

fn with_acme() -> Company {
    company().person("wu", "2020-01-01", None).customer("acme", Class::A, "lin", "2026-01-01")
}

#[test]
fn contracts_count_by_credited_share_on_their_day() {
    let company = with_acme()
        .product("P1")
        .contract("K1", "2026-03-01", "100.00", &[("lin", "33.33"), ("wu", "66.67")])
        .line("K1", "P1", "2.5")
        .line("K1", "P2", "7")
        .line("K1", "P1", "1")
        .contract("K2", "2026-03-31", "100.01", &[("lin", "50"), ("wu", "50")])
        .contract("K3", "2026-03-15", "900", &[("lin", "0"), ("wu", "100")])
        .line("K3", "P1", "4")
        .contract("K4", "2026-02-28", "7", &[("lin", "100")])
        .contract("K5", "2026-04-01", "9", &[("lin", "100")]);
    for (who, metric, period, want) in [
        // 33.33 and, of 50.005 each, the cent of the tie to the smaller id.
        ("lin", "contract_amount", "2026-03", "83.34"),
        ("wu", "contract_amount", "2026-03", "1016.67"),
        ("lin", "contract_amount", "2026-Q1", "90.34"),
        ("lin", "contract_amount", "2026-H1", "99.34"),
        ("lin", "contract_amount", "2026", "99.34"),
        ("lin", "contract_count", "2026-03", "0.8333"),
        ("wu", "contract_count", "2026-03", "2.1667"),
        ("lin", "contract_count", "2026-02", "1"),
        ("lin", "contract_count", "2025-12", "0"),
        // 3.5 × 33.33 %, unrounded.
        ("lin", "product_quantity:P1", "2026-03", "1.16655"),
        ("wu", "product_quantity:P1", "2026-03", "6.33345"),
        ("lin", "product_quantity:P9", "2026-03", "0"),
    ] {
        assert_eq!(company.value(who, metric, period), want, "{who} {metric} {period}");
    }
    assert_eq!(company.evidence("contract_amount", "2026-03"), ["K1", "K2"]);
    assert_eq!(company.evidence("contract_count", "2026-03"), ["K1", "K2"]);
    assert_eq!(company.evidence("product_quantity:P1", "2026-03"), ["K1"]);
}

#[test]
fn an_amendment_counts_its_difference_on_its_own_day() {
    let company = with_acme()
        .contract("K1", "2026-01-10", "1000", &[("lin", "60"), ("wu", "40")])
        .amended("K1", "2026-03-31", "700")
        .amended("K1", "2026-02-10", "1500");
    for (period, amount, count) in
        [("2026-01", "600", "0.6"), ("2026-02", "300", "0"), ("2026-03", "-480", "0"), ("2026-Q1", "420", "0.6")]
    {
        assert_eq!(company.lin("contract_amount", period), amount, "{period}");
        assert_eq!(company.lin("contract_count", period), count, "{period}");
    }
}

#[test]
fn a_new_customer_counts_once_by_his_first_contract() {
    let signed = |first: &str, second: &str| {
        with_acme().contract("K2", second, "1", &[("lin", "100")]).contract(
            "K1",
            first,
            "1",
            &[("lin", "30"), ("wu", "70")],
        )
    };
    for (first, second, period, lin, wu) in [
        ("2026-03-01", "2026-03-02", "2026-03", "0.3", "0.7"),
        // Of two on one day the smaller id.
        ("2026-03-01", "2026-03-01", "2026-03", "0.3", "0.7"),
        ("2026-03-02", "2026-03-01", "2026-03", "1", "0"),
        ("2026-02-28", "2026-03-01", "2026-03", "0", "0"),
        ("2019-05-01", "2026-03-01", "2026-03", "0", "0"),
        ("2026-01-31", "2026-03-01", "2026-Q1", "0.3", "0.7"),
    ] {
        let company = signed(first, second);
        assert_eq!(company.value("lin", "new_customers", period), lin, "{first} {second}");
        assert_eq!(company.value("wu", "new_customers", period), wu, "{first} {second}");
    }
    // A first contract that credits nothing still was the first.
    let company = with_acme().contract("K1", "2026-03-01", "1", &[("lin", "0"), ("wu", "100")]).contract(
        "K2",
        "2026-03-05",
        "1",
        &[("lin", "100")],
    );
    assert_eq!(company.lin("new_customers", "2026-03"), "0");
}

#[test]
fn retention_looks_at_twelve_months_and_the_twelve_before() {
    for (what, contracts, period, want) in [
        ("edges of both windows", &["2025-03-31", "2025-04-01"][..], "2026-03", "1"),
        ("far ends", &["2024-04-01", "2026-03-31"], "2026-03", "1"),
        ("both in the later window", &["2025-04-01", "2026-03-31"], "2026-03", "-"),
        ("both in the earlier window", &["2024-04-01", "2025-03-31"], "2026-03", "0"),
        ("before both windows", &["2024-03-31", "2026-03-31"], "2026-03", "-"),
        ("after the period", &["2025-03-31", "2026-04-01"], "2026-03", "0"),
        ("a quarter ends with its last month", &["2025-03-31", "2025-04-01"], "2026-Q1", "1"),
        ("a year", &["2025-12-31", "2026-01-01"], "2026", "1"),
        ("nothing at all", &[], "2026-03", "-"),
    ] {
        let mut company = with_acme();
        for (n, signed) in contracts.iter().enumerate() {
            company = company.contract(&format!("K{n}"), signed, "1", &[("lin", "1"), ("wu", "99")]);
        }
        assert_eq!(company.lin("retention", period), want, "{what}");
    }
}

#[test]
fn retention_counts_customers_the_person_has_a_share_of() {
    let company = with_acme()
        .customer("bolt", Class::B, "lin", "2026-01-01")
        .contract("K1", "2025-01-01", "1", &[("lin", "50"), ("wu", "50")])
        .contract("K2", "2025-02-01", "1", &[("lin", "50"), ("wu", "50")])
        .contract("K3", "2026-02-01", "1", &[("lin", "0"), ("wu", "100")])
        .contract_with("bolt", "K4", "2025-02-01", "1", &[("lin", "100")])
        .contract_with("bolt", "K5", "2026-02-01", "1", &[("lin", "100")]);
    assert_eq!(company.value("lin", "retention", "2026-03"), "0.5");
    assert_eq!(company.value("wu", "retention", "2026-03"), "1");
    assert_eq!(company.evidence("retention", "2026-03"), ["K1", "K2", "K4", "K5"]);
}

#[test]
fn collections_minus_refunds_each_on_its_day() {
    let company = with_acme()
        .contract("K1", "2026-03-20", "1000", &[("lin", "60"), ("wu", "40")])
        // Before signing: earned later, but collected on its day (D-15).
        .received("K1", "R1", "2026-02-28", "10")
        .received("K1", "R2", "2026-03-01", "100")
        .received("K1", "R3", "2026-03-31", "200")
        .received("K1", "R4", "2026-04-01", "400")
        .refunded("R2", "B1", "2026-03-31", "50")
        .refunded("R2", "B2", "2026-05-01", "50");
    for (period, want) in
        [("2026-02", "6"), ("2026-03", "150"), ("2026-04", "240"), ("2026-05", "-30"), ("2026-Q2", "210")]
    {
        assert_eq!(company.lin("collected_amount", period), want, "{period}");
    }
    assert_eq!(company.evidence("collected_amount", "2026-03"), ["B1", "R2", "R3"]);
}

#[test]
fn foreign_money_converts_on_its_day_and_a_refund_mirrors_its_collection() {
    let company = with_acme()
        .contract("K1", "2026-03-02", "100", &[("lin", "50"), ("wu", "50")])
        .currency("K1", "USD")
        .amended("K1", "2026-03-20", "200")
        .received("K1", "R1", "2026-03-02", "33.33")
        .refunded("R1", "B1", "2026-03-20", "33.33")
        .fx("2026-03-01", "USD", "7.1")
        .fx("2026-03-15", "USD", "7.3");
    // 710 signed and 730 by the amendment; 236.643 rounds to 236.64, half each.
    assert_eq!(company.lin("contract_amount", "2026-03"), "720");
    assert_eq!(company.lin("collected_amount", "2026-03"), "0");
    let kept = company.clone().with(|books| books.refunds.clear());
    assert_eq!(kept.lin("collected_amount", "2026-03"), "118.32");
    // Without a rate that day the money counts as nothing; the contract is still one.
    let none = company.with(|books| books.fx.clear());
    assert_eq!(none.lin("contract_amount", "2026-03"), "0");
    assert_eq!(none.lin("collected_amount", "2026-03"), "0");
    assert_eq!(none.lin("contract_count", "2026-03"), "0.5");
}

#[test]
fn the_ratio_of_expenses_takes_approved_and_paid_claims() {
    let company = with_acme()
        .contract("K1", "2026-01-01", "1000", &[("lin", "100")])
        .received("K1", "R1", "2026-03-01", "300")
        .claim("E1", "lin", "2026-03-01", "10", ExpenseState::Approved)
        .claim("E2", "lin", "2026-03-31", "20", ExpenseState::Paid)
        .claim("E3", "lin", "2026-03-10", "40", ExpenseState::Submitted)
        .claim("E4", "lin", "2026-03-10", "40", ExpenseState::Rejected)
        .claim("E5", "lin", "2026-03-10", "40", ExpenseState::Draft)
        .claim("E6", "wu", "2026-03-10", "40", ExpenseState::Paid)
        .claim("E7", "lin", "2026-04-01", "40", ExpenseState::Paid);
    assert_eq!(company.lin("expense_ratio", "2026-03"), "0.1");
    assert_eq!(company.lin("expense_ratio", "2026-04"), "-");
    assert_eq!(company.lin("expense_ratio", "2026-H1"), "0.233333333333");
    assert_eq!(company.evidence("expense_ratio", "2026-03"), ["E1", "E2", "R1"]);
    let inputs = company.measured("lin", "expense_ratio", "2026-03", None).inputs;
    assert_eq!(inputs.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["expenses", "collected_amount"]);
    // All of it given back: nothing to divide by.
    assert_eq!(company.refunded("R1", "B1", "2026-03-31", "300").lin("expense_ratio", "2026-03"), "-");
}

/// 100 due at the end of January, February and March each; 150 came in January, 30 in February.
fn in_instalments() -> Company {
    with_acme()
        .contract("K1", "2026-01-01", "300", &[("lin", "100"), ("wu", "0")])
        .instalment("K1", "I3", "2026-03-31", "100")
        .instalment("K1", "I1", "2026-01-31", "100")
        .instalment("K1", "I2", "2026-02-28", "100")
        .received("K1", "R1", "2026-01-31", "150")
        .received("K1", "R2", "2026-02-28", "30")
}

#[test]
fn the_collection_rate_has_three_settings() {
    use CollectionRate::{Cumulative, InPeriod, WithPrepaid};
    for (setting, period, want) in [
        (WithPrepaid, "2026-01", "1"),
        (WithPrepaid, "2026-02", "0.8"),
        (WithPrepaid, "2026-03", "0"),
        (WithPrepaid, "2026-Q1", "0.6"),
        (WithPrepaid, "2026-04", "-"),
        (InPeriod, "2026-01", "1"),
        // January's 50 took its part of the instalment, but does not count.
        (InPeriod, "2026-02", "0.3"),
        (InPeriod, "2026-03", "0"),
        (InPeriod, "2026-Q1", "0.6"),
        (Cumulative, "2026-01", "1"),
        (Cumulative, "2026-02", "0.9"),
        (Cumulative, "2026-03", "0.6"),
        (Cumulative, "2026-04", "0.6"),
    ] {
        let company = in_instalments().rate_setting(setting);
        assert_eq!(company.lin("collection_rate", period), want, "{setting:?} {period}");
        assert_eq!(company.value("wu", "collection_rate", period), "-", "no share, nothing due to him");
    }
    assert_eq!(in_instalments().evidence("collection_rate", "2026-02"), ["K1", "R1", "R2"]);
    // While the quarter is open only what was due so far is asked for.
    for (today, want) in [("2026-01-30", "-"), ("2026-01-31", "1"), ("2026-02-27", "1"), ("2026-02-28", "0.9")] {
        assert_eq!(in_instalments().lin_on(today, "collection_rate", "2026-Q1"), want, "{today}");
    }
}

#[test]
fn money_pays_the_instalment_it_names_then_the_oldest_open() {
    let named = |company: Company, instalment, id, received, amount| {
        company.received_for("K1", instalment, id, received, amount)
    };
    let bare = || in_instalments().with(|books| books.collections.clear());
    let rates =
        |company: &Company| ["2026-01", "2026-02", "2026-03"].map(|month| company.lin("collection_rate", month));
    for (what, company, want) in [
        ("unnamed: the oldest first", named(bare(), None, "R1", "2026-01-05", "120"), ["1", "0.2", "0"]),
        ("named", named(bare(), Some("I2"), "R1", "2026-01-05", "70"), ["0", "0.7", "0"]),
        ("named, the rest to the oldest", named(bare(), Some("I3"), "R1", "2026-01-05", "130"), ["0.3", "0", "1"]),
        ("more than all", named(bare(), Some("I2"), "R1", "2026-01-05", "999"), ["1", "1", "1"]),
        (
            "by (received, id): the named one comes second and flows on",
            named(named(bare(), Some("I1"), "R2", "2026-01-05", "100"), None, "R1", "2026-01-05", "100"),
            ["1", "1", "0"],
        ),
        ("after the month", named(bare(), Some("I1"), "R1", "2026-02-01", "100"), ["0", "0", "0"]),
    ] {
        assert_eq!(rates(&company), want, "{what}");
    }
    // Two due on one day: the smaller id is the older.
    let twins = bare().instalment("K1", "I0", "2026-01-31", "300").rate_setting(CollectionRate::WithPrepaid).received(
        "K1",
        "R1",
        "2026-01-05",
        "300",
    );
    assert_eq!(twins.lin("collection_rate", "2026-01"), "0.75");
}

#[test]
fn money_given_back_by_the_end_was_never_received() {
    let company = in_instalments().refunded("R1", "B1", "2026-02-28", "100").refunded("R2", "B2", "2026-03-01", "30");
    for (period, want) in [
        // At January's end it was all there.
        ("2026-01", "1"),
        // 50 + 30 pay January's instalment; nothing reaches February's.
        ("2026-02", "0"),
        ("2026-Q1", "0.166666666667"),
    ] {
        assert_eq!(company.lin("collection_rate", period), want, "{period}");
    }
    assert_eq!(company.evidence("collection_rate", "2026-02"), ["B1", "K1", "R1", "R2"]);
    let all_back = in_instalments().refunded("R1", "B1", "2026-01-31", "500");
    assert_eq!(all_back.lin("collection_rate", "2026-01"), "0");
}

#[test]
fn contracts_weigh_by_share_and_at_the_rate_of_their_signing_day() {
    let two = with_acme()
        .contract("K1", "2026-01-01", "100", &[("lin", "100")])
        .instalment("K1", "I1", "2026-03-31", "100")
        .received("K1", "R1", "2026-03-01", "100")
        .contract("K2", "2026-01-01", "300", &[("lin", "50"), ("wu", "50")])
        .instalment("K2", "I1", "2026-03-31", "300");
    assert_eq!(two.lin("collection_rate", "2026-03"), "0.4");
    assert_eq!(two.value("wu", "collection_rate", "2026-03"), "0");
    let dollars = two.clone().currency("K1", "USD").fx("2025-12-31", "USD", "7").fx("2026-02-01", "USD", "9");
    // 700 of 700 + 150, whatever the rate was when the money came.
    assert_eq!(dollars.lin("collection_rate", "2026-03"), "0.823529411765");
    let no_rate = two.currency("K1", "USD").fx("2026-01-02", "USD", "7");
    assert_eq!(no_rate.lin("collection_rate", "2026-03"), "0");
    let only = no_rate.with(|books| books.contracts.truncate(1));
    assert_eq!(only.lin("collection_rate", "2026-03"), "-");
}
