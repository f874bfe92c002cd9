//! `doctor test`: reads check files strictly and runs their cases.

use std::path::{Path, PathBuf};

use tokio::runtime::Runtime;

use super::End;
use super::output::{self, Output};
use crate::case;
use crate::catalog::{Catalog, cases_beside, id_of};
use crate::check::CheckId;
use crate::error::Fault;

/// A file that the user named.
struct Given {
    name: String,
    text: String,
    id: CheckId,
    /// The file of its cases, and what is in it.
    cases: (String, String),
}

pub(super) fn test(runtime: &Runtime, files: &[PathBuf], output: &Output) -> Result<u8, End> {
    let given = files.iter().map(|file| read(file)).collect::<Result<Vec<Given>, Fault>>()?;
    // Files may need each other, so all of them stand in for the built-in ones before any is looked at.
    let mut catalog = Catalog::built_in()?;
    for file in &given {
        catalog = catalog.with_check(file.id.clone(), &file.name, &file.text)?;
    }
    catalog.links()?;
    let mut out = String::new();
    let mut failed = 0;
    for file in &given {
        let faults: Vec<Fault> = match catalog.check(&file.id) {
            Some(check) => runtime.block_on(case::test(&catalog, check, &file.cases.0, &file.cases.1))?,
            None => Vec::new(),
        };
        if faults.is_empty() {
            out.push_str(&format!("ok      {}\n", file.id));
        } else {
            failed += 1;
            out.push_str(&format!("FAILED  {}\n", file.id));
            faults.iter().for_each(|fault| out.push_str(&format!("  {fault}\n")));
        }
    }
    output.print(&out)?;
    Ok(if failed == 0 { 0 } else { 1 })
}

fn read(file: &Path) -> Result<Given, Fault> {
    let name = file.display().to_string();
    let text = output::read(file)?;
    let beside = cases_beside(&name);
    let cases = output::read(Path::new(&beside)).map_err(|fault| fault.help("its cases belong there"))?;
    // The id comes from the folders above, which a name given from inside one of them does not show.
    let full = std::path::absolute(file).map_or_else(|_| name.clone(), |full| full.display().to_string());
    let id = id_of(&full).map_err(|fault| Fault { file: Some(name.clone()), ..fault })?;
    Ok(Given { name, text, id, cases: (beside, cases) })
}
