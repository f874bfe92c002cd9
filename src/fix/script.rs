//! Whether a line of a start-up file can go without harm: it does one thing, and no command around it needs it.

use super::edit::Uneditable;

/// Names of files that a shell reads, without the dot in front.
const NAMES: [&str; 13] = [
    "bashrc",
    "bash_profile",
    "bash_login",
    "bash_aliases",
    "profile",
    "zshrc",
    "zshenv",
    "zprofile",
    "zlogin",
    "aliases",
    "exports",
    "path",
    "env.sh",
];

/// Words behind which a command follows.
const OPENERS: [&str; 8] = ["if", "then", "else", "elif", "and", "or", "!", "do"];

/// Commands that only set something, or only ask whether to.
const SETTERS: [&str; 7] = ["export", "set", "typeset", "declare", "readonly", "alias", "local"];
const ASKERS: [&str; 7] = ["[", "[[", "test", "fi", "end", "true", "status"];

/// Whether a shell reads the file, as far as its name shows.
pub fn is_script(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let ends = [".sh", ".bash", ".zsh", ".fish"].iter().any(|end| name.ends_with(end));
    ends || NAMES.contains(&name.trim_start_matches('.'))
}

/// Why a line has to stay, if it has to.
pub fn stays(lines: &[String], at: usize) -> Option<Uneditable> {
    let line = lines.get(at)?;
    let Some(words) = words(line) else { return Some(Uneditable::PartOfMore) };
    let is_read = |line: &&String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let before = lines[..at].iter().rev().find(is_read).map_or("", |line| line.trim_end());
    let after = lines[at + 1..].iter().find(is_read).map_or("", |line| line.trim_start());
    let last = before.rsplit([' ', '\t', ';']).next().unwrap_or_default();
    let first = after.split([' ', '\t', ';']).next().unwrap_or_default();
    if before.ends_with("&&") || before.ends_with('|') {
        return Some(Uneditable::PartOfMore);
    }
    let opens = matches!(last, "then" | "do" | "else") || last.ends_with('{');
    let closes = matches!(first, "fi" | "done" | "else" | "elif" | "}");
    if opens && closes || before.ends_with(')') && after.starts_with(";;") {
        return Some(Uneditable::PartOfMore);
    }
    does_more(&words).then_some(Uneditable::DoesMore)
}

/// Whether a line does anything but to set one thing; all that names a proxy counts as one.
fn does_more(words: &[String]) -> bool {
    let mut names: Vec<String> = Vec::new();
    for command in words.split(|word| is_operator(word)) {
        let begins = command.iter().position(|word| !OPENERS.contains(&word.as_str())).unwrap_or(command.len());
        let command = &command[begins..];
        let Some(first) = command.first() else { continue };
        if ASKERS.contains(&first.as_str()) {
            continue;
        }
        let is_setter = SETTERS.contains(&first.as_str());
        if !is_setter && assigned(first).is_none() {
            return true;
        }
        let of_words = command.iter().filter_map(|word| assigned(word)).map(str::to_owned);
        let count = names.len();
        names.extend(of_words);
        let plain = command.iter().skip(1).find(|word| !word.starts_with('-'));
        if names.len() == count
            && let Some(name) = plain
        {
            names.push(name.clone());
        }
    }
    names.iter_mut().for_each(|name| name.make_ascii_lowercase());
    names.sort();
    names.dedup();
    names.len() > 1 && !names.iter().all(|name| name.ends_with("_proxy"))
}

fn is_operator(word: &str) -> bool {
    matches!(word, ";" | "&" | "|")
}

fn assigned(word: &str) -> Option<&str> {
    let (name, _) = word.split_once('=')?;
    let name = name.trim_end_matches('+');
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))).then_some(name)
}

/// The words of a line; an operator is one of its own, and a comment is none. None where a quotation goes on in the next line.
fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote, mut is_escaped) = (Vec::new(), String::new(), None, false);
    for c in line.chars() {
        match quote {
            _ if is_escaped => is_escaped = false,
            Some('\'') if c != '\'' => {}
            _ if c == '\\' => is_escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None if c == '#' && word.is_empty() => break,
            None if c.is_whitespace() || is_operator(c.encode_utf8(&mut [0; 4])) => {
                words.push(std::mem::take(&mut word));
                words.extend((!c.is_whitespace()).then(|| c.to_string()));
                continue;
            }
            None => {}
        }
        word.push(c);
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str, number: usize) -> Option<Uneditable> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        stays(&lines, number - 1)
    }

    #[test]
    fn a_line_that_sets_one_thing_may_go() {
        for line in [
            "export KEY=a",
            "export KEY='a;b && c' # why; not",
            "KEY=a; export KEY",
            "[ -n \"$WORK\" ] && export KEY=a",
            "if [ -f ~/x ]; then export KEY=a; fi",
            "alias claude=\"$HOME/.claude/local/claude\"",
            "alias claude '~/.claude/local/claude'",
            "set -gx KEY a",
            "status is-interactive; and set -gx KEY a",
            "export HTTPS_PROXY=http://a:1 HTTP_PROXY=http://a:1",
            "typeset -x TMPDIR=/x\r",
        ] {
            assert_eq!(verdict(line, 1), None, "{line}");
        }
    }

    #[test]
    fn a_line_that_does_other_things_as_well_stays() {
        for line in [
            "export KEY=a EDITOR=nano",
            "export KEY=a; export EDITOR=nano",
            ". ~/.env && export KEY=a",
            "set -gx KEY a; set -gx EDITOR nano",
            "alias claude=x; alias ll='ls -l'",
            "export KEY=a; cd ~/site",
        ] {
            assert_eq!(verdict(line, 1), Some(Uneditable::DoesMore), "{line}");
        }
    }

    #[test]
    fn a_value_over_two_lines_is_not_torn() {
        assert_eq!(verdict("export KEY=\"a\nb\"\n", 1), Some(Uneditable::PartOfMore));
        assert_eq!(verdict("export KEY=it\\'s\n", 1), None);
    }

    #[test]
    fn the_only_line_of_a_block_stays() {
        let only = "if [ -f ~/x ]; then\n  # mine\n  export KEY=a\n\nfi\n";
        assert_eq!(verdict(only, 3), Some(Uneditable::PartOfMore));
        assert_eq!(verdict("if true; then\n  export KEY=a\n  export B=1\nfi\n", 2), None);
        assert_eq!(verdict("case $a in\n  x)\n    export KEY=a\n    ;;\nesac\n", 3), Some(Uneditable::PartOfMore));
        assert_eq!(verdict("test -f ~/x &&\n  export KEY=a\n", 2), Some(Uneditable::PartOfMore));
        assert_eq!(verdict("f() {\n  export KEY=a\n}\n", 2), Some(Uneditable::PartOfMore));
    }

    #[test]
    fn only_what_a_shell_reads_is_a_script() {
        for path in ["~/.bashrc", "/h/dotfiles/zshrc", "/h/.config/fish/config.fish", "/h/.config/env.sh"] {
            assert!(is_script(path), "{path}");
        }
        for path in ["~/.npmrc", "/h/.bash_history", "/h/site/.env", "/h/.zsh_history"] {
            assert!(!is_script(path), "{path}");
        }
    }
}
