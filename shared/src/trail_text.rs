//! Statements and their explanation as text for people (PAY-7): each amount with its formula, the numbers in place, what
//! the rounding did, the rule, and the facts it came from.
//!
//! The texts stand in `shared/i18n`, one file for each language; a key is `trail-` and the name of the [`What`].

mod args;
mod derived;
mod formula;
mod key;
mod language;
mod metric;
mod note;
mod number;
mod page;
mod sheet;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use crate::books::plan::Plan;
use crate::books::{Books, Id};
use crate::engine::{Adjusted, Explained, Explanation, Section};
use crate::num::Currency;
use crate::period::Month;

pub use language::{Language, UnknownLanguage};
pub use words::Words;

use language::Texts;
use page::Page;

/// Whose statement of which month it is.
#[derive(Debug, Clone, Copy)]
pub struct Title<'a> {
    pub employee: &'a Id,
    pub month: Month,
    pub currency: Currency,
    /// Decimals of the currency.
    pub minor: u32,
    /// Under which it was computed.
    pub plan: &'a Plan,
}

impl<'a> Title<'a> {
    #[must_use]
    pub const fn new(books: &'a Books, employee: &'a Id, month: Month) -> Self {
        Self { employee, month, currency: books.company.currency, minor: books.company.minor, plan: &books.plan }
    }
}

/// A statement with its explanation, then the adjustments of earlier months that its close brought the same person.
#[must_use]
pub fn text(title: &Title<'_>, explained: Option<&Explained>, adjusted: &[&Adjusted], language: Language) -> String {
    let mut page = Page::default();
    sheet::sheet(&View::new(title.plan, title.minor, language), title, explained, adjusted, &mut page);
    page.done()
}

/// A line's key in words, as `commission plan 2026-01-01 tier 2`.
#[must_use]
pub fn label(line: &str, plan: &Plan, language: Language) -> String {
    key::label(&View::new(plan, 0, language), line)
}

/// A note of a statement in words; one that is not known stays as it is.
#[must_use]
pub fn note(note: &str, plan: &Plan, language: Language) -> String {
    note::note(&View::new(plan, 0, language), note)
}

/// A flag of a statement in words, with what the law asks for before anything follows from it (RES-2).
#[must_use]
pub fn flag(flag: &str, language: Language) -> String {
    note::flag(Texts::of(language), flag)
}

/// Why a statement could not be made, in words.
#[must_use]
pub fn stopped(reason: &str, language: Language) -> String {
    note::stopped(Texts::of(language), reason)
}

/// The heading of a section.
#[must_use]
pub fn section(section: Section, language: Language) -> String {
    Texts::of(language).say(sheet::section_key(section), &[])
}

/// A metric by its name in plans and targets; one that only a plan knows has the plan's name for it.
#[must_use]
pub fn metric(name: &str, plan: Option<&Plan>, language: Language) -> String {
    match plan {
        Some(plan) => View::new(plan, 0, language).metric_name(name),
        None => metric::name(Texts::of(language), name).unwrap_or_else(|| name.to_owned()),
    }
}

/// An amount and what it is made of, to open piece by piece. `key` is the line's, empty below a line.
#[must_use]
pub fn words(node: &Explanation, key: &str, plan: &Plan, minor: u32, language: Language) -> Words {
    words::words(&View::new(plan, minor, language), &node.node(), key, words::Place::default())
}

/// An adjustment: its line in words and why it is another now.
#[must_use]
pub fn adjusted(node: &Explanation, plan: &Plan, minor: u32, language: Language) -> Words {
    let view = View::new(plan, minor, language);
    let line = node.args.get("key").map(|key| key::label(&view, key)).unwrap_or_default();
    words::adjusted(&view, &node.node(), &line)
}

/// What texts are made with.
#[derive(Clone, Copy)]
struct View<'a> {
    language: Language,
    texts: &'static Texts,
    plan: &'a Plan,
    minor: u32,
}

impl<'a> View<'a> {
    fn new(plan: &'a Plan, minor: u32, language: Language) -> Self {
        Self { language, texts: Texts::of(language), plan, minor }
    }

    /// What the plan calls a part of it.
    fn named(&self, id: &str) -> Option<&'a str> {
        self.plan.name_of(id, self.language.tag())
    }

    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.texts.say(key, args)
    }
}
