//! Which secrets a project's source names, and files of secrets that lie where nothing reads them. Bounded, and links
//! are not followed: the project is a stranger's.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::files;
use crate::dotenv::is_secret;
use crate::host::{Host, What};

const MOST_FILES: usize = 400;
const MOST_ENTRIES: usize = 4_000;
const MOST_BYTES: usize = 4 << 20;
const MOST_OF_ONE: u64 = 256 << 10;
const DEEPEST: usize = 7;

const ENDINGS: [&str; 12] =
    [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".vue", ".svelte", ".astro", ".marko"];

/// Folders whose code is somebody else's, made by a build, or brings values of its own.
const PASSED: [&str; 18] = [
    "node_modules",
    "dist",
    "build",
    "out",
    "output",
    "coverage",
    "public",
    "static",
    "assets",
    "vendor",
    "test",
    "tests",
    "__tests__",
    "__mocks__",
    "e2e",
    "cypress",
    "fixtures",
    "docs",
];

/// A name as the code has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) path: String,
    /// From 1.
    pub(super) line: usize,
    /// The code goes on without it.
    pub(super) optional: bool,
    /// It runs where the website runs, and not only while it is built.
    pub(super) online: bool,
    /// It is read from what Wrangler hands over, and not from the terminal's variables.
    pub(super) handed: bool,
}

#[derive(Default)]
pub(super) struct Scanned {
    pub(super) mentions: BTreeMap<String, Mention>,
    /// Files of secrets in folders below.
    pub(super) strays: Vec<String>,
    /// The code names such a file, or another place for it.
    pub(super) loads_itself: bool,
    /// There was more than is looked at.
    pub(super) incomplete: bool,
}

static USES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?x)
        (?P<of>(?:process|Bun|Deno|import\.meta)\??\.)? (?-u:\b)env
        (?: \??\.(?P<name>[A-Z][A-Z0-9_]*) | \??\.?\[[\ \t\r\n]*["'](?P<quoted>[A-Z][A-Z0-9_]*)["'][\ \t\r\n]*\] | \.get\([\ \t\r\n]*["'](?P<got>[A-Z][A-Z0-9_]*)["'][\ \t\r\n]*\) )
        (?P<behind>[^\n]{0,12})
    "#).ok()
});
static TAKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\{(?P<names>[^{}]{1,400})\}[ \t\r\n]*=[ \t\r\n]*(?P<of>(?:[A-Za-z_.]+\.)?env)(?-u:\b)").ok()
});

pub(super) fn scan(host: &Host, base: &str) -> Scanned {
    let rules = host.rules();
    let mut scanned = Scanned::default();
    let mut open = vec![(base.to_owned(), 0)];
    let (mut files, mut entries, mut bytes) = (0, 0, 0);
    while let Some((folder, depth)) = open.pop() {
        for name in host.list(&folder).unwrap_or_default() {
            entries += 1;
            if entries > MOST_ENTRIES || files > MOST_FILES || bytes > MOST_BYTES {
                scanned.incomplete = true;
                return scanned;
            }
            let path = rules.join(&folder, &name);
            if depth > 0 && files::is_of_secrets(&name) {
                scanned.strays.push(path);
                continue;
            }
            let is_code = ENDINGS.iter().any(|ending| name.ends_with(ending));
            let is_folder = !name.contains('.') && !PASSED.contains(&name.as_str());
            if name.starts_with('.') || !is_code && !is_folder && !name.ends_with(".app") {
                continue;
            }
            let Ok(seen) = host.look_at_link(&path) else { continue };
            match seen.what {
                What::Folder if depth < DEEPEST && !is_package(host, &path) => open.push((path, depth + 1)),
                What::Folder => scanned.incomplete |= depth >= DEEPEST,
                What::File if is_code && seen.size <= MOST_OF_ONE && !is_passed(&name) => {
                    let Ok(text) = host.read_text(&path, usize::try_from(MOST_OF_ONE).unwrap_or(0)) else { continue };
                    files += 1;
                    bytes += text.len();
                    scanned.read(&path, &name, &text);
                }
                _ => {}
            }
        }
    }
    scanned
}

