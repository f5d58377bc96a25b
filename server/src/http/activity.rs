//! `activity`: a day of the team on the map.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use serde::Deserialize;
use shared::id::{CompanyId, EmployeeId};
use shared::period::BusinessDay;
use shared::policy::{self, Act, Subject};
use shared::rest::{Activity, TeamPerson, TeamVisit};

use crate::app::App;
use crate::auth::Session;
use crate::docs::DocsError;
use crate::error::ApiError;
use crate::forms;
use crate::store::{Connection, StoreError, company, facts, org, people};

#[derive(Debug, Deserialize)]
struct Asked {
    day: Option<String>,
}

pub fn routes() -> Router<App> {
    Router::new().route("/activity", get(activity))
}

async fn activity(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<Activity>, ApiError> {
    session.may(Act::SeeTeam)?;
    let day = asked
        .day
        .map(|text| text.parse::<BusinessDay>().map_err(|why| ApiError::invalid("day", &text, why.to_string())));
    let (day, company, now) = (day.transpose()?, app.company.clone(), app.clock.now());
    let docs = app.docs.clone();
    let found = app
        .store
        .read(move |conn| -> Result<Activity, DocsError> {
            let day = match day {
                Some(day) => day,
                None => company::settings(conn, &company)?.zone.day_of(now),
            };
            let seen = seen(conn, &company, &session.subject, day)?;
            let mut visits = facts::visits(conn, &company, day)?;
            visits.retain(|visit| seen.contains(&visit.employee));
            let people = team(conn, &company, &seen, day, &visits)?;
            let tiles = company::settings(conn, &company)?.tiles;
            let mut forms = forms::all(conn, &docs, &company)?;
            forms.retain(|form| visits.iter().filter_map(|visit| visit.form.as_ref()).any(|filled| filled.is_of(form)));
            Ok(Activity { day, visits, people, tiles, forms })
        })
        .await?;
    Ok(axum::Json(found))
}

/// Whose visits one may see.
pub(super) fn seen(
    conn: &Connection,
    company: &CompanyId,
    who: &Subject,
    day: BusinessDay,
) -> Result<BTreeSet<EmployeeId>, StoreError> {
    if policy::may(who, Act::SeeCompany) {
        org::everyone(conn, company)
    } else {
        org::led(conn, company, &who.employee, day.month())
    }
}

/// Those who go out, with what they did that day.
fn team(
    conn: &Connection,
    company: &CompanyId,
    seen: &BTreeSet<EmployeeId>,
    day: BusinessDay,
    visits: &[TeamVisit],
) -> Result<Vec<TeamPerson>, StoreError> {
    let mut counts: BTreeMap<&EmployeeId, u32> = BTreeMap::new();
    for visit in visits {
        *counts.entry(&visit.employee).or_default() += 1;
    }
    let mut team = Vec::new();
    for person in people::all(conn, company)?.into_iter().filter(|person| seen.contains(&person.employee)) {
        let visits = counts.get(&person.employee).copied().unwrap_or_default();
        let gone = person.join > day || person.leave.is_some_and(|last| last < day);
        if visits == 0 && (gone || !person.roles.contains(&policy::Role::Rep)) {
            continue;
        }
        let department =
            org::post(conn, company, &person.employee, day)?.map_or_else(String::new, |post| post.department);
        team.push(TeamPerson { employee: person.employee, name: person.name, department, visits });
    }
    Ok(team)
}
