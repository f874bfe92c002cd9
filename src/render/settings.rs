//! The settings of a run and where they come from, and what was accepted.

use owo_colors::OwoColorize;
use serde::Serialize;

use super::Look;
use super::words::{counted, indented};
use crate::settings::{Known, NAME};

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    pub name: String,
    pub value: String,
    /// In words: a flag, a line of the project's file, what is usual here.
    pub from: String,
}

/// All settings, a line each.
pub fn settings(file: Option<&str>, rows: &[Row], look: &Look) -> String {
    let mut out = match file {
        Some(file) => format!("The settings of this project are in {file}.\n\n"),
        None => "There is no doctor.toml here, so this is what is usual.\n\n".to_owned(),
    };
    let widest = |text: fn(&Row) -> &str| rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0);
    let (names, values) = (widest(|row| &row.name), widest(|row| &row.value).min(30));
    for row in rows {
        let name = format!("{:<names$}", row.name);
        // Its folder stands above, and would fill the screen.
        let from = file.map_or_else(|| row.from.clone(), |file| row.from.replace(file, NAME));
        let said = format!("{:<values$}  {}", row.value, from.dimmed());
        out.push_str(&format!("{}  {}\n", name.bold(), indented(&said, names + 2, look.width + 8)));
    }
    out
}

/// What became of `--accept-all`.
pub fn accepted(accepted: &[Known], left: &[Known], days: i64, look: &Look) -> String {
    let mut out = match accepted.len() {
        0 => "There is nothing to accept.\n".to_owned(),
        number => {
            let what = counted(number, "thing is accepted", "things are accepted");
            let text = format!(
                "{what} in doctor.toml for {days} days. Read the file once, and write a better reason where you know one."
            );
            format!("{}\n", indented(&text, 0, look.width))
        }
    };
    for known in accepted {
        let name = format!("{} {}", known.check, known.cause);
        out.push_str(&format!("  {}\n", indented(&format!("{name}: {}", known.say), 4, look.width)));
    }
    if !left.is_empty() {
        let text = "These stay, because they are about the keys of whoever runs doctor:";
        out.push_str(&format!("{}\n", indented(text, 0, look.width)));
        for known in left {
            out.push_str(&format!("  {}\n", indented(&format!("{}: {}", known.check, known.say), 4, look.width)));
        }
    }
    out
}
