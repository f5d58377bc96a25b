//! `fieldtally import`: the mapping of columns is part of the command.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use shared::rest::{Decided, ImportReport, LineFault, Pair};

use shared::customer::NameLikeness;

use super::mapping::{self, Mapping};
use super::{Kind, Order, import};
use crate::app::App;
use crate::cli::{DataArgs, print};
use crate::docs::DocsError;

/// Faults and warnings printed of each kind; the rest is counted.
const PRINTED: usize = 20;

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct ImportArgs {
    /// What the file holds
    #[arg(value_enum)]
    kind: Kind,
    /// CSV in UTF-8 with a heading
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
    /// Refuse if this is not the company of the data directory
    #[arg(long)]
    company: Option<String>,
    /// Which column a field stands in; a column with the field's own name needs none
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Value of a field where its cell is blank or no column has it
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// Short for --set owner=…: whose new customers are
    #[arg(long)]
    owner: Option<String>,
    /// Short for --set currency=…
    #[arg(long)]
    currency: Option<String>,
    /// Only lines where a column has this value
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    only: Vec<String>,
    /// How the file writes dates, such as %m/%d/%Y
    #[arg(long, default_value = "%Y-%m-%d")]
    date_format: String,
    /// CSV with a column `product`: contracts may name no others
    #[arg(long)]
    products: Option<PathBuf>,
    /// What the file calls a product and what it is
    #[arg(long, value_name = "THEIRS=OURS")]
    map_product: Vec<String>,
    /// A customer that a contract names and nobody knows is added, with the credited person as owner
    #[arg(long)]
    create_customers: bool,
    /// Short for --set datum=…: what the file's positions are in (wgs84, gcj02, bd09)
    #[arg(long)]
    datum: Option<String>,
    /// What new customers are that may be one with another: same or different. Without, they are listed and nothing is
    /// imported
    #[arg(long, value_parser = mapping::decided)]
    duplicates: Option<Decided>,
    /// Two of the list that are one: the line becomes, or becomes another name of, the other
    #[arg(long, value_name = "LINE:OTHER")]
    same: Vec<String>,
    /// Two of the list that are not
    #[arg(long, value_name = "LINE:OTHER")]
    different: Vec<String>,
}

const AFTER: &str = "\
All or nothing: one bad line, and nothing is imported; every bad line is named. A second import of the same file changes
nothing; of a corrected file, what differs. A blank cell leaves what stands.

People are found by login, or by a name only one has. A file of people makes logins from names (Moses Frase is
moses.frase) and adds superiors who have no line of their own as managers.

  people       name joined [login superior department title template wage roles]
  customers    external_id name owner [class collaborators phone industry source note tags site city address lat lon
               datum radius person person_title person_phone]; without a position: a site without a fence, and a warning
  contracts    external_id signed amount customer, employee or shares (lin.xd:60;zhou.min:40) [product currency]
  collections  external_id contract received amount [currency]
  refunds      external_id collection refunded amount [currency]
  targets      employee period metric value

  fieldtally import people sales_teams.csv --map name=sales_agent --map superior=manager \\
      --map department=regional_office --set joined=2016-10-01
  fieldtally import contracts sales_pipeline.csv --where deal_stage=Won --map external_id=opportunity_id \\
      --map signed=close_date --map amount=close_value --map customer=account --map employee=sales_agent \\
      --date-format %m/%d/%Y --products products.csv --map-product GTXPro=\"GTX Pro\" --currency USD --create-customers";

impl ImportArgs {
    fn mapping(&self) -> anyhow::Result<Mapping> {
        let fields = self.kind.fields();
        let mut mapping = Mapping {
            date_format: Some(self.date_format.clone()),
            create_customers: self.create_customers,
            duplicates: self.duplicates,
            ..Mapping::default()
        };
        let mut read = || -> Result<(), String> {
            self.map.iter().try_for_each(|text| mapping.map(fields, text))?;
            self.set.iter().try_for_each(|text| mapping.set(fields, text))?;
            if let Some(owner) = &self.owner {
                mapping.set(fields, &format!("owner={owner}"))?;
            }
            if let Some(currency) = &self.currency {
                mapping.set(fields, &format!("currency={currency}"))?;
            }
            if let Some(datum) = &self.datum {
                mapping.set(fields, &format!("datum={datum}"))?;
            }
            for (pairs, decided) in [(&self.same, Decided::Same), (&self.different, Decided::Different)] {
                pairs.iter().try_for_each(|pair| mapping.decide(pair, decided))?;
            }
            self.only.iter().try_for_each(|text| mapping.only(text))?;
            self.map_product.iter().try_for_each(|text| mapping.product(text))
        };
        read().map_err(anyhow::Error::msg)?;
        if let Some(file) = &self.products {
            let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
            mapping.known_products = match mapping::products(&bytes) {
                Ok(products) => products,
                Err(faults) => bail!("{}: {}", file.display(), faults.iter().map(line).collect::<Vec<_>>().join("; ")),
            };
        }
        Ok(mapping)
    }
}

