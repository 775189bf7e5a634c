//! `cargo xtask chaos`: sweeps train while real processes die, hang and lose their network; then every
//! table is compared with that of an undisturbed run.
//!
//! What happens is the business of `crates/testkit/examples/chaos`; here are its settings, and the page
//! of the documentation that its figures make.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::bench::machine::Machine;
use crate::libtorch;
use crate::workspace::Workspace;

const WORK: &str = "\
A coordinator and workers, all of them real processes, train one sweep after another (parity, three kinds
of halting) while faults drawn from a seed happen to them: processes are killed with -9, stopped and asked to end, the
network between a worker and its coordinators is cut for up to longer than a lease (5 s) and heals, and PostgreSQL
crashes. What ends by itself is started again, as a service manager would. `fleet` is a larger cluster on
PostgreSQL whose trainers train nothing, so that all time goes to handing out and reporting.

Afterwards all six tables that `dwell export` writes are compared, line by line, with those of the same sweep
where nothing happened, and `dwell coordinator check` looks at everything that was kept.";

/// What is asked for.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    only: Only,
    /// For how long the sweeps of each setting are disturbed
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// What faults are drawn from
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

/// A part of it [default: all settings, which writes docs/benchmarks/chaos.md].
#[derive(Clone, Copy, Args)]
#[group(multiple = false)]
struct Only {
    /// Only the sweeps that train, on this engine
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// Only the large cluster, whose trainers train nothing
    #[arg(long)]
    fleet: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

impl Only {
    fn setting(self) -> Option<Setting> {
        match self.database {
            Some(Database::Sqlite) => Some(Setting::Sqlite),
            Some(Database::Postgres) => Some(Setting::Postgres),
            None => self.fleet.then_some(Setting::Fleet),
        }
    }
}

/// A cluster, and what it trains.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    /// One coordinator with a file, 3 workers that train
    Sqlite,
    /// Two coordinators on a server, 3 workers that train
    Postgres,
    /// Four coordinators on a server, 16 workers whose trainers train nothing, sweeps of 10,000 trials
    Fleet,
}

impl Setting {
    const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Fleet];

    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::Fleet => "fleet",
        }
    }

    const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &["--database", "sqlite", "--workers", "3"],
            Self::Postgres => &[
                "--database",
                "postgres",
                "--coordinators",
                "2",
                "--workers",
                "3",
            ],
            Self::Fleet => &[
                "--database",
                "postgres",
                "--coordinators",
                "4",
                "--workers",
                "16",
                "--trials",
                "10000",
                "--noop",
                "--pause-ms",
                "500",
            ],
        }
    }
}

/// What came of one setting.
#[derive(Deserialize)]
struct Figures {
    seconds: f64,
    coordinators: u64,
    workers: u64,
    faults: BTreeMap<String, u64>,
    sweeps: u64,
    trials: u64,
    attempts: BTreeMap<String, u64>,
    compared: u64,
    lost: u64,
    duplicated: u64,
    different: u64,
    findings: Vec<serde_json::Value>,
}

impl Figures {
    fn is_well(&self) -> bool {
        [self.lost, self.duplicated, self.different] == [0; 3] && self.findings.is_empty()
    }
}

/// Runs the settings, and fails where anything was lost, duplicated or different.
pub(crate) fn command(workspace: &Workspace, options: &Options) -> anyhow::Result<()> {
    build(workspace)?;
    let asked = options.only.setting();
    let settings = Setting::ALL.into_iter();
    let settings = settings.filter(|setting| asked.is_none_or(|asked| asked == *setting));
    let mut all = Vec::new();
    for setting in settings {
        eprintln!("{}: {} minutes", setting.name(), options.minutes);
        all.push((setting, run(workspace, setting, options)?));
    }
    let table = table(&all);
    print!("{table}");
    let mut bad = all.iter().filter(|(_, figures)| !figures.is_well());
    if let Some((setting, figures)) = bad.next() {
        let findings = serde_json::to_string_pretty(&figures.findings)?;
        anyhow::bail!("{} did not come through: {findings}", setting.name());
    }
    if asked.is_none() {
        write_page(workspace, options, &table)?;
    }
    Ok(())
}

fn build(workspace: &Workspace) -> anyhow::Result<()> {
    libtorch::ensure(workspace)?;
    let programs = ["--package=dwell-cli", "--package=dwell-trainer", "--bins"];
    let examples = [
        "--package=dwell-testkit",
        "--example=chaos",
        "--package=dwell-worker",
        "--example=scripted_trainer",
    ];
    for built in [&programs[..], &examples] {
        let mut build = workspace.cargo(["build", "--release"]);
        workspace.run(build.args(built))?;
    }
    Ok(())
}

