//! One verb per file. Each only wires the rooms together.

mod accept;
mod check;
mod completions;
mod explain;
mod fix;
mod init;
mod leaks;
mod list;
mod output;
mod schema;
mod settings;
mod test;
mod wait;
mod world;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tokio::runtime::Runtime;

use crate::catalog::Catalog;
use crate::check::Pattern;
use crate::cli::{Cli, Command, Options};
use crate::error::Fault;
use crate::host::{Host, Live, Variables, World, printed};
use crate::select::Wish;
use output::{Output, wants_json};
use settings::Ruling;

/// Exit code for bad usage, a broken check file or a broken world.
const BAD_INPUT: u8 = 2;
/// Exit code when there is no report.
const NO_REPORT: u8 = 3;

/// The arguments of this process. Read before anything is started, so that `--version` waits for nothing.
///
/// # Errors
/// What to exit with when there is nothing more to do: help or a fault was printed.
pub fn arguments() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| usage(&error))
}

/// Does what the arguments ask for.
pub fn run(runtime: &Runtime, cli: Cli) -> ExitCode {
    let json = wants_json(&cli.options.format);
    match obey(runtime, cli) {
        Ok(code) => ExitCode::from(code),
        Err(End::Fault(fault)) => {
            output::fault(&fault, json);
            ExitCode::from(BAD_INPUT)
        }
        Err(End::NoReport(fault)) => {
            output::fault(&fault, json);
            ExitCode::from(NO_REPORT)
        }
    }
}

/// The system lets doctor start no threads or timers: there will be no report.
pub fn not_started() -> ExitCode {
    output::fault(
        &Fault::new("the system did not let doctor start").help("restart this computer and try again"),
        false,
    );
    ExitCode::from(NO_REPORT)
}

/// Why a command ended without doing what it is for.
#[derive(Debug)]
enum End {
    Fault(Fault),
    NoReport(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

fn obey(runtime: &Runtime, cli: Cli) -> Result<u8, End> {
    let output = Output::new(&cli.options, cli.command.as_ref())?;
    match cli.command.unwrap_or(Command::Check { only: Vec::new(), accept_all: false }) {
        Command::Check { only, accept_all: true } => accept::accept_all(runtime, &only, &cli.options, &output),
        Command::Check { only, .. } => check::check(runtime, &only, &cli.options, &output),
        Command::List => list::list(&host(runtime, &cli.options)?, &cli.options, &output),
        Command::Explain { config: true, .. } => explain::explain_config(runtime, &cli.options, &output),
        Command::Explain { error: Some(message), .. } => {
            explain::explain_error(runtime, &message, &cli.options, &output)
        }
        Command::Explain { id, .. } => explain::explain(runtime, &id.unwrap_or_default(), &cli.options, &output),
        Command::Leaks { path, staged, check_live } => {
            let wish = leaks::Wish { path, staged, check_live };
            leaks::leaks(runtime, &wish, &cli.options, &output)
        }
        Command::Fix(args) => fix::fix(runtime, &args, &cli.options, &output),
        Command::Init { ci } => init::init(runtime, ci, &cli.options, &output),
        Command::Environment => output.environment(&printed(&Variables::own())),
        Command::Completions { shell } => completions::completions(shell, &output),
        Command::Schema { config } => schema::schema(config, &output),
        Command::Test { files } => test::test(runtime, &files, &output),
    }
}

/// clap's own messages; `--help` and `--version` are no errors.
#[expect(clippy::disallowed_methods, reason = "clap could not read the arguments, so nobody else has them")]
fn usage(error: &clap::Error) -> ExitCode {
    let raw: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let formats = raw.windows(2).filter(|pair| pair[0] == "--format").map(|pair| pair[1].clone());
    let formats: Vec<String> =
        formats.chain(raw.iter().filter_map(|word| word.strip_prefix("--format=").map(str::to_owned))).collect();
    if error.use_stderr() && wants_json(&formats) {
        let text = error.to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
        output::fault(&Fault::new(message).help("doctor --help shows how it is used"), true);
        return ExitCode::from(BAD_INPUT);
    }
    if error.use_stderr() {
        output::usage(&error.render().ansi().to_string());
        return ExitCode::from(BAD_INPUT);
    }
    // Nothing is left to tell where not even this can be printed.
    let _ = error.print();
    ExitCode::SUCCESS
}

/// The machine that the flags name.
fn host(runtime: &Runtime, options: &Options) -> Result<Host, Fault> {
    if let Some(file) = &options.world {
        let services = Catalog::built_in_services()?;
        let built = World::build(world::read(file)?, &services);
        return built.map(Host::World).map_err(|fault| fault.in_file(&file.display().to_string()));
    }
    let live = Live::new(runtime.handle().clone(), options.folder.clone(), Variables::own());
    let host = Host::Live(live);
    if let Some(folder) = &options.folder {
        let there = host
            .folder()
            .is_some_and(|folder| host.look(folder).is_ok_and(|seen| seen.what == crate::host::What::Folder));
        if !there {
            return Err(Fault::new(format!("there is no folder `{}`", folder.display()))
                .help("-C takes the folder that doctor judges instead of the current one"));
        }
    }
    Ok(host)
}

fn wish(only: &[String], options: &Options, ruling: &Ruling) -> Wish {
    Wish {
        only: only.iter().map(|text| Pattern::parse(text)).collect(),
        skip: options.skip.iter().map(|text| Pattern::parse(text)).collect(),
        profile: ruling.profile.value.clone(),
        usual_profile: ruling.usual_profile.clone(),
        offline: options.offline,
        settings: Arc::clone(&ruling.settings),
    }
}

fn catalog() -> Result<Catalog, Fault> {
    Catalog::built_in()
}
