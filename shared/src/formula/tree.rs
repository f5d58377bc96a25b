use crate::num::Decimal;

/// Which character of the text, counted from 1.
pub(super) type Place = u16;

/// A part whose value is a number.
#[derive(Debug, Clone)]
pub(super) enum Number {
    Value(Decimal),
    Name(Name),
    Minus(Box<Number>),
    /// Never empty; the first is added.
    Sum(Vec<Term>),
    /// Never empty; the first is multiplied.
    Product(Vec<Term>),
    If(Box<(Condition, Number, Number)>),
    Call {
        at: Place,
        function: Function,
        arguments: Vec<Number>,
    },
    /// To so many decimals.
    Round {
        at: Place,
        number: Box<Number>,
        places: u32,
    },
}

/// A part whose value is yes or no.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    Compare { at: Place, how: Comparison, sides: Box<(Number, Number)> },
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

#[derive(Debug, Clone)]
pub(super) struct Name {
    pub at: Place,
    /// As in the books: `coverage:A`.
    pub id: String,
}

/// One part of a sum or product.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// Of its operator.
    pub at: Place,
    /// Subtracted or divided by.
    pub inverse: bool,
    pub number: Number,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A function of numbers; `round` is apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Min,
    Max,
    Abs,
    Floor,
    Ceil,
}

impl Function {
    pub(super) const ALL: [Self; 5] = [Self::Min, Self::Max, Self::Abs, Self::Floor, Self::Ceil];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::Abs => "abs",
            Self::Floor => "floor",
            Self::Ceil => "ceil",
        }
    }
}

impl Comparison {
    pub(super) const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Number {
    pub(super) fn names<'t>(&'t self, found: &mut Vec<&'t Name>) {
        match self {
            Self::Value(_) => {}
            Self::Name(name) => found.push(name),
            Self::Minus(number) | Self::Round { number, .. } => number.names(found),
            Self::Sum(terms) | Self::Product(terms) => terms.iter().for_each(|term| term.number.names(found)),
            Self::If(parts) => {
                parts.0.names(found);
                parts.1.names(found);
                parts.2.names(found);
            }
            Self::Call { arguments, .. } => arguments.iter().for_each(|argument| argument.names(found)),
        }
    }
}

impl Condition {
    fn names<'t>(&'t self, found: &mut Vec<&'t Name>) {
        match self {
            Self::Compare { sides, .. } => {
                sides.0.names(found);
                sides.1.names(found);
            }
            Self::Not(condition) => condition.names(found),
            Self::All(conditions) | Self::Any(conditions) => conditions.iter().for_each(|one| one.names(found)),
        }
    }
}
