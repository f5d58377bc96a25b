//! A form being changed: where a field stands in it, and what may be done with it.

use dioxus::prelude::*;
use shared::doc::form::{Field, FieldKind, Form, FormFault};

/// Kinds of fields, as serialised; a group holds none itself.
pub(super) const KINDS: [&str; 7] = ["text", "number", "choice", "date", "photo", "scan", "group"];

/// A level of the form: its own, or of the group at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub form: Signal<Form>,
    pub group: Option<usize>,
}

impl Level {
    pub fn fields(self) -> Vec<Field> {
        let form = self.form.read();
        match self.group {
            None => form.fields.clone(),
            Some(at) => match form.fields.get(at).map(|field| &field.kind) {
                Some(FieldKind::Group { fields, .. }) => fields.clone(),
                _ => Vec::new(),
            },
        }
    }

    pub fn change(mut self, change: impl FnOnce(&mut Vec<Field>)) {
        let mut form = self.form.write();
        match self.group {
            None => change(&mut form.fields),
            Some(at) => {
                if let Some(FieldKind::Group { fields, .. }) = form.fields.get_mut(at).map(|field| &mut field.kind) {
                    change(fields);
                }
            }
        }
    }

    pub fn change_field(self, at: usize, change: impl FnOnce(&mut Field)) {
        self.change(|fields| {
            if let Some(field) = fields.get_mut(at) {
                change(field);
            }
        });
    }

    /// Where its field stands, as faults name it.
    pub fn path(self, at: usize) -> String {
        match self.group {
            None => format!("fields.{at}"),
            Some(group) => format!("fields.{group}.fields.{at}"),
        }
    }

    /// A new text field with an id that is free.
    pub fn add(self) {
        self.change(|fields| {
            let free = (1..).map(|n| format!("f{n}")).find(|id| !fields.iter().any(|field| field.id == *id));
            fields.push(Field {
                id: free.unwrap_or_default(),
                label: String::new(),
                required: false,
                hint: None,
                visible_if: None,
                kind: FieldKind::Text { longest: None },
            });
        });
    }

    pub fn swap(self, one: usize, other: usize) {
        self.change(|fields| {
            if one < fields.len() && other < fields.len() {
                fields.swap(one, other);
            }
        });
    }
}

/// An empty field of a kind.
pub(super) fn kind(name: &str) -> FieldKind {
    match name {
        "number" => FieldKind::Number { min: None, max: None, decimals: 0, unit: None },
        "choice" => FieldKind::Choice { options: Vec::new(), many: false },
        "date" => FieldKind::Date,
        "photo" => FieldKind::Photo { most: 3 },
        "scan" => FieldKind::Scan,
        "group" => FieldKind::Group { fields: Vec::new(), most: 50 },
        _ => FieldKind::Text { longest: None },
    }
}

/// The faults of a field itself, not of the fields within it.
pub(super) fn own_faults(faults: &[FormFault], path: &str) -> Vec<FormFault> {
    let own = |fault: &&FormFault| {
        let Some(rest) = fault.path.strip_prefix(path) else { return false };
        (rest.is_empty() || rest.starts_with('.')) && !rest.starts_with(".fields.")
    };
    faults.iter().filter(own).cloned().collect()
}

#[cfg(test)]
mod tests {
    use shared::doc::form::FormFaultKind;

    use super::*;

    #[test]
    fn a_fault_stands_with_its_field_and_not_with_its_group() {
        let fault = |path: &str| FormFault { path: path.into(), why: FormFaultKind::Missing };
        let faults =
            ["fields.1.id", "fields.1", "fields.1.fields.0.label", "fields.1.fields", "fields.10.id"].map(fault);
        let of = |path: &str| own_faults(&faults, path).into_iter().map(|fault| fault.path).collect::<Vec<_>>();
        assert_eq!(of("fields.1"), ["fields.1.id", "fields.1", "fields.1.fields"]);
        assert_eq!(of("fields.1.fields.0"), ["fields.1.fields.0.label"]);
    }
}
