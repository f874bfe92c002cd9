//! `doctor leaks`: keys in a repository and its whole history.

use std::path::Path;

use super::End;
use super::output::Output;
use crate::catalog::Catalog;
use crate::cli::Options;
use crate::error::Fault;
use crate::host::objects::{NoRepository, Repository};
use crate::leaks::{self, report::Report};
use crate::rules::Rules;

pub(super) fn leaks(path: Option<&Path>, options: &Options, output: &Output) -> Result<u8, End> {
    let services = Catalog::built_in_services()?;
    let rules = Rules::new(&services).map_err(|problem| Fault::new(problem))?;
    let folder = path.or(options.folder.as_deref()).unwrap_or(Path::new("."));
    let repository = Repository::find(folder).map_err(|none| no_repository(none, folder))?;
    let leaks = leaks::history(&repository, &rules);
    let report = Report::new(folder.display().to_string(), &leaks, &rules);
    let code = report.verdict.exit_code();
    output.leaks(&report)?;
    Ok(code)
}

fn no_repository(none: NoRepository, folder: &Path) -> Fault {
    let folder = folder.display();
    match none {
        NoRepository::Absent => Fault::new(format!("there is no Git repository in `{folder}` or around it"))
            .help("doctor leaks looks through the history of a project: go into its folder, or name it"),
        NoRepository::Broken => Fault::new(format!("the Git repository of `{folder}` cannot be read"))
            .help("git -C FOLDER status says what is wrong with it"),
    }
}
