//! `cargo run --release -p tests --bin load`: what the product does under load, on each engine, beside the floor in the same
//! run. `-- --only visits,fan-in,day,growth,line` runs parts of it, `-- --quick` all of it in small.

use anyhow::Result;
use tests::load::server::served;
use tests::load::{Figures, Options, connected, day, fan_in, growth, line, usage, visits};

#[tokio::main]
async fn main() -> Result<()> {
    if served().await? { Ok(()) } else { figures(&Options::read(std::env::args().skip(1))?).await }
}

async fn figures(options: &Options) -> Result<()> {
    let figures = Figures;
    figures.note(&format!("load of the machine at the beginning: {}", usage::busy()));
    if options.wants("visits") {
        visits::run(figures, options).await?;
    }
    if options.wants("fan-in") {
        fan_in::run(figures, options).await?;
    }
    if options.wants("day") {
        day::run(figures, options).await?;
    }
    if options.wants("growth") {
        growth::run(figures, options).await?;
        connected::run(figures, options).await?;
    }
    if options.wants("line") {
        line::run(figures, options).await?;
    }
    figures.note(&format!("\nload of the machine at the end: {}", usage::busy()));
    Ok(())
}
