//! Finds the coordinator that a command is to talk to.
//!
//! The one that the command line or the environment names; else the one that lives on the data
//! folder; else, for commands that only look, one inside this process for as long as they look.

use std::{error::Error as _, path::PathBuf, time::Duration};

use dwell_coordinator::{CoordinatorError, DataFolder, Settings};
use dwell_proto::{
    Caller, Credentials, Misfit,
    v1::{
        cluster_service_client::ClusterServiceClient, result_service_client::ResultServiceClient,
        sweep_service_client::SweepServiceClient,
    },
};
use tonic::{
    Code, Status,
    transport::{Channel, Endpoint},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{address::Address, embedded::Embedded, error::CliError, trust::TrustArgs};

/// Where everything is kept.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct DataArgs {
    /// The folder that holds sweeps and results [default: ~/.local/share/dwell]
    #[arg(
        long,
        value_name = "DIR",
        env = "DWELL_DATA",
        hide_env_values = true,
        help_heading = "Connection"
    )]
    data: Option<PathBuf>,
}

/// Whom to ask.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ConnectArgs {
    /// The coordinator to talk to, instead of the data folder's own
    #[arg(
        long,
        value_name = "HOST:PORT",
        env = "DWELL_COORDINATOR",
        hide_env_values = true,
        help_heading = "Connection"
    )]
    coordinator: Option<Address>,

    #[command(flatten)]
    trust: TrustArgs,

    #[command(flatten)]
    data: DataArgs,
}

impl DataArgs {
    /// The data folder: the one given, else the user's own.
    pub(crate) fn folder(&self) -> DataFolder {
        let path = self.data.clone().unwrap_or_else(|| {
            let data_home = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
            data_home
                .filter(|path| path.is_absolute())
                .or_else(|| Some(std::env::home_dir()?.join(".local/share")))
                .unwrap_or_default()
                .join("dwell")
        });
        DataFolder::new(path)
    }
}

/// A coordinator that answers.
#[derive(Debug)]
pub(crate) struct Connection {
    address: String,
    endpoint: Endpoint,
    caller: Caller,
    embedded: Option<Embedded>,
}

impl ConnectArgs {
    /// Connects to the coordinator that was named or lives on the data folder; `instead` is what
    /// to do where there is none.
    pub(crate) async fn live(&self, instead: &str) -> Result<Connection, CliError> {
        let folder = self.data.folder();
        let address = self.known_address(&folder)?;
        let address = address.ok_or_else(|| CliError::NoCoordinator {
            folder: folder.path().to_owned(),
            hint: instead.to_owned(),
        })?;
        Connection::open(&address, &self.trust).await
    }

