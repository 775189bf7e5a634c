//! A checkpoint of a very small network.

use dwell_act::{Device, LaneAssignment, Pack};
use dwell_domain::Seed;
use dwell_tasks::Source;

use crate::domain;

pub(crate) fn of_three_updates() -> Vec<u8> {
    let configuration = domain::parity();
    let device = Device::open("cpu", 1).expect("every machine has a CPU");
    let source = Source::new(&configuration.task, None).expect("parity needs no corpus");
    let mut pack = Pack::new(&configuration, &device, source);
    let assignment = LaneAssignment {
        configuration,
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