/// A folder with settings of its own is a project of its own.
fn is_package(host: &Host, folder: &str) -> bool {
    host.has_project_file(folder)
}

/// Types without values, and tests, which bring their own.
fn is_passed(name: &str) -> bool {
    name.contains(".d.")
        || name.contains(".test.")
        || name.contains(".spec.")
        || name.contains(".stories.")
        || name.contains(".min.")
}

impl Scanned {
    fn read(&mut self, path: &str, name: &str, text: &str) {
        if !text.contains("env") {
            return;
        }
        self.loads_itself |= text.contains("envDir")
            || text.contains("loadEnvFile(\"")
            || text.contains("loadEnvFile('")
            || text.contains("dotenv") && text.contains("path");
        // What only builds or tends the project does not go online.
        let tends = name.contains(".config.")
            || ["/scripts/", "/tools/", "/bin/", "\\scripts\\", "\\tools\\"].iter().any(|folder| path.contains(folder));
        let (Some(uses), Some(taken)) = (USES.as_ref(), TAKEN.as_ref()) else { return };
        for (at, line) in text.lines().enumerate() {
            let said = line.trim_start();
            if !line.contains("env") || said.starts_with("//") || said.starts_with('*') || said.starts_with("/*") {
                continue;
            }
            for found in uses.captures_iter(line) {
                let of = found.name("of").map_or("", |of| of.as_str());
                let name = ["name", "quoted", "got"].iter().find_map(|group| found.name(group));
                let behind = found.name("behind").map_or("", |behind| behind.as_str()).trim_start();
                let is_set = behind.starts_with('=') && !behind.starts_with("==");
                let before = &line[..found.get(0).map_or(0, |all| all.start())];
                // What it is taken from, such as `c.` or `context.`.
                let before =
                    before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_.?".contains(c)).trim_end();
                let asked = (before.ends_with('(') && before.trim_end_matches('(').trim_end().ends_with("if"))
                    && behind.starts_with([')', '&']);
                let optional = asked
                    || ["??", "||", "&&", "? "].iter().any(|sign| behind.starts_with(sign))
                    || before.ends_with("!!");
                if let Some(name) = name.filter(|_| !is_set) {
                    let mention = Mention {
                        path: path.to_owned(),
                        line: at + 1,
                        optional: optional || tends,
                        online: !tends && of != "import.meta.",
                        handed: of.is_empty(),
                    };
                    self.add(name.as_str(), mention);
                }
            }
        }
        for found in taken.captures_iter(text) {
            let before = found.get(0).map_or(0, |all| all.start());
            let line = text[..before].matches('\n').count() + 1;
            let handed = found.name("of").is_some_and(|of| !matches!(of.as_str(), "process.env" | "import.meta.env"));
            for part in found.name("names").map_or("", |names| names.as_str()).split(',') {
                let name = part.split([':', '=']).next().unwrap_or_default().trim();
                self.add(
                    name,
                    Mention {
                        path: path.to_owned(),
                        line,
                        optional: part.contains('=') || tends,
                        online: !tends,
                        handed,
                    },
                );
            }
        }
    }

