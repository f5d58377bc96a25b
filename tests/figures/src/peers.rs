//! DuckDB and SQLite on the same facts, already loaded, two threads where the engine has them; results must be equal.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use shared::facts::Facts;
use shared::num::Exact;
use shared::period::{BusinessDay, Calendar};

use figures::company;

use crate::{Args, measured};

const SQL: &str = include_str!("../peers/metrics.sql");
const DUCK: &str = include_str!("../peers/duck.py");

/// A table as a peer gets it.
struct Table {
    name: &'static str,
    columns: &'static str,
    rows: Vec<Vec<i64>>,
}

/// No date.
const NONE: i64 = i64::MIN;

fn number(day: BusinessDay) -> i64 {
    day.days_since("1970-01-01".parse().expect("a day"))
}

fn cents(amount: shared::num::Decimal) -> i64 {
    let mut amount = amount;
    amount.rescale(2);
    i64::try_from(amount.mantissa()).expect("cents")
}

fn tables(facts: &Facts) -> Vec<Table> {
    let table = |name, columns| Table { name, columns, rows: Vec::new() };
    let mut people = table("people", "id");
    let mut customers = table("customers", "id,owner,interval,since");
    let mut acts = table("acts", "person,customer,day,moment,visit,effective,contact,next");
    let mut expenses = table("expenses", "person,day,cents,counted");
    let mut surveys = table("surveys", "person,day,answer");
    let mut working = table("working", "day");
    let mut contracts = table("contracts", "id,signed,cents");
    let mut splits = table("splits", "contract,person,percent");
    let mut collections = table("collections", "id,contract,day,cents");
    let mut refunds = table("refunds", "collection,day,cents");
    // Numbers in the order of ids, so that ties go the same way.
    let order: std::collections::BTreeMap<_, i64> =
        facts.people.by_id().enumerate().map(|(at, (number, _))| (number, at as i64)).collect();
    let places: std::collections::BTreeMap<_, i64> =
        facts.customers.by_id().enumerate().map(|(at, (number, _))| (number, at as i64)).collect();
    for (no, customer) in facts.customers.by_id() {
        let interval = i64::from(facts.settings.intervals.of(customer.class));
        customers.rows.push(vec![places[&no], order[&customer.owner], interval, number(customer.since)]);
    }
    for (no, one) in facts.people.by_id() {
        let person = order[&no];
        people.rows.push(vec![person]);
        for act in &one.acts {
            let flag = i64::from;
            acts.rows.push(vec![
                person,
                places[&act.customer],
                number(act.day),
                act.at.millis(),
                flag(act.is_visit()),
                flag(act.is_effective()),
                flag(act.is_contact()),
                act.next.map_or(NONE, number),
            ]);
        }
        for expense in &one.expenses {
            let counted =
                matches!(expense.state, shared::books::ExpenseState::Approved | shared::books::ExpenseState::Paid);
            expenses.rows.push(vec![person, number(expense.date), cents(expense.amount), i64::from(counted)]);
        }
        for survey in &one.surveys {
            surveys.rows.push(vec![person, number(survey.date), cents(survey.answer) / 100]);
        }
    }
    let (mut collection, month) = (0, company::month());
    for (no, deal) in facts.deals.rows().iter().enumerate() {
        let contract = no as i64;
        contracts.rows.push(vec![contract, number(deal.contract.signed), cents(deal.contract.amount)]);
        for share in &deal.shares {
            splits.rows.push(vec![contract, order[&share.employee], cents(share.percent) / 100]);
        }
        for receipt in &deal.receipts {
            let one = &receipt.collection;
            collections.rows.push(vec![collection, contract, number(one.received), cents(one.amount)]);
            for refund in &receipt.refunds {
                refunds.rows.push(vec![collection, number(refund.date), cents(refund.amount)]);
            }
            collection += 1;
        }
    }
    let calendar: &Calendar = &facts.company.calendar;
    working.rows = calendar.working_days(month).map(|day| vec![number(day)]).collect();
    vec![people, customers, acts, expenses, surveys, working, contracts, splits, collections, refunds]
}

/// Columns that are true or false where the engine has such a type.
const FLAGS: [&str; 4] = ["visit", "effective", "contact", "counted"];

fn query(div: &str, max: &str, min: &str) -> String {
    let (first, last) = (number(company::month().first_day()), number(company::month().last_day()));
    SQL.replace("{div}", div)
        .replace("{max}", max)
        .replace("{min}", min)
        .replace("{first}", &first.to_string())
        .replace("{last}", &last.to_string())
}

fn write_csv(folder: &Path, table: &Table) -> Result<()> {
    let flags: Vec<bool> = table.columns.split(',').map(|column| FLAGS.contains(&column)).collect();
    let mut text = format!("{}\n", table.columns);
    for row in &table.rows {
        for (at, value) in row.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            match (*value, flags[at]) {
                (NONE, _) => {}
                (value, true) => text.push_str(if value == 0 { "false" } else { "true" }),
                (value, false) => write!(text, "{value}")?,
            }
        }
        text.push('\n');
    }
    Ok(std::fs::write(folder.join(format!("{}.csv", table.name)), text)?)
}

/// Times in seconds and the rows.
type Answer = (Vec<f64>, Vec<Vec<i64>>);

