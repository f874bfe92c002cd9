//! Reads a simulated machine from a file (`--world`), and those that it is like.

use std::path::Path;

use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

use super::output;
use crate::catalog::Source;
use crate::error::Fault;
use crate::host::WorldSpec;

/// How many machines may be like each other before that counts as a circle.
const MOST_LIKE: usize = 8;

/// What a file says of a machine. `like = "other.toml"` takes what it leaves out from another file, found from this one's folder.
pub(super) fn read(file: &Path) -> Result<WorldSpec, Fault> {
    one(file, MOST_LIKE)
}

fn one(file: &Path, left: usize) -> Result<WorldSpec, Fault> {
    let name = file.display().to_string();
    let text = output::read(file)?;
    let source = Source { file: &name, text: &text };
    let mut table = DeTable::parse(&text).map_err(|error| source.toml_fault(&error))?;
    let like = table.get_mut().remove("like");
    let spec = WorldSpec::deserialize(Deserializer::from(table)).map_err(|error| source.toml_fault(&error))?;
    let Some(like) = like else { return Ok(spec) };
    let at = like.span();
    let Some(other) = like.get_ref().as_str() else {
        return Err(source.fault(at, "`like` is the path of another world"));
    };
    if left == 0 {
        return Err(source.fault(at, "too many worlds are like each other; is it a circle?"));
    }
    let base = file.parent().unwrap_or(Path::new("")).join(other);
    Ok(spec.over(one(&base, left - 1)?))
}
