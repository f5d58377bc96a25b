use std::io::Write;

use anyhow::Context;

use super::{Cli, Command, aside, backup, demo, evaluate, import, user};
use crate::app::App;
use crate::serve;

/// Runs a command to its end.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(args) => {
            let config = args.config();
            let listen = config.listen;
            let app = tokio::task::spawn_blocking(move || App::open(config)).await??;
            until_told(serve::serve(app, listen).await?).await
        }
        Command::Demo(args) => {
            let mut config = args.config();
            config.demo = true;
            let listen = config.listen;
            let app = tokio::task::spawn_blocking(move || App::open(config)).await??;
            demo::prepare(&app).await?;
            until_told(serve::serve(app, listen).await?).await
        }
        Command::Evaluate(args) => tokio::task::spawn_blocking(move || evaluate::command(&args)).await?,
        Command::Import(args) => import::command(*args).await,
        Command::Backup(args) => backup::write(args).await,
        Command::Restore(args) => backup::restore(args).await,
        Command::Verify(args) => backup::verify(args).await,
        Command::Aside(args) => tokio::task::spawn_blocking(move || aside::command(args)).await?,
        Command::User(args) => tokio::task::spawn_blocking(move || user::command(args)).await?,
    }
}

/// Serves until ctrl-c or SIGTERM.
async fn until_told(running: serve::Running) -> anyhow::Result<()> {
    print(&format!("listening on {}", running.url()))?;
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).context("SIGTERM")?;
    tokio::select! {
        _ = term.recv() => {}
        ended = tokio::signal::ctrl_c() => ended.context("ctrl-c")?,
    }
    tracing::info!("stopping");
    running.stop().await
}

/// One line to stdout, seen at once by whoever reads it through a pipe.
pub fn print(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
