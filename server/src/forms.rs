//! Visit forms of the company: versions, published in the document every phone has (VIS-5).

use std::collections::BTreeMap;

use shared::doc::company as document;
use shared::doc::form::{Form, FormFault};
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::Instant;
use shared::rest::NewForm;

use crate::docs::{Docs, DocsError};
use crate::store::audit::{self, Deed};
use crate::store::{Connection, StoreError, Transaction, company};

/// Most versions of all forms together: they all go to every phone.
const MOST: usize = 200;

/// Why a form was not published.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    #[error(transparent)]
    Docs(#[from] DocsError),
    #[error("there is no form {0}")]
    Unknown(String),
    #[error("version {newest} was published meanwhile; this one was made from {from}")]
    Changed { from: u32, newest: u32 },
    #[error("{}", .0.iter().map(|fault| format!("{}: {}", fault.path, fault.why.as_str())).collect::<Vec<_>>().join("; "))]
    Faults(Vec<FormFault>),
    #[error("the company has no visit purpose {0}")]
    Purpose(String),
    #[error("there are {MOST} versions of forms already")]
    Full,
}

impl From<StoreError> for FormError {
    fn from(why: StoreError) -> Self {
        Self::Docs(why.into())
    }
}

impl From<shared::doc::DocError> for FormError {
    fn from(why: shared::doc::DocError) -> Self {
        Self::Docs(why.into())
    }
}

/// Every version of every form, by id and version.
pub fn all(conn: &Connection, docs: &Docs, company: &CompanyId) -> Result<Vec<Form>, DocsError> {
    docs.with(conn, company, &DocId::Company, |loaded| document::forms(&loaded.doc).into_values().collect())
}

/// Publishes the next version; the newest one where nothing changes.
pub fn publish(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    (who, at): (&EmployeeId, Instant),
    id: &str,
    new: NewForm,
) -> Result<Form, FormError> {
    let forms = document::forms(&docs.fork(tx, company, &DocId::Company)?.doc);
    let newest = newest(&forms, id);
    let version = newest.map_or(0, |form| form.version);
    if new.from != version {
        return Err(FormError::Changed { from: new.from, newest: version });
    }
    let form = Form {
        id: id.to_owned(),
        version: version + 1,
        name: new.name,
        purposes: new.purposes,
        fields: new.fields,
        retired: false,
    };
    if let Some(newest) = newest.filter(|newest| Form { version, ..form.clone() } == **newest) {
        return Ok(newest.clone());
    }
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(FormError::Faults(faults));
    }
    let purposes = company::settings(tx, company)?.visit_purposes;
    if let Some(purpose) = form.purposes.iter().find(|id| !purposes.iter().any(|one| one.id == **id)) {
        return Err(FormError::Purpose(purpose.clone()));
    }
    if forms.len() >= MOST {
        return Err(FormError::Full);
    }
    put(tx, docs, company, (who, at), "form_published", form)
}

/// Offers a form no more, or again. What was filled in stays, and what was asked does not change.
pub fn retire(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    (who, at): (&EmployeeId, Instant),
    id: &str,
    retired: bool,
) -> Result<Form, FormError> {
    let forms = document::forms(&docs.fork(tx, company, &DocId::Company)?.doc);
    let newest = newest(&forms, id).ok_or_else(|| FormError::Unknown(id.to_owned()))?;
    if newest.retired == retired {
        return Ok(newest.clone());
    }
    let what = if retired { "form_retired" } else { "form_offered" };
    put(tx, docs, company, (who, at), what, Form { retired, ..newest.clone() })
}

fn newest<'a>(forms: &'a BTreeMap<(String, u32), Form>, id: &str) -> Option<&'a Form> {
    forms.range((id.to_owned(), 0)..=(id.to_owned(), u32::MAX)).next_back().map(|(_, form)| form)
}

fn put(
    tx: &Transaction,
    docs: &Docs,
    company: &CompanyId,
    (who, at): (&EmployeeId, Instant),
    what: &str,
    form: Form,
) -> Result<Form, FormError> {
    docs.write(tx, company, &DocId::Company, at, |doc| document::write_form(doc, &form).map(drop))?;
    let detail = format!("{} {} {}", form.id, form.version, form.name);
    audit::append(tx, company, &Deed { at, who: who.as_str(), what, detail: &detail })?;
    Ok(form)
}
