//! From `doctor.toml` as written to settings: every value is looked at here, as far as that needs no checks.

use std::time::Duration;

use jiff::civil::Date;
use toml::Spanned;
use toml::value::Datetime;

use super::written::{Weight, Written, WrittenAcceptance};
use super::{Acceptance, Chosen, Level, MOST_ACCEPTED, PROTECTED, Reweighed, Set, Settings, TOOLS, Wish};
use crate::check::{Pattern, Severity};
use crate::duration;
use crate::error::Fault;

/// Longer than this, nobody waits.
const MOST_TIME: Duration = Duration::from_secs(3600);

/// So long a project may keep those who open it waiting, and have services asked again.
const MOST_WAIT: Duration = Duration::from_secs(600);

/// Characters of a reason: reports repeat it, and it shall not hide what else they say.
const LONGEST_REASON: usize = 500;

/// In less, doctor may not get to look at everything, and nobody would hear what is wrong.
const LEAST_DEADLINE: Duration = Duration::from_secs(10);

pub(super) fn read(file: &str, text: &str) -> Result<Settings, Fault> {
    let written: Written = toml::from_str(text).map_err(|error| Fault::of_toml(file, text, &error))?;
    let reader = Reader { file, text };
    if let Some(first_too_many) = written.accept.get(MOST_ACCEPTED) {
        return Err(reader
            .fault(&first_too_many.check, format!("a file accepts {MOST_ACCEPTED} things at most"))
            .help("without `about`, all that a cause finds is meant; or switch the check off under [checks]"));
    }
    let tools = written.tools.into_iter().map(|(tool, versions)| reader.wish(tool, versions));
    Ok(Settings {
        file: file.to_owned(),
        text: text.to_owned(),
        ends: text.match_indices('\n').map(|(at, _)| at).collect(),
        profile: written.profile.map(set),
        strict: written.strict.map(set),
        allow_unsure: written.allow_unsure.map(set),
        deadline: written.limits.deadline.map(|time| reader.deadline(&time)).transpose()?,
        wait: written.limits.wait.map(|time| reader.wait(&time)).transpose()?,
        checks: written.checks.into_iter().map(|(id, level)| reader.chosen(id, level)).collect::<Result<_, _>>()?,
        severity: reader.severity(written.severity)?,
        tools: tools.collect::<Result<_, _>>()?,
        keys: written.keys.expected.into_iter().map(|name| reader.key(name)).collect::<Result<_, _>>()?,
        accept: written.accept.into_iter().map(|one| reader.acceptance(one)).collect::<Result<_, _>>()?,
    })
}

