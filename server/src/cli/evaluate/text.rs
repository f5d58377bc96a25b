//! Statements as closed, in words: what a clerk or an employee reads.

use std::collections::BTreeSet;

use shared::books::{Books, Id};
use shared::engine::{Adjusted, close_all};
use shared::trail_text::{Language, Title, text};

use super::{BadInput, EvaluateArgs, refused};
use crate::workers::Threads;

/// Between two statements; a page break is what printers and pagers make of it.
const BETWEEN: &str = "\n\n";

/// Each asked-for statement, by month, then by employee.
pub(super) fn statements(
    books: &Books,
    args: &EvaluateArgs,
    language: Language,
    threads: &Threads,
) -> anyhow::Result<String> {
    if let Some(employee) = &args.employee
        && !books.people.iter().any(|person| person.id.as_str() == employee)
    {
        return Err(BadInput::one(format!("--employee: there is no {employee:?} among the people of the books")));
    }
    if let Some(month) = args.month
        && !books.periods.contains(&month)
    {
        return Err(BadInput::one(format!("--month: {month} is none of the periods of the books")));
    }
    let (closed, _) = close_all(books, threads).map_err(refused)?;
    let mut texts = Vec::new();
    for (month, closed) in closed.iter().filter(|(month, _)| args.month.is_none_or(|wanted| wanted == *month)) {
        let stated = closed.results.iter().filter(|(_, result)| result.explained.is_some()).map(|(id, _)| id);
        let adjusted = closed.adjustments.iter().map(|one| &one.adjustment.employee);
        let people: BTreeSet<&Id> = stated.chain(adjusted).collect();
        for id in people.into_iter().filter(|id| args.employee.as_deref().is_none_or(|wanted| wanted == id.as_str())) {
            let explained = closed.results.get(id).and_then(|result| result.explained.as_ref());
            let own: Vec<&Adjusted> = closed.adjustments.iter().filter(|one| one.adjustment.employee == *id).collect();
            texts.push(text(&Title::new(books, id, *month), explained, &own, language));
        }
    }
    Ok(texts.join(BETWEEN))
}
