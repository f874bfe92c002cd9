//! `doctor explain`: one check, explained.

use super::output::Output;
use super::{End, catalog};
use crate::check::{CheckId, Pattern};
use crate::error::Fault;
use crate::host::Host;
use crate::render;

pub(super) fn explain(host: &Host, id: &str, output: &Output) -> Result<u8, End> {
    let catalog = catalog()?;
    let found = CheckId::parse(id).and_then(|id| catalog.check(&id));
    let Some(check) = found else {
        let pattern = Pattern::parse(id);
        let close: Vec<&str> = catalog
            .checks()
            .filter(|check| pattern.fits(&check.id) || check.id.as_str().contains(id))
            .map(|check| check.id.as_str())
            .collect();
        let help = if close.is_empty() {
            "`doctor list` shows all checks".to_owned()
        } else {
            format!("did you mean: {}", close.join(" "))
        };
        return Err(Fault::new(format!("there is no check `{id}`")).help(help).into());
    };
    output.print(&render::explain(check, host.machine(), output.look()))?;
    Ok(0)
}
