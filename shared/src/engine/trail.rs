//! The trail: from each amount down to the facts (PAY-7). Nodes keep numbers as numbers; texts are made when somebody
//! reads them ([`Explanation`]).

mod explanation;
mod read;
mod what;

use crate::books::Id;
use crate::num::{Decimal, Exact};
use crate::period::{BusinessDay, Span};

pub use explanation::Explanation;
pub use what::What;

/// A number, name or day in a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Not applicable.
    None,
    Number(Exact),
    Plain(Decimal),
    /// With the decimals of its currency.
    Money(Decimal),
    Count(i64),
    Id(Id),
    Text(String),
    Word(&'static str),
    Day(BusinessDay),
    Span(Span),
}

macro_rules! value {
    ($($from:ty => $kind:ident),* $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$kind(value)
            }
        })*
    };
}
value!(Exact => Number, Decimal => Plain, Id => Id, BusinessDay => Day, Span => Span, String => Text, &'static str => Word, i64 => Count);

impl From<&Id> for Value {
    fn from(id: &Id) -> Self {
        Self::Id(id.clone())
    }
}

impl From<&Exact> for Value {
    fn from(exact: &Exact) -> Self {
        Self::Number(exact.clone())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// One amount and how it came about: the rule, the numbers put in, the rounding, the evidence, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub what: What,
    /// Names and numbers that the text and the formula of `what` are filled with.
    pub args: Vec<(&'static str, Value)>,
    pub value: Value,
    /// Before the one rounding, where there was one.
    pub exact: Option<Exact>,
    pub facts: Vec<Id>,
    pub parts: Vec<Node>,
}

impl Node {
    pub(crate) fn new(what: What) -> Self {
        // One allocation instead of two or three: there are dozens of nodes in each statement.
        let args = Vec::with_capacity(what.arguments());
        Self { what, args, value: Value::None, exact: None, facts: Vec::new(), parts: Vec::new() }
    }

    pub(crate) fn arg(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    pub(crate) fn value(mut self, value: impl Into<Value>) -> Self {
        self.value = value.into();
        self
    }

    /// An amount of money that was rounded once.
    pub(crate) fn rounded(mut self, amount: Decimal, exact: &Exact) -> Self {
        self.value = Value::Money(amount);
        self.exact = Some(exact.clone());
        self
    }

    pub(crate) fn facts(mut self, facts: Vec<Id>) -> Self {
        self.facts = facts;
        self
    }

    pub(crate) fn parts(mut self, parts: Vec<Self>) -> Self {
        self.parts = parts;
        self
    }

    /// Every fact under this node, itself included.
    pub fn evidence(&self) -> impl Iterator<Item = &Id> {
        let mut stack = vec![self];
        let mut facts: &[Id] = &[];
        std::iter::from_fn(move || {
            loop {
                if let [first, rest @ ..] = facts {
                    facts = rest;
                    return Some(first);
                }
                let node = stack.pop()?;
                facts = &node.facts;
                stack.extend(node.parts.iter().rev());
            }
        })
    }
}
