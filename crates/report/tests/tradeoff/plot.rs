//! The plot.

use dwell_report::{
    figure::Figure,
    figures::tradeoff::figures,
    render::terminal::{Canvas, draw},
};
use proptest::prelude::*;

use crate::{
    TERMINAL,
    rows::{act, quickstart, row},
};

#[test]
fn the_plot_of_the_quickstart() {
    let figures = figures(&quickstart());
    let plots: Vec<_> = figures
        .iter()
        .map(|figure| draw(figure, TERMINAL))
        .collect();
    insta::assert_snapshot!(plots.join("\n\n"));
}

#[test]
fn a_wide_range_of_ponder_is_drawn_in_logarithms() {
    let rows = [
        row(act(1e-4), 0.01, 19.7, true),
        row(act(1e-3), 0.05, 8.9, true),
        row(act(1e-2), 0.2, 3.0, true),
        row(act(1e-1), 0.4, 1.0, true),
    ];
    let figure = &figures(&rows)[0];
    insta::assert_snapshot!(draw(
        figure,
        Canvas {
            width: 60,
            height: 14,
            colour: false
        }
    ));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let figure = &figures(&quickstart())[0];
    let plain = draw(figure, TERMINAL);
    let coloured = draw(
        figure,
        Canvas {
            colour: true,
            ..TERMINAL
        },
    );
    assert_ne!(coloured, plain);
    let mut stripped = String::new();
    for (i, part) in coloured.split('\x1b').enumerate() {
        let text = if i == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        };
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
}

#[test]
fn without_results_there_is_nothing_to_draw() {
    assert_eq!(figures(&quickstart()[5..]), Vec::<Figure>::new());
    assert_eq!(figures(&[]), Vec::<Figure>::new());
}

proptest! {
    #[test]
    fn any_figure_fits_into_its_canvas(
        points in prop::collection::vec((0.0..1.0, 1.0..1000.0, any::<bool>()), 1..12),
        width in 0..120_usize,
        height in 0..40_usize,
    ) {
        let rows: Vec<_> = points
            .into_iter()
            .map(|(error, ponder, on_frontier)| row(act(0.1), error, ponder, on_frontier))
            .collect();
        let canvas = Canvas { width, height, colour: false };
        let plot = draw(&figures(&rows)[0], canvas);
        prop_assert_eq!(plot.lines().count(), height.max(Canvas::LEAST_HEIGHT));
        let widest = plot.lines().skip(1).map(|line| line.chars().count()).max();
        prop_assert!(widest <= Some(width.max(Canvas::LEAST_WIDTH + 20)));
    }
}