fn set<T>(spanned: Spanned<T>) -> Set<T> {
    Set { at: spanned.span(), value: spanned.into_inner() }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    fn fault<T>(self, at: &Spanned<T>, message: impl Into<String>) -> Fault {
        Fault::new(message).in_file(self.file).at(self.text, at.span())
    }

    fn time(self, text: &Spanned<String>) -> Result<Set<Duration>, Fault> {
        match duration::parse(text.get_ref()).filter(|time| !time.is_zero() && *time <= MOST_TIME) {
            Some(value) => Ok(Set { value, at: text.span() }),
            None => Err(self
                .fault(text, format!("`{}` is no time", text.get_ref()))
                .help("write a time up to 60m, such as \"30s\", \"500ms\" or \"2m\"")),
        }
    }

    fn deadline(self, text: &Spanned<String>) -> Result<Set<Duration>, Fault> {
        let set = self.time(text)?;
        if set.value < LEAST_DEADLINE {
            return Err(self
                .fault(text, format!("`{}` is too short for a project", text.get_ref()))
                .help("write a time from 10s on: in less, doctor may miss what is wrong; --deadline is for yourself"));
        }
        Ok(set)
    }

    fn wait(self, text: &Spanned<String>) -> Result<Set<Duration>, Fault> {
        let set = self.time(text)?;
        if set.value > MOST_WAIT {
            return Err(self
                .fault(text, format!("`{}` is too long for a project", text.get_ref()))
                .help("write a time up to 10m: everybody who opens this project waits; --wait is for yourself"));
        }
        Ok(set)
    }

    fn chosen(self, id: Spanned<String>, level: Level) -> Result<Set<Chosen>, Fault> {
        let checks = Pattern::parse(id.get_ref());
        let is_protected = match &checks {
            Pattern::Area(area) => area == PROTECTED,
            Pattern::One(id) => id.split('/').next() == Some(PROTECTED),
        };
        if is_protected && level != Level::Required {
            return Err(self
                .fault(&id, format!("a project cannot make `{}` count less", id.get_ref()))
                .help("these checks are about the keys of whoever runs doctor; --skip leaves one out for yourself"));
        }
        Ok(Set { at: id.span(), value: Chosen { checks, level } })
    }

    fn severity(
        self,
        written: std::collections::BTreeMap<String, std::collections::BTreeMap<Spanned<String>, Weight>>,
    ) -> Result<Vec<Set<Reweighed>>, Fault> {
        let mut all = Vec::new();
        for (check, causes) in written {
            for (cause, weight) in causes {
                let severity = match weight {
                    Weight::Warn => Severity::Warn,
                    Weight::Fail => Severity::Fail,
                };
                if check.starts_with(&format!("{PROTECTED}/")) && severity != Severity::Fail {
                    return Err(self
                        .fault(&cause, format!("a project cannot make `{check}` count less"))
                        .help("these checks are about the keys of whoever runs doctor"));
                }
                let at = cause.span();
                all.push(Set { value: Reweighed { check: check.clone(), cause: cause.into_inner(), severity }, at });
            }
        }
        Ok(all)
    }

    fn wish(self, tool: Spanned<String>, versions: Spanned<String>) -> Result<Set<Wish>, Fault> {
        if !TOOLS.contains(&tool.get_ref().as_str()) {
            return Err(self
                .fault(&tool, format!("doctor does not know the tool `{}`", tool.get_ref()))
                .help(format!("tools: {}", TOOLS.join(" "))));
        }
        if nodejs_semver::Range::parse(versions.get_ref()).is_err() {
            return Err(self
                .fault(&versions, format!("`{}` is no range of versions", versions.get_ref()))
                .help("write for example \">=22\", \"22\" or \">=20 <25\""));
        }
        let at = versions.span();
        Ok(Set { value: Wish { tool: tool.into_inner(), versions: versions.into_inner() }, at })
    }

    fn key(self, name: Spanned<String>) -> Result<Set<String>, Fault> {
        let text = name.get_ref();
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if text.is_empty()
            || text.len() > 100
            || !text.chars().all(word)
            || text.starts_with(|c: char| c.is_ascii_digit())
        {
            // What stands there may be the key itself, so it is not repeated.
            return Err(self
                .fault(&name, "this is not the name of a key")
                .help("only names belong here, such as \"RESEND_API_KEY\"; keys themselves go into .env"));
        }
        Ok(set(name))
    }

    fn acceptance(self, written: WrittenAcceptance) -> Result<Set<Acceptance>, Fault> {
        if written.reason.get_ref().trim().is_empty() {
            return Err(self
                .fault(&written.reason, "`reason` is empty")
                .help("say in a sentence why this may stay as it is: whoever reads the file later wants to know"));
        }
        if written.reason.get_ref().chars().count() > LONGEST_REASON {
            return Err(self
                .fault(&written.reason, format!("`reason` is longer than {LONGEST_REASON} characters"))
                .help("a sentence or two is enough: reports repeat it"));
        }
        let at = written.check.span();
        Ok(Set {
            value: Acceptance {
                until: self.date(&written.until)?,
                check: written.check.into_inner(),
                cause: written.cause,
                about: written.about,
                reason: written.reason.into_inner(),
            },
            at,
        })
    }

    fn date(self, written: &Spanned<Datetime>) -> Result<Date, Fault> {
        let value = written.get_ref();
        let day = value.date.filter(|_| value.time.is_none()).and_then(|day| {
            Date::new(i16::try_from(day.year).ok()?, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
        });
        day.ok_or_else(|| {
            self.fault(written, "`until` is a day without a time").help("write for example: until = 2027-01-31")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        read("doctor.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn each_fault_names_its_line_and_column_and_what_would_be_right() {
        for (text, expected) in [
            ("profil = \"ci\"", "doctor.toml:1:1: unknown field `profil`, expected one of `profile`"),
            ("strict = \"yes\"", "doctor.toml:1:10: invalid type: string \"yes\", expected true or false"),
            ("[limits]\ndeadline = \"soon\"", "doctor.toml:2:12: `soon` is no time"),
            ("[limits]\ndeadline = \"9999ms\"", "doctor.toml:2:12: `9999ms` is too short for a project"),
            ("[limits]\nwait = \"11m\"", "doctor.toml:2:8: `11m` is too long for a project"),
            ("[limits]\nwait = \"2h\"", "write a time up to 60m"),
            ("[tools]\nnode = \">=22\"\nruby = \"3\"", "doctor.toml:3:1: doctor does not know the tool `ruby`"),
            ("[tools]\nnode = \"newest\"", "doctor.toml:2:8: `newest` is no range of versions"),
            ("[checks]\n\"tool/git\" = \"maybe\"", "unknown word `maybe`, expected one of `required`"),
            ("[checks]\n\"safety/\" = \"off\"", "doctor.toml:2:1: a project cannot make `safety/` count less"),
            ("[checks]\n\"safety/history\" = \"optional\"", "cannot make `safety/history` count less"),
            ("[checks]\nsafety = \"off\"", "cannot make `safety` count less"),
            ("[severity.\"safety/env-files\"]\ntracked = \"warn\"", "doctor.toml:2:1: a project cannot make"),
            ("[keys]\nexpected = [\"A_KEY\", \"re_secret value\"]", "doctor.toml:2:22: this is not the name of a key"),
            ("[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \"r\"", "doctor.toml:1:1: missing field `until`"),
            ("[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nuntil = 2027-01-31", "missing field `reason`"),
            (
                "[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \" \"\nuntil = 2027-01-31",
                "4:10: `reason` is empty",
            ),
            (
                "[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \"r\"\nuntil = 2027-01-31T00:00:00Z",
                "doctor.toml:5:9: `until` is a day without a time",
            ),
            ("[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \"r\"\nuntil = 2027-02-31", "doctor.toml:5:"),
        ] {
            let message = fault(text);
            assert!(message.contains(expected), "{text}\n{message}");
        }
    }

    #[test]
    fn a_file_accepts_only_so_many_things() {
        let one = "[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \"r\"\nuntil = 2027-01-31\n";
        let settings = read("doctor.toml", &one.repeat(MOST_ACCEPTED)).unwrap();
        assert_eq!(settings.line(&settings.accept[999]), 4997);
        let message = fault(&one.repeat(MOST_ACCEPTED + 1));
        assert!(message.starts_with("doctor.toml:5002:9: a file accepts 1000 things at most"), "{message}");
    }

    #[test]
    fn a_reason_is_a_sentence_and_no_book() {
        let one = |reason: &str| {
            format!("[[accept]]\ncheck = \"a/b\"\ncause = \"c\"\nreason = \"{reason}\"\nuntil = 2027-01-31\n")
        };
        assert!(read("doctor.toml", &one(&"é".repeat(LONGEST_REASON))).is_ok());
        let message = fault(&one(&"é".repeat(LONGEST_REASON + 1)));
        assert!(message.starts_with("doctor.toml:4:10: `reason` is longer than 500 characters"), "{message}");
    }

    #[test]
    fn what_is_no_name_of_a_key_is_not_repeated() {
        assert!(!fault("[keys]\nexpected = [\"re_secret value\"]").contains("re_secret"));
    }

    #[test]
    fn a_project_may_make_safety_count_more() {
        let settings = read("doctor.toml", "[checks]\n\"safety/\" = \"required\"\n").unwrap();
        assert_eq!(settings.checks[0].value.level, Level::Required);
    }

    #[test]
    fn what_names_the_check_counts_more_than_what_names_its_area() {
        let settings = read("doctor.toml", "[checks]\n\"tool/\" = \"off\"\n\"tool/git\" = \"required\"\n").unwrap();
        let level = |id: &str| settings.level(&crate::check::CheckId::parse(id).unwrap());
        assert_eq!(level("tool/git"), Some(Level::Required));
        assert_eq!(level("tool/npm"), Some(Level::Off));
        assert_eq!(level("claude/cli"), None);
    }
}
