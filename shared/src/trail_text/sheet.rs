//! The whole sheet: what is paid by section, each line explained, the score, what is carried on.

use super::args::lent;
use super::page::Page;
use super::{Title, View, key, note, number, tree};
use crate::engine::{Adjusted, Explained, Line, Node, Section, Statement};
use crate::num::Decimal;

/// The sections of a sheet, in their order; accruals stand with the bonuses they will be.
const SECTIONS: [Section; 8] = [
    Section::Base,
    Section::Floating,
    Section::Bonus,
    Section::Special,
    Section::Commission,
    Section::Draw,
    Section::Deduction,
    Section::Balance,
];

pub(super) const fn section_key(section: Section) -> &'static str {
    match section {
        Section::Base => "section-base",
        Section::Floating => "section-floating",
        Section::Accrual | Section::Bonus => "section-bonus",
        Section::Special => "section-special",
        Section::Commission => "section-commission",
        Section::Draw => "section-draw",
        Section::Deduction => "section-deduction",
        Section::Balance => "section-balance",
    }
}

pub(super) fn sheet(
    view: &View<'_>,
    title: &Title<'_>,
    explained: Option<&Explained>,
    adjusted: &[&Adjusted],
    page: &mut Page,
) {
    head(view, title, page);
    match explained {
        None => page.line(0, &view.say("text-no-statement", &[])),
        Some(explained) => statement(view, explained, page),
    }
    if !adjusted.is_empty() {
        adjustments(view, explained.map(|explained| &explained.statement), adjusted, page);
    }
}

fn head(view: &View<'_>, title: &Title<'_>, page: &mut Page) {
    let (month, currency) = (title.month.to_string(), title.currency.to_string());
    let args = [("month", month.as_str()), ("employee", title.employee.as_str()), ("currency", &currency)];
    page.line(0, &view.say("text-statement", &args));
    let names = [view.named(&title.plan.id).unwrap_or_default(), &title.plan.name, &title.plan.id];
    if let Some(name) = names.into_iter().find(|name| !name.is_empty()) {
        let version = title.plan.version.to_string();
        page.line(0, &view.say("text-plan", &[("name", name), ("version", &version)]));
    }
    page.rule();
}

fn statement(view: &View<'_>, explained: &Explained, page: &mut Page) {
    let statement = &explained.statement;
    if statement.stopped.is_none() {
        page.row(0, &view.say("text-total", &[]), &number::money(statement.total));
    }
    for one in &statement.notes {
        page.line(0, &format!("· {}", note::note(view, one)));
    }
    for one in &statement.flags {
        page.line(0, &format!("! {}", note::flag(view.texts, one)));
    }
    for section in SECTIONS {
        let lines: Vec<(&Line, &Node)> = statement
            .lines
            .iter()
            .zip(&explained.trail)
            .filter(|(line, _)| section_key(line.section) == section_key(section))
            .collect();
        section_of(view, section, &lines, statement, page);
    }
    score(view, explained, page);
    balances(view, statement, page);
}

fn section_of(view: &View<'_>, section: Section, lines: &[(&Line, &Node)], statement: &Statement, page: &mut Page) {
    if lines.is_empty() {
        return;
    }
    page.gap();
    let name = view.say(section_key(section), &[]);
    let alone = matches!(lines, [(line, node)] if line.paid && key::line_label(view, line, node) == name);
    let level = if alone { 0 } else { 1 };
    if !alone {
        let paid: Decimal = lines.iter().filter(|(line, _)| line.paid).map(|(line, _)| line.amount).sum();
        page.row(0, &name, &number::money(with_scale(paid, statement.total.scale())));
    }
    for (line, node) in lines {
        page.row(level, &key::line_label(view, line, node), &number::money(line.amount));
        tree::explain(view, node, level + 1, statement.ties.contains(&line.key), page);
    }
}

fn with_scale(mut amount: Decimal, scale: u32) -> Decimal {
    amount.rescale(scale);
    amount
}

fn score(view: &View<'_>, explained: &Explained, page: &mut Page) {
    let Some(node) = &explained.score else { return };
    page.gap();
    tree::head(view, node, page);
    let statement = &explained.statement;
    let mut grades = Vec::new();
    grades.extend(statement.grade.as_ref().map(|grade| view.say("text-grade", &[("grade", grade.as_str())])));
    let forced = statement.forced_grade.as_ref();
    grades.extend(forced.map(|grade| view.say("text-forced-grade", &[("grade", grade.as_str())])));
    if !grades.is_empty() {
        page.line(1, &grades.join(&view.say("text-sentence-separator", &[])));
    }
    tree::explain(view, node, 1, false, page);
}

/// What goes on to the next month.
fn balances(view: &View<'_>, statement: &Statement, page: &mut Page) {
    let mut rows = vec![
        (view.say("text-accrued", &[]), statement.accrued),
        (view.say("text-owed", &[]), statement.owed),
        (view.say("text-over-cap", &[]), statement.over_cap.unwrap_or_default()),
    ];
    for (id, amount) in &statement.carried {
        let name = key::label(view, &format!("deduction {id}"));
        rows.push((view.say("text-carried", &[("line", &name)]), *amount));
    }
    for (id, amount) in statement.held.iter().flatten() {
        rows.push((view.say("text-held", &[("id", id.as_str())]), *amount));
    }
    rows.retain(|(_, amount)| !amount.is_zero());
    if rows.is_empty() {
        return;
    }
    page.gap();
    page.line(0, &view.say("text-balances", &[]));
    for (name, amount) in rows {
        page.row(1, &name, &number::money(amount));
    }
}

/// What late facts changed in closed months.
fn adjustments(view: &View<'_>, statement: Option<&Statement>, adjusted: &[&Adjusted], page: &mut Page) {
    let sum: Decimal = adjusted.iter().map(|one| one.adjustment.difference).sum();
    page.gap();
    page.row(0, &view.say("text-adjustments", &[]), &number::difference(sum));
    for one in adjusted {
        let mut args = view.args(&one.node);
        args.push(("line", key::label(view, &one.adjustment.key)));
        let text = one.node.what.key();
        page.row(1, &view.say(&text, &lent(&args)), &number::difference(one.adjustment.difference));
        page.line(2, &view.texts.attribute(&text, "why", &lent(&args)).unwrap_or_default());
        tree::facts(view, &one.node, "text-late-facts", 2, page);
        let now = if one.node.parts.is_empty() { "text-adjustment-gone" } else { "text-adjustment-now" };
        page.line(2, &view.say(now, &[]));
        for part in &one.node.parts {
            tree::explain(view, part, 3, false, page);
        }
    }
    page.gap();
    let total = statement.map_or(sum, |statement| statement.total + sum);
    page.row(0, &view.say("text-payable", &[]), &number::money(total));
}
