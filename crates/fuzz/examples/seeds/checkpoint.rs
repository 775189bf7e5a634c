//! Checkpoints of a very small network.

use dwell_act::{Device, LaneAssignment, Pack};
use dwell_domain::{Configuration, Seed};
use dwell_tasks::Source;

use crate::domain;

/// One that was not evaluated yet.
pub(crate) fn without_evaluation() -> Vec<u8> {
    of_three_updates(&domain::parity())
}

/// One that has the weights of its best evaluation.
pub(crate) fn with_best_weights() -> Vec<u8> {
    let mut configuration = domain::parity();
    configuration.train.evaluate_every = 2;
    configuration.train.stop_at_error = None;
    of_three_updates(&configuration)
}

fn of_three_updates(configuration: &Configuration) -> Vec<u8> {
    let device = Device::open("cpu", 1).expect("every machine has a CPU");
    let source = Source::new(&configuration.task, None).expect("parity needs no corpus");
    let mut pack = Pack::new(configuration, &device, source);
    let assignment = LaneAssignment {
        configuration: configuration.clone(),
        seed: Seed(1),
        checkpoint: None,
    };
    let lane = pack.admit(assignment).expect("it fits");
    for _ in 0..3 {
        pack.advance().expect("it is trained");
    }
    let checkpoint = pack.checkpoint(lane).expect("it is in the pack");
    checkpoint.to_bytes()
}
