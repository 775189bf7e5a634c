//! Asks before something cannot be undone.

use std::io::{self, BufRead as _};

use crate::{error::CliError, screen};

/// Whether to go on: `yes` says so without a question, else a person is asked.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<bool, CliError> {
    if yes {
        return Ok(true);
    }
    if !screen::can_ask() {
        return Err(CliError::Usage {
            message: format!("nobody is there to answer: {question}"),
            hint: "the flag `--yes` answers beforehand, `--dry-run` only looks".to_owned(),
        });
    }
    anstream::eprint!("{question} [y/N] ");
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(CliError::system("an answer"))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
