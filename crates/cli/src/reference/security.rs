//! `docs/reference/security.md`: what is told in words, with the tables that the coordinator goes by.

use std::io::{self, Write};

use dwell_coordinator::{
    access::{Needs, SERVICES},
    limits,
};

const PAGE: &str = include_str!("security.md");

/// Where the tables go.
const CALLS: &str = "<!-- calls -->\n";
const LIMITS: &str = "<!-- limits -->\n";

/// Writes the page.
pub(crate) fn security(out: &mut impl Write) -> io::Result<()> {
    let (before_calls, rest) = PAGE.split_once(CALLS).expect("the page has this place");
    let (before_limits, rest) = rest.split_once(LIMITS).expect("the page has this place");
    out.write_all(before_calls.as_bytes())?;
    calls(out)?;
    out.write_all(before_limits.as_bytes())?;
    table_of_limits(out)?;
    out.write_all(rest.as_bytes())
}

fn calls(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "| service | call | needs |\n|---|---|---|")?;
    for service in SERVICES {
        for (call, needed) in service.calls {
            let needed = match needed {
                Needs::Nothing => "nothing",
                Needs::Token(scope) => scope.as_str(),
            };
            writeln!(out, "| `{}` | `{call}` | {needed} |", service.name)?;
        }
    }
    Ok(())
}

fn table_of_limits(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "| of | at most |\n|---|---|")?;
    for (what, most) in limits::table() {
        writeln!(out, "| {what} | {most} |")?;
    }
    Ok(())
}
