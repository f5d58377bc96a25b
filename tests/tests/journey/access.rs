//! Everyone can use it: axe-core finds nothing serious on any page, in light and dark and with the largest texts, and no
//! page of a phone is wider than the phone (UX-1).

#![expect(clippy::print_stdout, reason = "names what is less than serious")]

use anyhow::{Result, ensure};
use server::demo::Size;
use tests::Stage;
use tests::tour::{Looks, WALKS, Walker};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_can_be_used_by_everyone() -> Result<()> {
    let stage = Stage::set(Size { closed: 1, open: 0, ..Size::SMALL }).await?;
    let mut serious = Vec::new();
    let mut wide = Vec::new();
    for walk in WALKS {
        let walker = Walker::start(&stage, walk).await?;
        for looks in [
            Looks::USUAL,
            Looks { theme: "dark", ..Looks::USUAL },
            Looks { text: "largest", language: "en", ..Looks::USUAL },
        ] {
            walker.looks(looks).await?;
            for stop in walk.stops {
                walker.go(stop).await?;
                for finding in walker.findings().await? {
                    let told = format!("{} {looks:?}: {finding:#?}", stop.name);
                    if finding.is_serious() {
                        serious.push(told);
                    } else if looks.theme == "light" {
                        println!("{} {}: {} ({})", stop.name, finding.rule, finding.help, finding.nodes.len());
                    }
                }
                let over: f64 = walker
                    .browser
                    .run(
                        "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                        Vec::new(),
                    )
                    .await?;
                if walk.screen.phone && over > 0.0 {
                    wide.push(format!("{} {looks:?}: {over} px", stop.name));
                }
            }
        }
    }
    ensure!(serious.is_empty(), "serious findings: {}\n{}", serious.len(), serious.join("\n"));
    ensure!(wide.is_empty(), "wider than the phone:\n{}", wide.join("\n"));
    stage.server.stop().await
}
