//! Where each parameter lies in a lane's flat vector.
//!
//! A lane's parameters are one row of a `[lanes, length]` tensor, so that the optimiser updates all
//! of them in one go; the network sees them through views of that row.

use dwell_domain::Seed;
use dwell_tasks::{Draws, Stream};
use tch::Tensor;

use crate::{
    lanes::LaneState,
    sizes::{Sizes, whole_blocks},
};

/// A parameter of the network, as a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Parameter {
    /// `W_x` with the bias `b` as its last row, `[inputs + 1, hidden]`.
    Input,
    /// The weights of the flag that marks the first update, `[1, hidden]`.
    Flag,
    /// `W_s`, `[hidden, hidden]`.
    Recurrent,
    /// `W_h`, `[1, hidden]`.
    Halting,
    /// `b_h`, `[1, 1]`.
    HaltingBias,
    /// `W_y`, `[hidden, outputs]`.
    Output,
    /// `b_y`, `[1, outputs]`.
    OutputBias,
}

impl Parameter {
    /// Every parameter, in the order of the flat vector.
    pub(crate) const ALL: [Self; 7] = [
        Self::Input,
        Self::Flag,
        Self::Recurrent,
        Self::Halting,
        Self::HaltingBias,
        Self::Output,
        Self::OutputBias,
    ];

    /// The name in checkpoints.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Flag => "flag",
            Self::Recurrent => "recurrent",
            Self::Halting => "halting",
            Self::HaltingBias => "halting_bias",
            Self::Output => "output",
            Self::OutputBias => "output_bias",
        }
    }

    const fn exists(self, sizes: &Sizes) -> bool {
        match self {
            Self::Flag => sizes.has_flag(),
            Self::Halting | Self::HaltingBias => sizes.has_halting_unit(),
            Self::Input | Self::Recurrent | Self::Output | Self::OutputBias => true,
        }
    }

    /// Rows and columns, without and with padding.
    const fn extent(self, sizes: &Sizes) -> Extent {
        let (hidden, units) = (sizes.hidden, sizes.units());
        let (outputs, logits) = (sizes.outputs, sizes.logits());
        let ((rows, columns), (padded_rows, padded_columns)) = match self {
            Self::Input => ((sizes.inputs + 1, hidden), (sizes.inputs + 1, units)),
            Self::Flag | Self::Halting => ((1, hidden), (1, units)),
            Self::Recurrent => ((hidden, hidden), (units, units)),
            Self::HaltingBias => ((1, 1), (1, 1)),
            Self::Output => ((hidden, outputs), (units, logits)),
            Self::OutputBias => ((1, outputs), (1, logits)),
        };
        Extent {
            rows,
            columns,
            padded_rows,
            padded_columns,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Extent {
    rows: i64,
    columns: i64,
    padded_rows: i64,
    padded_columns: i64,
}

/// A parameter's place.
#[derive(Clone, Copy, Debug)]
struct Field {
    parameter: Parameter,
    extent: Extent,
    offset: i64,
}

/// The places of all parameters that a network of some sizes has.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    fields: Vec<Field>,
    length: i64,
}

/// A parameter of one lane without its padding, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) parameter: Parameter,
    /// Rows and columns.
    pub(crate) shape: [usize; 2],
    pub(crate) values: Vec<f32>,
}

impl Matrix {
    fn rows(&self) -> impl Iterator<Item = (usize, &[f32])> {
        self.values.chunks(self.shape[1]).enumerate()
    }
}

/// All parameters of a pack as views, each `[lanes, rows, columns]` with padding.
///
/// The same views serve the weights, their gradients and the optimiser's moments.
#[derive(Debug)]
pub(crate) struct Views {
    pub(crate) input: Tensor,
    pub(crate) flag: Option<Tensor>,
    pub(crate) recurrent: Tensor,
    pub(crate) halting: Option<HaltingViews>,
    pub(crate) output: Tensor,
    pub(crate) output_bias: Tensor,
}

/// The halting unit's part of [`Views`].
#[derive(Debug)]
pub(crate) struct HaltingViews {
    pub(crate) weight: Tensor,
    pub(crate) bias: Tensor,
}

