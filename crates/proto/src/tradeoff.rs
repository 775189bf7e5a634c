//! The rows of a trade-off.

use dwell_domain::{MetricsDigest, Seed, Step, tradeoff};

use crate::{
    Malformed,
    malformed::{finite, required},
    outcome::digest,
    v1,
};

impl From<&tradeoff::Interval> for v1::Interval {
    fn from(interval: &tradeoff::Interval) -> Self {
        Self {
            median: interval.median,
            low: interval.low,
            high: interval.high,
        }
    }
}

impl From<v1::Interval> for tradeoff::Interval {
    fn from(interval: v1::Interval) -> Self {
        Self {
            median: interval.median,
            low: interval.low,
            high: interval.high,
        }
    }
}

impl From<&tradeoff::SeedOutcome> for v1::SeedOutcome {
    fn from(outcome: &tradeoff::SeedOutcome) -> Self {
        Self {
            seed: outcome.seed.0,
            error: outcome.error,
            ponder: outcome.ponder,
            solved_at: outcome.solved_at.map(|step| step.0),
        }
    }
}

impl TryFrom<v1::SeedOutcome> for tradeoff::SeedOutcome {
    type Error = Malformed;

    fn try_from(outcome: v1::SeedOutcome) -> Result<Self, Malformed> {
        Ok(Self {
            seed: Seed(outcome.seed),
            error: finite(outcome.error, "outcome.error")?,
            ponder: finite(outcome.ponder, "outcome.ponder")?,
            solved_at: outcome.solved_at.map(Step),
        })
    }
}

impl From<&tradeoff::AnswerCost> for v1::AnswerCost {
    fn from(cost: &tradeoff::AnswerCost) -> Self {
        Self {
            latency_1_ms: cost.latency_1.as_ref().map(Into::into),
            latency_128_ms: cost.latency_128.as_ref().map(Into::into),
            price_per_hour: cost.price_per_hour.map(Into::into),
            devices: cost.devices.clone(),
        }
    }
}

impl TryFrom<v1::AnswerCost> for tradeoff::AnswerCost {
    type Error = Malformed;

    fn try_from(cost: v1::AnswerCost) -> Result<Self, Malformed> {
        let price = cost.price_per_hour.map(TryInto::try_into).transpose();
        Ok(Self {
            latency_1: cost.latency_1_ms.map(Into::into),
            latency_128: cost.latency_128_ms.map(Into::into),
            price_per_hour: price?,
            devices: cost.devices,
        })
    }
}

impl From<&tradeoff::TradeoffRow> for v1::TradeoffRow {
    fn from(row: &tradeoff::TradeoffRow) -> Self {
        Self {
            sweep: row.sweep.clone(),
            configuration_id: row.configuration_id.to_string(),
            configuration: Some((&row.configuration).into()),
            seeds: row.seeds,
            completed: row.completed,
            solved: row.solved,
            error: row.error.as_ref().map(Into::into),
            ponder: row.ponder.as_ref().map(Into::into),
            on_frontier: row.on_frontier,
            digests: row.digests.iter().map(|d| d.0.to_vec()).collect(),
            outcomes: row.outcomes.iter().map(Into::into).collect(),
            cost: Some((&row.cost).into()),
        }
    }
}

impl TryFrom<v1::TradeoffRow> for tradeoff::TradeoffRow {
    type Error = Malformed;

    fn try_from(row: v1::TradeoffRow) -> Result<Self, Malformed> {
        let configuration_id = row.configuration_id.parse().map_err(|_| Malformed::Form {
            field: "row.configuration_id",
            expected: "a UUID",
        })?;
        let digests = row
            .digests
            .into_iter()
            .map(|bytes| digest(bytes, "row.digests"))
            .collect::<Result<Vec<MetricsDigest>, _>>()?;
        let outcomes = row.outcomes.into_iter().map(TryInto::try_into);
        Ok(Self {
            sweep: row.sweep,
            configuration_id,
            configuration: required(row.configuration, "row.configuration")?.try_into()?,
            seeds: row.seeds,
            completed: row.completed,
            solved: row.solved,
            error: row.error.map(Into::into),
            ponder: row.ponder.map(Into::into),
            on_frontier: row.on_frontier,
            digests,
            outcomes: outcomes.collect::<Result<_, Malformed>>()?,
            cost: row.cost.unwrap_or_default().try_into()?,
        })
    }
}
