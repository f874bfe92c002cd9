//! Version managers of Node.js, as far as doctor asks and tells them: small scripts with the folders of the real ones.

use crate::fix::machine::Machine;

/// These versions of Node.js in a folder, and what starts the one that is chosen.
fn versions(machine: &Machine, those: &[&str], folder: &str, shim: &str, chosen: &str) {
    for version in those {
        machine.program_at(&format!("{folder}/{version}/bin/node"), &format!("echo v{version}"));
    }
    machine.program_at(shim, &format!("exec ~/{folder}/$({chosen})/bin/node \"$@\""));
}

/// fnm, whose default is a link. The first version is chosen, here and below.
pub fn fnm(machine: &Machine, those: &[&str]) {
    let folder = ".local/share/fnm/node-versions";
    for version in those {
        machine.program_at(&format!("{folder}/v{version}/installation/bin/node"), &format!("echo v{version}"));
    }
    let default = machine.home().join(format!("{folder}/v{}/installation", those[0]));
    machine.link(".local/share/fnm/aliases/default", &default.display().to_string());
    let script = r#"fnm="$HOME/.local/share/fnm"
case "$*" in
"env") echo "export PATH=\"$fnm/aliases/default/bin:\$PATH\"" ;;
"env --shell fish") echo "set -gx PATH '$fnm/aliases/default/bin' \$PATH" ;;
"default "*) /bin/ln -sfn "$fnm/node-versions/v$2/installation" "$fnm/aliases/default" ;;
*) exit 2 ;;
esac"#;
    machine.program_at(".local/share/fnm/fnm", script);
}

/// Volta, which remembers the version in a file of its own.
pub fn volta(machine: &Machine, those: &[&str]) {
    let chosen = r#"sed -n 's/.*"runtime":"\([^"]*\)".*/\1/p' ~/.volta/tools/user/platform.json"#;
    versions(machine, those, ".volta/tools/image/node", ".volta/bin/node", chosen);
    let text = format!("{{\"node\":{{\"runtime\":\"{}\",\"npm\":null}},\"pnpm\":null,\"yarn\":null}}", those[0]);
    machine.write(".volta/tools/user/platform.json", &text);
    let script = r#"[ "$1" = install ] || exit 2
printf '{\n  "node": {\n    "runtime":"%s",\n    "npm": null\n  }\n}' "${2#node@}" > ~/.volta/tools/user/platform.json"#;
    machine.program_at(".volta/bin/volta", script);
}

/// mise, which remembers the version, or the beginning of one, in its settings.
pub fn mise(machine: &Machine, those: &[&str]) {
    let at = "~/.config/mise/config.toml";
    let chosen = format!(r#"cd ~/.local/share/mise/installs/node && echo $(sed -n 's/^node = "\(.*\)"/\1/p' {at})*"#);
    versions(machine, those, ".local/share/mise/installs/node", ".local/share/mise/shims/node", &chosen);
    let major = those[0].split('.').next().unwrap();
    machine.write(".config/mise/config.toml", &format!("# my tools\n[tools]\nnode = \"{major}\"\npython = '3.13'\n"));
    let script =
        format!("[ \"$1 $2\" = 'use --global' ] || exit 2\nsed -i \"s/^node = .*/node = \\\"${{3#node@}}\\\"/\" {at}");
    machine.program("mise", &script);
}

/// asdf, which remembers the version in a file of the home folder.
pub fn asdf(machine: &Machine, those: &[&str]) {
    let chosen = "sed -n 's/^nodejs *//p' ~/.tool-versions";
    versions(machine, those, ".asdf/installs/nodejs", ".asdf/shims/node", chosen);
    machine.write(".tool-versions", &format!("ruby 3.4.1 # for the blog\nnodejs {}\n", those[0]));
    let script = r#"case "$*" in
"set --home nodejs "*) sed -i "s/^nodejs .*/nodejs $4/" ~/.tool-versions ;;
"reshim nodejs") cp ~/.asdf/installs/nodejs/*/bin/npm ~/.asdf/shims/npm ;;
*) exit 2 ;;
esac"#;
    machine.program_at(".asdf/bin/asdf", script);
}
