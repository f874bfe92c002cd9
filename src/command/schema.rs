//! `doctor schema`: the format of check files and of `doctor.toml`, for editors.

use super::End;
use super::output::Output;
use crate::schema::{check_file, settings_file};

/// The format of check files, or that of the settings of a project.
pub(super) fn schema(of_settings: bool, output: &Output) -> Result<u8, End> {
    output.print_json(&if of_settings { settings_file() } else { check_file() })?;
    Ok(0)
}