/// Runs `fieldtally import …`. A server may run beside it: both write to the same database in turn.
pub async fn command(args: ImportArgs) -> anyhow::Result<()> {
    let report = tokio::task::spawn_blocking(move || run(args)).await.context("importing")??;
    print(&summary(&report))?;
    if report.imported { Ok(()) } else { bail!("nothing was imported") }
}

fn run(args: ImportArgs) -> anyhow::Result<ImportReport> {
    let mapping = args.mapping()?;
    let bytes = std::fs::read(&args.file).with_context(|| format!("reading {}", args.file.display()))?;
    let app = App::open(args.data.unserved())?;
    if let Some(wanted) = args.company.filter(|wanted| *wanted != app.company.as_str()) {
        bail!("the data directory holds the company {}, not {wanted}", app.company);
    }
    let order = Order { kind: args.kind, bytes, mapping, who: "command".to_owned(), at: app.clock.now() };
    let (docs, company) = (app.docs.clone(), app.company.clone());
    Ok(app.store.write_blocking::<_, DocsError, _>(move |tx| import(tx, &docs, &company, &order))?)
}

/// The report for people: what happened, then line by line what is wrong.
fn summary(report: &ImportReport) -> String {
    let mut text = if report.imported {
        format!(
            "{} lines: {} created, {} updated, {} unchanged",
            report.lines, report.created, report.updated, report.unchanged
        )
    } else {
        format!("{} lines, {} faults, {} to decide", report.lines, report.faults.len(), undecided(report).count())
    };
    for pair in undecided(report).take(PRINTED) {
        // Writing to a String can not fail.
        let _ = write!(text, "\n{}", told(pair));
    }
    if undecided(report).count() > 0 {
        text.push_str(
            "\nAre these one? Say it of each with --same LINE:OTHER or --different LINE:OTHER, of all others with --duplicates",
        );
    }
    for (what, found) in [("fault", &report.faults), ("warning", &report.warnings)] {
        for fault in found.iter().take(PRINTED) {
            // Writing to a String can not fail.
            let _ = write!(text, "\n{what}: {}", line(fault));
        }
        if found.len() > PRINTED {
            let _ = write!(text, "\n{what}: and {} more", found.len() - PRINTED);
        }
    }
    text
}

fn undecided(report: &ImportReport) -> impl Iterator<Item = &Pair> {
    report.pairs.iter().filter(|pair| pair.decided.is_none())
}

/// Both sides of a pair, and why they may be one.
fn told(pair: &Pair) -> String {
    let side = |side: &shared::rest::Side| {
        let parts = [Some(side.name.as_str()), side.address.as_deref(), side.phone.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let mut why = Vec::new();
    match pair.why.name {
        Some(NameLikeness::Same) => why.push("one name".to_owned()),
        Some(NameLikeness::Alike) => why.push("names alike".to_owned()),
        None => {}
    }
    if pair.why.phone {
        why.push("one telephone".to_owned());
    }
    why.extend(pair.why.distance.map(|metres| format!("{metres:.0} m apart")));
    let (line, other) = (&pair.line, &pair.other);
    format!("{}:{}\n  {}\n  {}\n  {}", line.key, other.key, side(line), side(other), why.join(", "))
}

fn line(fault: &LineFault) -> String {
    match (fault.field.is_empty(), fault.value.is_empty()) {
        (true, _) => format!("line {}: {}", fault.line, fault.why),
        (false, true) => format!("line {}: {}: {}", fault.line, fault.field, fault.why),
        (false, false) => format!("line {}: {} {:?}: {}", fault.line, fault.field, fault.value, fault.why),
    }
}
