//! `doctor schema`: the format of check files and of `doctor.toml`, for editors.

use super::End;
use super::output::Output;

/// Both are put together from the types that read these files; `tests/schema.rs` keeps them fresh.
const OF_CHECKS: &str = include_str!("../../checks/schema.json");
const OF_SETTINGS: &str = include_str!("../../docs/doctor.schema.json");

/// The format of check files, or that of the settings of a project.
pub(super) fn schema(of_settings: bool, output: &Output) -> Result<u8, End> {
    output.print(if of_settings { OF_SETTINGS } else { OF_CHECKS })?;
    Ok(0)
}
