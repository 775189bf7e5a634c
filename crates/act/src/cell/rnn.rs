//! The tanh cell: `s^n = tanh(x W_x + b + [n = 1] w_flag + s^(n-1) W_s)`.

use tch::Tensor;

use super::{Constants, Gradient, Update, hidden};
use crate::layout::Views;

/// Doubles the drive: tanh by way of the sigmoid takes twice the sum, and within the product that
/// costs nothing.
pub(super) fn prepare(constants: &Constants, drive: &mut Tensor) {
    *drive *= &constants.two;
}

pub(super) fn update(
    constants: &Constants,
    weights: &Views,
    drive: &Tensor,
    before: Option<&Tensor>,
) -> Update {
    let squashed = match before {
        Some(state) => {
            let mut twice = drive.baddbmm(&hidden(state), &weights.recurrent, 1.0, 2.0);
            twice.sigmoid_()
        }
        None => drive.sigmoid(),
    };
    let state = constants.sigmoid_to_tanh(squashed);
    Update {
        state,
        inner: Vec::new(),
    }
}

/// `dL/ds (1 - s^2)`.
pub(super) fn back(update: &Update, d_state: &Tensor) -> Gradient {
    Gradient {
        drive: Tensor::tanh_backward(&hidden(d_state), &update.hidden()),
        product: None,
        bypass: None,
    }
}
