//! `fieldtally backup`, `restore` and `verify`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::{DataArgs, print};
use crate::backup::{self, Backup, Target};
use crate::blob::Files;
use crate::config::Config;
use crate::store::View;
use crate::verify;

#[derive(Debug, Args)]
pub struct BackupArgs {
    #[command(flatten)]
    data: DataArgs,
    /// Folder of backups; each gets a folder of its own in it, named by its time, and photos are copied once for all
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    data: DataArgs,
    /// A backup, or a folder of backups, whose newest is taken
    #[arg(long)]
    from: PathBuf,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    data: DataArgs,
}

fn view(config: &Config) -> anyhow::Result<View> {
    match &config.database {
        Some(url) => View::connect(url).context("opening the database on its server"),
        None => View::open(&config.data).with_context(|| format!("opening {}", config.data.display())),
    }
}

/// A view may be of a server, whose connections no async task opens or closes.
async fn looked_at(config: Config) -> anyhow::Result<(View, Files, Config)> {
    tokio::task::spawn_blocking(move || Ok((view(&config)?, Files::open(&config.photos, &config.data)?, config)))
        .await?
}

pub async fn write(args: BackupArgs) -> anyhow::Result<()> {
    let (view, files, config) = looked_at(args.data.unserved()).await?;
    let written = backup::write(&view, &files, &args.to, config.clock.now()).await?;
    let manifest = &written.manifest;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    let bytes: u64 = manifest.tables.iter().map(|table| table.length).sum();
    print(&format!("{}: {rows} rows, {bytes} bytes, from {}", written.folder.display(), manifest.engine))?;
    print(&format!("{} photos, {} of them copied now", written.photos, written.copied))?;
    print("the folder `keys` of the data directory is not in it: keep a copy elsewhere")?;
    if !manifest.missing.is_empty() {
        manifest.missing.iter().try_for_each(|missing| print(missing))?;
        bail!("the backup is whole but for {} photos that are damaged where they came from", manifest.missing.len());
    }
    Ok(())
}

pub async fn restore(args: RestoreArgs) -> anyhow::Result<()> {
    let config = args.data.unserved();
    let from = args.from;
    let target = match &config.database {
        Some(url) => Target::Server(url.clone()),
        None => Target::Folder(config.data.clone()),
    };
    let backup = tokio::task::spawn_blocking(move || Backup::open(&from)).await??;
    let (name, made) = (backup.folder.display().to_string(), backup.manifest.made);
    let files = Files::open(&config.photos, &config.data)?;
    let restored = backup::restore(backup, target, &files, config.clock.now()).await?;
    print(&format!("{name} of {made}: {} rows and {} photos restored", restored.rows, restored.photos))?;
    for (company, epoch) in &restored.epochs {
        print(&format!("{company} has the new epoch {epoch}: phones bring back what came after the backup"))?;
    }
    for hash in &restored.missing {
        print(&format!("caution: the backup does not have the photo {hash}"))?;
    }
    if !restored.devices.is_empty() {
        print(
            "caution: what was revoked or disabled after the backup was made is not known any more. These devices may sync:",
        )?;
        for device in &restored.devices {
            print(&format!("  {}\t{}\t{}\tseen {}", device.id, device.employee, device.name, device.seen))?;
        }
    }
    print(
        "caution: without the folder `keys` from before, what phones bring back of others' is held for an administrator",
    )?;
    Ok(())
}

pub async fn verify(args: VerifyArgs) -> anyhow::Result<()> {
    let (view, files, _) = looked_at(args.data.unserved()).await?;
    let checks = verify::all(&view, &files).await?;
    checks.iter().try_for_each(|check| print(&check.to_string()))?;
    let wrong = checks.iter().filter(|check| !check.is_sound()).count();
    if wrong > 0 {
        bail!("{wrong} of {} checks found something wrong", checks.len());
    }
    Ok(())
}