fn duckdb(tables: &[Table], args: &Args, threads: usize) -> Result<Option<Answer>> {
    let folder = tempfile::tempdir()?;
    for table in tables {
        write_csv(folder.path(), table)?;
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name).collect();
    std::fs::write(folder.path().join("tables.txt"), names.join("\n"))?;
    std::fs::write(folder.path().join("query.sql"), query("//", "greatest", "least"))?;
    std::fs::write(folder.path().join("duck.py"), DUCK)?;
    let done = Command::new(&args.python)
        .arg(folder.path().join("duck.py"))
        .arg(folder.path())
        .args([args.runs.to_string(), threads.to_string()])
        .output();
    let done = match done {
        Ok(done) if done.status.success() => done,
        Ok(done) => {
            println!("  DuckDB could not be asked: {}", String::from_utf8_lossy(&done.stderr).trim());
            return Ok(None);
        }
        Err(why) => {
            println!("  DuckDB could not be asked: {why}");
            return Ok(None);
        }
    };
    let (mut times, mut rows) = (Vec::new(), Vec::new());
    for line in String::from_utf8(done.stdout)?.lines() {
        match line.split_once(' ').context("a word and its values")? {
            ("took", time) => times.push(time.parse()?),
            ("row", values) => rows.push(values.split(' ').map(str::parse).collect::<Result<_, _>>()?),
            ("loaded", time) => println!("  DuckDB loads the tables in {time} s"),
            _ => {}
        }
    }
    Ok(Some((times, rows)))
}

fn sqlite(tables: &[Table], args: &Args) -> Result<Answer> {
    let mut db = Connection::open_in_memory()?;
    let begun = Instant::now();
    let tx = db.transaction()?;
    for table in tables {
        let columns: Vec<String> = table.columns.split(',').map(|column| format!("{column} integer")).collect();
        tx.execute_batch(&format!("create table {} ({}) strict", table.name, columns.join(", ")))?;
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = tx.prepare(&format!("insert into {} values ({marks})", table.name))?;
        for row in &table.rows {
            insert.execute(rusqlite::params_from_iter(row.iter().map(|value| (*value != NONE).then_some(*value))))?;
        }
    }
    tx.execute_batch(
        "create index acts_person on acts (person, day); create index acts_customer on acts (customer, moment, day);
         create index splits_contract on splits (contract, person); create index collections_id on collections (id);
         create index contracts_id on contracts (id); create index customers_id on customers (id); analyze;",
    )?;
    tx.commit()?;
    println!("  SQLite loads the tables in {:.1} s", begun.elapsed().as_secs_f64());
    let query = query("/", "max", "min");
    let (mut times, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..args.runs.min(3) {
        let begun = Instant::now();
        let mut statement = db.prepare(&query)?;
        let columns = statement.column_count();
        rows = statement
            .query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?
            .collect::<Result<Vec<Vec<i64>>, _>>()?;
        times.push(begun.elapsed().as_secs_f64());
    }
    Ok((times, rows))
}

/// What a row of a peer says, as the engine's values.
fn values(row: &[i64], working_days: i64) -> [Option<Exact>; measured::METRICS.len()] {
    let whole = |at: usize| Exact::whole(row[at]);
    let share = |over: usize, under: usize| {
        (row[under] != 0).then(|| whole(over).div(&whole(under), "the peer").expect("not zero"))
    };
    let hundredth = |at: usize| whole(at).div(&Exact::whole(100), "a hundred").expect("not zero");
    [
        Some(whole(1)),
        Some(whole(2)),
        Some(whole(3).div(&Exact::whole(working_days), "days").expect("not zero")),
        Some(hundredth(4)),
        Some(hundredth(5)),
        share(6, 7),
        share(8, 9),
        (row[5] > 0).then(|| whole(10).div(&whole(5), "the peer").expect("not zero")),
        share(11, 12),
        Some(whole(13)),
    ]
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Prints the metrics alone, of the engine and of its peers, and compares every value.
pub fn compare(facts: &Facts, people: usize, args: &Args) -> Result<()> {
    let ours = measured::print(facts, args)?;
    let tables = tables(facts);
    let days = facts.company.calendar.working_days(company::month()).count() as i64;
    let check = |name: &str, rows: &[Vec<i64>]| -> Result<()> {
        ensure!(rows.len() == people, "{name}: {} rows for {people} people", rows.len());
        for (row, ours) in rows.iter().zip(&ours) {
            for ((theirs, own), metric) in values(row, days).iter().zip(ours).zip(measured::METRICS) {
                ensure!(theirs == own, "{name}: {metric} of person {} is {theirs:?}, ours {own:?}", row[0]);
            }
        }
        Ok(())
    };
    for threads in [1, 2] {
        if let Some((times, rows)) = duckdb(&tables, args, threads)? {
            check("DuckDB", &rows)?;
            println!(
                "  DuckDB, {threads} thread(s): {:.0} ms for the same metrics, all values equal",
                median(&times) * 1e3
            );
        }
    }
    let (times, rows) = sqlite(&tables, args)?;
    check("SQLite", &rows)?;
    println!("  SQLite: {:.0} ms for the same metrics, all values equal", median(&times) * 1e3);
    Ok(())
}
