//! What is measured: one function for each row or two of the table.

use std::error::Error;
use std::hint::black_box;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use doctor::catalog::Catalog;
use doctor::check::CheckId;

use crate::chain;
use crate::leaks;
use crate::machine::{Line, Machine};
use crate::measure::{median, most_memory, processor_time, reported, timed};
#[cfg(target_os = "linux")]
use crate::online;
use crate::real;
use crate::row::{Goal, Row, milliseconds, ratio};

pub const DOCTOR: &str = env!("CARGO_BIN_EXE_doctor");
const WORLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/workshop-ready.toml");

/// Runs on the written machine.
const WORLD_RUNS: u32 = 50;
/// Runs on the machine of sleeping programs.
const MACHINE_RUNS: u32 = 7;
/// Times that the programs which doctor started there are run one after another.
const ROWS: u32 = 3;
/// Starts of doctor and of an empty program, in turn.
const STARTS: usize = 200;
/// Times that a catalog is built.
const CATALOGS: usize = 30;
/// Check files of a doctor that has grown.
const MANY: usize = 1000;

const MEGABYTE: f64 = 1_000_000.0;

pub type Measured<T> = Result<T, Box<dyn Error>>;

pub fn all() -> Measured<Vec<Row>> {
    let catalog = Catalog::built_in().map_err(|fault| fault.to_string())?;
    // First, because the system remembers only the most memory that any program ever had.
    let mut rows = written_machine()?;
    let machine = Machine::new(&catalog)?;
    rows.splice(0..0, sleeping_programs(&catalog, &machine)?);
    #[cfg(target_os = "linux")]
    rows.splice(2..2, online::rows(&catalog, &machine)?);
    rows.push(version(machine.root())?);
    rows.extend(catalogs(&catalog)?);
    rows.extend(real::tools()?);
    rows.extend(leaks::rows()?);
    Ok(rows)
}

/// Time on the processor and memory of the full default profile on the machine of `workshop-ready.toml`, where doctor
/// starts no program.
fn written_machine() -> Measured<Vec<Row>> {
    let before = processor_time()?;
    for _ in 0..WORLD_RUNS {
        reported(Command::new(DOCTOR).args(["--world", WORLD]))?;
    }
    let each = (processor_time()? - before) / WORLD_RUNS;
    let of = format!("mean of {WORLD_RUNS} runs");
    Ok(vec![
        Row { what: "own processor time, written machine", of, ..milliseconds(each, Goal::AtMost(50.0)) },
        Row {
            what: "peak memory, written machine",
            measured: most_memory()? / MEGABYTE,
            unit: " MB",
            goal: Goal::AtMost(40.0),
            of: format!("most of {WORLD_RUNS} runs"),
        },
    ])
}

/// `doctor --offline` on a machine of sleeping programs. Its time on the clock is compared with the longest chain of
/// probes in its report, and with the same programs, as they were started, one after another. Its own time on the
/// processor is that of doctor with all programs, less that of the programs in a row.
fn sleeping_programs(catalog: &Catalog, machine: &Machine) -> Measured<Vec<Row>> {
    let (mut walls, mut chains, mut starts) = (Vec::new(), Vec::new(), Vec::new());
    let before = processor_time()?;
    for _ in 0..MACHINE_RUNS {
        machine.forget_starts()?;
        let (wall, output) = reported(machine.command(DOCTOR).args(["--offline", "--format", "json"]))?;
        let report = serde_json::from_slice(&output)?;
        let chain = chain::longest(catalog, &report);
        starts = machine.starts(&report)?;
        walls.push(wall);
        chains.push(wall.as_secs_f64() * 1000.0 / chain as f64);
    }
    let with_programs = (processor_time()? - before) / MACHINE_RUNS;
    let (row, programs) = in_a_row(machine, &starts)?;
    let wall = median(walls)?;
    let sleeping = starts.iter().filter(|line| Path::new(&line[0]).starts_with(machine.root())).count();
    Ok(vec![
        Row {
            what: "wall ÷ longest chain of probes",
            of: format!("median of {MACHINE_RUNS} runs; doctor took {} ms", wall.as_millis()),
            ..ratio(median(chains)?, Goal::AtMost(1.15))
        },
        Row {
            what: "the same programs in a row ÷ doctor",
            of: format!(
                "{sleeping} that sleep and {} real ones beside PATH took {} ms",
                starts.len() - sleeping,
                row.as_millis()
            ),
            ..ratio(row.as_secs_f64() / wall.as_secs_f64(), Goal::AtLeast(5.0))
        },
        Row {
            what: "own processor time, sleeping programs",
            of: format!("mean of {MACHINE_RUNS} runs, less {} ms of the programs", programs.as_millis()),
            ..milliseconds(with_programs.saturating_sub(programs), Goal::AtMost(50.0))
        },
    ])
}

