use super::statement::{Line, Section};
use super::trail::{Node, What};
use super::{At, EngineError};
use crate::books::Id;
use crate::num::{Decimal, Exact, within_reason};

/// The rows of a statement as they come about. A row of nothing is no row.
#[derive(Debug)]
pub(super) struct Lines {
    pub rows: Vec<(Line, Node)>,
    pub notes: Vec<String>,
    pub ties: Vec<String>,
    minor: u32,
}

impl Lines {
    pub fn new(minor: u32) -> Self {
        Self { rows: Vec::new(), notes: Vec::new(), ties: Vec::new(), minor }
    }

    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn push(&mut self, section: Section, key: String, amount: Decimal, node: Node) {
        if !amount.is_zero() {
            let paid = section != Section::Accrual;
            self.rows.push((Line { section, key, amount, paid, names: Vec::new() }, node));
        }
    }

    fn round(&mut self, key: &str, exact: &Exact) -> Result<Decimal, EngineError> {
        let amount = exact.clone().bounded().and_then(|exact| exact.round(self.minor)).and_then(within_reason);
        let amount = amount.at(|| key.to_owned())?;
        if exact.is_tie(self.minor) {
            self.ties.push(key.to_owned());
        }
        Ok(amount)
    }

    /// A line whose exact value is rounded here, once (D-2).
    pub fn rounded(&mut self, section: Section, key: String, exact: &Exact, node: Node) -> Result<(), EngineError> {
        self.rounded_amount(section, key, exact, node).map(|_| ())
    }

    /// The same; its amount.
    pub fn rounded_amount(
        &mut self,
        section: Section,
        key: String,
        exact: &Exact,
        node: Node,
    ) -> Result<Decimal, EngineError> {
        let amount = self.round(&key, exact)?;
        self.push(section, key, amount, node.rounded(amount, exact));
        Ok(amount)
    }

    /// A line made of amounts that were rounded before.
    pub fn money(
        &mut self,
        section: Section,
        key: String,
        mut amount: Decimal,
        mut node: Node,
    ) -> Result<Decimal, EngineError> {
        let given = within_reason(amount).at(|| key.clone())?;
        amount.rescale(self.minor);
        if given != amount {
            let source = crate::num::NumError::FinerThanMinor(given, self.minor);
            return Err(EngineError::Num { place: key, source });
        }
        node.value = super::trail::Value::Money(amount);
        self.push(section, key, amount, node);
        Ok(amount)
    }

    /// Names what the last line is made of, if it is that line.
    pub fn name_last(&mut self, key: &str, names: Vec<Id>) {
        if let Some((line, _)) = self.rows.last_mut().filter(|(line, _)| line.key == key) {
            line.names = names;
        }
    }

    /// The paid lines of a section.
    pub fn sum(&self, section: Section) -> Decimal {
        self.rows.iter().filter(|(line, _)| line.section == section && line.paid).map(|(line, _)| line.amount).sum()
    }

    /// Everything paid so far.
    pub fn paid(&self) -> Decimal {
        self.rows.iter().filter(|(line, _)| line.paid).map(|(line, _)| line.amount).sum()
    }

    /// Base, floating, bonus and accrual, special, commission in the order of D-16, deduction; each then by key bytes.
    /// Bonuses stand by their ids, the accrual before the payment, as they came.
    pub fn in_order(mut self) -> Self {
        self.rows.sort_by(|(a, x), (b, y)| {
            let rank = |line: &Line, node: &Node| (section_rank(line.section), step(node.what));
            rank(a, x).cmp(&rank(b, y)).then_with(|| match a.section {
                Section::Commission | Section::Deduction | Section::Special => a.key.cmp(&b.key),
                _ => std::cmp::Ordering::Equal,
            })
        });
        self
    }
}

const fn section_rank(section: Section) -> u8 {
    match section {
        Section::Base => 0,
        Section::Floating => 1,
        Section::Accrual | Section::Bonus => 2,
        Section::Special => 3,
        Section::Commission => 4,
        Section::Draw => 5,
        Section::Deduction => 6,
        Section::Balance => 7,
    }
}

/// The order of D-16.
const fn step(what: What) -> u8 {
    match what {
        What::Clawback => 1,
        What::Cap => 2,
        What::Floor => 3,
        What::Hold => 4,
        What::HoldClawback => 5,
        What::Release => 6,
        _ => 0,
    }
}
