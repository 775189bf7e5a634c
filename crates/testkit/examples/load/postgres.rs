//! A server of PostgreSQL as it comes, which keeps what it acknowledges.

use std::{io, path::PathBuf};

use dwell_testkit::PostgresServer;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder of its files, which stay
    #[arg(long)]
    data: PathBuf,
    /// Databases to make; URLs are printed in this order
    #[arg(long)]
    create: Vec<String>,
    /// Databases that are there already, whose URLs come after those
    #[arg(long)]
    open: Vec<String>,
}

/// Prints the URL of each database, and serves until the standard input ends.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let server = PostgresServer::durable(&options.data);
    for name in &options.create {
        println!("{}", server.create(name));
    }
    for name in &options.open {
        println!("{}", server.url(name));
    }
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}
