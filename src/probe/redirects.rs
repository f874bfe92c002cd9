//! `redirects`: where an address sends its visitors on, followed by hand and through the open internet alone.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Answer, Reach, Reply, Request, host_of};

/// Addresses that a browser tries before it gives up.
const MOST: usize = 20;

/// Cookies of Cloudflare's own, which change nothing about what a site answers.
const COOKIES: [&str; 4] = ["__cf_bm=", "_cfuvid=", "__cflb=", "__cfseq-"];

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirects {
    /// An address; asked without any key, and only if it lies in the open internet.
    get: String,
}

impl Redirects {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("circle", Type::Bool), ("hops", Type::Int), ("between", Type::list(Type::Text))]))
    }

    pub(super) fn asked(&self) -> String {
        format!("GET {} and where it leads", self.get)
    }

    pub(super) fn looks(&self) -> String {
        format!("It asks {} and follows where that leads, as a browser does, without any key.", self.get)
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let mut way = vec![self.get.clone()];
        let mut sets_cookies = false;
        while way.len() <= MOST {
            let Some(at) = way.last() else { break };
            let request = Request { url: at.clone(), headers: Vec::new(), reach: Reach::Public, limit: context.limit };
            let reply = match context.host.http(&request, None) {
                Answer::Came(reply) => reply,
                Answer::NotReached(trouble) => return trouble.unknown(&host_of(at)).into(),
                Answer::Unknown(unknown) => return unknown.into(),
                // Where it leads is nobody's in the open internet, so it does not lead back.
                Answer::NotPublic | Answer::NothingToSend => return facts(false, way.len(), &[]),
            };
            if let Some(unknown) = reply.says_nothing() {
                return unknown.into();
            }
            let Some(next) = leads_to(&reply, at) else { return facts(false, way.len(), &[]) };
            sets_cookies |= reply.headers.iter().any(|(name, value)| name == "set-cookie" && is_own(value));
            if let Some(start) = way.iter().position(|known| *known == next) {
                return circle(&way[start..], way.len(), sets_cookies);
            }
            way.push(next);
        }
        circle(&way[MOST - 1..], MOST, sets_cookies)
    }
}

/// A site that gives a cookie may let through whoever brings it back, as browsers do.
fn circle(between: &[String], hops: usize, sets_cookies: bool) -> Fact {
    if sets_cookies {
        return Unknown::because(Reason::NotAsked, "the site as a browser with cookies sees it").into();
    }
    facts(true, hops, between)
}

fn facts(circle: bool, hops: usize, between: &[String]) -> Fact {
    let shown = between.iter().map(|url| url.split(['?', '#']).next().unwrap_or_default().into());
    Fact::record([
        ("circle", circle.into()),
        ("hops", i64::try_from(hops).unwrap_or(i64::MAX).into()),
        ("between", Fact::List(shown.collect())),
    ])
}

fn is_own(cookie: &str) -> bool {
    !COOKIES.iter().any(|known| cookie.starts_with(known))
}

/// The address that a reply sends its visitor to, without the part behind `#`, which no server sees.
fn leads_to(reply: &Reply, from: &str) -> Option<String> {
    let location = reply.header("location").filter(|_| matches!(reply.status, 301 | 302 | 303 | 307 | 308))?;
    let location = location.trim().split('#').next()?;
    let (scheme, rest) = from.split_once("://")?;
    let path = rest.find(['/', '?']).unwrap_or(rest.len());
    let origin = format!("{scheme}://{}", &rest[..path]);
    let folder = rest[path..].split('?').next()?.rsplit_once('/').map_or("", |(folder, _)| folder);
    let next = match location {
        "" => from.to_owned(),
        _ if location.starts_with("//") => format!("{scheme}:{location}"),
        _ if location.starts_with('/') => format!("{origin}{location}"),
        _ if location.starts_with('?') => format!("{}{location}", from.split('?').next()?),
        _ if location.contains("://") => location.to_owned(),
        _ => format!("{origin}{folder}/{location}"),
    };
    // `https://example.com` and `https://example.com/` are one address.
    let (scheme, rest) = next.split_once("://")?;
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(format!("{}://{}{slash}{path}", scheme.to_lowercase(), host.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::{Host, World, WorldSpec};

    fn ask(world: &str) -> Fact {
        let spec: WorldSpec = toml::from_str(world).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        let services = Default::default();
        let context = Context { host: &host, services: &services, limit: Duration::from_secs(1) };
        Redirects { get: "https://example.com/".to_owned() }.ask(context)
    }

    /// Redirects, each from one address to the next.
    fn sends(pairs: &[(&str, &str)]) -> String {
        let line = |(from, to): &(&str, &str)| {
            format!("http.'GET {from}' = {{ status = 301, headers = {{ Location = '{to}' }} }}\n")
        };
        pairs.iter().map(line).collect()
    }

    #[test]
    fn circles_are_found_however_they_are_written() {
        for (pairs, hops) in [
            (&[("https://example.com/", "https://EXAMPLE.com")][..], 1),
            (
                &[("https://example.com/", "http://example.com/"), ("http://example.com/", "https://example.com/#top")],
                2,
            ),
            (
                &[("https://example.com/", "//www.example.com/"), ("https://www.example.com/", "https://example.com/")],
                2,
            ),
            (
                &[
                    ("https://example.com/", "/en/"),
                    ("https://example.com/en/", "home"),
                    ("https://example.com/en/home", "/en/"),
                ],
                3,
            ),
            (&[("https://example.com/", "?a=1"), ("https://example.com/?a=1", "?a=1")], 2),
        ] {
            let answer = ask(&sends(pairs));
            assert_eq!((answer.part("circle"), answer.part("hops")), (true.into(), Fact::Int(hops)), "{pairs:?}");
        }
    }

    #[test]
    fn a_way_that_ends_is_no_circle() {
        let way = sends(&[("https://example.com/", "https://www.example.com/")]);
        let answer = ask(&format!("{way}http.'GET https://www.example.com/' = 'hello'"));
        assert_eq!((answer.part("circle"), answer.part("hops")), (false.into(), Fact::Int(2)));
        let answer = ask(&sends(&[("https://example.com/", "http://127.0.0.1/admin")]));
        assert_eq!(answer.part("circle"), false.into(), "what leads out of the open internet is not followed");
    }

    #[test]
    fn a_way_without_end_is_left_and_counts_as_a_circle() {
        let name =
            |at: usize| if at == 0 { "https://example.com/".to_owned() } else { format!("https://example.com/{at}") };
        let names: Vec<String> = (0..=MOST + 2).map(name).collect();
        let pairs: Vec<(&str, &str)> = names.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect();
        assert_eq!(ask(&sends(&pairs)).part("circle"), true.into());
    }

    #[test]
    fn cookies_may_end_a_circle_and_trouble_tells_nothing() {
        let circle = |cookie: &str| {
            ask(&format!(
                "http.'GET https://example.com/' = {{ status = 302, headers = {{ Location = '/', Set-Cookie = '{cookie}' }} }}"
            ))
        };
        assert!(matches!(circle("seen=1"), Fact::Unknown(_)));
        assert_eq!(circle("__cf_bm=x; path=/").part("circle"), true.into());
        assert!(matches!(ask("http.'GET https://example.com/' = { status = 503 }"), Fact::Unknown(_)));
    }
}
