//! `doctor leaks`: keys in a repository and its whole history.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use tokio::runtime::Runtime;
use tokio::task::spawn_blocking;

use super::End;
use super::output::Output;
use super::settings::{keys_are_named, load};
use crate::catalog::Catalog;
use crate::cli::Options;
use crate::error::Fault;
use crate::git::{NoRepository, Repository};
use crate::host::{Host, Live, Variables};
use crate::leaks::{self, report::Report};
use crate::secrets::Rules;
use crate::settings::Settings;
use crate::verify;

/// What was asked for.
pub(super) struct Wish {
    pub(super) path: Option<PathBuf>,
    /// Only what the next commit adds.
    pub(super) staged: bool,
    /// Whether services are asked.
    pub(super) check_live: bool,
}

pub(super) fn leaks(runtime: &Runtime, wish: &Wish, options: &Options, output: &Output) -> Result<u8, End> {
    if wish.check_live && options.offline {
        return Err(Fault::new("--check-live asks services over the network, and --offline forbids that")
            .help("leave out one of the two: without --check-live, doctor leaks needs no network")
            .into());
    }
    let services = Catalog::built_in_services()?;
    let mut rules = Rules::new(&services).map_err(Fault::new)?;
    let host = super::host(runtime, options)?;
    if options.world.is_some() {
        return Err(Fault::new("doctor leaks looks at real repositories, not at a simulated machine").into());
    }
    let folder = wish.path.as_deref().or(options.folder.as_deref()).unwrap_or(Path::new("."));
    let repository = Repository::find(folder).map_err(|none| no_repository(none, folder))?;
    let settings = settings(runtime, folder, &rules)?;
    let today = host.now().to_zoned(TimeZone::UTC).date();
    let global = Repository::global_ignore(host.home(), host.var("XDG_CONFIG_HOME").as_deref());
    // A hook before a commit of some files alone gets an index of its own.
    let index = host.var("GIT_INDEX_FILE").map(PathBuf::from);
    let mut leaks = if wish.staged {
        leaks::staged(&repository, &rules, index)
    } else {
        leaks::everywhere(&repository, &rules, global)
    };
    if wish.check_live {
        let asked = runtime.block_on(async {
            let ask = move || {
                verify::check(&mut leaks, &rules, &services, &host);
                (leaks, rules)
            };
            spawn_blocking(ask).await
        });
        (leaks, rules) = asked.map_err(|_| Fault::new("doctor stumbled while it asked about the keys"))?;
    }
    let root = repository.root_elsewhere().map(shown);
    let mut report = Report { root, ..Report::new(folder.display().to_string(), &leaks, &rules) };
    leaks::accept(&mut report, &settings, today, !wish.staged);
    let report = report.scrubbed();
    let code = report.verdict.exit_code();
    output.leaks(&report)?;
    Ok(code)
}

/// The settings of the project that is looked at, which may not be the one that doctor was started in. What they say of
/// checks is not held against any: that takes longer than all the rest, before each commit.
fn settings(runtime: &Runtime, folder: &Path, rules: &Rules) -> Result<Settings, Fault> {
    let host = Host::Live(Live::new(runtime.handle().clone(), Some(folder.to_owned()), Variables::own()));
    let Some(settings) = load(&host)? else { return Ok(Settings::default()) };
    keys_are_named(&settings, rules)?;
    Ok(settings)
}

/// As people write it: Windows adds a beginning of its own to a path that was looked up.
fn shown(folder: &Path) -> String {
    folder.display().to_string().trim_start_matches(r"\\?\").to_owned()
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
