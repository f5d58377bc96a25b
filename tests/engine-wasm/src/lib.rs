//! The engine as wasm sees it: books as JSON text in, canonical bytes out. The test runs it in node and natively.

use shared::books;
use shared::canonical;
use shared::engine::InTurn;
use shared::evaluate::{Options, evaluate};
use wasm_bindgen::prelude::wasm_bindgen;

/// The canonical JSON of all statements, where wanted with their trails; or what is wrong with the books.
#[wasm_bindgen]
#[must_use]
pub fn evaluated(books: &str, trail: bool) -> String {
    let evaluated = || -> Result<String, String> {
        let books = books::read_text(books)
            .map_err(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())?;
        let result = evaluate(&books, Options { trail }, &InTurn).map_err(|why| why.to_string())?;
        let bytes = canonical::to_bytes(&result).map_err(|why| why.to_string())?;
        String::from_utf8(bytes).map_err(|why| why.to_string())
    };
    evaluated().unwrap_or_else(|why| format!("error: {why}"))
}

/// BLAKE3 of a text, hex.
#[wasm_bindgen]
#[must_use]
pub fn hash(text: &str) -> String {
    canonical::hash(text.as_bytes())
}
