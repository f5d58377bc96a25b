//! Statements in words: two of the public companies as a clerk reads them, and every other without a hole.

use proptest::prelude::*;
use serde_json::Value;
use shared::books::{Books, read};
use shared::engine::{Adjusted, InTurn, close_all};
use shared::trail_text::{Language, Title, flag, label, note, text};

fn company(case: u32) -> Books {
    let path = format!("{}/../tests/cases/public/books-{case}.json", env!("CARGO_MANIFEST_DIR"));
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    read(&document).unwrap()
}

/// Every closed statement with its adjustments, by month and employee.
fn texts(books: &Books, language: Language) -> Vec<((String, String), String)> {
    let (closed, _) = close_all(books, &InTurn).unwrap();
    let mut texts = Vec::new();
    for (month, closed) in &closed {
        for (id, result) in &closed.results {
            let own: Vec<&Adjusted> = closed.adjustments.iter().filter(|one| one.adjustment.employee == *id).collect();
            let text = text(&Title::new(books, id, *month), result.explained.as_ref(), &own, language);
            texts.push(((month.to_string(), id.to_string()), text));
        }
    }
    texts
}

fn statement(case: u32, month: &str, employee: &str, language: Language) -> String {
    let wanted = (month.to_owned(), employee.to_owned());
    texts(&company(case), language).into_iter().find(|(of, _)| *of == wanted).unwrap().1
}

#[test]
fn a_month_of_commission_with_what_is_held_back_and_a_veto() {
    for language in [Language::ZhCn, Language::En] {
        insta::assert_snapshot!(format!("held_{language}"), statement(500_023, "2028-01", "E55-002", language));
    }
}

#[test]
fn a_month_with_adjustments_of_earlier_ones() {
    for language in [Language::ZhCn, Language::En] {
        insta::assert_snapshot!(format!("adjusted_{language}"), statement(7, "2027-12", "E57-003", language));
    }
}

#[test]
fn no_statement_of_the_public_companies_has_a_hole_in_any_language() {
    for case in [7, 42, 77, 203, 500_007, 500_023] {
        let books = company(case);
        for language in Language::ALL {
            for (of, text) in texts(&books, language) {
                assert!(!text.contains(['{', '}', '⟨']), "{case} {language} {of:?}\n{text}");
                let note =
                    text.lines().find(|line| line.starts_with("· ") && line.is_ascii() && language != Language::En);
                assert_eq!(note, None, "{case} {of:?}: a note nobody put into words");
            }
        }
    }
}

proptest! {
    #[test]
    fn keys_notes_and_flags_nobody_foresaw_are_shown_and_break_nothing(
        head in "(commission|clawback|hold|bonus|deduction|balance|stopped:|floating:)?",
        rest in "[ a-zé零:{}$]{0,24}",
    ) {
        static BOOKS: std::sync::LazyLock<Books> = std::sync::LazyLock::new(|| company(7));
        let plan = &BOOKS.plan;
        let any = format!("{head} {rest}");
        for language in Language::ALL {
            prop_assert!(!label(&any, plan, language).contains('⟨'));
            prop_assert!(!note(&any, plan, language).contains('⟨'));
            prop_assert!(!flag(&any, language).contains('⟨'));
        }
    }
}
