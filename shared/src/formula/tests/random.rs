//! Formulas nobody would write, and any text at all.

use proptest::prelude::*;

use super::*;

/// Text of a well-typed number.
fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0u32..1000, 0u32..100).prop_map(|(whole, part)| format!("{whole}.{part:02}")),
        (0u32..10).prop_map(|whole| whole.to_string()),
        prop::sample::select(vec!["visits", "collected_amount", "coverage[\"A\"]", "nothing"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(6, 60, 3, |inner| {
        let condition = condition(inner.clone());
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/"]), inner.clone())
                .prop_map(|(a, sign, b)| format!("({a}{sign}{b})")),
            (inner.clone(), prop::sample::select(vec!["+", "-"]), inner.clone())
                .prop_map(|(a, sign, b)| format!("{a} {sign} ({b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (prop::sample::select(vec!["min", "max"]), inner.clone(), inner.clone())
                .prop_map(|(name, a, b)| format!("{name}({a}, {b})")),
            (prop::sample::select(vec!["abs", "floor", "ceil", "round"]), inner.clone())
                .prop_map(|(name, a)| format!("{name}({a})")),
            (inner.clone(), 0u32..=12).prop_map(|(a, places)| format!("round({a}, {places})")),
            (condition, inner.clone(), inner).prop_map(|(c, a, b)| format!("({c} ? {a} : {b})")),
        ]
    })
}

fn condition(number: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = String> {
    let leaf = (number.clone(), prop::sample::select(vec!["<", "<=", "==", "!=", ">", ">="]), number)
        .prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})"));
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["and", "or"]), inner.clone())
                .prop_map(|(a, word, b)| format!("({a}) {word} ({b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

/// Pieces of formulas in any order.
fn shuffled() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "[",
        "]",
        "?",
        ":",
        ",",
        "+",
        "-",
        "*",
        "/",
        "<",
        ">=",
        "==",
        "=",
        "!",
        "and",
        "or",
        "not",
        "min(",
        "round(",
        "abs(",
        "visits",
        "coverage",
        "\"A\"",
        "'",
        "\"",
        "1",
        "0.5",
        "9999999999999999999",
        "^",
        "回",
        " ",
        "\n",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..200).prop_map(|pieces| pieces.concat())
}

/// Read and evaluated without a panic; the work of both is bounded by what the formula may hold, and a test that takes too
/// long is ended by the runner.
fn looked_at(text: &str) {
    if let Ok(formula) = Formula::parse(text, &known) {
        drop(formula.value(&of));
        drop(formula.to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        looked_at(&text);
    }

    #[test]
    fn any_pieces_are_read_or_refused_at_a_place_in_the_text(text in shuffled()) {
        looked_at(&text);
        if let Err(err) = Formula::parse(&text, &known) {
            prop_assert!((1..=text.chars().count() + 1).contains(&err.at), "{}", err);
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same_formula(text in number()) {
        let formula = match Formula::parse(&text, &known) {
            Ok(formula) => formula,
            Err(err) => {
                prop_assert!(matches!(err.fault, Fault::TooLong | Fault::TooDeep | Fault::TooManyParts), "{text}: {err}");
                return Ok(());
            }
        };
        let written = formula.to_string();
        let again = Formula::parse(&written, &known);
        prop_assert!(again.is_ok(), "{} → {} → {:?}", text, written, again);
        let again = again.unwrap();
        prop_assert_eq!(again.to_string(), written);
        let (value, same) = (formula.value(&of), again.value(&of));
        prop_assert_eq!(value.map_err(|err| err.fault), same.map_err(|err| err.fault));
    }
}
