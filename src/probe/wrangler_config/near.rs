//! Names that are nearly alike: what somebody may have meant.

/// How many letters have to be put in, left out or changed to make one of the other; two that changed places count once.
pub(in crate::probe) fn distance(one: &str, two: &str) -> usize {
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=two.len()).collect()];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![at + 1];
        for (to, other) in two.iter().enumerate() {
            let above = rows[at][to + 1] + 1;
            let before = row[to] + 1;
            let mut least = above.min(before).min(rows[at][to] + usize::from(letter != other));
            if at > 0 && to > 0 && *letter == two[to - 1] && one[at - 1] == *other {
                least = least.min(rows[at - 1][to - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

/// The known name that somebody meant: spelt alike but for the case of letters, `-` and `_`, or a slip of a finger or two.
pub(in crate::probe) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    if name.len() > 60 {
        return None;
    }
    let most = if name.len() < 5 { 1 } else { 2 };
    let near = known.map(|known| (if plain(known) == plain(name) { 0 } else { distance(known, name) }, known));
    near.filter(|(far, _)| *far <= most).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn slips_are_near_and_other_words_are_not() {
        let known = ["main", "name", "compatibility_date", "assets", "ai"];
        for (name, expected) in [
            ("mian", Some("main")),
            ("compatability_date", Some("compatibility_date")),
            ("compatibilityDate", Some("compatibility_date")),
            ("asset", Some("assets")),
            ("exports", None),
            ("map", None),
            ("cache", None),
        ] {
            assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
        }
        assert_eq!((distance("abc", "abc"), distance("abc", "acb"), distance("", "ab")), (0, 1, 2));
    }
}
