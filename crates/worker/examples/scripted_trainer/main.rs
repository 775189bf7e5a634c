//! A trainer that trains nothing: it plays the part that a trial's seed names, so that the daemon
//! can be tested without libtorch.

mod measured;
mod part;
mod worked;

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    path::PathBuf,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use dwell_proto::v1::{self, trainer_input, trainer_output::Message};
use prost::Message as _;

/// What this machine offers, in the words of the real trainer.
const DEVICES: &str = r#"{"devices": [{"name": "cuda:0"}, {"name": "cuda:1"}, {"name": "cpu"}]}"#;

/// Time between two signs of life.
const BEAT: Duration = Duration::from_millis(20);

fn main() {
    if std::env::args().nth(1).as_deref() == Some("devices") {
        println!("{DEVICES}");
        return;
    }
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(message) = read(&mut input) {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    let mut stage = Stage::default();
    loop {
        match receiver.recv_timeout(BEAT) {
            Ok(message) => stage.take(message),
            Err(RecvTimeoutError::Timeout) => stage.beat(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[derive(Default)]
struct Stage {
    folder: PathBuf,
    /// The lanes that go on, by trial.
    lanes: BTreeMap<String, Lane>,
}

struct Lane {
    attempt: v1::AttemptId,
    seed: u64,
    step: u64,
}

impl Stage {
    fn take(&mut self, message: trainer_input::Message) {
        use trainer_input::Message as Input;
        match message {
            Input::Start(start) => {
                self.folder = start.checkpoint_folder.into();
                say(Message::Hello(v1::Hello {
                    numerics: Some(v1::Numerics::default()),
                    lanes: 4,
                }));
            }
            Input::Admit(admit) => self.admit(admit),
            Input::Drop(drop) => {
                let attempt = drop.attempt.expect("an attempt");
                self.lanes.remove(&attempt.trial_id);
            }
            Input::Snapshot(_) => {
                for lane in self.lanes.values() {
                    self.checkpoint(&lane.attempt, lane.step);
                }
                say(Message::SnapshotTaken(v1::SnapshotTaken {}));
            }
            Input::Shutdown(_) => std::process::exit(0),
        }
    }

    fn admit(&mut self, admit: v1::Admit) {
        let attempt = admit.attempt.clone().expect("an attempt");
        let first = attempt.attempt == 1;
        match admit.seed {
            part::DIES_ONCE if first => {
                let half = self.folder.join("half-written");
                std::fs::write(half, "").expect("a folder for checkpoints");
                eprintln!("out of luck");
                std::process::exit(7);
            }
            part::HANGS_ONCE if first => loop {
                thread::park();
            },
            part::BABBLES_ONCE if first => {
                let mut output = io::stdout().lock();
                let noise = [0xff; 64];
                output
                    .write_all(&noise)
                    .and_then(|()| output.flush())
                    .expect("an open pipe");
            }
            part::LIES_ONCE if first => say(Message::Evaluated(v1::Evaluated {
                attempt: Some(attempt),
                evaluation: Some(v1::Evaluation {
                    error: f64::NAN,
                    ..evaluation(10)
                }),
            })),
            part::GOES_ON | part::GROWS | worked::FIRST.. => {
                if admit.seed == part::GROWS {
                    say(Message::Capacity(v1::Capacity { lanes: 6 }));
                }
                let from = admit.checkpoint_path.map_or(0, |path| {
                    let step = std::fs::read_to_string(path).expect("a checkpoint");
                    step.parse().expect("a step")
                });
                let lane = Lane {
                    attempt: attempt.clone(),
                    seed: admit.seed,
                    step: from,
                };
                self.lanes.insert(attempt.trial_id, lane);
            }
            part::KEEPS_WEIGHTS => {
                finish(&attempt, self.weights());
            }
            measured::PART => {
                let configuration = admit.configuration.expect("a configuration");
                let result = measured::result(&configuration);
                finish_with(
                    &attempt,
                    measured::evaluations(&configuration),
                    result,
                    vec![],
                );
            }
            part::FINISHES
            | part::DIES_ONCE
            | part::HANGS_ONCE
            | part::BABBLES_ONCE
            | part::LIES_ONCE => finish(&attempt, vec![]),
            unknown => panic!("no part {unknown}"),
        }
    }

    /// Final weights and the best ones, in files.
    fn weights(&self) -> Vec<v1::WeightsFile> {
        let file = |name, bytes, is_final| {
            let path = self.folder.join(name);
            std::fs::write(&path, bytes).expect("a folder for checkpoints");
            v1::WeightsFile {
                path: path.to_string_lossy().into_owned(),
                step: if is_final { 20 } else { 10 },
                is_final,
                is_best: !is_final,
            }
        };
        vec![
            file("last", part::WEIGHTS, true),
            file("best", part::BEST_WEIGHTS, false),
        ]
    }

    fn checkpoint(&self, attempt: &v1::AttemptId, step: u64) {
        let path = self.folder.join(format!("{}-{step}", attempt.trial_id));
        std::fs::write(&path, step.to_string()).expect("a folder for checkpoints");
        say(Message::Checkpointed(v1::Checkpointed {
            attempt: Some(attempt.clone()),
            step,
            path: path.to_string_lossy().into_owned(),
        }));
    }

    fn beat(&mut self) {
        let steps = self.lanes.values_mut().map(|lane| {
            lane.step += 1;
            v1::LaneStep {
                attempt: Some(lane.attempt.clone()),
                step: lane.step,
            }
        });
        let steps: Vec<_> = steps.collect();
        if !steps.is_empty() {
            say(Message::Rate(v1::Rate {
                updates_per_second: 50.0,
                lanes: steps.len() as u32,
                steps,
            }));
        }
        self.lanes.retain(|_, lane| !lane.has_finished());
    }
}

impl Lane {
    /// Tells what it has reached, if its part has an end; whether that was it.
    fn has_finished(&self) -> bool {
        if self.seed < worked::FIRST {
            return false;
        }
        if let Some(evaluation) = worked::evaluation(self.seed, self.step) {
            say(Message::Evaluated(v1::Evaluated {
                attempt: Some(self.attempt.clone()),
                evaluation: Some(evaluation),
            }));
        }
        let is_last = self.step >= worked::STEPS;
        if is_last {
            say(Message::Finished(v1::Finished {
                attempt: Some(self.attempt.clone()),
                result: Some(worked::result(self.seed)),
                weights: vec![],
            }));
        }
        is_last
    }
}

fn evaluation(step: u64) -> v1::Evaluation {
    v1::Evaluation {
        step,
        ponder: Some(v1::PonderStatistics::default()),
        ..Default::default()
    }
}

fn finish(attempt: &v1::AttemptId, weights: Vec<v1::WeightsFile>) {
    let result = v1::TrialResult {
        evaluation: Some(evaluation(20)),
        verdict: v1::Verdict::Learned.into(),
        digest: vec![0; 32],
        numerics: Some(v1::Numerics::default()),
        seconds: 0.0,
        traces: vec![],
        latency: None,
    };
    finish_with(attempt, [10, 20].map(evaluation), result, weights);
}

fn finish_with(
    attempt: &v1::AttemptId,
    evaluations: [v1::Evaluation; 2],
    result: v1::TrialResult,
    weights: Vec<v1::WeightsFile>,
) {
    for evaluation in evaluations {
        say(Message::Evaluated(v1::Evaluated {
            attempt: Some(attempt.clone()),
            evaluation: Some(evaluation),
        }));
    }
    say(Message::Finished(v1::Finished {
        attempt: Some(attempt.clone()),
        result: Some(result),
        weights,
    }));
}

fn say(message: Message) {
    let frame = v1::TrainerOutput {
        message: Some(message),
    }
    .encode_length_delimited_to_vec();
    let mut output = io::stdout().lock();
    let written = output.write_all(&frame).and_then(|()| output.flush());
    written.expect("an open pipe");
}

fn read(input: &mut impl io::Read) -> Option<trainer_input::Message> {
    let mut delimiter = Vec::new();
    while delimiter.last().is_none_or(|byte| byte & 0x80 != 0) {
        let mut byte = [0];
        input.read_exact(&mut byte).ok()?;
        delimiter.push(byte[0]);
    }
    let length = prost::decode_length_delimiter(&delimiter[..]).expect("a length");
    let mut frame = vec![0; length];
    input.read_exact(&mut frame).ok()?;
    v1::TrainerInput::decode(&frame[..])
        .expect("a message")
        .message
}