fn run(workspace: &Workspace, setting: Setting, options: &Options) -> anyhow::Result<Figures> {
    let mut chaos = workspace.command(workspace.target("release/examples/chaos"));
    chaos.args(setting.words());
    chaos.args([
        "--seconds",
        &((options.minutes * 60.0).ceil() as u64).to_string(),
    ]);
    chaos.args(["--seed", &options.seed.to_string()]);
    let output = chaos
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {chaos:?}"))?;
    ensure!(!output.stdout.is_empty(), "it ended with {}", output.status);
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A column for each setting.
fn table(all: &[(Setting, Figures)]) -> String {
    let mut text = String::new();
    let names: Vec<_> = all.iter().map(|(setting, _)| setting.name()).collect();
    line(&mut text, "", names.iter().map(ToString::to_string));
    let _ = writeln!(text, "|---|{}", "---:|".repeat(all.len()));
    let mut row = |name: &str, of: &dyn Fn(&Figures) -> String| {
        line(&mut text, name, all.iter().map(|(_, figures)| of(figures)));
    };
    row("coordinators, workers", &|figures| {
        format!("{}, {}", figures.coordinators, figures.workers)
    });
    row("seconds", &|figures| format!("{:.0}", figures.seconds));
    row("sweeps", &|figures| figures.sweeps.to_string());
    row("trials", &|figures| figures.trials.to_string());
    for fault in keys(all, |figures| &figures.faults) {
        row(&fault, &|figures| count(&figures.faults, &fault));
    }
    row("**faults in all**", &|figures| {
        format!("**{}**", figures.faults.values().sum::<u64>())
    });
    for outcome in keys(all, |figures| &figures.attempts) {
        let name = format!("attempts, {outcome}");
        row(&name, &|figures| count(&figures.attempts, &outcome));
    }
    row("lines compared", &|figures| figures.compared.to_string());
    row("**trials lost**", &|figures| bold(figures.lost));
    row("**results or sweeps duplicated**", &|figures| {
        bold(figures.duplicated)
    });
    row("**lines that differ**", &|figures| bold(figures.different));
    row("**findings of the check**", &|figures| {
        bold(figures.findings.len() as u64)
    });
    text
}

fn line(text: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<String> = cells.collect();
    let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
}

/// Every name that any setting counts.
fn keys(
    all: &[(Setting, Figures)],
    of: impl Fn(&Figures) -> &BTreeMap<String, u64>,
) -> BTreeSet<String> {
    let keys = all.iter().flat_map(|(_, figures)| of(figures).keys());
    keys.cloned().collect()
}

fn count(counts: &BTreeMap<String, u64>, name: &str) -> String {
    counts.get(name).copied().unwrap_or_default().to_string()
}

fn bold(count: u64) -> String {
    format!("**{count}**")
}

fn write_page(workspace: &Workspace, options: &Options, table: &str) -> anyhow::Result<()> {
    let Machine {
        cpu,
        cores,
        platform,
    } = Machine::here();
    let Options { minutes, seed, .. } = options;
    let page = workspace.path("docs/benchmarks/chaos.md");
    let text = format!(
        "# chaos\n\n{WORK}\n\n{table}\nMeasured on {cpu}, {cores} cores, {platform}, with \
         `cargo xtask chaos --minutes {minutes} --seed {seed}`.\n"
    );
    fs::write(&page, text).with_context(|| format!("cannot write {}", page.display()))?;
    eprintln!("written to {}", page.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        Figures {
            seconds: 61.5,
            coordinators: 1,
            workers: 3,
            faults: [("worker, kill -9".to_owned(), 4)].into(),
            sweeps: 2,
            trials: 8,
            attempts: [("completed".to_owned(), 8)].into(),
            compared: 90,
            lost: 0,
            duplicated: 0,
            different: 0,
            findings: Vec::new(),
        }
    }

    #[test]
    fn a_fault_that_one_setting_lacks_counts_as_none() {
        let mut other = figures();
        other.faults = [("database, crash".to_owned(), 3)].into();
        let table = table(&[(Setting::Sqlite, figures()), (Setting::Postgres, other)]);
        assert!(table.contains("| database, crash | 0 | 3 |\n"), "{table}");
        assert!(table.contains("| worker, kill -9 | 4 | 0 |\n"), "{table}");
        assert!(
            table.contains("| **faults in all** | **4** | **3** |\n"),
            "{table}"
        );
    }

    #[test]
    fn anything_lost_duplicated_or_different_is_bad() {
        assert!(figures().is_well());
        let spoils: [fn(&mut Figures); 4] = [
            |figures| figures.lost = 1,
            |figures| figures.duplicated = 1,
            |figures| figures.different = 1,
            |figures| figures.findings = vec!["orphan".into()],
        ];
        for spoil in spoils {
            let mut figures = figures();
            spoil(&mut figures);
            assert!(!figures.is_well());
        }
    }
}