    /// Connects to a live coordinator, or starts one inside this process.
    pub(crate) async fn any(&self) -> Result<Connection, CliError> {
        let folder = self.data.folder();
        let mut tries = 0..TRIES;
        loop {
            if let Some(address) = self.known_address(&folder)? {
                match Connection::open(&address, &self.trust).await {
                    // Another command's embedded coordinator may have ended just now.
                    Err(
                        CliError::Unreachable { .. } | CliError::Misfit(Misfit::BrokenOff { .. }),
                    ) if self.coordinator.is_none() && tries.next().is_some() => {}
                    done => return done,
                }
            } else if !folder.exists() {
                return Err(CliError::NothingYet {
                    folder: folder.path().to_owned(),
                });
            } else {
                match Embedded::start(folder.clone(), Settings::default()).await {
                    // One that starts or ends just now: look again where it listens.
                    Err(CoordinatorError::Locked { .. }) if tries.next().is_some() => {}
                    started => return Connection::embedded(started?).await,
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The address that was given, or the one that the data folder tells.
    pub(crate) fn known_address(&self, folder: &DataFolder) -> Result<Option<Address>, CliError> {
        if let Some(address) = &self.coordinator {
            return Ok(Some(address.clone()));
        }
        let live = folder.live_coordinator()?;
        Ok(live.map(|(socket, tls)| Address::of(socket, tls)))
    }

    /// How to connect to a coordinator, and what to bring.
    pub(crate) fn endpoint(&self, address: &Address) -> Result<(Endpoint, Credentials), CliError> {
        address.endpoint(&self.trust)
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> DataFolder {
        self.data.folder()
    }
}

/// How often a coordinator that comes or goes is looked for again, and after which pause.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(45);
const KEEP_ALIVE_TIMEOUT: Duration = Duration::from_secs(20);

impl Connection {
    /// Connects to an address.
    async fn open(address: &Address, trust: &TrustArgs) -> Result<Self, CliError> {
        let (endpoint, credentials) = address.endpoint(trust)?;
        let endpoint = endpoint
            .connect_timeout(CONNECT_TIMEOUT)
            .http2_keep_alive_interval(KEEP_ALIVE_EVERY)
            .keep_alive_timeout(KEEP_ALIVE_TIMEOUT);
        let unreachable = |error: tonic::transport::Error| match Misfit::in_chain(&error) {
            Some(misfit) => CliError::Misfit(misfit),
            None => CliError::Unreachable {
                address: address.to_string(),
            },
        };
        let channel = endpoint.connect().await.map_err(unreachable)?;
        let tls = endpoint.uri().scheme_str() == Some("https");
        greet(channel.clone(), tls).await?;
        Ok(Self {
            address: address.to_string(),
            endpoint,
            caller: credentials.on(channel),
            embedded: None,
        })
    }

    /// Connects to a coordinator of this process, and keeps it.
    pub(crate) async fn embedded(embedded: Embedded) -> Result<Self, CliError> {
        let address = Address::of(embedded.address(), false);
        let mut connection = Self::open(&address, &TrustArgs::default()).await?;
        connection.embedded = Some(embedded);
        Ok(connection)
    }

    /// Whether somebody else keeps the coordinator running.
    pub(crate) const fn is_lasting(&self) -> bool {
        self.embedded.is_none()
    }

    /// How to connect to it once more.
    pub(crate) const fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Where the coordinator is.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Its sweeps.
    pub(crate) fn sweeps(&self) -> SweepServiceClient<Caller> {
        SweepServiceClient::new(self.caller.clone())
    }

    /// Their results.
    pub(crate) fn results(&self) -> ResultServiceClient<Caller> {
        ResultServiceClient::new(self.caller.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    /// Its workers.
    pub(crate) fn cluster(&self) -> ClusterServiceClient<Caller> {
        ClusterServiceClient::new(self.caller.clone())
    }

    /// Lets go of the coordinator; one of this process ends.
    pub(crate) async fn close(self) -> Result<(), CliError> {
        drop(self.caller);
        if let Some(embedded) = self.embedded {
            embedded.stop().await?;
        }
        Ok(())
    }
}

/// Makes a first call, which needs no token. Only then is it known whether the two ends fit together:
/// who wants a client certificate, or TLS at all, says so after the client believes to be connected.
async fn greet(channel: Channel, tls: bool) -> Result<(), CliError> {
    let call = HealthCheckRequest::default();
    match HealthClient::new(channel).check(call).await {
        Err(status) if status.source().is_some() => {
            let misfit = Misfit::in_status(&status);
            Err(CliError::Misfit(
                misfit.unwrap_or(Misfit::BrokenOff { tls }),
            ))
        }
        // Whatever it answers, it does.
        _ => Ok(()),
    }
}

/// A trial with all its evaluations, or the trade-off of large sweeps, in bytes.
const LARGEST_ANSWER: usize = 64 << 20;

/// Whether a call failed because nobody was there: such a status is made here, from an error of
/// the connection, and not sent by a coordinator. Two ends that do not fit together are not mended by
/// waiting.
pub(crate) fn is_disconnect(status: &Status) -> bool {
    let is_broken = status.code() == Code::Unavailable || status.source().is_some();
    is_broken && Misfit::in_status(status).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_coordinator_says_is_not_a_broken_connection() {
        assert!(!is_disconnect(&Status::not_found("no such sweep")));
        assert!(!is_disconnect(&Status::internal("a bug")));
        assert!(is_disconnect(&Status::unavailable("tcp connect error")));
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        assert!(is_disconnect(&Status::from_error(Box::new(broken))));
    }
}
