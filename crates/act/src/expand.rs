//! From compact samples to the tensors of a pass, on the device.
//!
//! Only the compact values travel there; signs become floats and codes one-hot vectors where the
//! pass runs.

use dwell_tasks::Samples;
use tch::{Device, Kind, Tensor, kind::Element};

use crate::{
    head::{INDEX, Targets},
    sizes::Sizes,
};

/// The samples of a pass as tensors. Rows are in the order of steps: all sequences' first ones, then
/// all second ones.
#[derive(Debug)]
pub(crate) struct Expanded {
    /// `[lanes, steps * batch, inputs + 1]`; the last input is 1 and carries the bias.
    pub(crate) inputs: Tensor,
    /// The right answers, with rows as above.
    pub(crate) targets: Targets,
    /// `[steps, lanes, samples]`, 1 where the sequence has that step.
    pub(crate) active: Tensor,
}

/// Sends values to the device without waiting for what it does at the moment.
pub(crate) fn upload(values: &Tensor, (kind, device): (Kind, Device)) -> Tensor {
    if (values.kind(), values.device()) == (kind, device) {
        return values.shallow_clone();
    }
    values.to_device_(device, kind, true, false)
}

/// Expands one batch for each lane.
pub(crate) fn expand(lanes: &[Samples], sizes: &Sizes, options: (Kind, Device)) -> Expanded {
    let stacked = Stacked {
        lanes,
        sizes,
        options,
    };
    Expanded {
        inputs: stacked.inputs(),
        targets: stacked.targets(),
        active: stacked.active(),
    }
}

struct Stacked<'a> {
    lanes: &'a [Samples],
    sizes: &'a Sizes,
    options: (Kind, Device),
}

impl Stacked<'_> {
    /// One field of all lanes on the device, `[lanes, steps, batch, width]`; `None` if it is empty.
    fn field<S: Copy, T: Element>(
        &self,
        field: impl Fn(&Samples) -> &[S],
        convert: impl Fn(S) -> T,
    ) -> Option<Tensor> {
        let Sizes { steps, batch, .. } = *self.sizes;
        let elements: usize = self.lanes.iter().map(|lane| field(lane).len()).sum();
        let mut values: Vec<T> = Vec::with_capacity(elements);
        for lane in self.lanes {
            values.extend(field(lane).iter().map(|value| convert(*value)));
        }
        let width = values.len() as i64 / (self.lanes.len() as i64 * steps * batch);
        (width > 0).then(|| {
            let values = Tensor::from_slice(&values);
            let shape = [self.lanes.len() as i64, batch, steps, width];
            upload(&values.view(shape), (values.kind(), self.options.1)).transpose(1, 2)
        })
    }

    fn inputs(&self) -> Tensor {
        let Sizes {
            steps,
            batch,
            inputs,
            ..
        } = *self.sizes;
        let lanes = self.lanes.len() as i64;
        let all = Tensor::zeros([lanes, steps, batch, inputs + 1], self.options);
        let signs = self.field(|samples| &samples.signs, |sign| sign);
        let reals = self.field(|samples| &samples.reals, |real| real);
        let mut filled = 0;
        for part in [signs, reals].into_iter().flatten() {
            let width = part.size()[3];
            all.narrow(3, filled, width).copy_(&part);
            filled += width;
        }
        if let Some(codes) = self.field(|samples| &samples.codes, u16::cast_signed) {
            set_codes(&all, &codes.to_kind(INDEX), filled, inputs);
        }
        let _ = all.narrow(3, inputs, 1).fill_(1.0);
        all.view([lanes, steps * batch, inputs + 1])
    }

    fn targets(&self) -> Targets {
        let Sizes {
            steps,
            batch,
            answers,
            classes,
            ..
        } = *self.sizes;
        let (lanes, rows) = (self.lanes.len() as i64, steps * batch);
        let targets = self.field(|samples| &samples.targets, u16::cast_signed);
        let targets = targets.expect("every task asks for something");
        let targets = targets.reshape([lanes, rows, answers]).to_kind(INDEX);
        let asked = targets.ge(0).to_kind(self.options.0) / batch as f64;
        if classes == 2 {
            let padded = |real: &Tensor| {
                let all = Tensor::zeros([lanes, rows, self.sizes.logits()], self.options);
                all.narrow(2, 0, answers).copy_(real);
                all
            };
            Targets::Binary {
                yes: padded(&targets.clamp_min(0)),
                weight: padded(&asked),
            }
        } else {
            Targets::Classes {
                class: targets.clamp_min(0).unsqueeze(3),
                weight: asked.unsqueeze(3),
            }
        }
    }

    fn active(&self) -> Tensor {
        let Sizes { steps, batch, .. } = *self.sizes;
        let mut lengths = Vec::new();
        for samples in self.lanes {
            lengths.extend(samples.lengths.iter().map(|length| i64::from(*length)));
            lengths.resize(lengths.len() + (self.sizes.samples() - batch) as usize, 0);
        }
        let shape = [1, self.lanes.len() as i64, self.sizes.samples()];
        let lengths = Tensor::from_slice(&lengths).view(shape);
        let lengths = upload(&lengths, (INDEX, self.options.1));
        let steps = Tensor::arange(steps, (INDEX, self.options.1)).view([-1, 1, 1]);
        steps.lt_tensor(&lengths).to_kind(self.options.0)
    }
}

/// Sets the inputs that `codes`, `[lanes, steps, batch, codes]`, name; those of the first code begin
/// at `first`. No code is [`Samples::NONE`], -1 as a signed number; it sets the constant input, which
/// is 1 anyway.
fn set_codes(inputs: &Tensor, codes: &Tensor, first: i64, constant: i64) {
    let count = codes.size()[3];
    let categories = (constant - first) / count;
    let starts = Tensor::arange(count, (INDEX, inputs.device())) * categories + first;
    let places = (codes + starts).where_self(
        &codes.ge(0),
        &Tensor::full([1], constant, (INDEX, inputs.device())),
    );
    let _ = inputs.shallow_clone().scatter_value_(3, &places, 1.0);
}
