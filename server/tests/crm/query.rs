//! What SQL says of the raw files: written for itself, in whole cents, without the engine or the converter.

use std::path::Path;

use rusqlite::{Connection, Row};

use super::By;

/// The CRM's files as tables of texts, as they stand.
pub struct Raw(Connection);

/// Closing days in order of the calendar; the month's number within its quarter does not matter.
const DEALS: &str = "
CREATE VIEW deal AS
WITH cut AS (
  SELECT *, substr(close_date, 1, instr(close_date, '/') - 1) AS m, substr(close_date, instr(close_date, '/') + 1) AS rest
  FROM sales_pipeline WHERE close_date <> ''
)
SELECT opportunity_id AS id, sales_agent AS agent, deal_stage AS stage, CAST(close_value AS INTEGER) AS dollars,
       printf('%04d-%02d-%02d', substr(rest, instr(rest, '/') + 1), m, substr(rest, 1, instr(rest, '/') - 1)) AS day
FROM cut;

CREATE VIEW payment AS
SELECT agent, date(day, '+30 days') AS day, dollars * 60 AS cents FROM deal WHERE stage = 'Won'
UNION ALL
SELECT agent, date(day, '+75 days') AS day, dollars * 40 AS cents FROM deal WHERE stage = 'Won';

CREATE VIEW income AS
SELECT agent, strftime('%Y', day) || '-Q' || ((strftime('%m', day) + 2) / 3) AS quarter, strftime('%m', day) AS month,
       sum(cents) AS cents
FROM payment WHERE day BETWEEN '2017-01-01' AND '2017-12-31' GROUP BY 1, 2, 3;

CREATE TABLE tier (low INTEGER, high INTEGER, percent INTEGER);
INSERT INTO tier VALUES (0, 5000000, 3), (5000000, 12000000, 5), (12000000, 1000000000000, 7);
";

/// A month's line of a tier is the part of the quarter's money that this month put into it, times the rate, to the cent.
const COMMISSION: &str = "
WITH run AS (
  SELECT agent, quarter, month, sum(cents) OVER (PARTITION BY agent, quarter ORDER BY month) AS top, cents FROM income
), line AS (
  SELECT agent, quarter, max(0, min(high, top) - max(low, top - cents)) * percent AS hundredths FROM run CROSS JOIN tier
)
SELECT agent, quarter, sum((hundredths + 50) / 100) FROM line GROUP BY 1, 2 HAVING sum(hundredths) > 0";

impl Raw {
    pub fn load(folder: &Path) -> Self {
        let connection = Connection::open_in_memory().unwrap();
        for table in ["accounts", "products", "sales_pipeline", "sales_teams"] {
            load(&connection, folder, table);
        }
        connection.execute_batch(DEALS).unwrap();
        Self(connection)
    }

    fn ask<T>(&self, sql: &str, value: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> By<T> {
        let mut statement = self.0.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), value(row)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Dollars and number of won deals by agent and quarter.
    pub fn contracts(&self) -> By<(i64, i64)> {
        self.ask(
            "SELECT agent, strftime('%Y', day) || '-Q' || ((strftime('%m', day) + 2) / 3), sum(dollars), count(*)
             FROM deal WHERE stage = 'Won' GROUP BY 1, 2",
            |row| Ok((row.get(2)?, row.get(3)?)),
        )
    }

    /// Dollars of won deals by regional office and quarter, and the office's agents, those without deals too.
    pub fn offices(&self) -> By<(i64, i64)> {
        self.ask(
            "SELECT regional_office, strftime('%Y', day) || '-Q' || ((strftime('%m', day) + 2) / 3), sum(dollars),
                    (SELECT count(*) FROM sales_teams AS other WHERE other.regional_office = sales_teams.regional_office)
             FROM deal JOIN sales_teams ON sales_agent = agent WHERE stage = 'Won' GROUP BY 1, 2",
            |row| Ok((row.get(2)?, row.get(3)?)),
        )
    }

    /// Won and closed deals by agent and month or quarter.
    pub fn closed(&self, each: &str) -> By<(i64, i64)> {
        let period = match each {
            "month" => "strftime('%Y-%m', day)",
            _ => "strftime('%Y', day) || '-Q' || ((strftime('%m', day) + 2) / 3)",
        };
        let sql = format!("SELECT agent, {period}, sum(stage = 'Won'), count(*) FROM deal GROUP BY 1, 2");
        self.ask(&sql, |row| Ok((row.get(2)?, row.get(3)?)))
    }

    /// Cents received by agent and quarter.
    pub fn collected(&self) -> By<i64> {
        self.ask("SELECT agent, quarter, sum(cents) FROM income GROUP BY 1, 2", |row| row.get(2))
    }

    /// Cents of commission by agent and quarter.
    pub fn commission(&self) -> By<i64> {
        self.ask(COMMISSION, |row| row.get(2))
    }
}

fn load(connection: &Connection, folder: &Path, table: &str) {
    let mut reader = csv::Reader::from_path(folder.join(format!("{table}.csv"))).unwrap();
    let header = reader.headers().unwrap().clone();
    let columns: Vec<String> = header.iter().map(|name| format!("{name} TEXT NOT NULL")).collect();
    connection.execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(", "))).unwrap();
    let places = vec!["?"; header.len()].join(", ");
    let mut insert = connection.prepare(&format!("INSERT INTO {table} VALUES ({places})")).unwrap();
    for record in reader.records() {
        insert.execute(rusqlite::params_from_iter(record.unwrap().iter())).unwrap();
    }
}
