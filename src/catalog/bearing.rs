//! Ties a request to the credential that it carries: an `http` probe names a `credential` probe of the same check.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::check::Kind;
use crate::service::Services;

/// Puts the question of the named probe, and whether it found something, into the parameters of a request.
///
/// # Errors
/// A name that is no `credential` probe, two of them, or a host that is none of the service's.
pub(super) fn tie<'a>(probes: &DeTable<'a>, params: &mut DeTable<'a>, services: &Services) -> Result<(), String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(name) = text(params, "bearer") {
        names.push(name.to_owned());
    }
    let headers = params.get("headers").and_then(|headers| headers.get_ref().as_table());
    let headers = headers.into_iter().flat_map(|headers| headers.values()).filter_map(|value| value.get_ref().as_str());
    names.extend(headers.chain(text(params, "get")).flat_map(placeholders).map(str::to_owned));
    names.sort();
    names.dedup();
    let name = match names.as_slice() {
        [] => return Ok(()),
        [name] => name.clone(),
        more => return Err(format!("a request carries one credential, not those of {}", more.join(" and "))),
    };
    let asked = probes.get(name.as_str()).and_then(|probe| probe.get_ref().as_table());
    let Some(credential) = asked.and_then(|kinds| kinds.get(Kind::Credential.word())) else {
        return Err(format!("`{name}` is not a `credential` probe of this check"));
    };
    if let (Some(credential), Some(url)) = (credential.get_ref().as_table(), text(params, "get")) {
        goes_to(credential, url, services)?;
    }
    let mut put = |key: &'static str, value: DeValue<'a>| {
        params.insert(Spanned::new(0..0, key.into()), Spanned::new(0..0, value));
    };
    let mut credential = credential.get_ref().clone();
    if let DeValue::Table(table) = &mut credential {
        for everywhere in ["when", "conclusive_when", "limit"] {
            table.remove(everywhere);
        }
    }
    put("credential", credential);
    put("held", DeValue::String(format!("{{{{ {name}.found }}}}").into()));
    Ok(())
}

fn goes_to(credential: &DeTable<'_>, url: &str, services: &Services) -> Result<(), String> {
    let service = text(credential, "service").and_then(|name| services.get(name));
    let Some(service) = service else { return Ok(()) };
    if service.host_for_keys(url).is_some() {
        return Ok(());
    }
    Err(format!("a key of {} may go to https://{} and nowhere else", service.title, service.hosts.join(" https://")))
}

fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key).and_then(|value| value.get_ref().as_str())
}

/// The names in single braces, as in `{token}` and `{token.with}`. Sentences have double ones.
fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let inside = &rest[at + 1..];
        if inside.starts_with(['{', '%']) {
            let end = inside.find("}}").or_else(|| inside.find("%}")).map_or(inside.len(), |end| end + 2);
            rest = &inside[end..];
            continue;
        }
        let Some((name, after)) = inside.split_once('}') else { break };
        names.push(name.trim_end_matches(".with"));
        rest = after;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn only_single_braces_stand_for_a_credential() {
        assert_eq!(placeholders("https://x/bot{bot}/{{ a.b }}/{% if a %}{mail.with}{% endif %}"), ["bot", "mail"]);
        assert!(placeholders("https://x/{{ id }}").is_empty());
    }
}
