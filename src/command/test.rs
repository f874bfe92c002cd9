//! `doctor test`: reads check files strictly and runs their cases.

use std::path::PathBuf;

use tokio::runtime::Runtime;

use super::output::{self, Output};
use super::{End, catalog};
use crate::case;
use crate::error::Fault;

pub(super) fn test(runtime: &Runtime, files: &[PathBuf], output: &Output) -> Result<u8, End> {
    let built_in = catalog()?;
    let mut out = String::new();
    let mut failed = 0;
    for file in files {
        let name = file.display().to_string();
        let text = output::read(file)?;
        let (catalog, id) = built_in.clone().with_file(&name, &text)?;
        let faults: Vec<Fault> = match catalog.check(&id) {
            Some(check) => runtime.block_on(case::test(&catalog, check, &name, &text))?,
            None => Vec::new(),
        };
        if faults.is_empty() {
            out.push_str(&format!("ok      {id}\n"));
        } else {
            failed += 1;
            out.push_str(&format!("FAILED  {id}\n"));
            faults.iter().for_each(|fault| out.push_str(&format!("  {fault}\n")));
        }
    }
    output.print(&out)?;
    Ok(if failed == 0 { 0 } else { 1 })
}
