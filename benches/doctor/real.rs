//! The real tools of this computer.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::measure::{median, reported, timed};
use crate::row::{Goal, Row, ratio};
use crate::rows::{DOCTOR, Measured};

/// Runs on this computer.
const REAL_RUNS: usize = 3;
const REAL_TOOLS: [&str; 6] = ["claude", "gh", "git", "node", "npm", "wrangler"];

/// The tools of this computer, asked their versions one after another, beside `doctor --offline` here.
pub fn tools() -> Measured<Option<Row>> {
    let there: Vec<PathBuf> = REAL_TOOLS.iter().filter_map(|name| which::which(name).ok()).collect();
    if there.is_empty() {
        return Ok(None);
    }
    let (mut rows, mut walls) = (Vec::new(), Vec::new());
    for _ in 0..REAL_RUNS {
        let mut row = Duration::ZERO;
        for tool in &there {
            row += timed(quiet(Command::new(tool).arg("--version")))?.0;
        }
        rows.push(row);
        walls.push(reported(quiet(Command::new(DOCTOR).arg("--offline")))?.0);
    }
    let (row, wall) = (median(rows)?, median(walls)?);
    let names: Vec<_> = there.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    Ok(Some(Row {
        what: "real tools in a row ÷ doctor --offline",
        of: format!("{} ms ÷ {} ms: {}", row.as_millis(), wall.as_millis(), names.join(" ")),
        ..ratio(row.as_secs_f64() / wall.as_secs_f64(), Goal::None)
    }))
}

/// Without messages home, and without news of newer versions.
pub fn quiet(command: &mut Command) -> &mut Command {
    command.env("GH_NO_UPDATE_NOTIFIER", "1").env("WRANGLER_SEND_METRICS", "false").env("DISABLE_TELEMETRY", "1")
}
