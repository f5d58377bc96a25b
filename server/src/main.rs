use clap::Parser;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Standard output is for what a caller reads, such as the address.
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    server::cli::run(server::cli::Cli::parse()).await
}
