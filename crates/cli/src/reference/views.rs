//! `docs/reference/views.md`, from the list that the store goes by.

use std::io::{self, Write};

use dwell_store::views::{Column, VIEWS, View};

const INTRODUCTION: &str = "\
# Views

<!-- Written by `cargo xtask docs` from crates/store/src/views; `cargo xtask check` compares. -->

The views are the interface for people who write SQL: the same names, columns and types on SQLite and on
PostgreSQL. They stay: a later version may append columns and add views, and changes none. The tables
below them may change with any version.

Ask with `dwell query \"SQL\"`, also while a sweep runs, or open the database with any other program:
`dwell.db` in the data folder, or what `--database` names. `dwell query --views` lists what is on this page.

Types: `text`; `integer` of 64 bits (`INTEGER`, on PostgreSQL `BIGINT`); `real` of 64 bits (`REAL`, on
PostgreSQL `DOUBLE PRECISION`). Ids are text. A time is an integer, in microseconds since 1970-01-01 UTC.
A column that has nothing to say is NULL. Every query on this page runs on both engines.
";

/// Writes the page.
pub(crate) fn views(out: &mut impl Write) -> io::Result<()> {
    out.write_all(INTRODUCTION.as_bytes())?;
    writeln!(out, "\n| view | a row is |\n|---|---|")?;
    for View { name, row, .. } in VIEWS {
        writeln!(out, "| [`{name}`](#{name}) | {row} |")?;
    }
    VIEWS.into_iter().try_for_each(|view| section(out, view))
}

fn section(out: &mut impl Write, view: &View) -> io::Result<()> {
    writeln!(out, "\n## {}\n\nA row is {}.\n", view.name, view.row)?;
    writeln!(out, "| column | type | unit | meaning |\n|---|---|---|---|")?;
    for column in view.columns {
        let Column {
            name,
            kind,
            unit,
            meaning,
        } = column;
        writeln!(out, "| `{name}` | {} | {unit} | {meaning} |", kind.as_str())?;
    }
    for example in view.examples {
        writeln!(
            out,
            "\n{}\n\n```sql\n{}\n```",
            example.question, example.sql
        )?;
    }
    Ok(())
}
