//! Ties a request to the credential that it carries: an `http` probe names a `credential` probe of the same check.

use crate::check::Kind;
use crate::service::Services;
use crate::tree::{Entry, Node};

/// Parameters that every kind of probe has: they belong to the probe that was named, not to the request.
const EVERYWHERE: [&str; 4] = ["when", "conclusive_when", "limit", "each"];

/// Puts the question of the named probe, and whether it found something, into the parameters of a request.
///
/// # Errors
/// A name that is no `credential` probe, two of them, or a host that is none of the service's.
pub(super) fn tie<'t>(
    probes: &Node<'t>,
    mut params: Vec<Entry<'t>>,
    services: &Services,
) -> Result<Vec<Entry<'t>>, String> {
    let mut names: Vec<String> = text(&params, "bearer").map(str::to_owned).into_iter().collect();
    let headers = params.iter().filter(|entry| entry.key == "headers").flat_map(|entry| entry.node.entries());
    let headers = headers.filter_map(|header| header.node.as_text());
    names.extend(headers.chain(text(&params, "get")).flat_map(placeholders).map(str::to_owned));
    names.sort();
    names.dedup();
    let name = match names.as_slice() {
        [] => return Ok(params),
        [name] => name.clone(),
        more => return Err(format!("a request carries one credential, not those of {}", more.join(" and "))),
    };
    let Some(credential) = probes.get(&name).and_then(|probe| probe.get(Kind::Credential.word())) else {
        return Err(format!("`{name}` is not a `credential` probe of this check"));
    };
    if let (Some(service), Some(url)) = (credential.get("service").and_then(Node::as_text), text(&params, "get")) {
        goes_to(service, url, services)?;
    }
    let of_the_credential = credential.entries().iter().filter(|entry| !EVERYWHERE.contains(&entry.key.as_ref()));
    params.push(Entry::new("credential", Node::table(of_the_credential.cloned().collect())));
    params.push(Entry::new("held", Node::text(format!("{{{{ {name}.found }}}}"))));
    Ok(params)
}

fn goes_to(service: &str, url: &str, services: &Services) -> Result<(), String> {
    let Some(service) = services.get(service) else { return Ok(()) };
    if service.host_for_keys(url).is_some() {
        return Ok(());
    }
    Err(format!("a key of {} may go to https://{} and nowhere else", service.title, service.hosts.join(" https://")))
}

fn text<'t>(params: &'t [Entry<'_>], key: &str) -> Option<&'t str> {
    params.iter().find(|entry| entry.key == key).and_then(|entry| entry.node.as_text())
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
