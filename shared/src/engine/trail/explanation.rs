use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Node, Value, What};
use crate::books::Id;
use crate::num::Exact;

/// A node as it is printed and sent: every number as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub what: What,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
    /// `None`: not applicable.
    pub value: Option<String>,
    /// The formula with its numbers in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    pub rule: String,
    /// What the rounding did: the exact value, where it is not the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Id>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Explanation>,
}

impl Serialize for What {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom(format!("{name:?} is no kind of amount")))
    }
}

fn printed(exact: &Exact) -> String {
    exact.to_string()
}

fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::None => return None,
        Value::Number(exact) => printed(exact),
        Value::Plain(number) => number.normalize().to_string(),
        Value::Money(amount) => amount.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Id(id) => id.to_string(),
        Value::Text(text) => text.clone(),
        Value::Word(word) => (*word).to_owned(),
        Value::Day(day) => day.to_string(),
        Value::Span(span) => span.to_string(),
    })
}

fn filled(formula: &str, args: &BTreeMap<String, String>) -> Option<String> {
    if formula.is_empty() {
        return None;
    }
    let mut filled = String::with_capacity(formula.len() + 32);
    let mut rest = formula;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = after.split_once('}')?;
        filled.push_str(args.get(name)?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

impl Node {
    /// The node in words and numbers, to print or to send.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let args: BTreeMap<String, String> =
            self.args.iter().filter_map(|(name, value)| Some(((*name).to_owned(), text(value)?))).collect();
        let value = text(&self.value);
        let exact = self.exact.as_ref().map(printed);
        let same = |exact: &String| {
            let number = |text: &str| crate::num::decimal(text).ok();
            value.as_deref().and_then(number) == number(exact)
        };
        Explanation {
            what: self.what,
            formula: filled(self.what.formula(), &args),
            args,
            exact: exact.filter(|exact| !same(exact)),
            value,
            rule: self.what.rule().to_owned(),
            facts: self.facts.clone(),
            parts: self.parts.iter().map(Self::explain).collect(),
        }
    }
}
