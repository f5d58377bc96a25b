use std::fmt::{self, Formatter, Write};

use super::power;
use super::tree::{Condition, Name, Number, Term};

/// Writes a number where parts of at least this power need no parentheses.
pub(super) fn number(number: &Number, least: u8, f: &mut Formatter<'_>) -> fmt::Result {
    let own = match number {
        Number::If(_) => power::IF,
        Number::Sum(_) => power::SUM,
        Number::Product(_) => power::PRODUCT,
        Number::Minus(_) => power::MINUS,
        _ => power::ATOM,
    };
    enclosed(own < least, f, |f| match number {
        Number::Value(value) => write!(f, "{value}"),
        Number::Name(id) => name(id, f),
        Number::Minus(inner) => {
            f.write_char('-')?;
            self::number(inner, power::MINUS, f)
        }
        Number::Sum(all) => terms(all, [" + ", " - "], power::PRODUCT, f),
        Number::Product(all) => terms(all, [" * ", " / "], power::MINUS, f),
        Number::If(parts) => {
            condition(&parts.0, power::OR, f)?;
            f.write_str(" ? ")?;
            self::number(&parts.1, power::ANY, f)?;
            f.write_str(" : ")?;
            self::number(&parts.2, power::IF, f)
        }
        Number::Call { function, arguments, .. } => {
            write!(f, "{}(", function.name())?;
            for (at, argument) in arguments.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { ", " })?;
                self::number(argument, power::ANY, f)?;
            }
            f.write_char(')')
        }
        Number::Round { number, places, .. } => {
            f.write_str("round(")?;
            self::number(number, power::ANY, f)?;
            if *places > 0 {
                write!(f, ", {places}")?;
            }
            f.write_char(')')
        }
    })
}

fn condition(one: &Condition, least: u8, f: &mut Formatter<'_>) -> fmt::Result {
    let own = match one {
        Condition::Any(_) => power::OR,
        Condition::All(_) => power::AND,
        Condition::Not(_) => power::NOT,
        Condition::Compare { .. } => power::COMPARE,
    };
    enclosed(own < least, f, |f| match one {
        Condition::Any(all) => conditions(all, " or ", power::AND, f),
        Condition::All(all) => conditions(all, " and ", power::NOT, f),
        Condition::Not(inner) => {
            f.write_str("not ")?;
            condition(inner, power::NOT, f)
        }
        Condition::Compare { how, sides, .. } => {
            number(&sides.0, power::SUM, f)?;
            write!(f, " {} ", how.sign())?;
            number(&sides.1, power::SUM, f)
        }
    })
}

fn terms(terms: &[Term], signs: [&str; 2], least: u8, f: &mut Formatter<'_>) -> fmt::Result {
    let [plain, inverse] = signs;
    for (at, term) in terms.iter().enumerate() {
        f.write_str(if at == 0 {
            ""
        } else if term.inverse {
            inverse
        } else {
            plain
        })?;
        number(&term.number, least, f)?;
    }
    Ok(())
}

fn conditions(all: &[Condition], word: &str, least: u8, f: &mut Formatter<'_>) -> fmt::Result {
    for (at, one) in all.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { word })?;
        condition(one, least, f)?;
    }
    Ok(())
}

fn enclosed(needed: bool, f: &mut Formatter<'_>, write: impl FnOnce(&mut Formatter<'_>) -> fmt::Result) -> fmt::Result {
    if !needed {
        return write(f);
    }
    f.write_char('(')?;
    write(f)?;
    f.write_char(')')
}

fn name(name: &Name, f: &mut Formatter<'_>) -> fmt::Result {
    match name.id.split_once(':') {
        None => f.write_str(&name.id),
        Some((word, parameter)) if parameter.contains('"') => write!(f, "{word}['{parameter}']"),
        Some((word, parameter)) => write!(f, "{word}[\"{parameter}\"]"),
    }
}
