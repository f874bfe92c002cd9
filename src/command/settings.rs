//! What a run goes by: flags first, then the project's `doctor.toml`, then what is usual here.

use std::sync::Arc;
use std::time::Duration;

use crate::catalog::Catalog;
use crate::check::{CheckId, Pattern, Severity};
use crate::cli::Options;
use crate::duration;
use crate::error::Fault;
use crate::host::{Host, Unseen, scrub};
use crate::judge::Strictness;
use crate::render::Row;
use crate::report::Unsure;
use crate::rules::Rules;
use crate::select::unknown_check;
use crate::settings::{Acceptance, LEAKS, MOST, NAME, Set, Settings};

const USUAL_PROFILE: &str = "workshop";
/// Where a CI service runs doctor.
const PROFILE_IN_CI: &str = "ci";
const USUAL_DEADLINE: Duration = Duration::from_secs(30);

/// A setting that was decided, and by what.
#[derive(Clone, Debug)]
pub(super) struct Ruled<T> {
    pub(super) value: T,
    pub(super) from: From,
}

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    Flag(&'static str),
    /// The line of the project's file, counted from 1.
    File(u32),
    /// The CI service that runs doctor.
    Ci(String),
    BuiltIn,
}

/// All that was decided.
#[derive(Clone, Debug)]
pub(super) struct Ruling {
    pub(super) profile: Ruled<String>,
    /// The profile that would count without the project's file, where the file chose one.
    pub(super) usual_profile: Option<String>,
    pub(super) strict: Ruled<bool>,
    pub(super) allow_unsure: Ruled<bool>,
    pub(super) deadline: Ruled<Duration>,
    /// For how long services and sites are asked again.
    pub(super) wait: Ruled<Option<Duration>>,
    /// The project's file; an empty one where there is none.
    pub(super) settings: Arc<Settings>,
}

impl Ruling {
    /// Decides, after a look at the project's file.
    ///
    /// # Errors
    /// A fault in the file, or that it cannot be read.
    pub(super) fn new(options: &Options, host: &Host, catalog: &Catalog) -> Result<Self, Fault> {
        let settings = load(host)?.unwrap_or_default();
        holds(&settings, catalog)?;
        let ci = host.machine().ci.clone();
        let usual_profile = match ci {
            Some(ci) => Ruled { value: PROFILE_IN_CI.to_owned(), from: From::Ci(ci) },
            None => Ruled { value: USUAL_PROFILE.to_owned(), from: From::BuiltIn },
        };
        let profile = settings.profile.as_ref();
        let wait =
            settings.wait.as_ref().map(|set| Ruled { value: Some(set.value), from: From::File(settings.line(set)) });
        let deadline =
            settings.deadline.as_ref().map(|set| Ruled { value: set.value, from: From::File(settings.line(set)) });
        let yes = |flag: Option<bool>, name, set: Option<&Set<bool>>| match (flag, set) {
            (Some(value), _) => Ruled { value, from: From::Flag(name) },
            (None, Some(set)) => Ruled { value: set.value, from: From::File(settings.line(set)) },
            (None, None) => Ruled { value: false, from: From::BuiltIn },
        };
        let is_chosen = options.profile.is_none() && profile.is_some();
        Ok(Self {
            usual_profile: is_chosen.then(|| usual_profile.value.clone()),
            profile: match (&options.profile, profile) {
                (Some(value), _) => Ruled { value: value.clone(), from: From::Flag("--profile") },
                (None, Some(set)) => Ruled { value: set.value.clone(), from: From::File(settings.line(set)) },
                (None, None) => usual_profile,
            },
            strict: yes(options.strict, "--strict", settings.strict.as_ref()),
            allow_unsure: yes(options.allow_unsure, "--allow-unsure", settings.allow_unsure.as_ref()),
            deadline: match options.deadline {
                Some(value) => Ruled { value, from: From::Flag("--deadline") },
                None => deadline.unwrap_or(Ruled { value: USUAL_DEADLINE, from: From::BuiltIn }),
            },
            wait: match options.wait {
                Some(value) => Ruled { value: Some(value), from: From::Flag("--wait") },
                None => wait.unwrap_or(Ruled { value: None, from: From::BuiltIn }),
            },
            settings: Arc::new(settings),
        })
    }

    /// The project's file, where there is one.
    pub(super) fn file(&self) -> Option<&str> {
        Some(self.settings.file.as_str()).filter(|file| !file.is_empty())
    }

    /// Every setting, with where it comes from.
    pub(super) fn rows(&self, options: &Options) -> Vec<Row> {
        let settings = &self.settings;
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let mut rows = vec![
            self.row("profile", self.profile.value.clone(), &self.profile.from),
            self.row("strict", yes(self.strict.value), &self.strict.from),
            self.row("allow_unsure", yes(self.allow_unsure.value), &self.allow_unsure.from),
            self.row("deadline", duration::written(self.deadline.value), &self.deadline.from),
            self.row("wait", self.wait.value.map_or_else(|| "no".to_owned(), duration::written), &self.wait.from),
        ];
        let mut add = |name: String, value: String, line: u32| rows.push(self.row(&name, value, &From::File(line)));
        for set in &settings.checks {
            add(format!("checks {}", set.value.checks), set.value.level.word().to_owned(), settings.line(set));
        }
        for set in &settings.severity {
            let word = if set.value.severity == Severity::Fail { "fail" } else { "warn" };
            add(format!("severity {} {}", set.value.check, set.value.cause), word.to_owned(), settings.line(set));
        }
        for set in &settings.tools {
            add(format!("tools {}", set.value.tool), set.value.versions.clone(), settings.line(set));
        }
        for set in &settings.keys {
            add("keys".to_owned(), set.value.clone(), settings.line(set));
        }
        for set in &settings.accept {
            let about = set.value.about.as_ref().map_or_else(String::new, |about| format!(" {about}"));
            let name = format!("accept {} {}{about}", set.value.check, set.value.cause);
            add(name, format!("until {}", set.value.until), settings.line(set));
        }
        for skip in &options.skip {
            rows.push(self.row("skip", skip.clone(), &From::Flag("--skip")));
        }
        rows
    }

