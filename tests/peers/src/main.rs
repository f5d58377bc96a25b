//! `cargo run --release -p peers`: the product and the floor beside PouchDB, automerge-repo, hocuspocus and samod. Each
//! server is a process of its own with a folder of its own; each does the same work; one table at the end, floor = 1.

mod driven;
mod measured;
mod node;
mod ours;
mod records;
mod samod;
mod table;

use std::path::Path;

use anyhow::Result;
use clap::Parser;
use tests::load::server::{announce, served};

use crate::measured::{Measured, Plan, measure};
use crate::table::table;

/// Measures sync beside its peers on this machine.
#[derive(Debug, Parser)]
struct Args {
    /// Small sizes: shows that everything runs, its figures say nothing.
    #[arg(long)]
    quick: bool,
    /// Only these: product, floor, samod, automerge-repo, hocuspocus, pouchdb. The floor needs the product's bytes.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    if served().await? {
        return Ok(());
    }
    let mut args = std::env::args().skip(1);
    if let (Some("samod"), Some(data)) = (args.next().as_deref(), args.next()) {
        return samod::serve(Path::new(&data), announce).await;
    }
    compare(&Args::parse()).await
}

#[expect(clippy::print_stdout, reason = "it is there to print")]
async fn compare(args: &Args) -> Result<()> {
    let plan = Plan::new(args.quick);
    let wanted = |name: &str| args.only.is_empty() || args.only.iter().any(|only| only == name);
    let recorded = ours::Recorded::default();
    let mut columns: Vec<Measured> = Vec::new();
    if wanted("product") {
        columns.push(measure("product", &ours::Product::new(&recorded), &plan).await);
    }
    if wanted("floor") {
        // The least there can be is what everything is compared with: it stands first.
        columns.insert(0, measure("floor", &ours::Floor::new(&recorded), &plan).await);
    }
    if wanted("samod") {
        columns.push(measure("samod", &samod::Samod, &plan).await);
    }
    let installed = node::install();
    for name in ["automerge-repo", "hocuspocus", "pouchdb"].into_iter().filter(|name| wanted(name)) {
        columns.push(match &installed {
            Ok(()) => measure(name, &node::Node(name), &plan).await,
            Err(why) => Measured::not_run(name, format!("{why:#}")),
        });
    }
    println!("\n{}", table(&columns, &plan));
    for column in &columns {
        for note in &column.notes {
            println!("- {}: {note}", column.name);
        }
    }
    Ok(())
}
