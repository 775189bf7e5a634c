//! What a benchmark found: the same rows as a table, as JSON, and as a page of the documentation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use serde::Serialize;

use super::machine::Machine;
use crate::workspace::Workspace;

/// One benchmark's outcome.
#[derive(Serialize)]
pub(crate) struct Report {
    /// The benchmark's name on the command line.
    pub(crate) bench: &'static str,
    /// What was measured, for the reader of the page.
    #[serde(skip)]
    pub(crate) work: &'static str,
    /// The command that repeats it.
    pub(crate) command: String,
    /// Where it was measured.
    pub(crate) machine: Machine,
    /// The unit of every rate.
    pub(crate) unit: &'static str,
    /// One row per setting.
    pub(crate) rows: Vec<Row>,
    /// Our rate divided by each other side's: side -> setting -> ratio.
    pub(crate) ratios: BTreeMap<String, BTreeMap<String, f64>>,
}

/// One setting, measured on every side.
#[derive(Serialize)]
pub(crate) struct Row {
    /// The setting, for example `parity, N = 2`.
    pub(crate) setting: String,
    /// Each side's rate, our own first.
    pub(crate) rates: Vec<Rate>,
}

/// How fast one side was.
#[derive(Serialize)]
pub(crate) struct Rate {
    /// Who.
    pub(crate) side: String,
    /// The median over the rounds.
    pub(crate) median: f64,
    /// The slowest round.
    pub(crate) slowest: f64,
    /// The fastest round.
    pub(crate) fastest: f64,
}

impl Rate {
    /// Sums up the rounds of one side, of which there is at least one.
    pub(crate) fn of_rounds(side: &str, mut rounds: Vec<f64>) -> Self {
        rounds.sort_by(f64::total_cmp);
        let middle = rounds.len() / 2;
        let median = if rounds.len() % 2 == 1 {
            rounds[middle]
        } else {
            f64::midpoint(rounds[middle - 1], rounds[middle])
        };
        Self {
            side: side.to_owned(),
            median,
            slowest: rounds[0],
            fastest: rounds[rounds.len() - 1],
        }
    }
}

impl Rate {
    /// Whether its rounds differ.
    fn is_of_rounds(&self) -> bool {
        self.slowest.total_cmp(&self.fastest).is_ne()
    }

    /// The median, with the ends of several rounds.
    fn told(&self) -> String {
        let (median, ends) = (short(self.median), [self.slowest, self.fastest].map(short));
        if !self.is_of_rounds() {
            return median;
        }
        let [slowest, fastest] = ends;
        format!("{median} ({slowest} to {fastest})")
    }
}

/// Divides each row's first rate by each of the others.
pub(crate) fn ratios(rows: &[Row]) -> BTreeMap<String, BTreeMap<String, f64>> {
    let mut ratios = BTreeMap::<String, BTreeMap<String, f64>>::new();
    for row in rows {
        let [ours, others @ ..] = row.rates.as_slice() else {
            continue;
        };
        for other in others {
            let ratio = (ours.median / other.median * 100.0).round() / 100.0;
            ratios
                .entry(other.side.clone())
                .or_default()
                .insert(row.setting.clone(), ratio);
        }
    }
    ratios
}

impl Report {
    /// Rates, ratios, machine and command as Markdown.
    pub(crate) fn table(&self) -> String {
        let mut text = String::new();
        self.write_rates(&mut text)
            .and_then(|()| self.write_ratios(&mut text))
            .and_then(|()| self.write_origin(&mut text))
            .expect("a string takes all");
        text
    }

    /// Writes `docs/benchmarks/NAME.md`.
    pub(crate) fn write_page(&self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        let page = workspace
            .path("docs/benchmarks")
            .join(format!("{}.md", self.bench));
        let text = format!("# {}\n\n{}\n\n{}", self.bench, self.work, self.table());
        fs::create_dir_all(workspace.path("docs/benchmarks"))?;
        fs::write(&page, text).with_context(|| format!("cannot write {}", page.display()))?;
        Ok(page)
    }

    fn write_rates(&self, text: &mut String) -> std::fmt::Result {
        let sides: Vec<&str> = self.rows.first().map_or_else(Vec::new, |row| {
            row.rates.iter().map(|rate| rate.side.as_str()).collect()
        });
        writeln!(text, "| {} | {} |", self.unit, sides.join(" | "))?;
        writeln!(text, "|---|{}", "---:|".repeat(sides.len()))?;
        for row in &self.rows {
            let rates: Vec<String> = row.rates.iter().map(Rate::told).collect();
            writeln!(text, "| {} | {} |", row.setting, rates.join(" | "))?;
        }
        Ok(())
    }

