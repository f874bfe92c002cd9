//! `platform_packages`: packages of the project that hold a program, and whether they are made for this computer.

mod family;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fact::{Fact, Reason, Type, Unknown};
use crate::host::{Host, Unseen};
use crate::machine::{Arch, Os};
use crate::probe::{Context, os, workspace};
use family::Family;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformPackages {
    /// The architecture of the Node that runs them: a word for one, or `unknown`, and then every one fits.
    arch: String,
}

/// Lock files by the program that writes them.
const LOCKS: [(&str, &str); 6] = [
    ("pnpm", "pnpm-lock.yaml"),
    ("yarn", "yarn.lock"),
    ("bun", "bun.lock"),
    ("bun", "bun.lockb"),
    ("npm", "package-lock.json"),
    ("npm", "npm-shrinkwrap.json"),
];

const MANAGERS: &[&str] = &["npm", "pnpm", "yarn", "bun"];

/// What was found of one family.
struct Found {
    family: Family,
    there: Vec<String>,
    /// The first `node_modules` that holds some of it.
    modules: Option<String>,
    unreadable: Option<String>,
}

impl PlatformPackages {
    pub(in crate::probe) fn facts(&self) -> Result<Type, String> {
        let family = Type::record([
            ("family", Type::Word(Family::WORDS)),
            ("fits", Type::Text),
            ("there", Type::list(Type::Text)),
            ("has_fitting", Type::Bool),
        ]);
        Ok(Type::record([
            ("families", Type::list(family)),
            ("modules", Type::Text),
            ("folder", Type::Text),
            ("manager", Type::Word(MANAGERS)),
        ]))
    }

    pub(in crate::probe) fn asked(&self) -> String {
        let arch = if self.arch == "unknown" { "any processor" } else { &self.arch };
        format!("packages made for {arch}")
    }

    pub(in crate::probe) fn looks(&self) -> String {
        "It looks into node_modules for packages that are made for one kind of computer.".to_owned()
    }

    pub(in crate::probe) fn ask(&self, context: Context<'_>) -> Fact {
        let host = context.host;
        let machine = host.machine();
        let known = Arch::WORDS.contains(&self.arch.as_str()).then_some(self.arch.as_str());
        let musl = os::libc(host) == Some("musl");
        let found: Vec<Found> = Family::ALL
            .into_iter()
            .map(|family| Found::of(host, family))
            .filter(|found| !found.there.is_empty() || found.unreadable.is_some())
            .collect();
        let is_android = is_android(host);
        let fits = |found: &Found| match is_android {
            true => None,
            false => found.family.fits(machine.os, known, musl, &found.there),
        };
        // The place to begin with: where something does not fit, else where anything is.
        let wrong = found.iter().find(|found| fits(found) == Some(false)).or(found.first());
        let modules = wrong.and_then(|found| found.modules.clone());
        let install = modules.as_deref().and_then(|modules| installs_in(host, modules));
        let families: Vec<Fact> = found
            .iter()
            .map(|found| {
                let name = found.family.package(machine.os, known.unwrap_or(machine.arch.word()), musl);
                let name = name.filter(|_| !is_android);
                Fact::record([
                    ("family", found.family.word().into()),
                    ("fits", name.into()),
                    ("there", found.there.clone().into()),
                    ("has_fitting", found.told(host, fits(found))),
                ])
            })
            .collect();
        Fact::record([
            ("families", families.into()),
            ("modules", modules.map(|path| host.shorten(&path)).into()),
            ("folder", install.as_ref().map(|(folder, _)| host.shorten(folder)).into()),
            ("manager", install.and_then(|(_, manager)| manager).into()),
        ])
    }
}

impl Found {
    /// In all places where Node would look from here. pnpm keeps packages of packages in a folder of its own.
    fn of(host: &Host, family: Family) -> Self {
        let rules = host.rules();
        let (scope, prefix) = family.place();
        let mut found = Self { family, there: Vec::new(), modules: None, unreadable: None };
        for modules in workspace::folders(host).map(|folder| rules.join(&folder, "node_modules")) {
            for holder in [modules.clone(), rules.join(&modules, ".pnpm/node_modules")] {
                let folder = rules.join(&holder, scope);
                let names = match host.list(&folder) {
                    Ok(names) => names,
                    Err(Unseen::Absent) => continue,
                    Err(Unseen::Denied | Unseen::Unreadable) => {
                        found.unreadable.get_or_insert(folder);
                        continue;
                    }
                };
                let is_package =
                    |name: &&String| host.look(&rules.join(&folder, &format!("{name}/package.json"))).is_ok();
                for name in names.iter().filter(|name| name.starts_with(prefix)).filter(is_package) {
                    let name = format!("{scope}/{name}");
                    if !found.there.contains(&name) {
                        found.there.push(name);
                    }
                    found.modules.get_or_insert_with(|| modules.clone());
                }
            }
        }
        found
    }

