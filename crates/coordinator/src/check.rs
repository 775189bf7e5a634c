//! Looks at a database and the objects that it names, from end to end, and tells what is wrong with
//! them. It changes nothing, and coordinators may go on meanwhile.
//!
//! What is wrong inside the database is told by `dwell-store`; here it meets the places of objects.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use dwell_domain::{SweepId, TrialId};
use dwell_store::{Contents, Database, Finding as StoreFinding, Subject, rows::CheckpointRow};

use crate::{
    CoordinatorError,
    place::Place,
    places::{Bytes, Listed, Places},
};

/// An object that is received, recorded or removed while one looks is in order this much later.
const MEANWHILE: Duration = Duration::from_secs(2);

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What, in a word.
    pub kind: &'static str,
    /// With which trial, if with one.
    pub trial: Option<TrialId>,
    /// With which sweep, if that is known.
    pub sweep: Option<SweepId>,
    /// With what, for people.
    pub subject: String,
    /// How it shows.
    pub detail: String,
    /// What to do about it.
    pub advice: &'static str,
}

/// What was looked at and found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the database has.
    pub contents: Contents,
    /// The results whose digest was made again from the kept evaluations, and is the same.
    pub digests: u64,
    /// The objects whose bytes were read.
    pub objects: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Checks a database, with the places of checkpoints of the coordinators on it.
pub async fn check(database: &Database, places: Vec<Place>) -> Result<Checked, CoordinatorError> {
    let places = Places::open(places, database.identity().await?)?;
    // In this order, what is recorded and removed meanwhile is only suspected.
    let before = places.list().await?;
    let inspection = database.inspect().await?;
    let contents = inspection.contents;
    let mut findings: Vec<Finding> = inspection.findings.into_iter().map(told).collect();
    let (objects, differing) = read(&places, &contents).await?;
    findings.extend(differing);
    findings.extend(settled(database, &places, &before, &contents).await?);
    Ok(Checked {
        digests: inspection.digests,
        objects,
        findings,
        contents,
    })
}

fn told(finding: StoreFinding) -> Finding {
    let (trial, sweep, subject) = match finding.subject {
        Subject::Trial { id, place: None } => (Some(id), None, format!("trial {id}")),
        Subject::Trial {
            id,
            place: Some((sweep, number)),
        } => (Some(id), Some(sweep), format!("trial {sweep}/{number}")),
        Subject::Sweep(id) => (None, Some(id), format!("sweep {id}")),
        Subject::Row { kind, id } => (None, None, format!("{kind} {id}")),
    };
    Finding {
        kind: finding.wrong.as_str(),
        trial,
        sweep,
        subject,
        detail: finding.detail,
        advice: finding.wrong.advice(),
    }
}

/// Reads the objects that are needed and there: how many, and those that are not what they are
/// named.
async fn read(
    places: &Places,
    contents: &Contents,
) -> Result<(u64, Vec<Finding>), CoordinatorError> {
    let mut objects = 0;
    let mut findings = Vec::new();
    let needed = contents
        .needed
        .iter()
        .map(|row| (row.content_hash.as_str(), row));
    for (name, row) in needed.collect::<BTreeMap<_, _>>() {
        let Some(chunks) = places.read(name).await? else {
            continue;
        };
        let bytes = Bytes::of(chunks).await?;
        objects += 1;
        if bytes.hash != name || bytes.size != row.size {
            let detail = format!(
                "{name} has other bytes than its name says: {} of {}, with the hash {}",
                bytes.size, row.size, bytes.hash
            );
            findings.push(of_object("object-differs", row, detail, PUT_BACK));
        }
    }
    Ok((objects, findings))
}

const PUT_BACK: &str = "put the file back from a backup, into the folder of this name; without one, train the sweep again: `dwell submit --new`";

const ELSEWHERE: &str = "where several coordinators share the database, `--checkpoints PLACE` names where the others keep theirs; else put the file back from a backup, into a folder of this name";

const WILL_GO: &str = "nothing; a coordinator removes it when it next starts or sweeps";

fn of_object(
    kind: &'static str,
    row: &CheckpointRow,
    detail: String,
    advice: &'static str,
) -> Finding {
    Finding {
        kind,
        trial: Some(row.trial),
        sweep: None,
        subject: format!("trial {}", row.trial),
        detail,
        advice,
    }
}

/// What is missing, and what nobody names, after whatever was on its way has arrived.
async fn settled(
    database: &Database,
    places: &Places,
    before: &Listed,
    contents: &Contents,
) -> Result<Vec<Finding>, CoordinatorError> {
    let suspects = astray(before, &places.list().await?, contents);
    if suspects.is_empty() {
        return Ok(suspects);
    }
    tokio::time::sleep(MEANWHILE).await;
    let contents = database.contents().await?;
    let still = astray(before, &places.list().await?, &contents);
    let is_still = |suspect: &Finding| still.contains(suspect);
    Ok(suspects.into_iter().filter(is_still).collect())
}

/// The objects that are needed and not there now, and those that were there before, are there now,
/// and are in no row.
fn astray(before: &Listed, now: &Listed, contents: &Contents) -> Vec<Finding> {
    let needed = contents.needed.iter().map(|row| row.content_hash.as_str());
    let named: BTreeSet<&str> = needed
        .chain(contents.unneeded.iter().map(String::as_str))
        .collect();
    let gone = contents
        .needed
        .iter()
        .filter(|row| !now.names.contains(&row.content_hash));
    let missing = gone.map(|row| {
        let what = match (row.is_final, row.is_best) {
            (true, _) => "its final weights",
            (false, true) => "its best weights",
            (false, false) => "a checkpoint to go on from",
        };
        let detail = format!("{what}, {}, are not there", row.content_hash);
        of_object("object-missing", row, detail, ELSEWHERE)
    });
    let unnamed = before.old.intersection(&now.old);
    let unnamed = unnamed.filter(|name| !named.contains(name.as_str()));
    let unnamed = unnamed.map(|name| Finding {
        kind: "object-unnamed",
        trial: None,
        sweep: None,
        subject: format!("object {name}"),
        detail: "no row names it".to_owned(),
        advice: WILL_GO,
    });
    missing.chain(unnamed).collect()
}
