//! How a program came onto the machine, from where its file lies.

use crate::fact::words;
use crate::host::Host;

words! {
    pub(super) enum Method {
        Native = "native", Npm = "npm", Pnpm = "pnpm", Yarn = "yarn", Bun = "bun", Homebrew = "homebrew",
        Winget = "winget", Scoop = "scoop", Chocolatey = "chocolatey", Nvm = "nvm", Fnm = "fnm", Volta = "volta",
        Asdf = "asdf", Mise = "mise", Nodenv = "nodenv", Nix = "nix", Snap = "snap", Legacy = "legacy",
        Store = "store", Installer = "installer", System = "system", Other = "other",
    }
}

/// Parts of paths (lower case, `/` as separator) that give a method away; the first that is found decides.
const MARKS: &[(&str, Method)] = &[
    ("/.claude/local/", Method::Legacy),
    ("/share/claude/versions/", Method::Native),
    ("/.local/bin/claude", Method::Native),
    ("/windowsapps/", Method::Store),
    ("/pnpm/", Method::Pnpm),
    ("/.yarn/", Method::Yarn),
    ("/.config/yarn/global/", Method::Yarn),
    ("/.bun/", Method::Bun),
    ("/node_modules/", Method::Npm),
    ("/appdata/roaming/npm/", Method::Npm),
    ("/.npm-global/", Method::Npm),
    ("/.nvm/", Method::Nvm),
    ("/nvm/versions/", Method::Nvm),
    ("/appdata/roaming/nvm/", Method::Nvm),
    ("/fnm_multishells/", Method::Fnm),
    ("/fnm/", Method::Fnm),
    ("/.fnm/", Method::Fnm),
    ("/.volta/", Method::Volta),
    ("/volta/", Method::Volta),
    ("/.asdf/", Method::Asdf),
    ("/mise/", Method::Mise),
    ("/.nodenv/", Method::Nodenv),
    ("/cellar/", Method::Homebrew),
    ("/caskroom/", Method::Homebrew),
    ("/opt/homebrew/", Method::Homebrew),
    ("/linuxbrew/", Method::Homebrew),
    ("/winget/", Method::Winget),
    ("/scoop/", Method::Scoop),
    ("/chocolatey/", Method::Chocolatey),
    ("/nix/store/", Method::Nix),
    ("/snap/", Method::Snap),
    ("/program files", Method::Installer),
    ("/usr/local/", Method::Installer),
];

const SYSTEM: [&str; 4] = ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"];

/// The method, from the real file first and from the link that leads to it second.
pub(super) fn of(host: &Host, path: &str, real: &str) -> Method {
    let plain = |path: &str| {
        let path = host.rules().key(path).replace('\\', "/").to_lowercase();
        // npm comes with Node, so the folder around its package says more than the package.
        path.replace("/node_modules/npm/", "/")
    };
    let (path, real) = (plain(path), plain(real));
    for text in [&real, &path] {
        if let Some((_, method)) = MARKS.iter().find(|(mark, _)| text.contains(mark)) {
            return *method;
        }
    }
    if SYSTEM.iter().any(|folder| path.starts_with(folder)) { Method::System } else { Method::Other }
}
