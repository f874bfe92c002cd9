//! `credential`: which credential a program would use, where it comes from, and which others it hides. Never its value.

use super::{Context, question, take};
use crate::fact::{Fact, facts};
use crate::host::{Held, Sought};
use crate::service::Flaw;
use jiff::Timestamp;

question! {
    /// Which credential the owner of a service would use, where it comes from, and which others it
    /// hides; never its value. A place that cannot be looked at before one is found makes
    /// everything unknown, and so does a line of a file such as `KEY=op://…` or `KEY=$OTHER`, which
    /// only says where the key is kept. The keychain of a Mac is only asked whether it holds an
    /// entry.
    pub struct Credential {
        /// The name of a file under `checks/services/`, without its ending.
        service: String,
        /// Only credentials of these kinds; all when left out.
        #[serde(default)]
        kinds: Vec<String>,
    }
    asked { |it| format!("which credential of {} is used", it.service) }
    looks { |it| format!(
        "It looks where credentials of {} are kept and which one comes first. It shows none of them.",
        it.service
    ) }
    facts CredentialFacts;
}

facts! {
    #[derive(Default)]
    struct CredentialFacts {
        found: bool,
        kind: Option<String>,
        /// A variable, a file, the keychain.
        source: Option<String>,
        file: Option<String>,
        /// Of a file of lines.
        line: Option<usize>,
        /// That file belongs to the project.
        of_project: Option<bool>,
        /// Which kind of key its shape shows; null for a shape that is not known.
        key: Option<String>,
        /// What people call that: `an API token of Cloudflare`.
        title: Option<String>,
        /// `spaced`: a blank or a line break in it, other than a blank at its end; `odd`: a
        /// character that no key has; `placeholder`: copied out of instructions; `other-kind`: a
        /// key that belongs elsewhere, which `title` names; `cut`: it begins like a key and is not
        /// all of one. Null when nothing shows.
        flaw: Option<Flaw>,
        /// Only of what its service calls `public`, such as the number of an account; else null.
        value: Option<String>,
        /// Other users of this computer may read the file; null on Windows.
        open_to_others: Option<bool>,
        expires: Option<Timestamp>,
        days_left: Option<i64>,
        minutes_left: Option<i64>,
        /// Past its end with nothing to renew it.
        ended: Option<bool>,
        renewable: Option<bool>,
        /// Its user told the owner not to use it.
        declined: Option<bool>,
        /// The kinds that it hides.
        hidden: Vec<String>,
        /// Where the owner keeps its files.
        folder: Option<String>,
    }
}

impl Credential {
    /// Where the key that it finds may go.
    pub(super) fn goes(&self) -> String {
        format!("It sends that key nowhere but to {}.", self.service)
    }

    pub(super) fn sought<'a>(&'a self, context: Context<'a>) -> Sought<'a> {
        Sought { services: context.services, service: &self.service, kinds: &self.kinds }
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let held = match host.credentials(self.sought(context)) {
            Ok(held) => held,
            Err(unknown) => return Fact::Unknown(unknown),
        };
        let folder = context.services.get(&self.service).and_then(|service| host.folder_of(service));
        let hidden = held.iter().skip(1).map(|held| held.kind.clone()).collect();
        let used = held.first();
        let text = |part: fn(&Held) -> Option<String>| used.and_then(part);
        let expires = used.and_then(|used| used.expires);
        CredentialFacts {
            found: used.is_some(),
            kind: text(|used| Some(used.kind.clone())),
            source: text(|used| Some(used.source.clone())),
            file: text(|used| used.file.clone()),
            line: used.and_then(|used| used.line),
            of_project: used.map(|used| used.of_project),
            key: text(|used| used.key.clone()),
            title: text(|used| used.title.clone()),
            flaw: used.and_then(|used| used.flaw),
            value: text(|used| used.value.clone()),
            open_to_others: used.and_then(|used| used.open_to_others),
            expires,
            days_left: expires.and_then(|expires| take::days_until(expires, host.now())),
            minutes_left: expires.map(|expires| take::minutes_until(expires, host.now())),
            ended: ended(used, expires.map(|expires| expires <= host.now())),
            renewable: used.and_then(|used| used.renewable),
            declined: used.and_then(|used| used.declined),
            hidden,
            folder: folder.map(|folder| host.shorten(&folder)),
        }
        .into()
    }
}

/// Whether it can no longer be used; none where that does not show.
fn ended(used: Option<&Held>, expired: Option<bool>) -> Option<bool> {
    match (expired, used?.renewable) {
        (_, Some(true)) | (Some(false), _) => Some(false),
        (Some(true), _) => Some(true),
        (None, _) => None,
    }
}
