//! `doctor completions`: the script that a shell loads to complete doctor's commands and flags.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::End;
use super::output::Output;
use crate::cli::Cli;

pub(super) fn completions(shell: Shell, output: &Output) -> Result<u8, End> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "doctor", &mut script);
    output.put(&String::from_utf8_lossy(&script))?;
    Ok(0)
}
