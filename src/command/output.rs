//! Where results go: standard output, files that the user names, and standard error for what is wrong with the call.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};

use super::End;
use crate::cli::{Command, Options};
use crate::error::Fault;
use crate::host::scrub;
use crate::leaks;
use crate::render::{
    Detail, Glyphs, Look, Progress, fault_json, human, leaks_human, leaks_json, leaks_sarif, report_json,
};
use crate::report::Report;

/// Columns when nobody says how wide the screen is.
const WIDTH: usize = 80;
/// Lines longer than this are hard to read, however wide the screen.
const MOST_WIDTH: usize = 100;

/// A format and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    format: Format,
    /// Standard output when none.
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Human,
    Json,
    Sarif,
}

impl Format {
    const USUAL: &[(&'static str, Self)] = &[("human", Self::Human), ("json", Self::Json)];
    const LEAKS: &[(&'static str, Self)] = &[("human", Self::Human), ("json", Self::Json), ("sarif", Self::Sarif)];

    /// The formats that a command can answer in.
    fn of(command: Option<&Command>) -> &'static [(&'static str, Self)] {
        if matches!(command, Some(Command::Leaks { .. })) { Self::LEAKS } else { Self::USUAL }
    }
}

#[derive(Debug)]
pub(super) struct Output {
    targets: Vec<Target>,
    look: Look,
    color: ColorChoice,
    /// Whether a person sees standard error as it comes.
    is_watched: bool,
}

impl Output {
    pub(super) fn new(options: &Options, command: Option<&Command>) -> Result<Self, Fault> {
        let formats = Format::of(command);
        let mut targets = options.format.iter().map(|text| target(text, formats)).collect::<Result<Vec<_>, _>>()?;
        if !targets.iter().any(|target| target.file.is_none()) {
            targets.push(Target { format: Format::Human, file: None });
        }
        if targets.iter().filter(|target| target.file.is_none()).count() > 1 {
            return Err(Fault::new("two formats cannot both go to the screen")
                .help("write one of them into a file: --format json=report.json"));
        }
        let detail = match (options.quiet, options.verbose) {
            (true, _) => Detail::VerdictOnly,
            (_, true) => Detail::Everything,
            _ => Detail::Usual,
        };
        let is_watched =
            std::io::stderr().is_terminal() && variable("TERM").as_deref() != Some("dumb") && variable("CI").is_none();
        let look = Look { width: width(), glyphs: glyphs(), detail };
        Ok(Self { targets, look, color: color(options.color), is_watched })
    }

    pub(super) fn look(&self) -> &Look {
        &self.look
    }

    pub(super) fn is_json(&self) -> bool {
        self.targets.iter().any(|target| target.format == Format::Json && target.file.is_none())
    }

    /// Whether any output is meant for programs.
    pub(super) fn is_for_programs(&self) -> bool {
        self.targets.iter().any(|target| target.format != Format::Human || target.file.is_some())
    }

    /// Shows what is still being looked at, in place of what was shown before, to a person at a terminal.
    pub(super) fn progress(&self, progress: &Progress) {
        if self.is_watched {
            self.overwrite(&progress.line(&self.look));
        }
    }

    /// Leaves no trace of progress on the screen.
    pub(super) fn end_progress(&self) {
        if self.is_watched {
            self.overwrite("");
        }
    }

    /// Blanks and a return to the start of the line do the same on every terminal, however old.
    fn overwrite(&self, line: &str) {
        let columns = self.look.width.saturating_sub(1);
        let mut screen = std::io::stderr().lock();
        // A screen that cannot be written to misses nothing that counts.
        let _ = write!(screen, "\r{line:columns$}\r").and_then(|()| screen.flush());
    }

    /// Prints text for people, with or without colour.
    pub(super) fn print(&self, text: &str) -> Result<(), End> {
        let mut out = AutoStream::new(std::io::stdout(), self.color).lock();
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
    }

    /// Hands an environment over to the doctor that asked for it, and to no screen: keys may stand in it.
    pub(super) fn environment(&self, text: &str) -> Result<u8, End> {
        if std::io::stdout().is_terminal() {
            return Err(Fault::new("this is for doctor itself").help("env shows the environment").into());
        }
        // As it is: what makes text fit for screens takes the marks between variables away.
        let mut out = std::io::stdout().lock();
        written(out.write_all(text.as_bytes()).and_then(|()| out.flush())).map(|()| 0)
    }

    pub(super) fn report(&self, report: &Report) -> Result<(), End> {
        self.deliver(|format| match format {
            Format::Human => Ok(human(report, &self.look)),
            Format::Json => report_json(report).map_err(|error| error.to_string()),
            Format::Sarif => Err("only doctor leaks writes SARIF".to_owned()),
        })
    }

    /// What `doctor leaks` found, in the formats that were asked for.
    pub(super) fn leaks(&self, report: &leaks::report::Report) -> Result<(), End> {
        self.deliver(|format| match format {
            Format::Human => Ok(leaks_human(report, &self.look)),
            Format::Json => leaks_json(report).map_err(|error| error.to_string()),
            Format::Sarif => leaks_sarif(report).map_err(|error| error.to_string()),
        })
    }

    fn deliver(&self, text_in: impl Fn(Format) -> Result<String, String>) -> Result<(), End> {
        // Files first: what goes wrong with them is told before anything is printed.
        let (screen, files): (Vec<&Target>, Vec<&Target>) =
            self.targets.iter().partition(|target| target.file.is_none());
        for target in files.into_iter().chain(screen) {
            let text = text_in(target.format).map_err(|error| no_report(&error))?;
            match &target.file {
                None => self.print(&text)?,
                Some(file) => into_file(file, &anstream::adapter::strip_str(&text).to_string())?,
            }
        }
        Ok(())
    }
}

fn target(text: &str, formats: &[(&str, Format)]) -> Result<Target, Fault> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (text, None),
    };
    let names: Vec<&str> = formats.iter().map(|(name, _)| *name).collect();
    let help = format!("formats: {}", names.join(" "));
    match formats.iter().find(|(known, _)| *known == name) {
        Some((_, format)) => Ok(Target { format: *format, file }),
        None if Format::LEAKS.iter().any(|(known, _)| *known == name) => {
            Err(Fault::new(format!("only doctor leaks has the format `{name}`")).help(help))
        }
        None => Err(Fault::new(format!("there is no format `{name}`")).help(help)),
    }
}