    fn row(&self, name: &str, value: String, from: &From) -> Row {
        let from = match from {
            From::Flag(flag) => (*flag).to_owned(),
            From::File(line) => format!("line {line} of {}", self.settings.file),
            From::Ci(ci) => format!("usual in a CI job ({ci})"),
            From::BuiltIn => "usual".to_owned(),
        };
        Row { name: scrub::text(name), value: scrub::text(&value), from }
    }

    pub(super) fn strictness(&self) -> Strictness {
        if self.strict.value { Strictness::Everything } else { Strictness::Required }
    }

    pub(super) fn unsure(&self) -> Unsure {
        match (self.allow_unsure.value, &self.allow_unsure.from) {
            (false, _) => Unsure::Told,
            (true, From::File(_)) => Unsure::AllowedByProject,
            (true, _) => Unsure::Allowed,
        }
    }
}

pub(super) fn load(host: &Host) -> Result<Option<Settings>, Fault> {
    let Some(path) = host.nearest_in_project(NAME) else { return Ok(None) };
    let name = host.shorten(&path);
    let unread = |why: &str| Fault::new(format!("it cannot be read: {why}")).in_file(&name);
    // A link may lead anywhere, and what stands there is nobody's settings.
    if host.leads_out_of_project(&path) {
        return Err(unread("it is a link that leads out of the project, or nowhere"));
    }
    let text = host.read_text(&path, MOST).map_err(|unseen| match unseen {
        Unseen::Denied => unread("this user may not read it"),
        _ => unread("it is no text file (UTF-8) of at most 1 MB"),
    })?;
    Settings::read(&name, &text).map(Some)
}

/// Everything that settings name must be there.
pub(super) fn holds(settings: &Settings, catalog: &Catalog) -> Result<(), Fault> {
    if let Some(set) = &settings.profile
        && catalog.profile(&set.value).is_none()
    {
        let known: Vec<&str> = catalog.profiles().iter().map(|profile| profile.id.as_str()).collect();
        return Err(settings
            .fault(set, format!("there is no profile `{}`", set.value))
            .help(format!("profiles: {}", known.join(" "))));
    }
    for set in &settings.checks {
        if !catalog.heads().any(|(id, _)| set.value.checks.fits(id)) {
            return Err(unknown(settings, set, catalog, &set.value.checks));
        }
    }
    for set in &settings.severity {
        cause_is_there(settings, set, catalog, &set.value.check, &set.value.cause)?;
    }
    for set in settings.accept.iter().filter(|set| set.value.check != LEAKS) {
        cause_is_there(settings, set, catalog, &set.value.check, &set.value.cause)?;
    }
    // Rules take a while to make, and hardly any project accepts a key.
    if !settings.accept.iter().any(|set| set.value.check == LEAKS) {
        return Ok(());
    }
    keys_are_named(settings, &Rules::new(&catalog.services()).map_err(Fault::new)?)
}

/// What is accepted of `doctor leaks` must be there.
pub(super) fn keys_are_named(settings: &Settings, rules: &Rules) -> Result<(), Fault> {
    let mut keys = settings.accept.iter().filter(|set| set.value.check == LEAKS);
    keys.try_for_each(|set| key_is_named(settings, set, rules))
}

/// A key is accepted by its kind and its fingerprint.
fn key_is_named(settings: &Settings, set: &Set<Acceptance>, rules: &Rules) -> Result<(), Fault> {
    if !rules.all().iter().any(|rule| rule.id == set.value.cause) {
        let text = format!("doctor leaks knows no kind of key `{}`", set.value.cause);
        return Err(settings.fault(set, text).help("write the kind as its report does, such as resend/key"));
    }
    let is_print = |about: &String| about.len() == 16 && about.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    if !set.value.about.as_ref().is_some_and(is_print) {
        return Err(settings
            .fault(set, "a key is accepted by its fingerprint")
            .help("write about = \"…\" with the fingerprint that doctor leaks -v shows"));
    }
    Ok(())
}

fn unknown<T>(settings: &Settings, set: &Set<T>, catalog: &Catalog, pattern: &Pattern) -> Fault {
    let told = unknown_check(catalog, pattern);
    let fault = settings.fault(set, told.message);
    told.help.into_iter().fold(fault, Fault::help)
}

fn cause_is_there<T>(
    settings: &Settings,
    set: &Set<T>,
    catalog: &Catalog,
    check: &str,
    cause: &str,
) -> Result<(), Fault> {
    let Some(found) = CheckId::parse(check).and_then(|id| catalog.check(&id)) else {
        return Err(unknown(settings, set, catalog, &Pattern::One(check.to_owned())));
    };
    let judged: Vec<&str> =
        found.causes.iter().filter(|cause| cause.rule.is_some()).map(|cause| cause.id.as_str()).collect();
    if judged.contains(&cause) {
        return Ok(());
    }
    Err(settings.fault(set, format!("{check} has no cause `{cause}`")).help(format!("causes: {}", judged.join(" "))))
}