    /// A folder that could not be read may hold the one that fits.
    fn told(&self, host: &Host, fits: Option<bool>) -> Fact {
        match (&self.unreadable, fits) {
            (Some(folder), None | Some(false)) => Unknown::because(Reason::Unreadable, host.shorten(folder)).into(),
            (_, fits) => fits.into(),
        }
    }
}

/// A Linux by its kernel. Some families have packages for it and others run those of Linux, so nobody knows what fits.
fn is_android(host: &Host) -> bool {
    let is_termux = |folder: &str| host.rules().is_within(folder, "/data/data/com.termux");
    host.machine().os == Os::Linux
        && (host.home().is_some_and(is_termux) || host.path_entries().iter().any(|entry| is_termux(&entry.text)))
}

/// The folder where packages are installed, and with what: beside the nearest lock file, up to the project's root.
fn installs_in(host: &Host, modules: &str) -> Option<(String, Option<&'static str>)> {
    let rules = host.rules();
    let beside = rules.parent(modules)?;
    let root = &host.project()?.root;
    let mut at = Some(beside.clone());
    while let Some(folder) = at.filter(|folder| rules.is_within(folder, root)) {
        let lock = LOCKS.iter().find(|(_, file)| host.look(&rules.join(&folder, file)).is_ok());
        if let Some((manager, _)) = lock {
            return Some((folder, Some(manager)));
        }
        at = rules.parent(&folder);
    }
    Some((beside, None))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::{World, WorldSpec};

    fn ask(machine: &str, arch: &str, packages: &[&str]) -> Fact {
        let files = packages.iter().map(|name| format!("files.'~/site/node_modules/{name}/package.json' = '{{}}'\n"));
        let spec = format!(
            "folder = '~/site'\n{machine}\nfiles.'~/site/package.json' = '{{}}'\n{}",
            files.collect::<String>()
        );
        let spec: WorldSpec = toml::from_str(&spec).unwrap();
        let host = Host::World(World::build(spec, &Default::default()).unwrap());
        PlatformPackages { arch: arch.to_owned() }.ask(Context {
            host: &host,
            services: &Default::default(),
            limit: Duration::from_secs(1),
        })
    }

    fn first(answer: &Fact, part: &str) -> Fact {
        match answer.part("families") {
            Fact::List(items) => items.first().map_or(Fact::Null, |item| item.part(part)),
            other => other,
        }
    }

    #[test]
    fn each_family_names_systems_in_its_own_way() {
        let (linux, mac, windows) = ("", "os = 'macos'", "os = 'windows'");
        let musl = "files.'/lib/ld-musl-x86_64.so.1' = ''";
        for (machine, arch, package, fits) in [
            (linux, "x86_64", "@esbuild/linux-x64", "@esbuild/linux-x64"),
            (musl, "x86_64", "@esbuild/linux-x64", "@esbuild/linux-x64"),
            (windows, "x86", "@esbuild/win32-ia32", "@esbuild/win32-ia32"),
            (mac, "aarch64", "@esbuild/darwin-arm64", "@esbuild/darwin-arm64"),
            (mac, "x86_64", "@esbuild/darwin-x64", "@esbuild/darwin-x64"),
            (linux, "aarch64", "@rollup/rollup-linux-arm64-gnu", "@rollup/rollup-linux-arm64-gnu"),
            (musl, "x86_64", "@rollup/rollup-linux-x64-musl", "@rollup/rollup-linux-x64-musl"),
            (mac, "aarch64", "@rollup/rollup-darwin-arm64", "@rollup/rollup-darwin-arm64"),
            (windows, "x86_64", "@rollup/rollup-win32-x64-gnu", "@rollup/rollup-win32-x64-msvc"),
            (linux, "x86_64", "@cloudflare/workerd-linux-64", "@cloudflare/workerd-linux-64"),
            (mac, "aarch64", "@cloudflare/workerd-darwin-arm64", "@cloudflare/workerd-darwin-arm64"),
            (windows, "x86_64", "@cloudflare/workerd-windows-64", "@cloudflare/workerd-windows-64"),
            (windows, "aarch64", "@cloudflare/workerd-windows-64", "@cloudflare/workerd-windows-64"),
        ] {
            let answer = ask(machine, arch, &[package]);
            assert_eq!(first(&answer, "fits").as_text(), Some(fits), "{package}");
            assert_eq!(first(&answer, "has_fitting"), Fact::Bool(true), "{package}");
        }
    }

    #[test]
    fn packages_for_another_computer_do_not_fit() {
        let musl = "files.'/lib/ld-musl-x86_64.so.1' = ''";
        for (machine, arch, package) in [
            ("", "x86_64", "@esbuild/win32-x64"),
            ("", "aarch64", "@esbuild/linux-x64"),
            ("", "x86_64", "@rollup/rollup-linux-x64-musl"),
            (musl, "x86_64", "@rollup/rollup-linux-x64-gnu"),
            ("os = 'macos'", "aarch64", "@cloudflare/workerd-darwin-64"),
            ("os = 'windows'", "x86_64", "@cloudflare/workerd-linux-64"),
            ("os = 'macos'", "unknown", "@esbuild/linux-arm64"),
        ] {
            assert_eq!(first(&ask(machine, arch, &[package]), "has_fitting"), Fact::Bool(false), "{package}");
        }
    }

    #[test]
    fn where_it_is_not_known_what_fits_nothing_is_blamed() {
        for (machine, arch, package, expected) in [
            ("os = 'macos'", "unknown", "@esbuild/darwin-x64", Fact::Bool(true)),
            ("os = 'windows'", "unknown", "@rollup/rollup-win32-arm64-msvc", Fact::Bool(true)),
            ("", "other", "@esbuild/linux-riscv64", Fact::Null),
            ("home = '/data/data/com.termux/files/home'", "aarch64", "@esbuild/android-arm64", Fact::Null),
            ("env.PATH = '/data/data/com.termux/files/usr/bin'", "aarch64", "@esbuild/android-arm64", Fact::Null),
            ("os = 'windows'", "x86", "@cloudflare/workerd-windows-64", Fact::Null),
        ] {
            assert_eq!(first(&ask(machine, arch, &[package]), "has_fitting"), expected, "{package}");
        }
    }

    #[test]
    fn other_packages_of_the_same_folders_are_no_family() {
        let names = ["@rollup/plugin-json", "@rollup/pluginutils", "@cloudflare/kv-asset-handler", "esbuild"];
        assert_eq!(ask("", "x86_64", &names).part("families"), Fact::List(Vec::new()));
        let stump = "files.'~/site/node_modules/@esbuild/win32-x64' = { folder = true }";
        assert_eq!(ask(stump, "x86_64", &[]).part("families"), Fact::List(Vec::new()));
    }

    #[test]
    fn they_are_found_wherever_node_would_look() {
        for place in ["~/site/node_modules/.pnpm/node_modules", "~/site/parts/web/node_modules"] {
            let machine = format!(
                "files.'~/site/pnpm-workspace.yaml' = \"- 'parts/*'\"\nfiles.'{place}/@esbuild/linux-x64/package.json' = '{{}}'"
            );
            let answer = ask(&machine, "x86_64", &["@esbuild/win32-x64"]);
            assert_eq!(first(&answer, "has_fitting"), Fact::Bool(true), "{place}");
        }
    }

    #[test]
    fn the_lock_file_tells_where_and_with_what_to_install() {
        let part = "files.'~/site/.git' = { folder = true }\nfiles.'~/site/web/node_modules/@esbuild/win32-x64/package.json' = '{}'";
        let answer = |lock: &str| ask(&format!("{part}\n{lock}"), "x86_64", &[]);
        assert_eq!(answer("").part("families"), Fact::List(Vec::new()), "no part of the project");
        let there = answer("files.'~/site/pnpm-workspace.yaml' = '- web'\nfiles.'~/site/pnpm-lock.yaml' = ''");
        assert_eq!(there.part("modules").as_text(), Some("~/site/web/node_modules"));
        assert_eq!(there.part("folder").as_text(), Some("~/site"));
        assert_eq!(there.part("manager").as_text(), Some("pnpm"));
        let without = answer("files.'~/site/pnpm-workspace.yaml' = '- web'");
        assert_eq!((without.part("folder").as_text(), without.part("manager")), (Some("~/site/web"), Fact::Null));
    }

    #[test]
    fn the_folder_that_is_told_is_the_one_with_the_fault() {
        let part = "files.'~/site/pnpm-workspace.yaml' = '- web'
            files.'~/site/web/node_modules/@rollup/rollup-darwin-x64/package.json' = '{}'";
        let answer = ask(part, "x86_64", &["@esbuild/linux-x64"]);
        assert_eq!(answer.part("modules").as_text(), Some("~/site/web/node_modules"));
    }

    #[test]
    fn a_folder_that_cannot_be_read_may_hold_the_one_that_fits() {
        let denied = "files.'~/site/node_modules/@esbuild' = { folder = true, denied = true }";
        assert!(first(&ask(denied, "x86_64", &[]), "has_fitting").first_unknown().is_some());
    }
}
