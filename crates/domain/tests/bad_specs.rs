//! Every bad spec of the folder is refused, with the diagnostics that its snapshot shows.

use std::{fmt::Write as _, fs, path::Path};

use dwell_domain::spec::{Diagnostic, parse};

#[test]
fn every_bad_spec_is_told_what_is_wrong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cli/tests/bad-specs");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let mut page = String::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        let name = file.file_name().unwrap().display();
        let refused = parse(&text).expect_err(&format!("{name} is accepted"));
        writeln!(page, "== {name}").unwrap();
        for diagnostic in &refused.0 {
            page.push_str(&plainly(&text, diagnostic));
        }
        page.push('\n');
    }
    insta::assert_snapshot!(page);
}

/// Code, place, message, the words at fault with the label, and the help if there is any.
fn plainly(text: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic {
        code,
        message,
        span,
        label,
        help,
    } = diagnostic;
    let before = &text[..span.start];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    let words = text[span.clone()].lines().next().unwrap_or_default();
    let mut plain = format!("{line}:{column} {code}: {message}\n    {words:?} <- {label}\n");
    if !help.is_empty() {
        writeln!(plain, "    help: {help}").unwrap();
    }
    plain
}
