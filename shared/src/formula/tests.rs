mod random;

use std::collections::BTreeMap;

use super::*;
use crate::num::decimal;

const METRICS: [(&str, &str); 6] = [
    ("visits", "40"),
    ("collected_amount", "90000.50"),
    ("contract_amount", "100000"),
    ("coverage:A", "0.8"),
    ("product_quantity:P\"1", "-3"),
    ("nothing", "0"),
];

/// `unanswered` is known, and has no value.
fn known(name: &str) -> bool {
    name == "unanswered" || METRICS.iter().any(|(known, _)| *known == name)
}

fn of(name: &str) -> Option<Exact> {
    METRICS.iter().find(|(known, _)| *known == name).map(|(_, value)| decimal(value).unwrap().into())
}

fn computed(text: &str) -> Result<String, FormulaError> {
    Formula::parse(text, &known)?.value(&of).map(|value| value.to_string())
}

fn fault(text: &str) -> (usize, Fault) {
    let FormulaError { at, fault } = computed(text).unwrap_err();
    (at, fault)
}

#[test]
fn formulas_have_the_value_they_say() {
    for (text, want) in [
        ("1", "1"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3 * 3", "1"),
        ("2 + 3 * 4 - 6 / 2", "11"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("(2 + 3) * 4", "20"),
        ("10 - (4 - 3)", "9"),
        ("12 / (2 * 3)", "2"),
        ("-2 * -3", "6"),
        ("--2", "2"),
        ("2 - -2", "4"),
        ("-(2 + 3)", "-5"),
        ("visits*2", "80"),
        ("collected_amount / contract_amount", "0.900005"),
        ("coverage[\"A\"] * 100", "80"),
        ("coverage['A']*100", "80"),
        ("product_quantity['P\"1']", "-3"),
        ("visits > 30 ? 1 : 2", "1"),
        ("visits >= 40 and coverage[\"A\"] < 0.8 ? 1 : 2", "2"),
        ("visits > 40 or coverage[\"A\"] <= 0.8 ? 1 : 2", "1"),
        ("not visits > 40 ? 1 : 2", "1"),
        ("not (visits == 40 and nothing != 0) ? 1 : 2", "1"),
        ("1 > 2 or 2 > 1 and 3 > 4 ? 1 : 2", "2"),
        ("visits < 10 ? 1 : visits < 50 ? 2 : 3", "2"),
        ("visits > 10 ? visits > 50 ? 1 : 2 : 3", "2"),
        ("1 + (1 > 2 ? 1 : 2)", "3"),
        ("1 > 2 ? 1 : 2 + 1", "3"),
        ("min(3, 1, 2)", "1"),
        ("max(3, visits / 3, 2) * 3", "40"),
        ("abs(product_quantity['P\"1'])", "3"),
        ("floor(2.7)", "2"),
        ("floor(-2.1)", "-3"),
        ("ceil(2.1)", "3"),
        ("ceil(-2.7)", "-2"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2 / 3, 4)", "0.6667"),
        ("round(10.005, 2)", "10.01"),
        ("min(100, 60 + visits * 0.5)", "80"),
        ("\n visits\t/ 8 ", "5"),
    ] {
        assert_eq!(computed(text).as_deref(), Ok(want), "{text}");
    }
}

#[test]
fn what_is_not_needed_is_not_asked() {
    for text in [
        "nothing == 0 ? 7 : 1 / nothing",
        "nothing != 0 ? unanswered : 7",
        "nothing == 0 or unanswered > 1 ? 7 : 0",
        "nothing != 0 and unanswered > 1 ? 0 : 7",
    ] {
        assert_eq!(computed(text).as_deref(), Ok("7"), "{text}");
    }
}

#[test]
fn what_is_not_in_the_list_is_refused_with_its_place() {
    for (text, at, what) in [
        ("visits ^ 2", 8, "`^` is not allowed in a formula"),
        ("rand(100)", 1, "`rand` is not allowed in a formula"),
        ("1 + now()", 5, "`now` is not allowed in a formula"),
        ("visits % 2", 8, "`%` is not allowed in a formula"),
        ("1 × 2", 3, "`×` is not allowed in a formula: write `*`"),
        ("visits = 40 ? 1 : 2", 8, "`=` is not allowed in a formula: write `==`"),
        ("visits && 1", 8, "`&&` is not allowed in a formula: write `and`"),
        ("!1", 1, "`!` is not allowed in a formula: write `not`"),
        ("visits.len", 7, "`.` is not allowed in a formula"),
        ("{a: 1}", 1, "`{` is not allowed in a formula"),
        ("回款 + 1", 1, "there is no metric 回款"),
        ("1 + 回（", 6, "`（` is not allowed in a formula"),
        ("`visits`", 1, "``` is not allowed in a formula"),
        ("[1, 2]", 1, "a number, a metric or `(` is expected here, not `[`"),
        ("\"visits\"", 1, "a number, a metric or `(` is expected here, not a text"),
        ("visits[1]", 8, "a parameter in quotes is expected here, not `1`"),
        ("visits['A", 8, "the quotation has no end"),
        ("visits['A'", 11, "`]` is expected here, not the end"),
        ("visit + 1", 1, "there is no metric visit"),
        ("1 + visits[\"A\"]", 5, "there is no metric visits:A"),
        ("true", 1, "there is no metric true"),
        ("1e5", 1, "1e5 is no decimal number of at most 28 digits"),
        ("1_000", 1, "1_000 is no decimal number of at most 28 digits"),
        ("2 * 1.", 5, "1. is no decimal number of at most 28 digits"),
        (".5", 1, "`.` is not allowed in a formula"),
        (
            "0.12345678901234567890123456789",
            1,
            "0.12345678901234567890123456789 is no decimal number of at most 28 digits",
        ),
        ("", 1, "the formula is empty"),
        (" \n", 1, "the formula is empty"),
        ("1 +", 4, "a number, a metric or `(` is expected here, not the end"),
        ("1 2", 3, "an operator or the end is expected here, not `2`"),
        ("(1", 3, "`)` is expected here, not the end"),
        ("1)", 2, "an operator or the end is expected here, not `)`"),
        ("1 > 2 ? 3", 10, "`:` is expected here, not the end"),
        ("1 ? 2 : 3", 1, "a condition is expected here, not a number"),
        ("1 > 2", 1, "a number is expected here, not a condition"),
        ("3 + (1 > 2)", 5, "a number is expected here, not a condition"),
        ("1 < 2 < 3 ? 1 : 2", 1, "a number is expected here, not a condition"),
        ("not visits ? 1 : 2", 5, "a condition is expected here, not a number"),
        ("1 > 2 or 3 ? 1 : 2", 10, "a condition is expected here, not a number"),
        ("min(1 > 2, 3)", 5, "a number is expected here, not a condition"),
        ("min(1)", 1, "`min` takes two numbers or more"),
        ("abs(1, 2)", 1, "`abs` takes one number"),
        ("abs()", 5, "a number, a metric or `(` is expected here, not `)`"),
        ("min + 1", 5, "`(` is expected here, not `+`"),
        ("round(1, 13)", 10, "`round` takes a number and, written out, how many decimals: 0 to 12"),
        ("round(1, visits)", 10, "`round` takes a number and, written out, how many decimals: 0 to 12"),
    ] {
        let err = Formula::parse(text, &known).unwrap_err();
        assert_eq!(err.to_string(), format!("at character {at}: {what}"), "{text}");
    }
}

#[test]
fn what_has_no_value_is_an_error_with_its_place() {
    for (text, at, want) in [
        ("1 + unanswered", 5, Fault::NoValue("unanswered".into())),
        ("1 + visits / (nothing * 2)", 12, Fault::DivisionByZero),
        ("1 / 0", 3, Fault::DivisionByZero),
        ("2 * 79228162514264337593543950335 - round(79228162514264337593543950335 * 2)", 37, Fault::TooLarge),
        ("floor(79228162514264337593543950335 * 79228162514264337593543950335)", 1, Fault::TooLarge),
    ] {
        assert_eq!(fault(text), (at, want), "{text}");
    }
}

#[test]
fn size_is_limited_at_the_edge() {
    let sum = |parts: usize| vec!["1"; parts].join("+");
    let deep = |levels: usize| format!("{}1{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(computed(&format!("{:>1$}", 7, MAX_CHARACTERS)).as_deref(), Ok("7"));
    assert_eq!(fault(&format!("{:>1$}", 7, MAX_CHARACTERS + 1)), (MAX_CHARACTERS + 1, Fault::TooLong));
    assert_eq!(fault(&"回".repeat(MAX_CHARACTERS + 1)), (MAX_CHARACTERS + 1, Fault::TooLong));
    assert_eq!(computed(&sum(250)).as_deref(), Ok("250"));
    assert_eq!(fault(&sum(251)), (MAX_PARTS + 1, Fault::TooManyParts));
    assert_eq!(computed(&deep(MAX_LEVELS)).as_deref(), Ok("1"));
    assert_eq!(fault(&deep(MAX_LEVELS + 1)), (MAX_LEVELS + 1, Fault::TooDeep));
    assert_eq!(fault(&"-".repeat(1000)), (MAX_LEVELS + 1, Fault::TooDeep));
    assert_eq!(fault(&"abs(".repeat(250)), (MAX_LEVELS * 4 + 1, Fault::TooDeep));
    assert_eq!(fault(&"1>2?1:".repeat(150)).1, Fault::TooDeep);
}

/// As tall a tree as the limits leave.
#[test]
fn the_deepest_formula_is_no_danger_to_the_stack() {
    let deep = (0..MAX_LEVELS / 3).fold("1".to_owned(), |inner, _| format!("1-2*(not(1>2 or 1>{inner})and 1>2?1:2)"));
    let formula = Formula::parse(&deep, &known).unwrap();
    let small_stack = std::thread::Builder::new().stack_size(1024 * 1024);
    let thread = small_stack.spawn(move || {
        formula.value(&of).unwrap();
        let written = formula.to_string();
        assert_eq!(Formula::parse(&written, &known).unwrap().to_string(), written);
    });
    thread.unwrap().join().unwrap();
}

#[test]
fn numbers_that_grow_without_end_stop_the_formula() {
    let square = Formula::parse("nothing * nothing", &known).unwrap();
    let mut value: Exact = decimal("1234567.12345").unwrap().into();
    let mut rounds = 0;
    let err = loop {
        match square.value(&|_| Some(value.clone())) {
            Ok(next) => value = next,
            Err(err) => break err,
        }
        rounds += 1;
    };
    assert!(rounds > 3, "{rounds}");
    assert_eq!(err, FormulaError { at: 9, fault: Fault::TooLarge });
    // Not too large, but long: the sum of many of them would take its time.
    let sum = Formula::parse(&vec!["nothing"; 100].join("+"), &known).unwrap();
    assert_eq!(sum.value(&|_| Some(value.clone())).unwrap_err().fault, Fault::TooMuchWork);
}

#[test]
fn the_names_are_those_of_the_books() {
    let formula = Formula::parse("coverage[\"A\"] > 1 ? visits : max(visits, contract_amount)", &known).unwrap();
    assert_eq!(formula.names().into_iter().collect::<Vec<_>>(), ["contract_amount", "coverage:A", "visits"]);
}

#[test]
fn a_formula_is_written_with_the_parentheses_it_needs() {
    for (text, want) in [
        ("((1)+(2*3))", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("(1-2)-3", "1 - 2 - 3"),
        ("-(1+2)", "-(1 + 2)"),
        ("1.50 / (2/3)", "1.50 / (2 / 3)"),
        (
            "(1>2 or 2>3) and not (3>4 and 4>5) ? 1 : (2>3 ? 4 : 5)",
            "(1 > 2 or 2 > 3) and not (3 > 4 and 4 > 5) ? 1 : 2 > 3 ? 4 : 5",
        ),
        ("(1>2?3:4)+1", "(1 > 2 ? 3 : 4) + 1"),
        ("round(1,0)+round(2,3)", "round(1) + round(2, 3)"),
        ("coverage['A']-product_quantity['P\"1']", "coverage[\"A\"] - product_quantity['P\"1']"),
    ] {
        assert_eq!(Formula::parse(text, &known).unwrap().to_string(), want);
    }
}

fn formulas(list: &[(&str, &str)]) -> BTreeMap<String, Formula> {
    list.iter().map(|(name, text)| ((*name).to_owned(), Formula::parse(text, &|_| true).unwrap())).collect()
}

#[test]
fn a_formula_that_comes_back_to_itself_is_refused_with_the_ring() {
    for (list, at, ring) in [
        (&[("a", "1 + a")][..], 5, "a → a"),
        (&[("a", "b"), ("b", "2 * c"), ("c", "visits + b")], 5, "b → c → b"),
        (&[("a", "b - c"), ("b", "1"), ("c", "min(b, a)")], 5, "a → c → a"),
    ] {
        let err = check_cycles(&formulas(list)).unwrap_err();
        assert_eq!(err.to_string(), format!("at character {at}: the formula names itself: {ring}"));
    }
}

#[test]
fn formulas_come_after_those_they_name() {
    let list = formulas(&[("a", "c + d + visits"), ("b", "a"), ("c", "d"), ("d", "1"), ("e", "visits")]);
    assert_eq!(order(&list).unwrap(), ["d", "c", "a", "b", "e"]);
    // A long way down is no danger to the stack.
    let chain: BTreeMap<_, _> = (0..20_000)
        .map(|n| (format!("m{n:05}"), Formula::parse(&format!("m{:05}", n + 1), &|_| true).unwrap()))
        .collect();
    assert_eq!(order(&chain).unwrap().first(), Some(&"m19999"));
}
