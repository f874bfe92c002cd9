//! `tls`: who signs for safe connections, whether this computer trusts it, and whether programs for Node.js do.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Answer, Handshake, Host, Reach, Request, Unsafe};
use file::CertificateFile;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// Asked for `https://HOST/`, without any secret.
    hosts: Vec<String>,
    /// Host → page on which its owner tells of trouble; asked only where a host has some.
    #[serde(default)]
    status_pages: BTreeMap<String, String>,
}

impl Tls {
    pub(super) fn facts(&self) -> Result<Type, String> {
        let texts = || Type::list(Type::Text);
        Ok(Type::record([
            (
                "hosts",
                Type::list(Type::record([
                    ("host", Type::Text),
                    ("reached", Type::Bool),
                    ("trouble", Type::Word(Unsafe::WORDS)),
                    ("trusted", Type::Bool),
                    ("issuer", Type::Text),
                    ("by_node", Type::Bool),
                    ("status", Type::Int),
                    ("html", Type::Bool),
                ])),
            ),
            ("reached", texts()),
            ("unreached", texts()),
            ("cut_off", texts()),
            ("untrusted", texts()),
            ("untrusted_public", texts()),
            ("not_by_node", texts()),
            ("out_of_date", texts()),
            ("trouble", Type::Word(Unsafe::WORDS)),
            ("interceptor", Type::Text),
            ("authorities", Type::Bool),
            ("node_extra", CertificateFile::facts()),
            ("node_system", Type::Bool),
            ("own_file", CertificateFile::facts()),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("safe connections to {}", self.hosts.join(", "))
    }

    pub(super) fn looks(&self) -> String {
        format!("It asks {} for their front page, without any key, and looks at who signs.", self.hosts.join(", "))
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let extra = CertificateFile::named_by(host, "NODE_EXTRA_CA_CERTS");
        // A part of the time is kept for the status pages.
        let visit = match host.visit(&self.hosts, extra.bytes(), context.limit * 2 / 3) {
            Ok(visit) => visit,
            Err(unknown) => return Fact::Unknown(unknown),
        };
        let silent = |one: &Handshake| one.trouble == Some(Unsafe::Timeout);
        if context.is_in_a_hurry() && visit.hosts.iter().any(silent) {
            return Fact::unknown(Reason::Timeout);
        }
        let seen: Vec<(&str, &Handshake)> = self.hosts.iter().map(String::as_str).zip(&visit.hosts).collect();
        let somebody = seen.iter().any(|(_, handshake)| handshake.trouble.is_none());
        let items = seen.iter().map(|(name, handshake)| self.item(context, name, handshake, somebody));
        let names = |fits: &dyn Fn(&Handshake) -> bool| {
            Fact::List(seen.iter().filter(|(_, one)| fits(one)).map(|(name, _)| (*name).into()).collect())
        };
        let first = seen.first().and_then(|(_, first)| first.trouble);
        let alike = first.filter(|_| seen.iter().all(|(_, one)| one.trouble == first));
        Fact::record([
            ("hosts", Fact::List(items.collect())),
            ("reached", names(&|one| one.trouble.is_none())),
            ("unreached", names(&|one| one.trouble.is_some())),
            ("cut_off", names(&|one| one.trouble.is_some_and(is_cut_off))),
            ("untrusted", names(&|one| one.trusted == Some(false))),
            ("untrusted_public", names(&|one| one.trusted == Some(false) && one.by_node == Some(true))),
            ("not_by_node", names(&|one| one.trusted == Some(true) && by_node(one) == Some(false))),
            ("out_of_date", names(&|one| matches!(one.trouble, Some(Unsafe::Expired | Unsafe::NotYetValid)))),
            ("trouble", alike.map(Unsafe::word).into()),
            ("interceptor", interceptor(&visit.hosts).into()),
            ("authorities", visit.has_authorities.into()),
            ("node_system", uses_system(host).into()),
            ("own_file", CertificateFile::named_by(host, "SSL_CERT_FILE").fact()),
            ("node_extra", extra.fact()),
        ])
    }

    fn item(&self, context: Context<'_>, name: &str, handshake: &Handshake, somebody: bool) -> Fact {
        let in_trouble = handshake.status.is_some_and(|status| status >= 500);
        let cut_off = somebody && matches!(handshake.trouble, Some(Unsafe::Refused | Unsafe::Timeout | Unsafe::Closed));
        let says = if in_trouble || cut_off { self.status_page(context, name) } else { None };
        let outage = || {
            let words = says.as_ref().map_or(name.to_owned(), |says| format!("{name}, whose status page says: {says}"));
            Fact::Unknown(Unknown::because(Reason::Outage, words))
        };
        // Where its owner tells of trouble, nobody else is to blame for a host that does not answer.
        let trouble = if cut_off && says.is_some() { outage() } else { handshake.trouble.map(Unsafe::word).into() };
        let status = if in_trouble { outage() } else { handshake.status.map(i64::from).into() };
        Fact::record([
            ("host", name.into()),
            ("reached", handshake.trouble.is_none().into()),
            ("trouble", trouble),
            ("trusted", handshake.trusted.into()),
            ("issuer", handshake.issuer.clone().into()),
            ("by_node", by_node(handshake).into()),
            ("status", status),
            ("html", handshake.html.into()),
        ])
    }

    /// What the owner of a host says of its own trouble; none where it says that there is none, or nothing.
    fn status_page(&self, context: Context<'_>, name: &str) -> Option<String> {
        let url = self.status_pages.get(name)?.clone();
        let request = Request { url, headers: Vec::new(), reach: Reach::Anywhere, limit: context.limit / 3 };
        let Answer::Came(reply) = context.host.http(&request, None) else { return None };
        let page: serde_json::Value = serde_json::from_slice(&reply.body).ok()?;
        let status = page.get("status")?;
        let trouble = status.get("indicator")?.as_str()? != "none";
        trouble.then(|| status.get("description")?.as_str().map(str::to_owned)).flatten()
    }
}

/// Whether it stands for a connection that never came about.
fn is_cut_off(trouble: Unsafe) -> bool {
    matches!(trouble, Unsafe::Dns | Unsafe::Refused | Unsafe::Timeout | Unsafe::Closed)
}

/// Whether Node.js trusts it, with the certificates that it was given besides its own.
fn by_node(handshake: &Handshake) -> Option<bool> {
    handshake.by_node_with_extra.or(handshake.by_node)
}

/// Who signs for at least two hosts without any public authority behind it.
fn interceptor(seen: &[Handshake]) -> Option<String> {
    let strangers = || seen.iter().filter(|one| one.by_node == Some(false));
    let name = |one: &Handshake| one.issuer.clone().unwrap_or("somebody without a name".to_owned());
    let names: BTreeSet<String> = strangers().map(name).collect();
    if strangers().count() < 2 || names.len() > 1 { None } else { names.into_iter().next() }
}

/// Whether Node.js is told to trust whom the system trusts.
fn uses_system(host: &Host) -> bool {
    host.var("NODE_USE_SYSTEM_CA").as_deref() == Some("1")
        || host.var("NODE_OPTIONS").is_some_and(|options| options.contains("--use-system-ca"))
}
