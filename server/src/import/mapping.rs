//! How the columns of somebody else's file are read: part of the command, so that no file has to be edited first.

use std::collections::{BTreeMap, BTreeSet};

use shared::rest::Decided;

/// A field an import can fill.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    /// For `--help` and the error about an unknown field.
    pub help: &'static str,
}

impl Field {
    pub(super) const fn required(name: &'static str, help: &'static str) -> Self {
        Self { name, required: true, help }
    }

    pub(super) const fn optional(name: &'static str, help: &'static str) -> Self {
        Self { name, required: false, help }
    }
}

/// Columns, constants and conditions of one import.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// Field → name of the column.
    pub columns: BTreeMap<&'static str, String>,
    /// Field → its value where the cell is blank or there is no column.
    pub constants: BTreeMap<&'static str, String>,
    /// Only lines where each of these columns has this value.
    pub only: Vec<(String, String)>,
    /// Of chrono; `%Y-%m-%d` where none is given.
    pub date_format: Option<String>,
    /// What the file calls a product → what we call it.
    pub products: BTreeMap<String, String>,
    /// Products there are; empty: products are not checked.
    pub known_products: BTreeSet<String>,
    /// A contract's customer that is not known yet is created.
    pub create_customers: bool,
    /// What customers that may be one are, where nothing is said of the two: line and other, as [`shared::rest::Side`] names them.
    pub duplicates: Option<Decided>,
    pub decided: BTreeMap<(String, String), Decided>,
}

impl Mapping {
    /// `field=column`.
    pub fn map(&mut self, fields: &[Field], text: &str) -> Result<(), String> {
        let (field, column) = pair(text)?;
        self.columns.insert(find(fields, field)?, column.to_owned());
        Ok(())
    }

    /// `field=value`.
    pub fn set(&mut self, fields: &[Field], text: &str) -> Result<(), String> {
        let (field, value) = pair(text)?;
        self.constants.insert(find(fields, field)?, value.to_owned());
        Ok(())
    }

    /// `column=value`.
    pub fn only(&mut self, text: &str) -> Result<(), String> {
        let (column, value) = pair(text)?;
        self.only.push((column.to_owned(), value.to_owned()));
        Ok(())
    }

    /// `12:7`: the line and the other of two that may be one.
    pub fn decide(&mut self, pair: &str, decided: Decided) -> Result<(), String> {
        match pair.split_once(':') {
            Some((line, other)) if line.parse::<u32>().is_ok() && !other.is_empty() => {
                self.decided.insert((line.to_owned(), other.to_owned()), decided);
                Ok(())
            }
            _ => Err(format!("{pair:?} is not of the form line:other, as the report names them")),
        }
    }

    /// `theirs=ours`.
    pub fn product(&mut self, text: &str) -> Result<(), String> {
        let (theirs, ours) = pair(text)?;
        self.products.insert(theirs.to_owned(), ours.to_owned());
        Ok(())
    }

    /// The same from the query of a request: `map.name=…`, `set.owner=…`, `where.deal_stage=…`, `map-product.GTXPro=…`,
    /// `product=…` (again and again), `date-format=…`, `create-customers=true`, `duplicates=different`, `pair.12:7=same`.
    pub fn from_query(fields: &[Field], query: &[(String, String)]) -> Result<Self, String> {
        let mut mapping = Self::default();
        for (key, value) in query {
            match key.split_once('.') {
                Some(("map", field)) => mapping.map(fields, &format!("{field}={value}"))?,
                Some(("set", field)) => mapping.set(fields, &format!("{field}={value}"))?,
                Some(("where", column)) => mapping.only(&format!("{column}={value}"))?,
                Some(("pair", pair)) => mapping.decide(pair, decided(value)?)?,
                Some(("map-product", theirs)) => mapping.product(&format!("{theirs}={value}"))?,
                _ => match key.as_str() {
                    "date-format" => mapping.date_format = Some(value.clone()),
                    "product" => {
                        mapping.known_products.insert(value.clone());
                    }
                    "duplicates" => mapping.duplicates = Some(decided(value)?),
                    "create-customers" => mapping.create_customers = value == "true",
                    _ => return Err(format!("{key:?} is no option of an import")),
                },
            }
        }
        Ok(mapping)
    }
}

/// `same` or `different`.
pub fn decided(text: &str) -> Result<Decided, String> {
    Decided::named(text).ok_or_else(|| format!("{text:?} is neither same nor different"))
}

/// The names of products in a CSV with a column `product`.
pub fn products(bytes: &[u8]) -> Result<BTreeSet<String>, Vec<shared::rest::LineFault>> {
    const PRODUCT: &[Field] = &[Field::required("product", "name of the product")];
    let table = super::table::read(bytes, PRODUCT, &Mapping::default())?;
    Ok(table.rows.iter().filter_map(|row| row.text("product").map(str::to_owned)).collect())
}

fn pair(text: &str) -> Result<(&str, &str), String> {
    match text.split_once('=') {
        Some((left, right)) if !left.trim().is_empty() && !right.trim().is_empty() => Ok((left.trim(), right.trim())),
        _ => Err(format!("{text:?} is not of the form name=value")),
    }
}

fn find(fields: &[Field], name: &str) -> Result<&'static str, String> {
    fields.iter().find(|field| field.name == name).map(|field| field.name).ok_or_else(|| {
        let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
        format!("there is no field {name:?} here; there are: {}", known.join(", "))
    })
}
