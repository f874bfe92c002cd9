//! What GitHub Actions hears of a report beside the screen: a summary of the step, and values for the steps after it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::variable;
use crate::render::{github_outputs, report_markdown};
use crate::report::Report;

/// Bytes that GitHub takes as the summary of a step.
pub(super) const SUMMARY: usize = 1024 * 1024;

/// The files that a runner of GitHub Actions reads when a step has ended. None where it has none, or where the user said otherwise.
#[derive(Debug)]
pub(super) struct Runner {
    summary: Option<PathBuf>,
    output: Option<PathBuf>,
}

impl Runner {
    /// The runner that started doctor, if it is one that doctor knows.
    pub(super) fn here(has_markdown: bool) -> Option<Self> {
        let file = |name| variable(name).map(PathBuf::from);
        (variable("GITHUB_ACTIONS").as_deref() == Some("true")).then(|| Self {
            summary: file("GITHUB_STEP_SUMMARY").filter(|_| !has_markdown),
            output: file("GITHUB_OUTPUT"),
        })
    }

    /// Tells the runner; gives back what did not work, a line each.
    pub(super) fn tell(&self, report: &Report) -> Vec<String> {
        let summary = |room| Some(report_markdown(report, room)).filter(|text| !text.is_empty());
        let all = [
            ("the summary of this step", self.summary.as_ref().map(|file| (file, append(file, SUMMARY, summary)))),
            (
                "the outputs of this step",
                self.output.as_ref().map(|file| (file, append(file, usize::MAX, |_| Some(github_outputs(report))))),
            ),
        ];
        let wrong = |(what, done): (&str, Option<(&PathBuf, std::io::Result<()>)>)| {
            let (file, result) = done?;
            Some(format!("{what} could not be added to {}: {}", file.display(), result.err()?))
        };
        all.into_iter().filter_map(wrong).collect()
    }
}

/// Adds text to a file that others write to as well, on a line of its own. `text` is told how many bytes there is room for.
fn append(path: &Path, most: usize, text: impl FnOnce(usize) -> Option<String>) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    let there = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let lead = if there == 0 || ends_a_line(path) { "" } else { "\n" };
    let room = most.saturating_sub(there).saturating_sub(lead.len());
    let text = text(room).ok_or_else(|| std::io::Error::other("there is no room left in it"))?;
    file.write_all(format!("{lead}{text}").as_bytes())
}

/// Where that cannot be told, an empty line too many does no harm.
#[expect(clippy::disallowed_methods, reason = "the runner named this file to be written")]
fn ends_a_line(path: &Path) -> bool {
    let mut last = [0];
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)
    });
    read.is_ok() && last[0] == b'\n'
}
