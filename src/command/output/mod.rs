//! Where results go: standard output, files that the user names, and standard error for what is wrong with the call.

mod format;
mod runner;
mod screen;

use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::time::Duration;

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};

use super::End;
use crate::check::CheckId;
use crate::cli::{Command, Options};
use crate::error::Fault;
use crate::host::scrub;
use crate::leaks;
use crate::render::{
    Look, Progress, cut, fault_json, human, inert_words, json_document, leaks_human, leaks_json, leaks_sarif,
    report_github, report_json, report_jsonl, report_junit, report_markdown, report_sarif, waiting,
};
use crate::report::Report;
use format::{Format, Target};
use runner::Runner;

pub(super) use format::wants_json;

#[derive(Debug)]
pub(super) struct Output {
    targets: Vec<Target>,
    look: Look,
    color: ColorChoice,
    is_watched: bool,
    /// The CI runner that hears of a report beside all formats.
    runner: Option<Runner>,
}

impl Output {
    pub(super) fn new(options: &Options, command: Option<&Command>) -> Result<Self, Fault> {
        let formats = Format::of(command);
        let asked = options.format.iter().map(|text| Target::parse(text, formats));
        let mut targets = asked.collect::<Result<Vec<_>, _>>()?;
        let has_markdown = targets.iter().any(|target| target.format == Format::Markdown);
        let is_check = formats.contains(&Format::Github);
        let runner = is_check.then(|| Runner::here(has_markdown)).flatten();
        match targets.iter().filter(|target| target.file.is_none()).count() {
            0 => {
                targets.push(Target::screen(Format::Human));
                // Whoever wants to see the verdict alone gets no annotations either.
                if runner.is_some() && !options.quiet {
                    targets.push(Target::screen(Format::Github));
                }
            }
            1 => {}
            _ => {
                return Err(Fault::new("two formats cannot both go to the screen")
                    .help("write one of them into a file: --format json=report.json"));
            }
        }
        let (color, is_watched) = (screen::color(options.color), screen::is_watched());
        Ok(Self { targets, look: screen::look(options), color, is_watched, runner })
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

    /// Shows for what doctor waits until it looks again, to a person at a terminal.
    pub(super) fn waits(&self, open: &[CheckId], left: Duration) {
        if self.is_watched {
            self.overwrite(&waiting(open, left, &self.look));
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
        // What is taken out on the way must not uncover anything.
        let text = if self.color == ColorChoice::Never { strip_str(text).to_string() } else { text.to_owned() };
        self.put(&inert_words(&text))
    }

    /// Prints a JSON document for programs.
    pub(super) fn print_json(&self, content: &impl serde::Serialize) -> Result<(), End> {
        self.put(&json_document(content).map_err(|error| no_report(&error.to_string()))?)
    }

    /// Prints text for programs as it is.
    pub(super) fn put(&self, text: &str) -> Result<(), End> {
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
        let text_in = |format| match format {
            Format::Human => Ok(human(report, &self.look)),
            Format::Json => report_json(report).map_err(|error| error.to_string()),
            Format::Jsonl => report_jsonl(report).map_err(|error| error.to_string()),
            Format::Junit => Ok(report_junit(report)),
            Format::Sarif => report_sarif(report).map_err(|error| error.to_string()),
            Format::Github => Ok(report_github(report)),
            Format::Markdown => Ok(report_markdown(report, runner::SUMMARY)),
        };
        let files = self.write_files(text_in);
        // A runner that cannot be told changes nothing about the report.
        for complaint in self.runner.iter().flat_map(|runner| runner.tell(report)) {
            complain(&complaint);
        }
        files.and_then(|()| self.show(text_in))
    }

    /// What `doctor leaks` found, in the formats that were asked for.
    pub(super) fn leaks(&self, report: &leaks::report::Report) -> Result<(), End> {
        let text_in = |format| match format {
            Format::Human => Ok(leaks_human(report, &self.look)),
            Format::Json => leaks_json(report).map_err(|error| error.to_string()),
            Format::Sarif => leaks_sarif(report).map_err(|error| error.to_string()),
            _ => Err("doctor leaks does not write it".to_owned()),
        };
        self.write_files(text_in).and_then(|()| self.show(text_in))
    }

    /// Files first: what goes wrong with them is told before anything is printed. One that cannot be written stops no other.
    fn write_files(&self, text_in: impl Fn(Format) -> Result<String, String>) -> Result<(), End> {
        let files = self.targets.iter().filter_map(|target| Some((target.format, target.file.as_deref()?)));
        let write = |(format, file)| {
            let text = text_in(format).map_err(|error| no_report(&error))?;
            match format {
                Format::Human => into_file(file, &inert_words(&strip_str(&text).to_string())),
                _ => into_file(file, &text),
            }
        };
        let ends: Vec<Result<(), End>> = files.map(write).collect();
        ends.into_iter().collect()
    }

    fn show(&self, text_in: impl Fn(Format) -> Result<String, String>) -> Result<(), End> {
        for target in self.targets.iter().filter(|target| target.file.is_none()) {
            let text = text_in(target.format).map_err(|error| no_report(&error))?;
            match target.format {
                Format::Human => self.print(&text)?,
                _ => self.put(&text)?,
            }
        }
        Ok(())
    }
}

/// A line about something that is no fault of the call and changes no exit code.
fn complain(what: &str) {
    let line = inert_words(&format!("doctor: {}\n", scrub::text(what).replace('\n', " ")));
    // Nothing is left to tell where not even this can be written.
    let _ = anstream::stderr().write_all(line.as_bytes());
}

/// Characters of a message: it may quote a line of a file, of any length.
const LONGEST_FAULT: usize = 600;

/// Says what is wrong with the call or a file: in words on standard error, or as JSON on standard output.
pub(super) fn fault(fault: &Fault, json: bool) {
    // A message may quote what stands in a file, and there may stand anything.
    let fault = &Fault { message: cut(&scrub::text(&fault.message), LONGEST_FAULT), ..fault.clone() };
    // Nothing is left to tell where not even this can be written.
    let _ = if json {
        std::io::stdout().write_all(fault_json(fault).as_bytes())
    } else {
        anstream::stderr().write_all(inert_words(&format!("doctor: {fault}\n")).as_bytes())
    };
}

/// What clap says of arguments that it could not read: they may hold anything.
pub(super) fn usage(words: &str) {
    // Nothing is left to tell where not even this can be printed.
    let _ = anstream::stderr().write_all(inert_words(words).as_bytes());
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