    /// Of several mentions the one that needs it most is kept.
    fn add(&mut self, name: &str, mention: Mention) {
        if !is_secret(name) {
            return;
        }
        let known = self.mentions.entry(name.to_owned()).or_insert_with(|| mention.clone());
        let (online, handed, optional) =
            (known.online || mention.online, known.handed || mention.handed, known.optional || mention.optional);
        if known.optional && !mention.optional {
            *known = mention;
        }
        // Code that asks once whether it is there goes on without it.
        *known = Mention { online, handed, optional, ..known.clone() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{World, WorldSpec};

    fn scanned(files: &[(&str, &str)]) -> Scanned {
        let files = files.iter().map(|(name, text)| format!("files.\"~/site/{name}\" = '''\n{text}'''\n"));
        let spec: WorldSpec = toml::from_str(&files.collect::<String>()).unwrap();
        scan(&Host::World(World::build(spec, &Default::default()).unwrap()), "/home/learner/site")
    }

    fn names(files: &[(&str, &str)]) -> Vec<String> {
        scanned(files).mentions.into_keys().collect()
    }

    #[test]
    fn every_way_to_name_a_secret_is_seen() {
        for code in [
            "new Resend(process.env.RESEND_API_KEY)",
            "send(env.RESEND_API_KEY, mail)",
            "const key = c.env.RESEND_API_KEY;",
            "import.meta.env.RESEND_API_KEY",
            "process.env['RESEND_API_KEY']",
            "Deno.env.get(\"RESEND_API_KEY\")",
            "const { RESEND_API_KEY } = process.env;",
            "const {\n  A,\n  RESEND_API_KEY: key,\n} = context.env;",
        ] {
            assert_eq!(names(&[("src/mail.ts", code)]), ["RESEND_API_KEY"], "{code}");
        }
    }

    #[test]
    fn what_is_no_secret_or_names_none_is_passed_over() {
        for (file, code) in [
            ("src/a.ts", "process.env.NODE_ENV; import.meta.env.VITE_MAPS_KEY; env.DB; env.TURNSTILE_SITE_KEY"),
            ("src/a.ts", "// process.env.RESEND_API_KEY"),
            ("src/a.ts", "process.env.RESEND_API_KEY = 'x'"),
            ("src/a.test.ts", "process.env.RESEND_API_KEY"),
            ("worker-configuration.d.ts", "env.RESEND_API_KEY"),
            ("node_modules/a/index.js", "process.env.RESEND_API_KEY"),
            ("dist/index.js", "env.RESEND_API_KEY"),
            (".wrangler/tmp/index.js", "env.RESEND_API_KEY"),
            ("src/b.ts", "x"),
        ] {
            assert_eq!(
                names(&[(file, code), ("parts/web/package.json", "{}"), ("parts/web/a.ts", "env.A_KEY")]),
                [""; 0],
                "{file} {code}"
            );
        }
    }

    #[test]
    fn code_that_goes_on_without_a_secret_does_not_need_it() {
        for (code, optional) in [
            ("send(env.A_KEY)", false),
            ("const key = env.A_KEY;", false),
            ("if (!env.A_KEY) throw new Error()", false),
            ("if (env.A_KEY) track()", true),
            ("if (c.env.A_KEY) track()", true),
            ("if (!c.env.A_KEY) throw new Error()", false),
            ("const on = !!context.env.A_KEY", true),
            ("env.A_KEY ?? 'x'", true),
            ("env.A_KEY || ''", true),
            ("env.A_KEY ? a : b", true),
            ("!!env.A_KEY", true),
            ("if (env.A_KEY)\n  send(env.A_KEY)", true),
        ] {
            assert_eq!(scanned(&[("src/a.ts", code)]).mentions["A_KEY"].optional, optional, "{code}");
        }
        assert!(scanned(&[("vite.config.ts", "process.env.SENTRY_AUTH_TOKEN")]).mentions["SENTRY_AUTH_TOKEN"].optional);
    }

    #[test]
    fn where_it_stands_and_for_whom_is_told() {
        let found = scanned(&[("src/a.ts", "const a = 1;\nsend(env.A_KEY);\nprocess.env.B_KEY")]);
        let (one, two) = (&found.mentions["A_KEY"], &found.mentions["B_KEY"]);
        assert_eq!((one.line, one.handed, one.online), (2, true, true));
        assert_eq!((two.line, two.handed, two.online), (3, false, true));
    }

    #[test]
    fn files_of_secrets_in_folders_below_are_found() {
        assert_eq!(
            scanned(&[("src/.env", "A=1"), (".env", "A=1"), ("src/.env.example", "")]).strays,
            ["/home/learner/site/src/.env"]
        );
    }

    #[test]
    fn a_project_without_end_is_left_somewhere() {
        let many: Vec<(String, &str)> = (0..500).map(|at| (format!("src/a{at}.ts"), "env.A_KEY")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        assert!(scanned(&many).incomplete);
    }
}
