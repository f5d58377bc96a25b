//! `cargo run --release -p tests --bin pictures -- FOLDER`: the README's pictures, from the demo company in Chromium.
//! `… -- FOLDER all` takes every page in three languages, in light and dark and with the largest texts, and to its end
//! where it is longer than the screen: to look at.

use std::path::PathBuf;

use anyhow::{Context, Result};
use server::demo::Size;
use tests::Stage;
use tests::tour::{Looks, WALKS, Walker};

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let to = PathBuf::from(args.next().context("where to: a folder")?);
    let all = args.next().is_some_and(|word| word == "all");
    std::fs::create_dir_all(&to)?;
    let stage = Stage::set(Size::FULL).await?;
    let looks = if all { Looks::all() } else { vec![Looks::USUAL] };
    for walk in WALKS {
        let walker = Walker::start(&stage, walk).await?;
        for look in &looks {
            walker.looks(*look).await?;
            for stop in walk.stops {
                walker.go(stop).await?;
                let name = if all {
                    format!("{}-{}-{}-{}", stop.name, look.language, look.theme, look.text)
                } else {
                    stop.name.to_owned()
                };
                walker.browser.screenshot(&to.join(format!("{name}.png"))).await?;
                if all {
                    walker.whole(&to.join(format!("{name}-whole.png"))).await?;
                }
            }
        }
    }
    stage.server.stop().await
}
