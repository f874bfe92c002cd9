//! What one line of a start-up file does: give a variable a value, drop its old one, or lead to another file.

use super::words::{is_operator, opens_command, plain_path, words};
use crate::host::Host;
use crate::machine::Shell;

/// Bytes of a line that is looked at: nobody writes a longer one.
const MOST: usize = 16 << 10;

/// The lines that run when the file is read, with their numbers: no comments, and nothing inside a function.
pub(super) fn that_run(text: &str, shell: Shell) -> Vec<(usize, &str)> {
    let all: Vec<&str> = text.lines().collect();
    let mut running = Vec::new();
    // How deep functions without an end stand: no later one of that depth has an end either.
    let mut endless = Vec::new();
    let mut at = 0;
    while let Some(line) = all.get(at) {
        let mut end = None;
        if opens_function(line, shell) && !endless.contains(&indent(line)) {
            end = end_of_function(&all, at, shell);
            endless.extend(end.is_none().then(|| indent(line)));
        }
        at = match end {
            Some(end) => end + 1,
            None => {
                if line.len() <= MOST && !line.trim_start().starts_with('#') {
                    running.push((at + 1, *line));
                }
                at + 1
            }
        };
    }
    running
}

fn opens_function(line: &str, shell: Shell) -> bool {
    let line = line.trim();
    let named = line.starts_with("function ");
    match shell {
        Shell::Fish | Shell::Powershell => named,
        _ => {
            let head = line.split(['{', '#']).next().unwrap_or_default().trim_end();
            named || (head.ends_with("()") && !head.contains(['=', '$', '"', '\'']))
        }
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The line that ends a function, as everybody indents it; none where it has no end.
fn end_of_function(all: &[&str], start: usize, shell: Shell) -> Option<usize> {
    let mark = if shell == Shell::Fish { "end" } else { "}" };
    let first = all.get(start)?;
    if first.contains('{') && first.trim_end().ends_with('}') {
        return Some(start);
    }
    let ends = |line: &&str| indent(line) == indent(first) && line.trim_start().starts_with(mark);
    all.iter().skip(start + 1).position(ends).map(|after| start + 1 + after)
}

/// The files that a line reads into the shell, where their paths can be told without running anything.
pub(super) fn sourced(host: &Host, line: &str, file: &str) -> Vec<String> {
    let shell = host.machine().shell;
    let mut found = Vec::new();
    if !line.contains(". ") && !line.contains("source") {
        return found;
    }
    let words = words(line, shell);
    for (at, word) in words.iter().enumerate() {
        let is_command = at == 0 || words.get(at - 1).is_some_and(|before| opens_command(before));
        if !is_command || !(matches!(*word, "." | "\\.") || (*word == "source" && shell != Shell::Powershell)) {
            continue;
        }
        let named = words.get(at + 1).filter(|word| !is_operator(word));
        found.extend(named.and_then(|word| plain_path(host, word, file)));
    }
    found
}

/// Whether a line gives the variable a value, or an alias of that name a meaning.
pub(in crate::probe) fn sets(line: &str, name: &str, shell: Shell) -> bool {
    set_to(line, name, shell).is_some()
}

/// Whether a line gives the variable a value that leaves the old one out.
pub(in crate::probe) fn replaces(line: &str, name: &str, shell: Shell) -> bool {
    set_to(line, name, shell).is_some_and(|how| how == How::Replaces)
}

/// What a line does with the old value of a variable.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Keeps,
    Replaces,
}

fn set_to(line: &str, name: &str, shell: Shell) -> Option<How> {
    // Most lines say nothing of it, and splitting them into words is what takes time.
    let is_named = line.contains(name) || (name == "PATH" && line.contains("path"));
    if !is_named && shell != Shell::Powershell {
        return None;
    }
    match shell {
        Shell::Fish => set_in_fish(line, name),
        Shell::Powershell => set_in_powershell(line, name),
        _ => set_in_sh(line, name, shell),
    }
}

fn set_in_fish(line: &str, name: &str) -> Option<How> {
    let words = words(line, Shell::Fish);
    let mut commands = words.split(|word| is_operator(word) || matches!(*word, "and" | "or"));
    commands.find_map(|command| match *command.first()? {
        "fish_add_path" if name == "PATH" => Some(How::Keeps),
        "set" if command.contains(&name) => {
            let adds = |word: &&str| match word.strip_prefix('-') {
                Some(long) if long.starts_with('-') => matches!(long, "-append" | "-prepend"),
                Some(short) => short.contains(['a', 'p']),
                None => refers(word, name),
            };
            Some(if command.iter().any(adds) { How::Keeps } else { How::Replaces })
        }
        _ => None,
    })
}

fn set_in_powershell(line: &str, name: &str) -> Option<How> {
    let line = line.to_lowercase();
    let variable = format!("$env:{}", name.to_lowercase());
    let (_, after) = line.split_once(&variable)?;
    let after = after.trim_start();
    if after.starts_with("+=") {
        return Some(How::Keeps);
    }
    let value = after.strip_prefix('=').filter(|value| !value.starts_with('='))?;
    Some(if value.contains(&variable) || value.contains('(') { How::Keeps } else { How::Replaces })
}

/// In these shells `NAME=value` sets a variable alone or behind `export` and its kind; before a command, only for that.
fn set_in_sh(line: &str, name: &str, shell: Shell) -> Option<How> {
    const SETTERS: [&str; 7] = ["export", "typeset", "declare", "local", "readonly", "alias", "builtin"];
    let words = words(line, shell);
    let mut found = None;
    // The first word of a command that is no assignment.
    let mut command = None;
    for (at, word) in words.iter().enumerate() {
        let Some((value, is_list)) = value_of(word, name, shell) else {
            if opens_command(word) {
                command = None;
            } else if value_of_any(word).is_none() {
                command = command.or(Some(word));
            }
            continue;
        };
        let comes_before = |next: &&str| !is_operator(next) && value_of_any(next).is_none();
        let counts = match command {
            Some(command) => SETTERS.contains(command),
            None => !words.get(at + 1).is_some_and(comes_before),
        };
        if counts {
            let keeps = if is_list { list_keeps(&words[at + 1..].join(" "), name) } else { keeps(value, name, shell) };
            found = Some(if keeps || word.contains("+=") { How::Keeps } else { How::Replaces });
        }
    }
    found
}

/// What stands behind `NAME=`; zsh keeps PATH in a list as well.
fn value_of<'a>(word: &'a str, name: &str, shell: Shell) -> Option<(&'a str, bool)> {
    let after = |name: &str| {
        let rest = word.strip_prefix(name)?;
        rest.strip_prefix("+=").or_else(|| rest.strip_prefix('='))
    };
    let list = || after("path").filter(|_| name == "PATH" && shell == Shell::Zsh).map(|value| (value, true));
    after(name).map(|value| (value, false)).or_else(list)
}

