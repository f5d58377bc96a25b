use super::fault::{Fault, FormulaError};
use super::token::{Token, Tokens};
use super::tree::{Comparison, Condition, Function, Name, Number, Place, Term};
use super::{MAX_CHARACTERS, MAX_LEVELS, MAX_PARTS, power};

/// `round` gives at most so many decimals, as a printed number has.
const MAX_PLACES: u32 = 12;

/// Reads a whole formula, by precedence climbing.
pub(super) fn formula(text: &str, known: &dyn Fn(&str) -> bool) -> Result<Number, FormulaError> {
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        return Err(FormulaError { at: MAX_CHARACTERS + 1, fault: Fault::TooLong });
    }
    let mut tokens = Tokens::of(text);
    let next = tokens.next()?;
    if next.1 == Token::End {
        return Err(Fault::Empty.at(1));
    }
    let mut parser = Parser { tokens, next, known, levels: 0, parts: 0 };
    let whole = parser.expression(power::ANY)?.number()?;
    match parser.next {
        (_, Token::End) => Ok(whole),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'t> {
    tokens: Tokens<'t>,
    next: (Place, Token<'t>),
    known: &'t dyn Fn(&str) -> bool,
    levels: usize,
    parts: usize,
}

/// What has been read, from which character on.
struct Item {
    at: Place,
    kind: Kind,
}

enum Kind {
    Number(Number),
    Condition(Condition),
}

#[derive(Clone, Copy)]
enum Infix {
    If,
    Or,
    And,
    Compare(Comparison),
    Sum { inverse: bool },
    Product { inverse: bool },
}

impl Infix {
    fn of(token: Token<'_>) -> Option<(Self, u8)> {
        Some(match token {
            Token::Sign("?") => (Self::If, power::IF),
            Token::Word("or") => (Self::Or, power::OR),
            Token::Word("and") => (Self::And, power::AND),
            Token::Sign("+") => (Self::Sum { inverse: false }, power::SUM),
            Token::Sign("-") => (Self::Sum { inverse: true }, power::SUM),
            Token::Sign("*") => (Self::Product { inverse: false }, power::PRODUCT),
            Token::Sign("/") => (Self::Product { inverse: true }, power::PRODUCT),
            Token::Sign(sign) => {
                let how = Comparison::ALL.into_iter().find(|how| how.sign() == sign)?;
                (Self::Compare(how), power::COMPARE)
            }
            _ => return None,
        })
    }
}

impl Item {
    fn number(self) -> Result<Number, FormulaError> {
        match self.kind {
            Kind::Number(number) => Ok(number),
            Kind::Condition(_) => Err(Fault::NotANumber.at(self.at)),
        }
    }

    fn condition(self) -> Result<Condition, FormulaError> {
        match self.kind {
            Kind::Condition(condition) => Ok(condition),
            Kind::Number(_) => Err(Fault::NotACondition.at(self.at)),
        }
    }
}

impl<'t> Parser<'t> {
    /// Takes the next token.
    fn take(&mut self) -> Result<(Place, Token<'t>), FormulaError> {
        let after = self.tokens.next()?;
        Ok(std::mem::replace(&mut self.next, after))
    }

    fn unexpected(&self, expected: &'static str) -> FormulaError {
        Fault::Expected { expected, found: self.next.1.shown() }.at(self.next.0)
    }

    fn expect(&mut self, sign: &str, expected: &'static str) -> Result<(), FormulaError> {
        if self.next.1 == Token::Sign(sign) { self.take().map(drop) } else { Err(self.unexpected(expected)) }
    }

    fn part(&mut self, at: Place) -> Result<(), FormulaError> {
        self.parts += 1;
        if self.parts > MAX_PARTS { Err(Fault::TooManyParts.at(at)) } else { Ok(()) }
    }

    /// One level further in.
    fn within(&mut self, at: Place, power: u8) -> Result<Item, FormulaError> {
        self.levels += 1;
        if self.levels > MAX_LEVELS {
            return Err(Fault::TooDeep.at(at));
        }
        let item = self.expression(power)?;
        self.levels -= 1;
        Ok(item)
    }

    /// As much as holds together with at least this power.
    fn expression(&mut self, power: u8) -> Result<Item, FormulaError> {
        let mut left = self.operand()?;
        while let Some((infix, own)) = Infix::of(self.next.1).filter(|(_, own)| *own >= power) {
            let (at, _) = self.take()?;
            self.part(at)?;
            left = Item { at: left.at, kind: self.infix(left, at, infix, own + 1)? };
        }
        Ok(left)
    }

    fn infix(&mut self, left: Item, at: Place, infix: Infix, tighter: u8) -> Result<Kind, FormulaError> {
        Ok(match infix {
            Infix::If => {
                let condition = left.condition()?;
                let then = self.within(at, power::ANY)?.number()?;
                self.expect(":", "`:`")?;
                let otherwise = self.within(at, power::IF)?.number()?;
                Kind::Number(Number::If(Box::new((condition, then, otherwise))))
            }
            Infix::Or => {
                let (left, right) = (left.condition()?, self.expression(tighter)?.condition()?);
                Kind::Condition(match left {
                    Condition::Any(all) => Condition::Any(with(all, right)),
                    one => Condition::Any(vec![one, right]),
                })
            }
            Infix::And => {
                let (left, right) = (left.condition()?, self.expression(tighter)?.condition()?);
                Kind::Condition(match left {
                    Condition::All(all) => Condition::All(with(all, right)),
                    one => Condition::All(vec![one, right]),
                })
            }
            Infix::Compare(how) => {
                let sides = Box::new((left.number()?, self.expression(tighter)?.number()?));
                Kind::Condition(Condition::Compare { at, how, sides })
            }
            Infix::Sum { inverse } => {
                let first = left.at;
                let (left, number) = (left.number()?, self.expression(tighter)?.number()?);
                let term = Term { at, inverse, number };
                Kind::Number(Number::Sum(match left {
                    Number::Sum(terms) => with(terms, term),
                    one => vec![Term { at: first, inverse: false, number: one }, term],
                }))
            }
            Infix::Product { inverse } => {
                let first = left.at;
                let (left, number) = (left.number()?, self.expression(tighter)?.number()?);
                let term = Term { at, inverse, number };
                Kind::Number(Number::Product(match left {
                    Number::Product(terms) => with(terms, term),
                    one => vec![Term { at: first, inverse: false, number: one }, term],
                }))
            }
        })
    }

    fn operand(&mut self) -> Result<Item, FormulaError> {
        let (at, token) = self.next;
        let kind = match token {
            Token::Number(text) => {
                self.take()?;
                self.part(at)?;
                let number = crate::num::decimal(text).map_err(|_| Fault::NoNumber(text.to_owned()).at(at))?;
                Kind::Number(Number::Value(number))
            }
            Token::Sign("-") => {
                self.take()?;
                self.part(at)?;
                Kind::Number(Number::Minus(Box::new(self.within(at, power::MINUS)?.number()?)))
            }
            Token::Sign("(") => {
                self.take()?;
                let inner = self.within(at, power::ANY)?;
                self.expect(")", "`)`")?;
                inner.kind
            }
            Token::Word("not") => {
                self.take()?;
                self.part(at)?;
                Kind::Condition(Condition::Not(Box::new(self.within(at, power::NOT)?.condition()?)))
            }
            Token::Word(word) if !matches!(word, "and" | "or") => {
                self.take()?;
                self.part(at)?;
                Kind::Number(self.named(at, word)?)
            }
            _ => return Err(self.unexpected("a number, a metric or `(`")),
        };
        Ok(Item { at, kind })
    }

    /// A metric or a function.
    fn named(&mut self, at: Place, word: &str) -> Result<Number, FormulaError> {
        let function = Function::ALL.into_iter().find(|function| function.name() == word);
        let called = self.next.1 == Token::Sign("(");
        match function {
            Some(function) => self.call(at, function),
            None if word == "round" => self.round(at),
            None if called => Err(Fault::NotAllowed(word.to_owned()).at(at)),
            None => {
                let id = self.parameter(word)?;
                if (self.known)(&id) { Ok(Number::Name(Name { at, id })) } else { Err(Fault::UnknownName(id).at(at)) }
            }
        }
    }

    /// `["A"]` after a name, as the books write it: `coverage:A`.
    fn parameter(&mut self, word: &str) -> Result<String, FormulaError> {
        if self.next.1 != Token::Sign("[") {
            return Ok(word.to_owned());
        }
        self.take()?;
        let Token::Text(text) = self.next.1 else { return Err(self.unexpected("a parameter in quotes")) };
        self.take()?;
        self.expect("]", "`]`")?;
        Ok(format!("{word}:{text}"))
    }

    fn call(&mut self, at: Place, function: Function) -> Result<Number, FormulaError> {
        self.expect("(", "`(`")?;
        let mut arguments = vec![self.within(at, power::ANY)?.number()?];
        while self.next.1 == Token::Sign(",") {
            self.take()?;
            arguments.push(self.within(at, power::ANY)?.number()?);
        }
        self.expect(")", "`,` or `)`")?;
        let several = matches!(function, Function::Min | Function::Max);
        if several == (arguments.len() > 1) {
            return Ok(Number::Call { at, function, arguments });
        }
        let takes = if several { "two numbers or more" } else { "one number" };
        Err(Fault::Arguments { name: function.name(), takes }.at(at))
    }

    fn round(&mut self, at: Place) -> Result<Number, FormulaError> {
        self.expect("(", "`(`")?;
        let number = Box::new(self.within(at, power::ANY)?.number()?);
        let mut places = 0;
        if self.next.1 == Token::Sign(",") {
            self.take()?;
            let (place, token) = self.take()?;
            let plain = match token {
                Token::Number(text) => text.parse().ok().filter(|places| *places <= MAX_PLACES),
                _ => None,
            };
            let takes = "a number and, written out, how many decimals: 0 to 12";
            places = plain.ok_or_else(|| Fault::Arguments { name: "round", takes }.at(place))?;
        }
        self.expect(")", "`,` or `)`")?;
        Ok(Number::Round { at, number, places })
    }
}

fn with<T>(mut list: Vec<T>, one: T) -> Vec<T> {
    list.push(one);
    list
}
