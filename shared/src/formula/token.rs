use std::iter::Peekable;
use std::str::CharIndices;

use super::fault::{Fault, FormulaError};
use super::tree::Place;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Number(&'t str),
    Word(&'t str),
    /// Between quotes.
    Text(&'t str),
    Sign(&'t str),
    End,
}

/// The text in tokens, one after the other.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    text: &'t str,
    /// Byte and character.
    rest: Peekable<CharIndices<'t>>,
    at: Place,
}

/// What people write for what is meant.
const INSTEAD: [(&str, &str); 10] = [
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("=", "=="),
    ("!", "not"),
    ("&&", "and"),
    ("||", "or"),
];

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, rest: text.char_indices().peekable(), at: 1 }
    }

    /// The next token and its place.
    pub(super) fn next(&mut self) -> Result<(Place, Token<'t>), FormulaError> {
        self.run(char::is_whitespace);
        let at = self.at;
        let Some((start, first)) = self.step() else { return Ok((at, Token::End)) };
        let token = match first {
            '0'..='9' => {
                self.run(|c| c.is_alphanumeric() || c == '.' || c == '_');
                Token::Number(self.since(start))
            }
            '_' => self.word(start),
            _ if first.is_alphabetic() => self.word(start),
            '"' | '\'' => {
                self.run(|c| c != first);
                let text = self.since(start).get(1..).unwrap_or_default();
                self.step().ok_or_else(|| Fault::OpenQuotation.at(at))?;
                Token::Text(text)
            }
            '=' | '!' | '<' | '>' | '&' | '|' => {
                let twin = if matches!(first, '&' | '|') { first } else { '=' };
                if self.rest.peek().is_some_and(|(_, c)| *c == twin) {
                    self.step();
                }
                self.sign(at, start)?
            }
            _ => self.sign(at, start)?,
        };
        Ok((at, token))
    }

    fn word(&mut self, start: usize) -> Token<'t> {
        self.run(|c| c.is_alphanumeric() || c == '_');
        Token::Word(self.since(start))
    }

    fn sign(&mut self, at: Place, start: usize) -> Result<Token<'t>, FormulaError> {
        match self.since(start) {
            sign @ ("+" | "-" | "*" | "/" | "(" | ")" | "[" | "]" | "," | "?" | ":" | "==" | "!=" | "<" | "<="
            | ">" | ">=") => Ok(Token::Sign(sign)),
            other => Err(match INSTEAD.iter().find(|(written, _)| *written == other) {
                Some((_, meant)) => Fault::WriteInstead(other.to_owned(), meant),
                None => Fault::NotAllowed(other.to_owned()),
            }
            .at(at)),
        }
    }

    fn step(&mut self) -> Option<(usize, char)> {
        let step = self.rest.next()?;
        self.at = self.at.saturating_add(1);
        Some(step)
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) {
        while self.rest.peek().is_some_and(|(_, c)| belongs(*c)) {
            self.step();
        }
    }

    fn since(&mut self, start: usize) -> &'t str {
        let end = self.rest.peek().map_or(self.text.len(), |(byte, _)| *byte);
        self.text.get(start..end).unwrap_or_default()
    }
}

impl Token<'_> {
    /// For a message.
    pub(super) fn shown(self) -> String {
        match self {
            Token::Number(text) | Token::Word(text) | Token::Sign(text) => format!("`{text}`"),
            Token::Text(_) => "a text".to_owned(),
            Token::End => "the end".to_owned(),
        }
    }
}
