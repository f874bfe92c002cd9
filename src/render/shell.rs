//! Commands as they are typed into the learner's shell.

use crate::machine::{Machine, Os, Shell};
use crate::report::{EditShown, FixShown};

/// How commands are written for a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Sh,
    Powershell,
    Cmd,
}

fn dialect(machine: &Machine) -> Dialect {
    match (machine.shell, machine.os) {
        (Shell::Powershell, _) => Dialect::Powershell,
        (Shell::Cmd, _) => Dialect::Cmd,
        (Shell::Other, Os::Windows) => Dialect::Powershell,
        _ => Dialect::Sh,
    }
}

/// What the learner is told to do for a fix.
#[derive(PartialEq, Eq)]
pub(super) enum Doing {
    /// Words to read.
    Read(String),
    /// Text to copy: commands, or an address.
    Copy(String),
}

impl Doing {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Read(text) | Self::Copy(text) => text,
        }
    }
}

pub(super) fn doing(fix: &FixShown, machine: &Machine) -> Doing {
    let dialect = dialect(machine);
    match (way(fix, dialect), &fix.folder) {
        (Doing::Copy(text), Some(folder)) => Doing::Copy(format!("cd {}\n{text}", quote(folder, dialect))),
        (doing, _) => doing,
    }
}

fn way(fix: &FixShown, dialect: Dialect) -> Doing {
    if let Some(run) = &fix.run {
        return Doing::Copy(line(run, dialect));
    }
    if let Some(paste) = &fix.paste {
        let text = match dialect {
            Dialect::Sh => paste.sh.as_ref().or(paste.powershell.as_ref()),
            Dialect::Powershell | Dialect::Cmd => paste.powershell.as_ref().or(paste.sh.as_ref()),
        };
        return Doing::Copy(text.cloned().unwrap_or_default());
    }
    if let Some(page) = &fix.open {
        return Doing::Copy(page.clone());
    }
    if let Some(edit) = &fix.edit {
        return edited(edit, dialect);
    }
    Doing::Read(fix.text.clone().unwrap_or_default())
}

fn edited(edit: &EditShown, dialect: Dialect) -> Doing {
    if let Some(number) = &edit.remove_line {
        return Doing::Read(format!("Open {} in an editor and delete line {number}.", edit.file));
    }
    if let Some(name) = &edit.set_key {
        let words = "Write your key directly behind the equals sign, without blanks or quotation marks.";
        return Doing::Read(format!("In {}, the line is {name}=. {words}", edit.file));
    }
    let adds = |line: &str| match dialect {
        Dialect::Sh => format!("echo {} >> {}", quote(line, dialect), quote(&edit.file, dialect)),
        Dialect::Powershell | Dialect::Cmd => {
            format!("Add-Content {} {}", quote(&edit.file, Dialect::Powershell), quote(line, Dialect::Powershell))
        }
    };
    Doing::Copy(edit.append_line.iter().flat_map(|text| text.lines()).map(adds).collect::<Vec<_>>().join("\n"))
}

fn line(words: &[String], dialect: Dialect) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quote(word, dialect)).collect();
    let needs_call = dialect == Dialect::Powershell && quoted.first().is_some_and(|first| first.starts_with('\''));
    if needs_call { format!("& {}", quoted.join(" ")) } else { quoted.join(" ") }
}

/// A word as the shell will read it back. A leading `~/` stays outside the quotes, so that it still means home.
fn quote(word: &str, dialect: Dialect) -> String {
    if let (Some(rest), Dialect::Sh) = (word.strip_prefix("~/"), dialect) {
        return format!("~/{}", quote_if_needed(rest, dialect));
    }
    quote_if_needed(word, dialect)
}

fn quote_if_needed(word: &str, dialect: Dialect) -> String {
    let plain = |c: char| {
        c.is_ascii_alphanumeric()
            || "-_./:=@%+^".contains(c)
            || (dialect == Dialect::Sh && c == ',')
            || (dialect != Dialect::Sh && "\\~".contains(c))
    };
    // A caret, an equals sign or a per cent sign means something to some shell, so it only counts as plain inside a word.
    let tricky = word.starts_with(['=', '^', '%', '@']) || (dialect == Dialect::Cmd && word.contains(['^', '%']));
    if !word.is_empty() && word.chars().all(plain) && !tricky {
        return word.to_owned();
    }
    match dialect {
        Dialect::Sh => format!("'{}'", word.replace('\'', r"'\''")),
        // PowerShell takes the curly quotes of word processors for quotes as well.
        Dialect::Powershell => format!("'{}'", word.replace('\'', "''").replace('’', "’’").replace('‘', "‘‘")),
        Dialect::Cmd => format!("\"{word}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str], dialect: Dialect) -> String {
        line(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>(), dialect)
    }

    #[test]
    fn words_with_blanks_and_signs_survive_the_shell() {
        assert_eq!(typed(&["rm", "~/my dir/it's"], Dialect::Sh), r"rm ~/'my dir/it'\''s'");
        assert_eq!(
            typed(&["git", "config", "user.name", "Your Name"], Dialect::Sh),
            "git config user.name 'Your Name'"
        );
        assert_eq!(
            typed(&["npm", "install", "-g", "@anthropic-ai/claude-code"], Dialect::Sh),
            "npm install -g '@anthropic-ai/claude-code'"
        );
        assert_eq!(typed(&["echo", "a$(b)`c`"], Dialect::Sh), "echo 'a$(b)`c`'");
    }

    #[test]
    fn powershell_and_cmd_have_their_own_quotes() {
        assert_eq!(
            typed(&[r"C:\Program Files\x.exe", "it's"], Dialect::Powershell),
            r"& 'C:\Program Files\x.exe' 'it''s'"
        );
        assert_eq!(typed(&[r"C:\Program Files\x.exe", "-v"], Dialect::Cmd), "\"C:\\Program Files\\x.exe\" -v");
        assert_eq!(
            typed(&["winget", "install", "--id", "Git.Git", "-e"], Dialect::Powershell),
            "winget install --id Git.Git -e"
        );
    }
}
