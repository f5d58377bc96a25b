use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

/// What was handed in is wrong; the same for arguments and for files.
const BAD_INPUT: u8 = 2;

/// Statements and their trails are many small allocations, from several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Standard output is for what a caller reads, such as the address.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    log.with_ansi(std::io::stderr().is_terminal()).init();
    match server::cli::run(server::cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        #[expect(clippy::print_stderr, reason = "the command's last word to who called it")]
        Err(why) => match why.downcast_ref::<server::cli::BadInput>() {
            Some(bad) => {
                eprintln!("{bad}");
                ExitCode::from(BAD_INPUT)
            }
            None => {
                eprintln!("error: {why:#}");
                ExitCode::FAILURE
            }
        },
    }
}
