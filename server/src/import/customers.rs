//! Lines of a customer file.

use std::collections::BTreeMap;

use shared::doc::customer::{Customer, Person, Site, Source};
use shared::doc::ledger::Class;
use shared::id::{CustomerId, EmployeeId, SiteId};
use shared::place::{Datum, Given, Place};

use super::check::{Findings, Once};
use super::directory::Directory;
use super::mapping::Field;
use super::table::{Row, Table};

/// What a customer file can say.
pub const FIELDS: &[Field] = &[
    Field::required("external_id", "the customer's id in the system the file comes from"),
    Field::required("name", "name"),
    Field::required("owner", "login or name of the person it belongs to"),
    Field::optional("class", "A, B or C; C where it is blank"),
    Field::optional("collaborators", "logins or names, separated by ;"),
    Field::optional("phone", "telephone"),
    Field::optional("industry", "industry"),
    Field::optional("source", "social_media, email, direct_sales, referral, exhibition, call_centre or partner"),
    Field::optional("note", "note"),
    Field::optional("tags", "separated by ;"),
    Field::optional("site", "name of the site"),
    Field::optional("city", "put before the address"),
    Field::optional("address", "address of the site"),
    Field::optional("lat", "latitude of the site in degrees; blank: a site without a place, with a warning"),
    Field::optional("lon", "longitude of the site in degrees"),
    Field::optional("datum", "of lat and lon: wgs84, gcj02 (Amap, Tencent) or bd09 (Baidu); wgs84 where it is blank"),
    Field::optional("radius", "of the fence, in metres; the company's where it is blank"),
    Field::optional("person", "name of a person there"),
    Field::optional("person_title", "post of that person"),
    Field::optional("person_phone", "telephone of that person"),
];

/// One customer to create or to bring up to date.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    pub id: CustomerId,
    pub external: String,
    /// What the line says; what it does not say stays as it stands.
    pub customer: Customer,
    /// Of the site, where the line says one.
    pub radius: Option<u32>,
    pub owner: EmployeeId,
    /// The owner stands in a column of the file, so it counts for known customers too.
    pub owner_by_line: bool,
    pub class: Option<Class>,
    /// It becomes another name of that customer.
    pub into: Option<CustomerId>,
    /// Where the line stands.
    pub line: u32,
    pub collaborators: Option<Vec<EmployeeId>>,
}

impl CustomerRow {
    /// The line is about a customer that is there under another id.
    pub(super) fn becomes(&mut self, id: CustomerId) {
        self.id = id;
        let sites = std::mem::take(&mut self.customer.sites).into_values();
        self.customer.sites = sites.map(|site| (SiteId::first_of(id), site)).collect();
    }
}

/// Reads all lines; those with faults are left out, and then nothing may be imported.
#[must_use]
pub fn resolve(table: &Table, directory: &Directory) -> (Vec<CustomerRow>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let by_line = table.columns.contains("owner");
    let rows =
        table.rows.iter().filter_map(|row| customer(row, by_line, directory, &mut findings, &mut once)).collect();
    (rows, findings)
}

fn customer(
    row: &Row,
    owner_by_line: bool,
    directory: &Directory,
    findings: &mut Findings,
    once: &mut Once,
) -> Option<CustomerRow> {
    let external = findings.text(row, "external_id");
    let name = findings.text(row, "name");
    let owner = findings.text(row, "owner").and_then(|text| findings.take(row, "owner", directory.employee(text)));
    let class = optional(row, "class", findings, class)?;
    let source = optional(row, "source", findings, source)?;
    let collaborators = optional(row, "collaborators", findings, |text| {
        text.split(';').map(str::trim).filter(|one| !one.is_empty()).map(|one| directory.employee(one)).collect()
    })?;
    let radius = optional(row, "radius", findings, radius)?;
    let datum = optional(row, "datum", findings, datum)?.unwrap_or_default();
    let position = place(row, datum, findings)?;
    let (external, name, owner) = (external?, name?, owner?);
    if external.len() > 128 {
        findings.faults.push(row.fault("external_id", "is longer than 128 bytes"));
        return None;
    }
    if !once.first(findings, row, "external_id", external) {
        return None;
    }
    if [name, row.text("address").unwrap_or_default()].iter().any(|text| text.contains('\u{fffd}')) {
        findings.warnings.push(row.fault("name", "a character was lost before this file was written"));
    }
    let id = directory.customers.external(external);
    let id = id.unwrap_or_else(|| CustomerId::of_external(&directory.company, external));
    let text = |field| row.text(field).map(str::to_owned);
    let customer = Customer {
        name: name.to_owned(),
        phone: text("phone"),
        industry: text("industry"),
        source,
        note: text("note"),
        tags: row.text("tags").map(tags).unwrap_or_default(),
        sites: site(row, position, radius.unwrap_or(directory.fence_radius))
            .map(|site| BTreeMap::from([(SiteId::first_of(id), site)]))
            .unwrap_or_default(),
        people: person(row).into_iter().collect(),
        ..Customer::default()
    };
    Some(CustomerRow {
        id,
        external: external.to_owned(),
        customer,
        radius,
        owner,
        owner_by_line,
        class,
        into: None,
        line: row.line,
        collaborators,
    })
}

