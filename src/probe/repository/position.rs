//! Where a repository stands: branch, what is under way, and how far it is from the branch that it follows.

use super::{Git, plain, printed, told};
use crate::fact::{Fact, Facts, Type, Unknown};
use crate::host::Host;

const BUSY: &[&str] = &["rebase", "bisect", "merge", "cherry-pick", "revert"];

/// What Git leaves in its folder while something is under way.
const SIGNS: [(&str, &str); 6] = [
    ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
    ("BISECT_LOG", "bisect"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
];

/// Name, the branch that it follows, how far they are apart, and what it points to.
const FORMAT: &str = "--format=%(refname)|%(upstream)|%(upstream:track)|%(symref)";

const DEFAULT: &str = "refs/remotes/origin/HEAD";

pub(super) fn facts() -> Vec<(String, Type)> {
    let parts = [
        ("commits", Type::Bool),
        ("branch", Type::Text),
        ("detached", Type::Bool),
        ("busy", Type::Word(BUSY)),
        ("at_risk", Type::Int),
        ("upstream", Type::Text),
        ("upstream_gone", Type::Bool),
        ("behind", Type::Int),
        ("ahead", Type::Int),
        ("default_branch", Type::Text),
    ];
    parts.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect()
}

pub(super) fn of(
    host: &Host,
    git: &Git<'_>,
    git_folder: &str,
    branch: &Result<Option<String>, Unknown>,
    born: &Result<bool, Unknown>,
) -> Facts {
    let under_way = |sign: &str| host.look(&host.rules().join(git_folder, sign)).is_ok();
    let busy = SIGNS.iter().find(|(sign, _)| under_way(sign)).map(|(_, word)| *word);
    let mut facts = Facts::from([
        ("commits".to_owned(), told(born.clone())),
        ("branch".to_owned(), told(branch.clone())),
        ("detached".to_owned(), told(branch.clone().map(|branch| branch.is_none()))),
        ("busy".to_owned(), busy.into()),
    ]);
    // Before the first commit no branch exists, so none is followed and nothing is at risk.
    if !matches!(born, Ok(true)) {
        return facts;
    }
    let branch = match branch {
        Ok(branch) => branch,
        Err(unknown) => {
            facts.extend(unknown_position(unknown));
            facts.insert("at_risk".to_owned(), Fact::Unknown(unknown.clone()));
            return facts;
        }
    };
    let reference = branch.as_ref().map(|branch| format!("refs/heads/{branch}"));
    let mut ask = vec!["for-each-ref", FORMAT, DEFAULT];
    ask.extend(reference.as_deref());
    let (references, at_risk) = if branch.is_none() {
        let risk = &["rev-list", "--count", "HEAD", "--not", "--branches", "--remotes", "--tags"];
        let [references, risk] = git.ask([&ask, risk]);
        let count = printed(host, risk).map(|count| count.and_then(|count| count.parse::<i64>().ok()));
        (references, told(count))
    } else {
        let [references] = git.ask([&ask]);
        (references, Fact::Null)
    };
    facts.insert("at_risk".to_owned(), at_risk);
    match printed(host, references) {
        Ok(text) => facts.extend(followed(&text.unwrap_or_default(), reference.as_deref())),
        Err(unknown) => facts.extend(unknown_position(&unknown)),
    }
    facts
}

fn unknown_position(unknown: &Unknown) -> Facts {
    let names = ["upstream", "upstream_gone", "behind", "ahead", "default_branch"];
    names.into_iter().map(|name| (name.to_owned(), Fact::Unknown(unknown.clone()))).collect()
}

fn followed(text: &str, reference: Option<&str>) -> Facts {
    let mut facts = Facts::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split('|').collect();
        let [name, upstream, track, target] = parts[..] else { continue };
        if name == DEFAULT {
            let branch = target.strip_prefix("refs/remotes/origin/").filter(|branch| !branch.is_empty());
            facts.insert("default_branch".to_owned(), branch.into());
        }
        if Some(name) == reference && !upstream.is_empty() {
            let gone = track == "[gone]";
            let count = |word: &str| (!gone).then(|| number_after(track, word));
            facts.insert("upstream".to_owned(), plain(upstream).into());
            facts.insert("upstream_gone".to_owned(), gone.into());
            facts.insert("ahead".to_owned(), count("ahead ").into());
            facts.insert("behind".to_owned(), count("behind ").into());
        }
    }
    facts
}

/// `[ahead 1, behind 2]`; nothing at all where both are alike.
fn number_after(track: &str, word: &str) -> i64 {
    let rest = track.split_once(word).map_or("", |(_, rest)| rest);
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_to_the_branch_that_is_followed_is_read() {
        for (track, behind, ahead) in [
            ("", Fact::Int(0), Fact::Int(0)),
            ("[ahead 1]", Fact::Int(0), Fact::Int(1)),
            ("[ahead 12, behind 3]", Fact::Int(3), Fact::Int(12)),
            ("[gone]", Fact::Null, Fact::Null),
        ] {
            let line = format!("refs/heads/main|refs/remotes/origin/main|{track}|");
            let facts = followed(&line, Some("refs/heads/main"));
            assert_eq!((&facts["behind"], &facts["ahead"]), (&behind, &ahead), "{track}");
            assert_eq!(facts["upstream"], "origin/main".into());
        }
        assert!(followed("refs/heads/main|||", Some("refs/heads/main")).is_empty());
    }
}
