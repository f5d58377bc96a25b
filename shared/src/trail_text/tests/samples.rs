//! Nodes of every kind, as the engine makes them, with the key of their line.

use super::node;
use crate::engine::{Node, Value, What};
use crate::num::{Decimal, Exact};

fn money(text: &str) -> Value {
    let mut amount: Decimal = text.parse().unwrap();
    amount.rescale(2);
    Value::Money(amount)
}

fn number(text: &str) -> Value {
    Value::Number(Exact::from(text.parse::<Decimal>().unwrap()))
}

const BONUS: (&str, &str) = ("bonus", "excess");

/// The metric an indicator or bonus was measured by.
fn metric(id: &str, value: Value) -> Node {
    let mut metric = node(What::Metric, value, &[("metric", id)]);
    metric.facts = vec!["V1".into(), "V2".into()];
    metric
}

/// Each way a kind can read.
pub(super) fn of(what: What) -> Vec<(Node, &'static str)> {
    let one = |value: Value, args: &[(&'static str, &str)], key: &'static str| vec![(node(what, value, args), key)];
    let both = |key: &'static str, nodes: [(Value, &[(&'static str, &str)]); 2]| {
        nodes.into_iter().map(|(value, args)| (node(what, value, args), key)).collect()
    };
    match what {
        What::BaseWage => {
            let mut wage = node(what, money("3521.74"), &[]);
            wage.exact = Some(Exact::from("3521.739130434783".parse::<Decimal>().unwrap()));
            wage.parts = of(What::WageDays).into_iter().chain(of(What::WageDays)).map(|(node, _)| node).collect();
            vec![(wage, "base")]
        }
        What::WageDays => one(number("100"), &[("wage", "3000"), ("days", "20"), ("working_days", "23")], ""),
        What::FloatingWage => {
            let args = |score| [("base", "2000"), ("score", score), ("sum", "240"), ("count", "3"), ("cap", "1")];
            both("floating", [(money("200"), &args("88")), (money("2000"), &args("200"))])
        }
        What::VolumeBonus | What::PriceBonus => one(money("12.50"), &[BONUS], "accrual volume"),
        What::VolumeProduct => {
            let args =
                [("product", "P1"), ("quantity", "11.5"), ("target", "10"), ("attainment", "1.15"), ("rate", "20")];
            one(number("230"), &args, "")
        }
        What::PriceLine => {
            let args = |fx| {
                let mut args = vec![("contract", "K1"), ("line", "L1"), ("price", "100"), ("guide_price", "90")];
                args.extend([("fx", fx), ("quantity", "2"), ("share", "0.05"), ("percent", "30")]);
                args
            };
            both("", [(number("0.3"), &args("1")), (number("2.1"), &args("7"))])
        }
        What::CollectionBonus => {
            one(money("-1000"), &[("base", "2000"), ("coefficient", "-0.5"), ("rate", "0.031"), BONUS], "")
        }
        What::BadDebtBonus => {
            one(money("300"), &[("allowance", "3000"), ("bad_debt", "0"), ("share", "0.1"), BONUS], "")
        }
        What::PerformanceBonus => {
            let args = [("base", "3000"), ("coefficient", "1.2"), ("attainment", "1.05"), ("target", "98000"), BONUS];
            let mut bonus = node(what, money("3600"), &args);
            bonus.parts = vec![metric("collected_amount", number("102900"))];
            vec![(bonus, "accrual performance")]
        }
        What::PoolBonus => {
            one(money("5000"), &[("pool", "10000"), ("weight", "1.5"), ("score", "80"), ("sum", "240"), BONUS], "")
        }
        What::FixedBonus => {
            let scored = [("amount", "3000"), ("coefficient", "0.8"), ("score", "72"), BONUS];
            both("", [(money("3000"), &[("amount", "3000"), ("coefficient", "1")]), (money("2400"), &scored)])
        }
        What::AppraisalBonus => {
            one(money("2400"), &[("amount", "3000"), ("coefficient", "0.8"), ("score", "72"), BONUS], "")
        }
        What::ExcessBonus => one(money("50"), &[("actual", "15000"), ("target", "10000"), ("rate", "0.01"), BONUS], ""),
        What::BonusPaid => {
            let args = |before, cycle| [BONUS, ("cycle", cycle), ("before", before), ("month", "80")];
            both("bonus excess", [(money("300"), &args("220", "2026-Q1")), (money("80"), &args("0", "2026-Q1"))])
        }
        What::Special => one(money("500"), &[("special", "A1"), ("date", "2026-03-04"), ("amount", "500")], ""),
        What::CommissionOpportunity => {
            let args = [("collection", "M1"), ("contract", "K1"), ("part", "7000"), ("rate", "0.03")];
            one(money("210"), &args, "commission M1 opportunity")
        }
        What::CommissionLine => {
            let args = [("collection", "M1"), ("contract", "K1"), ("line", "L1"), ("part", "7000"), ("rate", "0.03")];
            one(money("210"), &args, "commission M1 line L1")
        }
        What::CommissionTier => {
            let args = [("version", "2026-01-01"), ("tier", "2"), ("from", "20000"), ("inside", "30000")];
            let open = [&args[..], &[("rate", "0.05")]].concat();
            let closed = [&open[..], &[("to", "50000")]].concat();
            both("commission plan 2026-01-01 tier 2", [(money("1500"), &open), (money("1500"), &closed)])
        }
        What::CommissionRetroactive => {
            let args = |before| {
                let mut args = vec![("version", "2026-01-01+T1"), ("window", "2026-Q1"), ("rate", "0.07")];
                args.extend([("rate_before", "0.03"), ("held", "600000"), ("held_before", before)]);
                args
            };
            let key = "commission plan 2026-01-01+T1";
            both(key, [(money("42000"), &args("0")), (money("39000"), &args("100000"))])
        }
        What::Collection => one(number("5500"), &[("collection", "M1"), ("day", "2026-03-04"), ("part", "5500")], ""),
        What::Clawback => {
            let args = [("refund", "R1"), ("collection", "M1"), ("part", "2500"), ("rate", "0.0366666666666666666")];
            let keys = ["clawback R1 plan", "clawback R1 opportunity", "clawback R1 line L1"];
            keys.into_iter().map(|key| (node(what, money("-91.67"), &args), key)).collect()
        }
        What::Cap => {
            let args = |left| [("cap", "5000"), ("commission", "6000"), ("over_cap", "300"), ("left", left)];
            both("cap", [(money("-1000"), &args("1300")), (money("300"), &args("0"))])
        }
        What::Floor => one(money("500"), &[("floor", "2000"), ("commission", "1500")], "floor"),
        What::Hold => {
            let args = |factor| {
                let mut args = vec![("collection", "M1"), ("share", "0.2"), ("threshold", "0.8")];
                args.extend([("commission", "1550"), ("factor", factor)]);
                args
            };
            both("hold M1", [(money("-310"), &args("1")), (money("-155"), &args("0.5"))])
        }
        What::HoldClawback => {
            let args =
                |held| [("refund", "R1"), ("collection", "M1"), ("held", held), ("share", "0.2"), ("clawback", "75")];
            both("hold clawback R1", [(money("15"), &args("100")), (money("10"), &args("10"))])
        }
        What::Release => one(money("310"), &[("contract", "K1"), ("threshold", "0.8")], "release K1"),
        What::Draw => {
            let args = |earned| [("draw", "2000"), ("earned", earned), ("owed", "125"), ("owes", "0")];
            both("draw", [(money("500"), &args("1500")), (money("-125"), &args("3000"))])
        }
        What::Deduction => {
            let args = |room| {
                let mut args = vec![("penalty", "Q1"), ("date", "2026-03-04"), ("open", "100"), ("room", room)];
                args.extend([("wage", "5000"), ("limit", "0.2"), ("minimum_wage", "2000")]);
                args
            };
            both("deduction Q1", [(money("-100"), &args("1000")), (money("-50"), &args("50"))])
        }
        What::GapDeduction => {
            let args = |room| {
                let mut args = vec![("penalty", "contact_gap 2026-03"), ("open", "100"), ("room", room)];
                args.extend([("wage", "5000"), ("limit", "0.2"), ("minimum_wage", "2000")]);
                args
            };
            both("deduction contact_gap 2026-03", [(money("-100"), &args("1000")), (money("-50"), &args("50"))])
        }
        What::NegativeCarried => {
            vec![(node(what, money("10"), &[]), "balance before"), (node(what, money("10"), &[]), "balance after")]
        }
        What::TotalScore => {
            let mut total = node(what, number("85.5"), &[("template", "T1"), ("name", ""), ("period", "2026-03")]);
            total.parts = of(What::DimensionScore).into_iter().map(|(node, _)| node).collect();
            let mut none = node(what, Value::None, &[("template", "T1"), ("name", "外勤"), ("period", "2026-03")]);
            let part = [("dimension", "d1"), ("name", ""), ("weight", "100")];
            none.parts.push(node(What::DimensionScore, Value::None, &part));
            vec![(total, ""), (none, "")]
        }
        What::DimensionScore => {
            let args = |weight| [("dimension", "d1"), ("name", "業績"), ("weight", weight)];
            let mut vetoed = node(what, number("0"), &args("60"));
            vetoed.parts = of(What::Vetoed).into_iter().map(|(node, _)| node).collect();
            vec![(node(what, number("87.5"), &args("40")), ""), (vetoed, ""), (node(what, Value::None, &args("0")), "")]
        }
        What::Vetoed => {
            let mut veto = node(what, number("0"), &[]);
            veto.facts.push("Z1".into());
            vec![(veto, "")]
        }
        What::LinearScore => {
            let named = [("indicator", "i1"), ("name", ""), ("weight", "50"), ("full", "100"), ("floor", "0")];
            let found = [("cap", "1"), ("actual", "120000"), ("target", "100000"), ("attainment", "1.2")];
            let mut limited = node(what, number("100"), &[&named[..], &found[..]].concat());
            limited.parts.push(metric("contract_amount", number("120000")));
            let mut none = node(what, Value::None, &[&named[..], &[("cap", "1")]].concat());
            none.parts.push(metric("collection_rate", Value::None));
            vec![(limited, ""), (none, "")]
        }
        What::StepsScore => {
            // Of the company's plan: its bands are told.
            let named = [("indicator", "i41-026"), ("name", ""), ("weight", "25")];
            let of = [("actual", "0.3"), ("target", "0.5"), ("of", "0.6")];
            let value = [("indicator", "i42-003"), ("name", "推進"), ("weight", "40"), ("actual", "2"), ("of", "2")];
            both("", [(number("40"), &[&named[..], &of[..]].concat()), (number("100"), &value)])
        }
        What::DeductScore => {
            let args = |events| {
                let mut args = vec![("indicator", "i1"), ("name", ""), ("weight", "50"), ("event", "complaint")];
                args.extend([("events", events), ("full", "100"), ("per", "40"), ("floor", "60")]);
                args
            };
            both("", [(number("60"), &args("1")), (number("60"), &args("2"))])
        }
        What::BonusScore => {
            let args = |events| {
                let mut args = vec![("indicator", "i1"), ("name", ""), ("weight", "50"), ("event", "great help")];
                args.extend([("events", events), ("start", "60"), ("per", "20"), ("cap", "100")]);
                args
            };
            both("", [(number("80"), &args("1")), (number("100"), &args("5"))])
        }
        What::RatedScore => {
            let args = [("indicator", "i1"), ("name", ""), ("weight", "50")];
            let mut rated = node(what, number("87.4875"), &args);
            rated.parts = of(What::Raters).into_iter().map(|(node, _)| node).collect();
            vec![(rated, ""), (node(what, Value::None, &args), "")]
        }
        What::FormulaScore => {
            let args = [("indicator", "i1"), ("name", ""), ("weight", "50"), ("formula", "visits * 2")];
            one(number("24"), &args, "")
        }
        What::Raters => {
            let args = [("kind", "superior"), ("weight", "50"), ("sum", "170"), ("count", "2")];
            let none = [("kind", "somebody else"), ("weight", "50")];
            both("", [(number("85"), &args), (Value::None, &none)])
        }
        What::Metric => {
            let input = |name, value| node(What::Input, number(value), &[("name", name)]);
            let mut ratio = metric("retention", number("0.5"));
            ratio.parts = vec![input("retained", "2"), input("before", "4")];
            vec![(ratio, ""), (metric("visits", number("12")), "")]
        }
        What::Input => one(number("12"), &[("name", "working_days")], ""),
        What::Target => both("", [(number("12"), &[("metric", "visits")]), (Value::None, &[("metric", "retention")])]),
        What::Adjustment => {
            let args = [("period", "2026-02"), ("key", "base"), ("was", "1"), ("is", "2"), ("line", "基礎工資")];
            one(money("1"), &args, "")
        }
    }
}
