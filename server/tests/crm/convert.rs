//! The CRM's files as books: agents are people, accounts customers, won deals contracts signed on their closing day.
//!
//! The files know nothing of payments. By our own schedule, the same for every deal, 60 % of a contract is due and paid 30 days
//! after it was signed; 40 % is due after 60 days and paid after 75. The books end with the year 2017.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// Won of closed deals, the target of every agent and quarter.
pub const WIN_RATE_TARGET: &str = "0.6";

/// Targets of every agent and quarter, dollars.
const SIGNED_TARGET: u32 = 90_000;
const COLLECTED_TARGET: u32 = 75_000;

/// Due, paid (days after signing), percent.
const PAYMENTS: [(u64, u64, u32); 2] = [(30, 30, 60), (60, 75, 40)];

pub struct Deal {
    pub id: String,
    pub agent: String,
    pub product: String,
    pub account: Option<String>,
    pub engaged: Option<NaiveDate>,
    /// The day it was won or lost, and whether it was won.
    pub closed: Option<(NaiveDate, bool)>,
    /// Whole dollars; lost deals have 0.
    pub value: u32,
}

pub struct Crm {
    pub deals: Vec<Deal>,
    /// Agent → regional office.
    pub teams: BTreeMap<String, String>,
    /// Product → list price in dollars.
    pub products: BTreeMap<String, u32>,
    /// Account → revenue in millions.
    pub accounts: BTreeMap<String, f64>,
}

fn rows(folder: &Path, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| NaiveDate::parse_from_str(text, "%m/%d/%Y").unwrap())
}

fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap()
}

/// Noon in Chicago, or an hour from it: the same day everywhere in the company.
fn noon(date: NaiveDate) -> String {
    format!("{date}T18:00:00Z")
}

/// Cents as the format writes money.
fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

impl Crm {
    pub fn read(folder: &Path) -> Self {
        let products = rows(folder, "products.csv");
        let products: BTreeMap<String, u32> =
            products.iter().map(|row| (row["product"].clone(), row["sales_price"].parse().unwrap())).collect();
        let teams = rows(folder, "sales_teams.csv");
        let teams = teams.iter().map(|row| (row["sales_agent"].clone(), row["regional_office"].clone())).collect();
        let accounts = rows(folder, "accounts.csv");
        let accounts = accounts.iter().map(|row| (row["account"].clone(), row["revenue"].parse().unwrap())).collect();
        let deal = |row: &BTreeMap<String, String>| Deal {
            id: row["opportunity_id"].clone(),
            agent: row["sales_agent"].clone(),
            product: match row["product"].as_str() {
                "GTXPro" => "GTX Pro".to_owned(),
                other => other.to_owned(),
            },
            account: Some(row["account"].clone()).filter(|account| !account.is_empty()),
            engaged: day(&row["engage_date"]),
            closed: day(&row["close_date"]).map(|date| (date, row["deal_stage"] == "Won")),
            value: row["close_value"].parse().unwrap_or_default(),
        };
        let deals = rows(folder, "sales_pipeline.csv").iter().map(deal).collect();
        Self { deals, teams, products, accounts }
    }

    /// Won deals with their day.
    pub fn won(&self) -> impl Iterator<Item = &Deal> {
        self.deals.iter().filter(|deal| deal.closed.is_some_and(|(_, won)| won))
    }

    /// Whoever won most deals with an account owns it; of equals the first by name.
    fn owners(&self) -> BTreeMap<&str, &str> {
        let mut counts: BTreeMap<(&str, &str), i32> = BTreeMap::new();
        for deal in self.won() {
            *counts.entry((deal.account.as_deref().unwrap(), &deal.agent)).or_default() += 1;
        }
        let mut owners: BTreeMap<&str, (&str, i32)> = BTreeMap::new();
        for ((account, agent), count) in counts {
            let best = owners.entry(account).or_insert((agent, count));
            if count > best.1 {
                *best = (agent, count);
            }
        }
        owners.into_iter().map(|(account, (agent, _))| (account, agent)).collect()
    }

    /// Four quarters of 2017 as `fieldtally-books/1`.
    pub fn books(&self) -> Value {
        let months: Vec<String> = (1..=12).map(|month| format!("2017-{month:02}")).collect();
        let freeze = |month: u32| {
            let next = if month == 12 { (2018, 1) } else { (2017, month + 1) };
            NaiveDate::from_ymd_opt(next.0, next.1, 5).unwrap().to_string()
        };
        let closes: BTreeMap<&String, String> = months.iter().zip((1..=12).map(freeze)).collect();
        json!({
            "format": "fieldtally-books/1",
            "company": {"id": "crm", "zone": "America/Chicago", "currency": "USD", "minor": 2,
                "calendar": {"weekend": [6, 7], "holidays": [], "make_up": []}},
            "settings": {"collection_rate": "with_prepaid"},
            "periods": months,
            "closes": closes,
            "people": self.people(),
            "products": self.products.keys().map(|id| json!({"id": id, "rates": []})).collect::<Vec<_>>(),
            "customers": self.customers(),
            "opportunities": self.deals.iter().map(|deal| self.opportunity(deal)).collect::<Vec<_>>(),
            "contracts": self.won().map(|deal| self.contract(deal)).collect::<Vec<_>>(),
            "collections": self.won().flat_map(collections).collect::<Vec<_>>(),
            "outcomes": self.deals.iter().filter_map(outcome).collect::<Vec<_>>(),
            "targets": self.targets(),
            "refunds": [], "bad_debts": [], "visits": [], "contacts": [], "planned_visits": [], "surveys": [],
            "expenses": [], "trips": [], "ratings": [], "events": [], "penalties": [], "points": [],
            "plan": plan(),
        })
    }