/// `None`: a fault. `Some(None)`: the line does not say.
fn optional<T>(
    row: &Row,
    field: &'static str,
    findings: &mut Findings,
    read: impl Fn(&str) -> Result<T, String>,
) -> Option<Option<T>> {
    match row.text(field) {
        None => Some(None),
        Some(text) => findings.take(row, field, read(text)).map(Some),
    }
}

fn class(text: &str) -> Result<Class, String> {
    match text {
        "A" | "a" => Ok(Class::A),
        "B" | "b" => Ok(Class::B),
        "C" | "c" => Ok(Class::C),
        _ => Err("is not A, B or C".to_owned()),
    }
}

fn source(text: &str) -> Result<Source, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "is no source channel: see the help".to_owned())
}

fn radius(text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(metres) if (10..=50_000).contains(&metres) => Ok(metres),
        _ => Err("must be 10 to 50000 metres".to_owned()),
    }
}

fn tags(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

fn datum(text: &str) -> Result<Datum, String> {
    Datum::named(&text.to_lowercase()).ok_or_else(|| "is not wgs84, gcj02 or bd09".to_owned())
}

/// A position on WGS-84, and how it was given where that is something else.
#[derive(Clone, Copy)]
struct Position {
    place: Place,
    given: Option<Given>,
}

/// `None`: a fault. `Some(None)`: no position is known.
fn place(row: &Row, datum: Datum, findings: &mut Findings) -> Option<Option<Position>> {
    let (lat, lon) = match (row.text("lat"), row.text("lon")) {
        (Some(lat), Some(lon)) => (lat, lon),
        (None, None) => {
            if row.text("address").is_some() {
                findings.warnings.push(row.fault("lat", "no position: nobody can check in inside a fence here"));
            }
            return Some(None);
        }
        (lat, _) => {
            let blank = if lat.is_none() { "lat" } else { "lon" };
            findings.faults.push(row.fault(blank, "is blank though the other half of the position is there"));
            return None;
        }
    };
    let number = |text: &str| text.parse::<f64>().map_err(|_| "is no number of degrees".to_owned());
    let lat = findings.take(row, "lat", number(lat));
    let lon = findings.take(row, "lon", number(lon));
    let (lat, lon) = (lat?, lon?);
    if lat == 0.0 && lon == 0.0 {
        findings.warnings.push(row.fault("lat", "0, 0 lies in the Gulf of Guinea: read as no position"));
        return Some(None);
    }
    match Place::new(lat, lon) {
        // Converted once; what it was stays beside it.
        Ok(place) => {
            let given = (datum != Datum::Wgs84).then_some(Given { datum, lat, lon });
            Some(Some(Position { place: datum.to_wgs(place), given }))
        }
        Err(why) => {
            findings.faults.push(row.fault(why.field, why.to_string()));
            None
        }
    }
}

fn site(row: &Row, position: Option<Position>, radius: u32) -> Option<Site> {
    let address = match (row.text("city"), row.text("address")) {
        (Some(city), Some(address)) if !address.starts_with(city) => Some(format!("{city} {address}")),
        (city, address) => address.or(city).map(str::to_owned),
    };
    let name = row.text("site").map(str::to_owned);
    let (place, given) = (position.map(|at| at.place), position.and_then(|at| at.given));
    (place.is_some() || address.is_some() || name.is_some()).then_some(Site { name, address, place, given, radius })
}

fn person(row: &Row) -> Option<(String, Person)> {
    let name = row.text("person")?.to_owned();
    let text = |field| row.text(field).map(str::to_owned);
    let person = Person {
        name: name.clone(),
        title: text("person_title"),
        phone: text("person_phone"),
        wechat: None,
        email: None,
    };
    // The name is the key: a second import finds the person again.
    Some((name, person))
}
