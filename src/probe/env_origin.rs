//! `env_origin`: which start-up file and line sets a variable, and which file a new line belongs into.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Context, shell};
use crate::fact::{Fact, Reason, Type};
use crate::machine::Shell;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvOrigin {
    name: String,
    /// Only lines that contain this text.
    mentions: Option<String>,
    /// Only lines that leave the old value out.
    #[serde(default)]
    replaces: bool,
}

impl EnvOrigin {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([
            ("found", Type::Bool),
            ("file", Type::Text),
            ("line", Type::Int),
            ("yours", Type::Bool),
            ("add_to", Type::Text),
            ("in_settings", Type::Bool),
        ]))
    }

    pub(super) fn asked(&self) -> String {
        format!("which start-up file {} {}", if self.replaces { "replaces" } else { "sets" }, self.name)
    }

    pub(super) fn looks(&self) -> String {
        format!(
            "It reads your shell's start-up files, and the files that they name, for the line that sets {}.",
            self.name
        )
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let kind = host.machine().shell;
        let does_it: fn(&str, &str, Shell) -> bool = if self.replaces { shell::replaces } else { shell::sets };
        let mut found = None;
        let whole = shell::each_line(host, &mut |file, number, line| {
            if does_it(line, &self.name, kind)
                && self.mentions.as_deref().is_none_or(|part| shell::mentions(host, line, part))
            {
                found = Some((host.shorten(file), i64::try_from(number).unwrap_or(i64::MAX)));
            }
        });
        let add_to = ("add_to", shell::add_to(host).into());
        let in_settings = ("in_settings", shell::in_settings(host, &self.name, self.mentions.as_deref()).into());
        let Some((file, line)) = found else {
            // What could not be read may hold the line.
            let part = |nothing: Fact| if whole { nothing } else { Fact::unknown(Reason::Unreadable) };
            return Fact::record([
                ("found", part(Fact::Bool(false))),
                ("yours", part(Fact::Null)),
                ("file", part(Fact::Null)),
                ("line", part(Fact::Null)),
                add_to,
                in_settings,
            ]);
        };
        Fact::record([
            ("found", true.into()),
            ("yours", file.starts_with('~').into()),
            ("file", file.into()),
            ("line", line.into()),
            add_to,
            in_settings,
        ])
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::time::Duration;

    use super::*;
    use crate::host::{Host, World};

    fn ask(params: &str, machine: &str) -> Fact {
        let host = Host::World(World::build(toml::from_str(machine).unwrap(), &Default::default()).unwrap());
        let question: EnvOrigin = toml::from_str(params).unwrap();
        question.ask(Context { host: &host, services: &Default::default(), limit: Duration::from_secs(1) })
    }

    /// What is found about PATH on a machine with these files.
    fn origin(machine: &str) -> Fact {
        ask("name = 'PATH'", machine)
    }

    fn place(fact: &Fact) -> String {
        format!("{}:{}", fact.part("file"), fact.part("line"))
    }

    #[test]
    fn a_file_that_a_start_up_file_names_is_followed() {
        for (named, line) in [
            ("~/.bash_aliases", "[ -f ~/.bash_aliases ] && . ~/.bash_aliases"),
            ("~/.bash_aliases", "if [ -f ~/.bash_aliases ]; then . ~/.bash_aliases; fi"),
            ("~/.cargo/env", r#". "$HOME/.cargo/env""#),
            ("~/.nvm/nvm.sh", r#"[ -s "$NVM_DIR/nvm.sh" ] && \. "$NVM_DIR/nvm.sh"  # This loads nvm"#),
            ("~/.nvm/nvm.sh", "source ${NVM_DIR}/nvm.sh"),
            ("~/.z/init.sh", r#"source "${ZDOTDIR:-$HOME}/.z/init.sh""#),
            ("~/my files/x", r#"source "$HOME/my files"/x; echo done"#),
        ] {
            let mut machine = "env.NVM_DIR = '{home}/.nvm'\n".to_owned();
            write!(machine, "files.'~/.bashrc' = '''\n{line}\n'''\nfiles.'{named}' = 'PATH=$PATH:/x'").unwrap();
            assert_eq!(place(&origin(&machine)), format!("{named}:1"), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_way_to_another_file_is_not_followed() {
        for line in [
            "# . ~/x",
            "echo . ~/x",
            "bash ~/x",
            "source '$HOME/x'",
            "source \"~/x\"",
            "source x",
            "source $(echo ~/x)",
            "for f in ~/x; do source $f; done",
            "source ~/*",
        ] {
            let machine = format!("files.'~/.bashrc' = '''\n{line}\n'''\nfiles.'~/x' = 'PATH=/x'");
            assert_eq!(origin(&machine).part("found"), Fact::Bool(false), "{line}");
        }
    }

    #[test]
    fn the_line_that_comes_last_is_the_one_that_counts() {
        let machine = "files = { '~/.bashrc' = \"PATH=/a\\n. ~/x\", '~/x' = 'PATH=/b' }";
        assert_eq!(place(&origin(machine)), "~/x:1");
        let machine = "files = { '~/.bashrc' = \". ~/x\\nPATH=/a\", '~/x' = 'PATH=/b' }";
        assert_eq!(place(&origin(machine)), "~/.bashrc:2");
    }

    #[test]
    fn files_that_name_each_other_are_read_once() {
        let machine = "files = { '~/.bashrc' = '. ~/b', '~/b' = '. ~/c', '~/c' = { link = '.bashrc' } }";
        assert_eq!(origin(machine).part("found"), Fact::Bool(false));
    }

    #[test]
    fn no_more_than_fifty_files_are_read() {
        let mut machine = "files.'~/.bashrc' = '. ~/f0'\n".to_owned();
        for at in 0..60 {
            writeln!(machine, "files.'~/f{at}' = '. ~/f{}'", at + 1).unwrap();
        }
        machine.push_str("files.'~/f60' = 'PATH=/x'");
        assert_eq!(origin(&machine).part("found"), Fact::unknown(Reason::Unreadable));
        assert_eq!(origin(&machine).part("add_to"), Fact::text("~/.bashrc"));
    }

    #[test]
    fn what_cannot_be_read_leaves_it_open_unless_the_line_is_elsewhere() {
        let huge = format!("'''{}'''", "#\n".repeat(1 << 20));
        for broken in [
            huge.as_str(),
            "{ text = 'x', denied = true }",
            "{ bytes = [127, 69, 76, 70, 0, 1] }",
            "{ other = true }",
            "{ link = '/etc/profile' }",
        ] {
            let named = broken.get(..60).unwrap_or(broken);
            let machine = format!("files.'/etc/profile' = {broken}\n");
            assert_eq!(origin(&machine).part("found"), Fact::unknown(Reason::Unreadable), "{named}");
            let found = origin(&format!("{machine}files.'~/.bashrc' = 'PATH=/x'"));
            assert_eq!(place(&found), "~/.bashrc:1", "{named}");
        }
    }

    #[test]
    fn what_a_shell_reads_as_nothing_leaves_nothing_open() {
        for empty in ["{ folder = true }", "{ link = '/nowhere' }", "{ link = '/dev/null' }"] {
            let machine = format!("files.'~/.bashrc' = {empty}\nfiles.'/dev/null' = {{ other = true }}");
            assert_eq!(origin(&machine).part("found"), Fact::Bool(false), "{empty}");
        }
    }

    #[test]
    fn a_comment_in_an_old_encoding_and_broken_syntax_do_not_hide_the_line() {
        let latin: Vec<String> = b"# f\xfcr mich\nexport PATH=/x:$PATH\n".iter().map(u8::to_string).collect();
        let machine = format!("files.'~/.bashrc' = {{ bytes = [{}] }}", latin.join(","));
        assert_eq!(place(&origin(&machine)), "~/.bashrc:2");
        let machine = "files.'~/.bashrc' = \"echo 'never closed\\nif ((( [\\nexport PATH=/x\"";
        assert_eq!(place(&origin(machine)), "~/.bashrc:3");
    }

    #[test]
    fn a_profile_of_windows_powershell_is_read_in_its_own_encoding() {
        let units = "\u{feff}$env:Path += ';x'".encode_utf16();
        let wide: Vec<String> = units.flat_map(|unit| unit.to_le_bytes().map(|byte| byte.to_string())).collect();
        let file = "~/Documents/WindowsPowerShell/profile.ps1";
        let machine = format!("os = 'windows'\nfiles.'{file}' = {{ bytes = [{}] }}", wide.join(","));
        assert_eq!(origin(&machine).part("line"), Fact::Int(1));
    }

    #[test]
    fn powershell_finds_files_beside_its_own() {
        let machine = r#"
os = 'windows'
files.'~/Documents/PowerShell/profile.ps1' = 'if (Test-Path x) { . "$PSScriptRoot\x.ps1" }'
files.'~/Documents/PowerShell/x.ps1' = '$env:PATH = 1'
"#;
        assert_eq!(place(&origin(machine)), r"~\Documents\PowerShell\x.ps1:1");
    }

    #[test]
    fn the_settings_of_windows_are_read_beside_the_files() {
        let key = r"HKCU\Environment";
        for (value, expected) in [
            (r"%USERPROFILE%\.local\bin;C:\x", true),
            (r"C:\x;C:\Users\Learner\.local\bin\", true),
            (r"C:\Users\Learner\.local\bin\more", false),
        ] {
            let machine = format!("os = 'windows'\nregistry.'{key}'.Path = '{value}'");
            let found = ask("name = 'PATH'\nmentions = '.local/bin'", &machine);
            assert_eq!(found.part("in_settings"), Fact::Bool(expected), "{value}");
        }
        assert_eq!(ask("name = 'PATH'", "").part("in_settings"), Fact::Null);
    }

    #[test]
    fn fish_reads_the_files_of_its_folder_before_its_own() {
        let conf = "shell = 'fish'\nfiles.'~/.config/fish/conf.d/a.fish' = 'fish_add_path ~/a'\n";
        assert_eq!(place(&origin(conf)), "~/.config/fish/conf.d/a.fish:1");
        let both = format!("{conf}files.'~/.config/fish/config.fish' = 'set -gx PATH ~/b $PATH'");
        assert_eq!(place(&origin(&both)), "~/.config/fish/config.fish:1");
        let moved = format!(
            "{conf}env.XDG_CONFIG_HOME = '{{home}}/c'\nfiles.'~/c/fish/config.fish' = 'source ~/s.fish'\nfiles.'~/s.fish' = 'set PATH x'"
        );
        assert_eq!(place(&origin(&moved)), "~/s.fish:1");
        assert_eq!(origin(&moved).part("add_to"), Fact::text("~/c/fish/config.fish"));
    }

    #[test]
    fn bash_reads_its_own_file_with_and_without_a_login_file() {
        assert_eq!(place(&origin("files.'~/.bashrc' = 'PATH=/x'")), "~/.bashrc:1");
        let two = "files = { '~/.bash_profile' = '', '~/.profile' = 'PATH=/x' }";
        assert_eq!(origin(two).part("found"), Fact::Bool(false), "bash reads only the first of them");
    }

    #[test]
    fn the_line_that_drops_the_old_value_is_told_from_those_that_keep_it() {
        let machine = "files.'~/.bashrc' = \"export PATH=$HOME/bin\\nexport PATH=$PATH:/x\"";
        assert_eq!(place(&ask("name = 'PATH'\nreplaces = true", machine)), "~/.bashrc:1");
        assert_eq!(place(&origin(machine)), "~/.bashrc:2");
    }

    #[test]
    fn a_start_up_file_that_may_not_be_written_takes_no_new_line() {
        let store = "{ text = '', owner = 'root', mode = 0o444 }";
        let machine = format!("files = {{ '~/.bashrc' = {{ link = '/nix/store/x' }}, '/nix/store/x' = {store} }}");
        assert_eq!(origin(&machine).part("add_to"), Fact::Null);
        assert_eq!(origin(&format!("admin = true\n{machine}")).part("add_to"), Fact::text("~/.bashrc"));
        assert_eq!(origin("files.'~/.bashrc' = ''").part("add_to"), Fact::text("~/.bashrc"));
        assert_eq!(origin("").part("add_to"), Fact::text("~/.bashrc"));
    }

    #[test]
    fn zsh_in_a_folder_of_its_own_still_reads_the_first_file_at_home() {
        let machine = "shell = 'zsh'\nenv.ZDOTDIR = '{home}/z'\nfiles = { '~/.zshenv' = 'PATH=/x', '~/z/.zshrc' = '' }";
        assert_eq!(place(&origin(machine)), "~/.zshenv:1");
        assert_eq!(origin(machine).part("add_to"), Fact::text("~/z/.zshrc"));
    }

    #[test]
    fn the_first_file_of_zsh_names_the_folder_of_the_others_and_keeps_the_variable_to_itself() {
        let add_to = |line: &str| {
            let files = format!("{{ '~/.zshenv' = '''\n{line}\n''', '~/z/.zshrc' = 'PATH=/y' }}");
            let found = origin(&format!("shell = 'zsh'\nfiles = {files}"));
            (found.part("add_to"), place(&found))
        };
        for line in ["ZDOTDIR=~/z", "export ZDOTDIR=\"$HOME/z\"", "ZDOTDIR=${XDG_CONFIG_HOME:-$HOME}/z # mine"] {
            assert_eq!(add_to(line), (Fact::text("~/z/.zshrc"), "~/z/.zshrc:1".to_owned()), "{line}");
        }
        assert_eq!(add_to("# ZDOTDIR=~/z").0, Fact::text("~/.zshrc"));
        assert_eq!(add_to("ZDOTDIR=$(cat ~/where)").0, Fact::Null);
    }
}