/// Whether the user asked for JSON on standard output, so that errors come as JSON too.
pub(super) fn wants_json(formats: &[String]) -> bool {
    formats.iter().any(|format| format == "json")
}

/// Says what is wrong with the call or a file: in words on standard error, or as JSON on standard output.
pub(super) fn fault(fault: &Fault, json: bool) {
    // A message may quote what stands in a file, and there may stand anything.
    let fault = &Fault { message: scrub::text(&fault.message), ..fault.clone() };
    // Nothing is left to tell where not even this can be written.
    let _ = if json {
        std::io::stdout().write_all(fault_json(fault).as_bytes())
    } else {
        anstream::stderr().write_all(format!("doctor: {fault}\n").as_bytes())
    };
}

/// A reader that went away early (`doctor | head -1`) is no failure.
fn written(result: std::io::Result<()>) -> Result<(), End> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(no_report(&error.to_string())),
        _ => Ok(()),
    }
}

#[expect(clippy::disallowed_methods, reason = "the user named this file to be written")]
fn into_file(file: &Path, text: &str) -> Result<(), End> {
    std::fs::write(file, text).map_err(|error| no_report(&format!("{}: {error}", file.display())))
}

fn no_report(why: &str) -> End {
    End::NoReport(Fault::new(format!("the report could not be written: {why}")))
}

/// The text of a file that the user named.
#[expect(clippy::disallowed_methods, reason = "the user named this file to be read")]
pub(super) fn read(file: &Path) -> Result<String, Fault> {
    let name = file.display().to_string();
    let bytes =
        std::fs::read(file).map_err(|error| Fault::new(format!("it cannot be read: {error}")).in_file(&name))?;
    String::from_utf8(bytes).map_err(|_| Fault::new("it is not a text file (not UTF-8)").in_file(&name))
}

/// Characters of a pasted message that are read.
const MOST_INPUT: u64 = 1 << 20;

/// What stands on standard input.
pub(super) fn read_input() -> Result<String, Fault> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(MOST_INPUT).read_to_end(&mut bytes);
    read.map_err(|error| Fault::new(format!("standard input cannot be read: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[expect(clippy::disallowed_methods, reason = "how doctor's own screen looks is no question to the machine it judges")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn width() -> usize {
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let screen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns.or(screen).unwrap_or(WIDTH).clamp(40, MOST_WIDTH)
}

/// Signs beyond ASCII only where the terminal says that it can show them.
fn glyphs() -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name)).unwrap_or_default();
    let says_so = locale.to_ascii_uppercase().replace('-', "").contains("UTF8") || variable("WT_SESSION").is_some();
    let dumb = variable("TERM").as_deref() == Some("dumb");
    if says_so && !dumb { Glyphs::Unicode } else { Glyphs::Ascii }
}

/// The flag, then `NO_COLOR`, then the variables that force colour, then whether a terminal is there.
fn color(flag: clap::ColorChoice) -> ColorChoice {
    let forced = ["CLICOLOR_FORCE", "FORCE_COLOR"].iter().any(|name| variable(name).is_some_and(|value| value != "0"));
    let dumb = variable("TERM").as_deref() == Some("dumb");
    match flag {
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
        clap::ColorChoice::Auto if variable("NO_COLOR").is_some() => ColorChoice::Never,
        clap::ColorChoice::Auto if forced => ColorChoice::Always,
        clap::ColorChoice::Auto if variable("CLICOLOR").as_deref() == Some("0") || dumb => ColorChoice::Never,
        clap::ColorChoice::Auto if std::io::stdout().is_terminal() => ColorChoice::Always,
        clap::ColorChoice::Auto => ColorChoice::Never,
    }
}
