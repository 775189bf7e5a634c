//! Parity (Graves 2016, section 3.1): is the number of +1s among the set inputs odd?
//!
//! One step of `bits` inputs: the first k are -1 or +1, the rest 0, with k uniform in `1..=bits`.
//! The difficulty is k: each set bit is one more XOR.

use crate::{sample::Samples, stream::Draws};

/// Appends the sequence that `draws` make.
pub fn draw(bits: u32, draws: &mut Draws, samples: &mut Samples) {
    let set = 1 + draws.below(bits);
    let (mut signs, mut ones) = (0, 0);
    for bit in 0..set {
        if bit % 64 == 0 {
            let used = u64::MAX >> (64 - (set - bit).min(64));
            signs = draws.u64() & used;
            ones += signs.count_ones();
        }
        let one = signs >> (bit % 64) & 1 == 1;
        samples.inputs.push(if one { 1 } else { -1 });
    }
    samples.inputs.extend((set..bits).map(|_| 0));
    samples.targets.push(ones % 2 == 1);
    samples.difficulty.push(set);
}
