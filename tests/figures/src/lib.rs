//! What the engine's figures and benches are taken on.

pub mod company;

use anyhow::{Context, Result};
use shared::facts::Facts;

/// A company of some people with all facts of the month taken in, one after the other.
pub fn load(people: usize) -> Result<Facts> {
    let mut facts = Facts::empty(&company::books(people));
    for person in 0..people {
        for fact in company::facts(person, people) {
            facts.take(&fact).with_context(|| format!("person {person}"))?;
        }
    }
    Ok(facts)
}
