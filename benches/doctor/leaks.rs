//! `doctor leaks` beside Git's own way through all objects, and beside Kingfisher, on the same repository.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::alone::{Taken, measured};
use crate::history;
use crate::measure::median;
use crate::row::{Goal, Row, milliseconds, ratio};
use crate::rows::{DOCTOR, Measured};

/// Rounds in which each program runs once.
const ROUNDS: usize = 3;
/// Runs on the small repository.
const RUNS: usize = 15;
const MEGABYTE: f64 = 1_000_000.0;
const NO_KINGFISHER: &str = "Kingfisher is not here: DOCTOR_KINGFISHER=/path, or pip install kingfisher-bin==2.14.0";

/// All rows about keys in repositories.
pub fn rows() -> Measured<Vec<Row>> {
    let large = history::large()?;
    let size = history::size(&large)?;
    let kingfisher = kingfisher();
    let (mut doctors, mut gits, mut fishers) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        doctors.push(measured(&doctor(&large))?);
        gits.push(measured(&cat_file(&large))?);
        if let Some(program) = &kingfisher {
            fishers.push(measured(&fisher(program, &large))?);
        }
    }
    let (own, of) = (seconds(&doctors)?, format!("doctor {:.2} s, {:.0} MB", seconds(&doctors)?, memory(&doctors)?));
    let mut rows = vec![
        Row {
            what: "git cat-file of all objects ÷ doctor leaks",
            of: format!("{size}; {of}; Git {:.2} s, {:.0} MB", seconds(&gits)?, memory(&gits)?),
            ..ratio(ratios(&gits, &doctors, wall)?, Goal::AtLeast(1.0))
        },
        Row {
            what: "doctor leaks, full history",
            of: format!("{size}; median of {ROUNDS}"),
            ..milliseconds(std::time::Duration::from_secs_f64(own), Goal::None)
        },
    ];
    if fishers.is_empty() {
        rows.push(Row::unmeasured("Kingfisher ÷ doctor leaks", NO_KINGFISHER.to_owned()));
    } else {
        let of = format!("{of}; Kingfisher {:.2} s, {:.0} MB", seconds(&fishers)?, memory(&fishers)?);
        rows.push(Row {
            what: "Kingfisher ÷ doctor leaks",
            of,
            ..ratio(ratios(&fishers, &doctors, wall)?, Goal::AtLeast(10.0))
        });
        rows.push(Row {
            what: "peak memory, doctor leaks ÷ Kingfisher",
            ..ratio(ratios(&doctors, &fishers, |taken| taken.memory)?, Goal::AtMost(0.5))
        });
    }
    rows.extend(small()?);
    Ok(rows)
}

/// The repository of somebody who learns: all of it, and what the next commit adds.
fn small() -> Measured<Vec<Row>> {
    let small = history::small()?;
    fs::write(small.join("new.ts"), "const next = 1;\n")?;
    let added = Command::new("git").arg("-C").arg(&small).args(["add", "new.ts"]).status()?;
    if !added.success() {
        return Err("git add failed".into());
    }
    let mut staged = doctor(&small);
    staged.arg("--staged");
    let (mut all, mut next) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        all.push(measured(&doctor(&small))?.wall);
        next.push(measured(&staged)?.wall);
    }
    let of = format!("median of {RUNS}");
    Ok(vec![
        Row { what: "doctor leaks, 200 commits", of: of.clone(), ..milliseconds(median(all)?, Goal::AtMost(50.0)) },
        Row { what: "doctor leaks --staged", of, ..milliseconds(median(next)?, Goal::AtMost(30.0)) },
    ])
}

fn doctor(repository: &Path) -> Command {
    let mut doctor = Command::new(DOCTOR);
    doctor.args(["leaks", "--format", "json"]).arg(repository);
    doctor
}

fn cat_file(repository: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(repository).args(["cat-file", "--batch", "--batch-all-objects", "--unordered"]);
    git
}

/// Without asking anybody whether keys still work, and without news of newer versions.
fn fisher(program: &OsString, repository: &Path) -> Command {
    let mut fisher = Command::new(program);
    fisher.args(["scan", "--no-validate", "--no-update-check", "--format", "json"]).arg(repository);
    fisher
}

fn kingfisher() -> Option<OsString> {
    let named = std::env::var_os("DOCTOR_KINGFISHER");
    named.or_else(|| which::which("kingfisher").ok().map(Into::into))
}

fn wall(taken: &Taken) -> f64 {
    taken.wall.as_secs_f64()
}

fn seconds(all: &[Taken]) -> Measured<f64> {
    Ok(median(all.iter().map(wall).collect())?)
}

fn memory(all: &[Taken]) -> Measured<f64> {
    Ok(median(all.iter().map(|taken| taken.memory / MEGABYTE).collect())?)
}

/// The median of what one took for each that the other took in the same round.
fn ratios(one: &[Taken], other: &[Taken], of: impl Fn(&Taken) -> f64) -> Measured<f64> {
    Ok(median(one.iter().zip(other).map(|(one, other)| of(one) / of(other)).collect())?)
}