impl Layout {
    /// The layout for these sizes.
    pub(crate) fn of(sizes: &Sizes) -> Self {
        let (mut fields, mut offset) = (Vec::new(), 0);
        for parameter in Parameter::ALL {
            if parameter.exists(sizes) {
                let extent = parameter.extent(sizes);
                fields.push(Field {
                    parameter,
                    extent,
                    offset,
                });
                offset += whole_blocks(extent.padded_rows * extent.padded_columns);
            }
        }
        Self {
            fields,
            length: offset,
        }
    }

    /// Elements of a lane's flat vector, padding included.
    pub(crate) const fn length(&self) -> i64 {
        self.length
    }

    /// Views into `flat`, `[lanes, length]`.
    pub(crate) fn views(&self, flat: &Tensor) -> Views {
        let lanes = flat.size()[0];
        let find = |parameter| {
            let field = self.fields.iter().find(|f| f.parameter == parameter)?;
            let (rows, columns) = (field.extent.padded_rows, field.extent.padded_columns);
            let elements = flat.narrow(1, field.offset, rows * columns);
            Some(elements.view([lanes, rows, columns]))
        };
        let always = |parameter| find(parameter).expect("every network has this parameter");
        Views {
            input: always(Parameter::Input),
            flag: find(Parameter::Flag),
            recurrent: always(Parameter::Recurrent),
            halting: find(Parameter::Halting)
                .zip(find(Parameter::HaltingBias))
                .map(|(weight, bias)| HaltingViews { weight, bias }),
            output: always(Parameter::Output),
            output_bias: always(Parameter::OutputBias),
        }
    }

    /// A trial before its first update: weights uniform within `1 / sqrt(hidden)` of 0, but
    /// `b_h = 1`; no moments.
    pub(crate) fn initial(&self, sizes: &Sizes, seed: Seed) -> LaneState {
        let bound = 1.0 / (sizes.hidden as f64).sqrt();
        let draw = |field: &Field| {
            let mut draws = Draws::new(Stream::Weights, seed, 0, field.parameter as u32);
            field.matrix(|| match field.parameter {
                Parameter::HaltingBias => 1.0,
                _ => ((2.0 * draws.unit() - 1.0) * bound) as f32,
            })
        };
        LaneState {
            weights: self.fields.iter().map(draw).collect(),
            first: self.zeros(),
            second: self.zeros(),
        }
    }

    /// Every parameter as a matrix of zeros.
    fn zeros(&self) -> Vec<Matrix> {
        self.fields
            .iter()
            .map(|field| field.matrix(|| 0.0))
            .collect()
    }

    /// Whether these are the parameters of this layout, in its order.
    pub(crate) fn fits(&self, matrices: &[Matrix]) -> bool {
        let same = |(field, matrix): (&Field, &Matrix)| {
            field.parameter == matrix.parameter && field.shape() == matrix.shape
        };
        self.fields.len() == matrices.len() && self.fields.iter().zip(matrices).all(same)
    }

    /// A lane's flat vector from matrices that fit.
    pub(crate) fn flatten(&self, matrices: &[Matrix]) -> Vec<f32> {
        let mut flat = vec![0.0; self.length as usize];
        for (field, matrix) in self.fields.iter().zip(matrices) {
            for (row, values) in matrix.rows() {
                let start = field.start_of(row);
                flat[start..start + values.len()].copy_from_slice(values);
            }
        }
        flat
    }

    /// The inverse of [`Layout::flatten`].
    pub(crate) fn matrices(&self, flat: &[f32]) -> Vec<Matrix> {
        let unpad = |field: &Field| {
            let [rows, columns] = field.shape();
            let row = |row| field.start_of(row)..field.start_of(row) + columns;
            let mut values = (0..rows).flat_map(row).map(|at| flat[at]);
            field.matrix(|| values.next().expect("a value for each element"))
        };
        self.fields.iter().map(unpad).collect()
    }
}

impl Field {
    const fn shape(&self) -> [usize; 2] {
        [self.extent.rows as usize, self.extent.columns as usize]
    }

    /// The matrix whose elements are what `value` gives, row by row.
    fn matrix(&self, mut value: impl FnMut() -> f32) -> Matrix {
        let shape @ [rows, columns] = self.shape();
        Matrix {
            parameter: self.parameter,
            shape,
            values: (0..rows * columns).map(|_| value()).collect(),
        }
    }

    const fn start_of(&self, row: usize) -> usize {
        (self.offset + row as i64 * self.extent.padded_columns) as usize
    }
}
