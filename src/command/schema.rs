//! `doctor schema`: the format of check files, for editors.

use super::End;
use super::output::Output;
use crate::schema::check_file;

pub(super) fn schema(output: &Output) -> Result<u8, End> {
    output.print_json(&check_file())?;
    Ok(0)
}
