//! What phones cost that are only there: signed in, with an open line on which they hear of news.

use anyhow::Result;

use super::figures::count;
use super::nodes::{Engine, Nodes};
use super::{Figures, Options, usage};
use crate::Phone;
use crate::company::{PASSWORD, now_ms};

pub async fn run(figures: Figures, options: &Options) -> Result<()> {
    let sizes = options.size(vec![50, 200, 1000], vec![2, 6]);
    figures.section("growth: phones that are online and do nothing, on SQLite");
    figures.head(&["phones with a line for pokes", "server memory now, MiB", "peak, MiB", "KiB for each phone"]);
    let nodes = Nodes::found(Engine::Sqlite, sizes.iter().copied().max().unwrap_or(0)).await?;
    let Some(node) = nodes.served.first() else { return Ok(()) };
    let empty = usage::memory(node.id())?;
    figures.line(&["0".into(), format!("{empty:.1}"), format!("{:.1}", node.peak_memory()?), String::new()]);
    let mut there = Vec::new();
    for size in sizes {
        while there.len() < size {
            let login = format!("rep{:04}", there.len());
            let mut phone = Phone::in_memory(&node.url, &login, PASSWORD, now_ms()).await?;
            phone.sync().await?;
            let asked = reqwest::Client::new().get(format!("{}/api/v1/pokes", node.url)).bearer_auth(phone.token()?);
            let mut line = asked.send().await?.error_for_status()?;
            // The first poke comes at once: what happened before it listened.
            line.chunk().await?;
            there.push((phone, line));
        }
        let now = usage::memory(node.id())?;
        figures.line(&[
            size.to_string(),
            format!("{now:.1}"),
            format!("{:.1}", node.peak_memory()?),
            format!("{:.0}", (now - empty) * 1024.0 / count(size)),
        ]);
    }
    Ok(())
}