fn value_of_any(word: &str) -> Option<&str> {
    let (name, value) = word.split_once('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    (!name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')).then_some(value)
}

/// A list that goes on in the next line may hold the old value there.
fn list_keeps(list: &str, name: &str) -> bool {
    refers(list, "path") || refers(list, name) || !list.contains(')')
}

fn keeps(value: &str, name: &str, shell: Shell) -> bool {
    // Inside single quotes `$PATH` is only text. What a command brings is not known.
    let is_text = value.starts_with('\'');
    let of_list = shell == Shell::Zsh && refers(value, "path");
    !is_text && (refers(value, name) || of_list || value.contains(['`', '(']) || value.ends_with('$'))
}

fn refers(text: &str, name: &str) -> bool {
    [format!("${name}"), format!("${{{name}")].iter().any(|form| text.contains(form))
}

/// Whether a line holds a piece of text, however the home folder is written in either.
pub(in crate::probe) fn mentions(host: &Host, line: &str, part: &str) -> bool {
    let plain = |text: &str| {
        let text = host.home().map_or_else(|| text.to_owned(), |home| text.replace(home, "~"));
        text.replace("${HOME}", "~").replace("$HOME", "~").replace(['"', '\''], "")
    };
    plain(line).contains(&plain(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_set_a_variable_are_told_from_those_that_mention_it() {
        for (line, expected) in [
            ("export PATH=\"$HOME/.local/bin:$PATH\"", true),
            ("  PATH=$PATH:~/.local/bin", true),
            ("export A=1 PATH=x", true),
            ("[ -d x ] && PATH=x", true),
            ("case x in *) PATH=x ;; esac", true),
            ("if [ -d x ]; then export PATH=x; fi", true),
            ("echo $PATH", false),
            ("echo PATH=x", false),
            ("echo ok # PATH=x", false),
            ("PATH=x make", false),
            ("env PATH=x make", false),
            ("MANPATH=x", false),
            ("PATHS=x", false),
        ] {
            assert_eq!(sets(line, "PATH", Shell::Bash), expected, "{line}");
        }
        assert!(sets("alias claude=\"$HOME/.claude/local/claude\"", "claude", Shell::Bash));
        assert!(sets("fish_add_path ~/.local/bin", "PATH", Shell::Fish));
        assert!(sets("test -d x; and set -gx PATH ~/x $PATH", "PATH", Shell::Fish));
        assert!(sets("path+=(~/x)", "PATH", Shell::Zsh));
        assert!(!sets("echo $env:Path", "PATH", Shell::Powershell));
        assert!(!sets("if ($env:Path == 1)", "PATH", Shell::Powershell));
        assert!(sets("$env:Path += ';x'", "PATH", Shell::Powershell));
    }

    #[test]
    fn a_line_replaces_a_variable_only_where_its_old_value_is_left_out() {
        for (line, shell, expected) in [
            ("export PATH=$HOME/bin", Shell::Bash, true),
            ("export PATH='$HOME/bin:$PATH'", Shell::Bash, true),
            ("PATH=", Shell::Bash, true),
            ("PATH=/x:$PATH", Shell::Bash, false),
            ("PATH+=:/x", Shell::Bash, false),
            ("PATH=$(getconf PATH)", Shell::Bash, false),
            ("PATH=\"`cat x`\"", Shell::Bash, false),
            ("path=(/x $path)", Shell::Zsh, false),
            ("path=(", Shell::Zsh, false),
            ("path=(/x)", Shell::Zsh, true),
            ("set -gx PATH ~/x", Shell::Fish, true),
            ("set -gx PATH ~/x $PATH", Shell::Fish, false),
            ("set -gxa PATH ~/x", Shell::Fish, false),
            ("set --append PATH ~/x", Shell::Fish, false),
            ("fish_add_path ~/x", Shell::Fish, false),
            ("$env:PATH = 'x'", Shell::Powershell, true),
            ("$env:PATH = \"x;$env:Path\"", Shell::Powershell, false),
            ("$env:PATH += 'x'", Shell::Powershell, false),
        ] {
            assert_eq!(replaces(line, "PATH", shell), expected, "{line}");
        }
    }

    #[test]
    fn functions_and_comments_do_not_run_when_a_file_is_read() {
        let text = "a() {\n  PATH=1\n}\nb ()\n{\n  c\n}\n# d\nfunction e {\n  f\n}\ng() { h; }\ni\nj() {\n  k\n";
        let lines: Vec<&str> = that_run(text, Shell::Bash).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["i", "j() {", "  k"]);
        let fish = that_run("function a\n  if x\n  end\nend\nb", Shell::Fish);
        assert_eq!(fish, [(5, "b")]);
    }
}