/// Programs one after another: time on the clock, and time on the processor. Means.
fn in_a_row(machine: &Machine, starts: &[Line]) -> Measured<(Duration, Duration)> {
    let (mut row, before) = (Duration::ZERO, processor_time()?);
    for _ in 0..ROWS {
        for line in starts {
            let [program, arguments @ ..] = line.as_slice() else { continue };
            row += timed(machine.command(program).args(arguments))?.0;
        }
    }
    Ok((row / ROWS, (processor_time()? - before) / ROWS))
}

/// `doctor --version` beside a program that does nothing.
fn version(folder: &Path) -> Measured<Row> {
    let empty = empty_program(folder)?;
    let (mut doctors, mut empties) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        doctors.push(timed(Command::new(DOCTOR).arg("--version"))?.0);
        empties.push(timed(&mut Command::new(&empty))?.0);
    }
    let (doctor, empty) = (median(doctors)?.as_secs_f64(), median(empties)?.as_secs_f64());
    Ok(Row {
        what: "doctor --version ÷ an empty Rust program",
        of: format!("medians of {STARTS} starts in turn: {:.2} ms, {:.2} ms", doctor * 1000.0, empty * 1000.0),
        ..ratio(doctor / empty, Goal::AtMost(1.5))
    })
}

fn empty_program(folder: &Path) -> Measured<PathBuf> {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    std::fs::write(&source, "fn main() {}\n")?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let (_, output) = timed(Command::new(rustc).arg("-O").arg("-o").arg(&program).arg(&source))?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(program)
}

/// Choosing among the built-in checks, as every start does, and among many more from a folder; then compiling all.
fn catalogs(built_in: &Catalog) -> Measured<Vec<Row>> {
    let ids: Vec<&CheckId> = built_in.heads().map(|(id, _)| id).collect();
    let mut copies = Vec::new();
    for (number, id) in ids.iter().cycle().enumerate().take(MANY) {
        let copy = CheckId::parse(&format!("{id}-{number}")).ok_or("a number made a wrong id")?;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("checks/{id}.toml"));
        copies.push((copy, std::fs::read_to_string(file)?));
    }
    let few = built(&[], false)?;
    let all = built(&[], true)?;
    let many = built(&copies, false)?;
    Ok(vec![
        Row {
            what: "the built-in checks, to choose among",
            of: format!("{} files; median of {CATALOGS}", ids.len()),
            ..milliseconds(few, Goal::None)
        },
        Row {
            what: "the built-in checks, compiled",
            of: format!("{:.0} × to choose among them", all.as_secs_f64() / few.as_secs_f64()),
            ..milliseconds(all, Goal::None)
        },
        Row {
            what: "1,000 more checks from a folder, to choose among",
            of: format!("median of {CATALOGS}"),
            ..milliseconds(many, Goal::AtMost(100.0))
        },
    ])
}

fn built(copies: &[(CheckId, String)], compiled: bool) -> Measured<Duration> {
    let mut times = Vec::new();
    for _ in 0..CATALOGS {
        let texts = copies.to_vec();
        let began = Instant::now();
        let mut catalog = Catalog::built_in().map_err(|fault| fault.to_string())?;
        for (id, text) in texts {
            let file = format!("{id}.toml");
            catalog.add(id, &file, text).map_err(|fault| fault.to_string())?;
        }
        catalog.links().map_err(|fault| fault.to_string())?;
        if compiled {
            black_box(catalog.checks().count());
        }
        times.push(began.elapsed());
        black_box(catalog);
    }
    Ok(median(times)?)
}