    /// Nothing where there is no other side.
    fn write_ratios(&self, text: &mut String) -> std::fmt::Result {
        if self.ratios.is_empty() {
            return Ok(());
        }
        let settings: Vec<&str> = self.rows.iter().map(|row| row.setting.as_str()).collect();
        writeln!(
            text,
            "\n| Dwell's rate divided by that of | {} |",
            settings.join(" | ")
        )?;
        writeln!(text, "|---|{}", "---:|".repeat(settings.len()))?;
        for (side, ratios) in &self.ratios {
            let ratios: Vec<String> = settings
                .iter()
                .map(|setting| format!("{:.2}x", ratios[*setting]))
                .collect();
            writeln!(text, "| {side} | {} |", ratios.join(" | "))?;
        }
        Ok(())
    }

    fn write_origin(&self, text: &mut String) -> std::fmt::Result {
        let Machine {
            cpu,
            cores,
            platform,
        } = &self.machine;
        writeln!(
            text,
            "\nMeasured on {cpu}, {cores} cores, {platform}, with `{}`.",
            self.command
        )?;
        let mut rates = self.rows.iter().flat_map(|row| &row.rates);
        if rates.any(Rate::is_of_rounds) {
            let rounds =
                "Each figure is the median of the rounds, with the slowest and the fastest.";
            writeln!(text, "{rounds}")?;
        }
        Ok(())
    }
}

/// `118k` for 118,234, `11.8k` for 11,823 and `118` for 118.2; below 100 with a tenth.
fn short(figure: f64) -> String {
    if figure < 1e3 {
        let decimals = usize::from(figure < 99.95);
        return format!("{figure:.decimals$}");
    }
    let decimals = usize::from(figure < 99_950.0);
    format!("{:.decimals$}k", figure / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let rows = vec![Row {
            setting: "parity, N = 2".to_owned(),
            rates: vec![
                Rate::of_rounds("Dwell", vec![300e3, 280e3, 310e3]),
                Rate::of_rounds("the peer", vec![100e3, 90e3]),
            ],
        }];
        Report {
            bench: "train-cpu",
            work: "Parity.",
            command: "cargo xtask bench train-cpu".to_owned(),
            machine: Machine {
                cpu: "Abacus".to_owned(),
                cores: 2,
                platform: "linux x86_64".to_owned(),
            },
            unit: "cell updates/s",
            ratios: ratios(&rows),
            rows,
        }
    }

    #[test]
    fn a_table_shows_rates_ratios_and_where_they_come_from() {
        assert_eq!(
            report().table(),
            "| cell updates/s | Dwell | the peer |\n\
             |---|---:|---:|\n\
             | parity, N = 2 | 300k (280k to 310k) | 95.0k (90.0k to 100k) |\n\
             \n\
             | Dwell's rate divided by that of | parity, N = 2 |\n\
             |---|---:|\n\
             | the peer | 3.16x |\n\
             \n\
             Measured on Abacus, 2 cores, linux x86_64, with `cargo xtask bench train-cpu`.\n\
             Each figure is the median of the rounds, with the slowest and the fastest.\n"
        );
    }

    #[test]
    fn small_figures_are_told_to_a_tenth() {
        let shown = [7_261.0, 99_949.0, 99_950.0, 483_412.0].map(short);
        assert_eq!(shown, ["7.3k", "99.9k", "100k", "483k"]);
        let shown = [0.42, 49.0, 99.95, 512.3].map(short);
        assert_eq!(shown, ["0.4", "49.0", "100", "512"]);
    }

    #[test]
    fn a_figure_without_rounds_or_a_peer_stands_alone() {
        let mut report = report();
        report.rows[0].rates = vec![Rate::of_rounds("p95", vec![12.0])];
        report.ratios = ratios(&report.rows);
        assert!(report.table().starts_with(
            "| cell updates/s | p95 |\n\
             |---|---:|\n\
             | parity, N = 2 | 12.0 |\n\
             \n\
             Measured on Abacus"
        ));
    }

    #[test]
    fn the_json_object_has_the_keys_that_scripts_read() {
        let value = serde_json::to_value(report()).unwrap();
        assert_eq!(value["bench"], "train-cpu");
        assert_eq!(value["machine"]["cores"], 2);
        assert_eq!(value["rows"][0]["rates"][1]["median"], 95e3);
        assert_eq!(value["ratios"]["the peer"]["parity, N = 2"], 3.16);
    }
}
