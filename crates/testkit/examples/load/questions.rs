//! What people ask a coordinator, as the command line asks it.

use dwell_proto::v1::{
    self, cluster_service_client::ClusterServiceClient, result_service_client::ResultServiceClient,
    sweep_service_client::SweepServiceClient,
};
use tonic::transport::Channel;

/// The command line accepts answers up to this size, too.
const LARGEST_ANSWER: usize = 1 << 30;

/// A question; most are about the largest sweep.
#[derive(Clone, Copy)]
pub(crate) enum Question {
    Sweeps,
    Sweep,
    FirstTrials,
    LaterTrials,
    FailedTrials,
    Ponder,
    Trial,
    Workers,
    Status,
    Frontier,
}

impl Question {
    /// Those of pages and lists.
    pub(crate) const LISTS: [Self; 9] = [
        Self::Sweeps,
        Self::Sweep,
        Self::FirstTrials,
        Self::LaterTrials,
        Self::FailedTrials,
        Self::Ponder,
        Self::Trial,
        Self::Workers,
        Self::Status,
    ];

    /// What it is called in a table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sweeps => "sweep list",
            Self::Sweep => "sweep show",
            Self::FirstTrials => "trial list, first page",
            Self::LaterTrials => "trial list, a later page",
            Self::FailedTrials => "trial list --state failed",
            Self::Ponder => "ponder, a page of its results",
            Self::Trial => "trial show, with attempts and evaluations",
            Self::Workers => "worker list",
            Self::Status => "coordinator status",
            Self::Frontier => "tradeoff",
        }
    }
}

/// Someone who asks; the sweep is filled, and has this many trials.
pub(crate) struct Reader {
    channel: Channel,
    sweep: String,
    trials: u64,
    /// How many questions were asked: pages and trials vary with it.
    asked: u64,
}

impl Reader {
    pub(crate) fn of(channel: Channel, sweep: String, trials: u64) -> Self {
        Self {
            channel,
            sweep,
            trials,
            asked: 0,
        }
    }

    /// Asks, and reads the whole answer.
    pub(crate) async fn ask(&mut self, question: Question) -> anyhow::Result<()> {
        self.asked += 1;
        match question {
            Question::Sweeps => {
                let request = v1::ListSweepsRequest::default();
                self.sweeps().list(request).await?;
            }
            Question::Sweep => {
                let sweep = self.sweep.clone();
                self.sweeps().get(v1::GetSweepRequest { sweep }).await?;
            }
            Question::FirstTrials => self.page(None, 0).await?,
            Question::LaterTrials => self.page(None, self.some_number()).await?,
            Question::FailedTrials => self.page(Some(v1::TrialState::Failed), 0).await?,
            Question::Ponder => {
                let completed = Some(v1::TrialState::Completed);
                self.page(completed, self.some_number()).await?;
            }
            Question::Trial => self.trial().await?,
            Question::Workers => {
                let request = v1::WorkersRequest { lost: true };
                self.cluster().workers(request).await?;
            }
            Question::Status => {
                self.cluster().status(v1::StatusRequest {}).await?;
            }
            Question::Frontier => self.frontier().await?,
        }
        Ok(())
    }

    async fn page(&self, state: Option<v1::TrialState>, after: u64) -> anyhow::Result<()> {
        let request = v1::TrialsRequest {
            sweep: self.sweep.clone(),
            states: state.into_iter().map(Into::into).collect(),
            page_size: 0,
            page_token: format!("{after:x}"),
        };
        let page = self.results().trials(request).await?.into_inner();
        anyhow::ensure!(!page.trials.is_empty(), "a page from {after} is empty");
        Ok(())
    }

    async fn trial(&self) -> anyhow::Result<()> {
        let trial = format!("{}/{}", self.sweep, self.some_number() + 1);
        let request = v1::TrialRequest { trial };
        self.results().trial(request).await?;
        Ok(())
    }

    async fn frontier(&self) -> anyhow::Result<()> {
        let sweeps = vec![self.sweep.clone()];
        let request = v1::TradeoffRequest { sweeps };
        let answer = self.results().tradeoff(request).await?.into_inner();
        anyhow::ensure!(
            answer.rows.iter().any(|row| row.on_frontier),
            "nothing is on the frontier"
        );
        Ok(())
    }

    /// A number from 0 in the first half of the sweep, another one each time.
    fn some_number(&self) -> u64 {
        self.asked.wrapping_mul(0x9e37_79b9_7f4a_7c15) % (self.trials / 2)
    }

    fn sweeps(&self) -> SweepServiceClient<Channel> {
        SweepServiceClient::new(self.channel.clone())
    }

    fn results(&self) -> ResultServiceClient<Channel> {
        ResultServiceClient::new(self.channel.clone()).max_decoding_message_size(LARGEST_ANSWER)
    }

    fn cluster(&self) -> ClusterServiceClient<Channel> {
        ClusterServiceClient::new(self.channel.clone())
    }
}
