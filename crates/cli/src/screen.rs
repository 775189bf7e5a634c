//! What the terminal is like: how wide, how colourful, and whether a person sits at it.

use std::io::{IsTerminal as _, stderr, stdin, stdout};

/// The width of what is not a terminal.
pub(crate) const PLAIN_WIDTH: usize = 80;

/// Columns of the terminal behind stdout; [`PLAIN_WIDTH`] where it is none.
pub(crate) fn stdout_width() -> usize {
    terminal_size::terminal_size_of(stdout())
        .map_or(PLAIN_WIDTH, |(terminal_size::Width(columns), _)| {
            columns.into()
        })
}

/// Whether data may be coloured: stdout is a terminal, and nobody asks for plain text.
pub(crate) fn stdout_is_colourful() -> bool {
    stdout().is_terminal() && !plain_is_wanted()
}

/// Whether stderr may be redrawn: it is a terminal, and nobody asks for plain text.
pub(crate) fn stderr_is_lively() -> bool {
    stderr().is_terminal() && !plain_is_wanted()
}

/// Whether a question can be asked and answered.
pub(crate) fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// See <https://no-color.org>.
fn plain_is_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
