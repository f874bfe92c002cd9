//! How a program came onto the machine, from where its file lies.

use crate::host::Host;

pub(super) const METHODS: &[&str] = &[
    "native",
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "homebrew",
    "winget",
    "scoop",
    "chocolatey",
    "nvm",
    "fnm",
    "volta",
    "asdf",
    "mise",
    "nodenv",
    "nix",
    "snap",
    "legacy",
    "store",
    "installer",
    "system",
    "other",
];

/// Parts of paths (lower case, `/` as separator) that give a method away; the first that is found decides.
const MARKS: &[(&str, &str)] = &[
    ("/.claude/local/", "legacy"),
    ("/share/claude/versions/", "native"),
    ("/.local/bin/claude", "native"),
    ("/windowsapps/", "store"),
    ("/pnpm/", "pnpm"),
    ("/.yarn/", "yarn"),
    ("/.config/yarn/global/", "yarn"),
    ("/.bun/", "bun"),
    ("/node_modules/", "npm"),
    ("/appdata/roaming/npm/", "npm"),
    ("/.npm-global/", "npm"),
    ("/.nvm/", "nvm"),
    ("/nvm/versions/", "nvm"),
    ("/appdata/roaming/nvm/", "nvm"),
    ("/fnm_multishells/", "fnm"),
    ("/fnm/", "fnm"),
    ("/.fnm/", "fnm"),
    ("/.volta/", "volta"),
    ("/volta/", "volta"),
    ("/.asdf/", "asdf"),
    ("/mise/", "mise"),
    ("/.nodenv/", "nodenv"),
    ("/cellar/", "homebrew"),
    ("/caskroom/", "homebrew"),
    ("/opt/homebrew/", "homebrew"),
    ("/linuxbrew/", "homebrew"),
    ("/winget/", "winget"),
    ("/scoop/", "scoop"),
    ("/chocolatey/", "chocolatey"),
    ("/nix/store/", "nix"),
    ("/snap/", "snap"),
    ("/program files", "installer"),
    ("/usr/local/", "installer"),
];

const SYSTEM: [&str; 4] = ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"];

/// The method, from the real file first and from the link that leads to it second.
pub(super) fn of(host: &Host, path: &str, real: &str) -> &'static str {
    let plain = |path: &str| {
        let path = host.rules().key(path).replace('\\', "/").to_lowercase();
        // npm comes with Node, so the folder around its package says more than the package.
        path.replace("/node_modules/npm/", "/")
    };
    let (path, real) = (plain(path), plain(real));
    for text in [&real, &path] {
        if let Some((_, method)) = MARKS.iter().find(|(mark, _)| text.contains(mark)) {
            return method;
        }
    }
    if SYSTEM.iter().any(|folder| path.starts_with(folder)) { "system" } else { "other" }
}
