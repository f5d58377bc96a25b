//! The commands of the binary `fieldtally`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use shared::doc::company::Tiles;
use shared::place::Datum;

use crate::blob::Place;
use crate::config::{Config, PHOTO_DAYS};
use crate::{demo, import};

mod aside;
mod backup;
mod evaluate;
mod run;
mod user;

pub use evaluate::BadInput;
pub use run::{print, run};

#[derive(Debug, Parser)]
#[command(name = "fieldtally", version, about = "Fieldtally 行績: field sales, from the visit to the pay slip")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a company
    Serve(ServeArgs),
    /// Serve a made-up company with a year behind it
    Demo(ServeArgs),
    /// Statements of one company's books, every figure to be checked
    Evaluate(evaluate::EvaluateArgs),
    /// Take customers, contracts or collections from CSV
    Import(Box<import::ImportArgs>),
    /// Write a backup; a server may run meanwhile
    Backup(backup::BackupArgs),
    /// Restore a backup into an empty place
    Restore(backup::RestoreArgs),
    /// Check everything that is stored; a server may run meanwhile
    Verify(backup::VerifyArgs),
    /// List, take in or let go of changes that stand in no document
    Aside(aside::AsideArgs),
    /// Add, list and disable people; set passwords
    User(user::UserArgs),
}

fn datum(name: &str) -> Result<Datum, String> {
    Datum::named(name).ok_or_else(|| "there are wgs84, gcj02 and bd09".to_owned())
}

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Address and port; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The built web app
    #[arg(long)]
    pub bundle: Option<PathBuf>,
    /// Address of map tiles with {z}, {x} and {y}, for a company that has not set its own; without, maps show no streets
    #[arg(long)]
    pub tiles: Option<String>,
    /// What the tiles' pictures are in: wgs84, gcj02 (Amap, Tencent) or bd09
    #[arg(long, default_value = "wgs84", value_parser = datum)]
    pub tiles_datum: Datum,
    /// Who made the map, as its licence asks to be shown
    #[arg(long, default_value = "")]
    pub tiles_attribution: String,
    /// Days after which a photo that no record names is removed
    #[arg(long, default_value_t = PHOTO_DAYS)]
    pub photo_days: u32,
    /// Take the keys in the data directory though the database was served with others
    #[arg(long)]
    pub new_keys: bool,
    /// A proxy stands before this server and sets x-forwarded-for: it says whose wrong passwords are counted
    #[arg(long)]
    pub behind_proxy: bool,
}

#[derive(Debug, Args)]
pub struct DataArgs {
    /// Directory of the embedded database, of photos on disk and of the server's keys
    #[arg(long, global = true, default_value = ".fieldtally")]
    pub data: PathBuf,
    /// A PostgreSQL database instead, which several nodes may share: postgres://user:password@host/name
    #[arg(long, global = true, env = "FIELDTALLY_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Where photos are kept instead of on disk: s3://bucket/prefix, with credentials, region and endpoint as AWS_* variables
    #[arg(long, global = true, env = "FIELDTALLY_PHOTOS", value_parser = Place::read)]
    pub photos: Option<Place>,
}

impl DataArgs {
    #[must_use]
    pub fn config(self, listen: SocketAddr) -> Config {
        let mut config = Config::new(self.data, listen);
        config.database = self.database;
        config.photos = self.photos.unwrap_or_default();
        config
    }

    /// For a command that serves nobody.
    #[must_use]
    pub fn unserved(self) -> Config {
        self.config(([127, 0, 0, 1], 0).into())
    }
}

impl ServeArgs {
    #[must_use]
    pub fn config(self) -> Config {
        let mut config = self.data.config(self.listen);
        config.bundle = self.bundle;
        let (datum, attribution) = (self.tiles_datum, self.tiles_attribution);
        config.tiles = self.tiles.map(|url| Tiles { url, datum, attribution });
        config.photo_days = self.photo_days;
        config.behind_proxy = self.behind_proxy;
        config.new_keys = self.new_keys;
        config
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn commands_read_as_the_readme_writes_them() {
        Cli::command().debug_assert();
        let read = |words: &str| Cli::try_parse_from(words.split_whitespace()).map(drop);
        for words in [
            "fieldtally aside list --data d",
            "fieldtally aside --data d list",
            "fieldtally user list --data d",
            "fieldtally backup --data d --to b",
            "fieldtally verify --data d",
            "fieldtally restore --from b --data d",
            "fieldtally serve --database postgres://u@db/c --data d --photos s3://bucket/photos",
        ] {
            if let Err(why) = read(words) {
                panic!("{words}: {why}");
            }
        }
    }
}
