//! The command line: flags and commands, and nothing of what they do.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::duration;

/// Can this computer build with Claude Code and put the result online? If not, what is the one thing to do next?
#[derive(Debug, Parser)]
#[command(name = "doctor", version, color = ColorChoice::Auto, after_help = AFTER_HELP, disable_help_subcommand = false)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "\
Examples:
  doctor                        look at everything, say what to do next
  doctor fix                    put it right together, step by step
  doctor check tool/node        look at one check, and at what it needs
  doctor explain claude/cli     what a check is about, and how to fix it
  doctor explain --error \"…\"   what an error message means
  doctor --format json          the report for programs

Exit code: 0 ready, 1 not ready, 2 bad usage, 3 no report, 4 unsure, 130 interrupted.
doctor changes nothing, except when you say doctor fix, doctor init or --accept-all. It sends nothing to anybody about you.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at this computer and report (what `doctor` alone does)
    Check {
        /// Checks by id (tool/git) or by area (tool/)
        #[arg(value_name = "ID|AREA/")]
        only: Vec<String>,
        /// Write all that is wrong today into doctor.toml as accepted for 90 days, so that only new findings count
        #[arg(long)]
        accept_all: bool,
    },
    /// List all checks
    List,
    /// Explain one check (what, why, how, what can be wrong, how to fix it), or an error message
    #[command(arg_required_else_help = true)]
    Explain {
        /// The check's id, as `doctor list` shows it
        #[arg(required_unless_present_any = ["error", "config"])]
        id: Option<String>,
        /// Show each setting of this run, and where it comes from
        #[arg(long, conflicts_with_all = ["id", "error"])]
        config: bool,
        /// Explain an error message instead: paste it here in quotes, or write - and pipe it in
        #[arg(long, value_name = "TEXT", conflicts_with = "id", allow_hyphen_values = true)]
        error: Option<String>,
    },
    /// Find keys in a repository and its whole history, where they do not belong
    Leaks {
        /// A folder of the repository; the current one when left out
        path: Option<PathBuf>,
        /// Look only into what the next commit adds (for a hook before each commit)
        #[arg(long)]
        staged: bool,
        /// Ask the service of each key that was found, once, whether it still works (not with --offline)
        #[arg(long)]
        check_live: bool,
    },
    /// Put right what is wrong, step by step; doctor asks before each one
    Fix(FixArgs),
    /// Write the file that lets GitHub run doctor at each push; nothing that is there is overwritten
    Init {
        /// Which service is to run doctor
        #[arg(long, value_enum, value_name = "github")]
        ci: CiService,
    },
    /// Print the environment that doctor was started in, for the doctor that started it
    #[command(hide = true)]
    Environment,
    /// Print the script that lets a shell complete doctor's commands and flags
    Completions { shell: clap_complete::Shell },
    /// Print the JSON Schema of check files, for editors
    Schema {
        /// That of doctor.toml instead
        #[arg(long)]
        config: bool,
    },
    /// Test check files: are they right, and do their cases hold?
    Test {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// A service that runs jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CiService {
    Github,
}

#[derive(Debug, Args)]
pub struct FixArgs {
    /// Checks by id (tool/git) or by area (tool/); all when left out
    #[arg(value_name = "ID|AREA/")]
    pub only: Vec<String>,
    /// Show what would be done, and do nothing
    #[arg(long, conflicts_with_all = ["yes", "undo", "watch", "changes"])]
    pub dry_run: bool,
    /// Do without asking everything that can be taken back, and nothing else
    #[arg(short, long)]
    pub yes: bool,
    /// Never ask
    #[arg(long)]
    pub no_input: bool,
    /// Take back what doctor changed: the last change, or the one with this number
    #[arg(long, value_name = "N", num_args = 0..=1, conflicts_with_all = ["watch", "changes", "only"])]
    pub undo: Option<Option<u64>>,
    /// List what doctor changed
    #[arg(long, conflicts_with_all = ["watch", "only"])]
    pub changes: bool,
    /// Change nothing, look again and again, and tick off what you put right yourself
    #[arg(long)]
    pub watch: bool,
}

#[derive(Debug, Args)]
pub struct Options {
    /// For whom: workshop (as usual), api, or ci (as usual in a CI job)
    #[arg(long, global = true, value_name = "P")]
    pub profile: Option<String>,
    /// Leave out a check or an area (repeatable)
    #[arg(long, global = true, value_name = "ID|AREA/")]
    pub skip: Vec<String>,
    /// Ask nothing that needs the network
    #[arg(long, global = true)]
    pub offline: bool,
    /// Let optional checks and warnings count
    #[arg(long, global = true, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    pub strict: Option<bool>,
    /// Exit with 0 when nothing is wrong but something could not be told
    #[arg(long, global = true, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false", hide_possible_values = true)]
    pub allow_unsure: Option<bool>,
    /// Check a simulated machine described in FILE
    #[arg(long, global = true, value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// When the report comes at the latest (30s when left out)
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub deadline: Option<Duration>,
    /// Ask services and sites again for so long, until they are ready
    #[arg(long, global = true, value_name = "TIME", value_parser = time)]
    pub wait: Option<Duration>,
    /// human, json, jsonl, junit, sarif, github or markdown; with =FILE into a file (repeatable)
    #[arg(long, global = true, value_name = "F[=FILE]")]
    pub format: Vec<String>,
    /// A name for this run, kept in the report
    #[arg(long, global = true, value_name = "TEXT")]
    pub label: Option<String>,
    /// Colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Say only the verdict
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say also what is fine, and how it is known
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Judge this folder instead of the current one
    #[arg(short = 'C', global = true, value_name = "DIR", conflicts_with = "world")]
    pub folder: Option<PathBuf>,
}

fn time(text: &str) -> Result<Duration, String> {
    let read = duration::parse(text).filter(|time| !time.is_zero() && *time <= Duration::from_secs(3600));
    read.ok_or_else(|| "write a time up to 60m, such as 30s, 500ms or 2m".to_owned())
}
