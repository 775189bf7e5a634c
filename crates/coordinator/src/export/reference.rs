//! The columns in `docs/reference/export.md` are these ones.

use std::{env, fmt::Write as _, fs};

use dwell_proto::v1::ColumnKind;

use super::{
    column::{Column, of_every_table, provenance_of_every_table},
    configurations::Configurations,
    evaluations::Evaluations,
    histogram::Histogram,
    profile::Profile,
    table::Table,
    traces::Traces,
    trials::Trials,
};

const PAGE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/reference/export.md"
);

/// Where the part begins and ends that follows from the columns.
const BEGIN: &str = "<!-- columns: kept true by crates/coordinator/src/export/reference.rs -->\n";
const END: &str = "<!-- end of columns -->\n";

#[test]
fn the_reference_tells_every_column() {
    let page = fs::read_to_string(PAGE).expect("the page is there");
    let (before, rest) = page.split_once(BEGIN).expect("the columns begin somewhere");
    let (_, after) = rest.split_once(END).expect("the columns end somewhere");
    let expected = format!("{before}{BEGIN}\n{}{END}{after}", tables());
    if env::var_os("DWELL_DOCS").is_some_and(|word| word == "overwrite") {
        fs::write(PAGE, &expected).expect("the page can be written");
        return;
    }
    assert!(
        page == expected,
        "`DWELL_DOCS=overwrite cargo test -p dwell-coordinator reference` writes the columns"
    );
}

fn tables() -> String {
    [
        table::<Trials>("trials"),
        table::<Configurations>("configurations"),
        table::<Evaluations>("evaluations"),
        table::<Histogram>("histogram"),
        table::<Profile>("profile"),
        table::<Traces>("traces"),
    ]
    .concat()
}

fn table<T: Table>(name: &str) -> String {
    let mut lines = format!("### `{name}`\n\n| column | kind | what it says |\n|---|---|---|\n");
    lines += &line(&of_every_table(), "");
    for column in T::columns() {
        lines += &line(&column, "");
    }
    lines += &line(&provenance_of_every_table(), PROVENANCE);
    for column in T::provenance() {
        lines += &line(&column, PROVENANCE);
    }
    lines + "\n"
}

/// The mark of a column that comes with `--provenance` alone.
const PROVENANCE: &str = " (p)";

fn line<R>(column: &Column<R>, mark: &str) -> String {
    let kind = match column.value.kind() {
        ColumnKind::Integer => "integer",
        ColumnKind::Real => "real",
        ColumnKind::Text => "text",
        ColumnKind::Boolean => "boolean",
        ColumnKind::Unspecified => unreachable!("every column has a kind"),
    };
    let mut line = String::new();
    let Column { name, meaning, .. } = column;
    writeln!(line, "| `{name}`{mark} | {kind} | {meaning} |").expect("text takes text");
    line
}