    fn people(&self) -> Vec<Value> {
        let person = |(agent, office): (&String, &String)| {
            json!({"id": agent, "join": "2016-10-01", "leave": null, "draw": null, "pool_weight": "1",
                "posts": [{"from": "2016-10-01", "department": office, "template": "agent"}],
                "wages": [{"from": "2016-10-01", "amount": "2500.00"}]})
        };
        self.teams.iter().map(person).collect()
    }

    fn customers(&self) -> Vec<Value> {
        let owners = self.owners();
        let customer = |(account, revenue): (&String, &f64)| {
            let class = if *revenue >= 3000.0 {
                "A"
            } else if *revenue >= 1000.0 {
                "B"
            } else {
                "C"
            };
            json!({"id": account, "class": class, "owner": owners[account.as_str()], "since": "2016-10-01"})
        };
        self.accounts.iter().map(customer).collect()
    }

    fn opportunity(&self, deal: &Deal) -> Value {
        let engaged = deal.engaged.map(|date| json!({"at": noon(date), "order": 1, "known_on": date}));
        let won = deal
            .closed
            .filter(|(_, won)| *won)
            .map(|(date, _)| json!({"at": noon(date), "order": 2, "known_on": date}));
        json!({"id": deal.id, "owner": deal.agent, "expected": money(self.products[&deal.product] * 100), "rates": [],
            "stages": engaged.into_iter().chain(won).collect::<Vec<_>>()})
    }

    fn contract(&self, deal: &Deal) -> Value {
        let (signed, _) = deal.closed.unwrap();
        let instalment = |(number, (due, _, percent)): (usize, (u64, u64, u32))| json!({"id": (number + 1).to_string(), "due": after(signed, due), "amount": money(deal.value * percent)});
        json!({"id": deal.id, "customer": deal.account, "opportunity": deal.id, "signed": signed, "known_on": signed,
            "amount": money(deal.value * 100), "splits": [{"employee": deal.agent, "percent": "100"}],
            "lines": [{"id": "1", "product": deal.product, "quantity": "1", "price": money(deal.value * 100),
                "guide_price": money(self.products[&deal.product] * 100)}],
            "instalments": PAYMENTS.into_iter().enumerate().map(instalment).collect::<Vec<_>>()})
    }

    /// Agents, and above them offices and the company with what their people sum to.
    fn targets(&self) -> Vec<Value> {
        let mut found = Vec::new();
        for quarter in ["2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"] {
            let mut target = |subject: &str, metric: &str, value: String| {
                found.push(json!({"subject": subject, "metric": metric, "period": quarter, "value": value}));
            };
            for agent in self.teams.keys() {
                target(agent, "win_rate", WIN_RATE_TARGET.to_owned());
            }
            for (metric, each) in [("contract_amount", SIGNED_TARGET), ("collected_amount", COLLECTED_TARGET)] {
                let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
                for (agent, office) in &self.teams {
                    target(agent, metric, each.to_string());
                    *sums.entry(office).or_default() += each;
                    *sums.entry("crm").or_default() += each;
                }
                for (subject, sum) in sums {
                    target(subject, metric, sum.to_string());
                }
            }
        }
        found
    }
}

/// What was paid within 2017.
fn collections(deal: &Deal) -> Vec<Value> {
    let (signed, _) = deal.closed.unwrap();
    let year_end = NaiveDate::from_ymd_opt(2017, 12, 31).unwrap();
    let payments =
        PAYMENTS.into_iter().enumerate().map(|(number, (_, paid, percent))| (number + 1, after(signed, paid), percent));
    payments
        .filter(|(_, received, _)| *received <= year_end)
        .map(|(number, received, percent)| {
            json!({"id": format!("{}-{number}", deal.id), "contract": deal.id, "received": received, "known_on": received,
                "amount": money(deal.value * percent), "instalment": number.to_string()})
        })
        .collect()
}

fn outcome(deal: &Deal) -> Option<Value> {
    let (date, won) = deal.closed?;
    let result = if won { "won" } else { "lost" };
    Some(json!({"id": deal.id, "opportunity": deal.id, "employee": deal.agent, "date": date, "result": result,
        "known_on": date}))
}

/// Scored by the quarter; 3, 5 and 7 % of the money of a quarter.
fn plan() -> Value {
    let linear = |id: &str, weight: &str| json!({"id": id, "weight": weight, "kind": "linear", "metric": id, "full": "100", "floor": "0", "cap": "2"});
    json!({
        "templates": [{"id": "agent", "cycle": "quarter", "dimensions": [{"id": "results", "weight": "100", "indicators": [
            linear("contract_amount", "50"), linear("collected_amount", "30"), linear("win_rate", "20")]}]}],
        "forced": null,
        "floating": {"cap": "0.5"},
        "commission": [{"from": "2016-10-01", "mode": "marginal", "window": "quarter", "tiers": [
            {"from": "0", "to": "50000", "rate": "0.03"}, {"from": "50000", "to": "120000", "rate": "0.05"},
            {"from": "120000", "to": null, "rate": "0.07"}]}],
        "bonuses": [],
        "deductions": {"limit": "0.2", "minimum_wage": "0", "carry": true, "gap_penalty": "0"},
    })
}
