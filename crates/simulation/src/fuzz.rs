//! Tells the stories of seeds, and counts what came of them.

use std::{
    fmt,
    ops::AddAssign,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use crate::{
    cluster::Cluster,
    plan::{Act, Fault, Plan},
    story::undisturbed,
    trace::Trace,
    verdict::Verdict,
};

/// What came of some stories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub stories: u64,
    /// Simulated seconds.
    pub seconds: u64,
    /// Things that befell their clusters.
    pub faults: u64,
    /// Their trials.
    pub trials: u64,
    /// And the attempts at them.
    pub attempts: u64,
    /// Trials that have not ended, or not as they do undisturbed.
    pub lost: u64,
    /// Trials with more than one accepted result.
    pub duplicated: u64,
    /// Results that are not those of the undisturbed run.
    pub different: u64,
}

/// A story that did not end well.
#[derive(Clone, Debug)]
pub struct Misadventure {
    /// Whose.
    pub seed: u64,
    /// What it was to be.
    pub plan: String,
    /// What is wrong.
    pub findings: Vec<String>,
    /// What happened.
    pub trace: Trace,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.stories += other.stories;
        self.seconds += other.seconds;
        self.faults += other.faults;
        self.trials += other.trials;
        self.attempts += other.attempts;
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.different += other.different;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stories,
            seconds,
            faults,
            trials,
            attempts,
            lost,
            duplicated,
            different,
        } = self;
        write!(
            f,
            "{stories} stories of {seconds} s: {faults} faults, {trials} trials in {attempts} \
             attempts; lost {lost}, duplicated {duplicated}, different {different}"
        )
    }
}

/// Tells the story of a seed, and judges its end.
pub fn fuzz(seed: u64) -> Result<Tally, Box<Misadventure>> {
    let plan = Plan::drawn(seed);
    let mut trace = Trace::default();
    let told = catch_unwind(AssertUnwindSafe(|| {
        let mut cluster = Cluster::new(plan.setup.clone(), seed);
        trace = cluster.trace().clone();
        play(&plan, &mut cluster);
        let verdict = Verdict::of(&cluster, &undisturbed(&plan.setup, &plan.drafts));
        (tally(&plan, &cluster, &verdict), verdict.findings)
    }));
    let (tally, findings) = told.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        (Tally::default(), vec![words.unwrap_or_default()])
    });
    if findings.is_empty() && tally.stories == 1 {
        return Ok(tally);
    }
    Err(Box::new(Misadventure {
        seed,
        plan: format!("{plan:#?}"),
        findings,
        trace,
    }))
}

/// Tells the story of a seed twice: where the second telling is another one.
pub fn fuzz_twice(seed: u64) -> Option<String> {
    traced(seed).parts_from(&traced(seed))
}

/// What happens in the story of a seed.
pub fn traced(seed: u64) -> Trace {
    let plan = Plan::drawn(seed);
    let mut cluster = Cluster::new(plan.setup.clone(), seed);
    play(&plan, &mut cluster);
    cluster.trace().clone()
}

fn tally(plan: &Plan, cluster: &Cluster, verdict: &Verdict) -> Tally {
    let seen = cluster.sees();
    let attempts = seen.trials().iter().map(|trial| u64::from(trial.attempt.0));
    Tally {
        stories: 1,
        seconds: cluster.elapsed().as_secs(),
        faults: plan.acts.len() as u64,
        trials: seen.trials().len() as u64,
        attempts: attempts.sum(),
        lost: verdict.lost,
        duplicated: verdict.duplicated,
        different: verdict.different,
    }
}

/// Lets everything happen, makes it good again, and waits for the end.
fn play(plan: &Plan, cluster: &mut Cluster) {
    for draft in &plan.drafts {
        cluster.begins_to_submit(draft);
    }
    let mut ends: Vec<&Act> = Vec::new();
    for act in &plan.acts {
        pass_until(cluster, act.at, &mut ends);
        begin(cluster, &act.fault);
        ends.push(act);
    }
    pass_until(cluster, Duration::MAX, &mut ends);
    cluster.comes_to_an_end();
}

/// Lets time pass, and ends what has to end meanwhile.
fn pass_until(cluster: &mut Cluster, at: Duration, ends: &mut Vec<&Act>) {
    ends.sort_by_key(|act| act.at + act.lasts);
    let due = ends.partition_point(|act| act.at + act.lasts <= at);
    for act in ends.drain(..due) {
        cluster.passes_until(act.at + act.lasts);
        end(cluster, &act.fault);
    }
    if at < Duration::MAX {
        cluster.passes_until(at);
    }
}

fn begin(cluster: &mut Cluster, fault: &Fault) {
    match fault {
        Fault::Parts(a, b) => cluster.parts(a, b),
        Fault::Mutes(from, to) => cluster.mutes(from, to),
        Fault::Holds(a, b) => cluster.holds(a, b),
        Fault::Slows(a, b, latency) => cluster.slows(a, b, *latency),
        Fault::Kills(host) => cluster.kills(host),
        Fault::Drains(worker) => cluster.drains(worker),
        Fault::KillsTrainer(worker) => cluster.kills_trainer(worker),
        Fault::HangsTrainer(worker) => cluster.hangs_trainer(worker),
        Fault::Snares(host, method, mischief) => cluster.snares(host, method, *mischief),
        Fault::SetsClocks(seconds) => cluster.sets_clocks(*seconds),
        Fault::FillsDisk => cluster.fills_disk(true),
    }
}

fn end(cluster: &mut Cluster, fault: &Fault) {
    match fault {
        Fault::Parts(a, b) | Fault::Mutes(a, b) => cluster.heals(a, b),
        Fault::Holds(a, b) => cluster.releases(a, b),
        Fault::Slows(a, b, _) => {
            let usual = cluster.setup().latency;
            cluster.slows(a, b, usual);
        }
        Fault::Kills(host) | Fault::Drains(host) => cluster.starts(host),
        Fault::FillsDisk => cluster.fills_disk(false),
        Fault::KillsTrainer(_)
        | Fault::HangsTrainer(_)
        | Fault::Snares(..)
        | Fault::SetsClocks(_) => {}
    }
}
