//! What Git is asked: options before the command, settings, and what it says of a repository.

use regex::Regex;

use super::GitSpec;
use super::repository::Repository;
use crate::host::world::tools::{Name, Question, failed, printed};
use crate::host::{Ended, Rules};

impl GitSpec {
    /// What Git prints; none for a question that it does not understand.
    pub(in crate::host::world::tools) fn answer(&self, question: Question<'_>, version: Option<&str>) -> Option<Ended> {
        let mut folder = question.folder.to_owned();
        let mut args = question.args.iter().copied();
        let command = loop {
            match args.next()? {
                "-c" => drop(args.next()?),
                "-C" => folder = question.disk.rules.join(&folder, args.next()?),
                "--version" => return version.map(|version| printed(Name::Git.version(version))),
                option if option.starts_with('-') => {}
                command => break command,
            }
        };
        let args: Vec<&str> = args.collect();
        if command == "config" {
            return self.setting(&args);
        }
        match Repository::around(self, &folder, question.disk) {
            Ok(repository) => repository.answer(command, &args),
            Err(complaint) => Some(failed(128, complaint)),
        }
    }

    fn setting(&self, args: &[&str]) -> Option<Ended> {
        let mut settings = self.config.iter().map(|line| line.split_once('=').unwrap_or((line, "")));
        match args {
            ["--get", name] | ["get", name] => {
                let last = settings.rfind(|(known, _)| known.eq_ignore_ascii_case(name));
                Some(last.map_or(failed(1, ""), |(_, value)| printed(format!("{value}\n"))))
            }
            ["--get-regexp", pattern] => {
                let pattern = Regex::new(pattern).ok()?;
                let found = settings.filter(|(name, _)| pattern.is_match(name));
                let lines: String = found.map(|(name, value)| format!("{name} {value}\n")).collect();
                Some(if lines.is_empty() { failed(1, "") } else { printed(lines) })
            }
            _ if args.contains(&"--list") || args.contains(&"-l") => {
                Some(printed(match args.contains(&"--name-only") {
                    true => settings.map(|(name, _)| format!("{name}\n")).collect::<String>(),
                    false => self.config.iter().map(|line| format!("{line}\n")).collect(),
                }))
            }
            _ => None,
        }
    }
}

/// A path as Git prints it.
pub(super) fn as_git_writes(rules: Rules, path: &str) -> String {
    if rules == Rules::Windows { path.replace('\\', "/") } else { path.to_owned() }
}
