//! What Git says of a repository on a simulated machine, by the command that it is asked with.

use super::answer::as_git_writes;
use super::{GitSpec, LargeFileSpec};
use crate::host::world::disk::Disk;
use crate::host::world::tools::{failed, printed};
use crate::host::{Ended, What};

/// The last commit, and an earlier one.
const LAST: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const EARLIER: &str = "7777777777777777777777777777777777777777";

const NOT_A_REPOSITORY: &str = "fatal: not a git repository (or any of the parent directories): .git\n";
const NO_HEAD: &str = "fatal: bad revision 'HEAD'\n";

/// A repository, found on the disk.
pub(super) struct Repository<'a> {
    git: &'a GitSpec,
    root: String,
    /// Where Git keeps what it knows: `.git`, or the folder that a file of that name leads to.
    git_folder: String,
    superproject: Option<String>,
}

impl<'a> Repository<'a> {
    /// The repository that a folder lies in.
    ///
    /// # Errors
    /// What Git says where there is none, or one that it does not take.
    pub(super) fn around(git: &'a GitSpec, folder: &str, disk: &Disk) -> Result<Self, String> {
        if let Some(complaint) = &git.refuses {
            return Err(complaint.clone());
        }
        let rules = disk.rules;
        let mut folder = Some(rules.clean(folder));
        while let Some(root) = folder {
            let mark = rules.join(&root, ".git");
            if let Ok(seen) = disk.look(&mark) {
                let leads_to = || {
                    let text = String::from_utf8(disk.read(&mark, 4096).ok()?).ok()?;
                    Some(rules.clean(&rules.join(&root, text.strip_prefix("gitdir:")?.trim())))
                };
                let git_folder =
                    if seen.what == What::Folder { mark.clone() } else { leads_to().unwrap_or(mark.clone()) };
                let written = |path: &str| as_git_writes(rules, path);
                let superproject = git.superproject.as_deref().map(written);
                return Ok(Self { git, root: written(&root), git_folder: written(&git_folder), superproject });
            }
            folder = rules.parent(&root);
        }
        Err(NOT_A_REPOSITORY.to_owned())
    }

    pub(super) fn answer(&self, command: &str, args: &[&str]) -> Option<Ended> {
        let (options, paths) = match args.iter().position(|arg| *arg == "--") {
            Some(at) => (&args[..at], &args[at + 1..]),
            None => (args, &[][..]),
        };
        match command {
            "rev-parse" => self.rev_parse(options),
            "symbolic-ref" => Some(match self.branch() {
                Some(branch) if options.contains(&"--short") => printed(format!("{branch}\n")),
                Some(branch) => printed(format!("refs/heads/{branch}\n")),
                None => failed(1, ""),
            }),
            "remote" => self.remote(options),
            "for-each-ref" => self.for_each_ref(options),
            "rev-list" => self.rev_list(options, paths),
            "log" => self.log(options),
            "cat-file" => self.cat_file(options),
            "merge-base" => self.merge_base(options),
            "ls-files" => Some(self.ls_files(options, paths)),
            "check-ignore" => Some(self.check_ignore(paths)),
            _ => None,
        }
    }

    fn branch(&self) -> Option<&str> {
        (!self.git.detached).then(|| self.git.branch.as_deref().unwrap_or("main"))
    }

    fn rev_parse(&self, options: &[&str]) -> Option<Ended> {
        let mut out = String::new();
        for option in options {
            match *option {
                "--show-toplevel" => out.push_str(&format!("{}\n", self.root)),
                "--absolute-git-dir" | "--git-dir" => out.push_str(&format!("{}\n", self.git_folder)),
                "--is-shallow-repository" => out.push_str(&format!("{}\n", self.git.shallow)),
                "--is-inside-work-tree" => out.push_str("true\n"),
                "--show-superproject-working-tree" => {
                    out.extend(self.superproject.as_ref().map(|path| format!("{path}\n")));
                }
                "-q" | "--quiet" | "--verify" => {}
                "HEAD" | "HEAD^{commit}" if self.git.no_commits => return Some(failed(1, "")),
                "HEAD" | "HEAD^{commit}" => out.push_str(&format!("{LAST}\n")),
                _ => return None,
            }
        }
        Some(printed(out))
    }

    /// Remotes by name, as Git sorts them.
    fn remotes(&self) -> Vec<(&str, &str)> {
        let others = self.git.remotes.iter().map(|(name, url)| (name.as_str(), url.as_str()));
        let mut remotes: Vec<(&str, &str)> =
            others.chain(self.git.origin.as_deref().map(|url| ("origin", url))).collect();
        remotes.sort_unstable();
        remotes
    }

    fn remote(&self, options: &[&str]) -> Option<Ended> {
        let lines: String = match options {
            [] => self.remotes().iter().map(|(name, _)| format!("{name}\n")).collect(),
            ["-v"] => {
                let lines = self.remotes().into_iter();
                lines.map(|(name, url)| format!("{name}\t{url} (fetch)\n{name}\t{url} (push)\n")).collect()
            }
            _ => return None,
        };
        Some(printed(lines))
    }

    /// What the branch tracks: `origin/main`.
    fn upstream(&self) -> Option<String> {
        match self.git.upstream.as_deref() {
            Some("none") => None,
            Some(upstream) => Some(upstream.to_owned()),
            None => self.git.origin.as_ref().and(self.branch()).map(|branch| format!("origin/{branch}")),
        }
    }

    fn default_branch(&self) -> Option<&str> {
        match self.git.default_branch.as_deref() {
            Some("none") => None,
            Some(branch) => Some(branch),
            None => self.git.origin.as_ref().map(|_| "main"),
        }
    }

    /// `[ahead 1, behind 2]`, `[gone]`, or nothing.
    fn track(&self) -> String {
        let count = |word: &str, count: u64| (count > 0).then(|| format!("{word} {count}"));
        let parts: Vec<String> = match self.git.upstream_gone {
            true => vec!["gone".to_owned()],
            false => [count("ahead", self.git.ahead), count("behind", self.git.behind)].into_iter().flatten().collect(),
        };
        if parts.is_empty() { String::new() } else { format!("[{}]", parts.join(", ")) }
    }

    /// The branch and the default branch of `origin`, in a format of the caller's.
    fn for_each_ref(&self, options: &[&str]) -> Option<Ended> {
        let format = options.iter().find_map(|option| option.strip_prefix("--format="))?;
        let mut references: Vec<(String, String, String, String)> = Vec::new();
        if let Some(branch) = self.branch().filter(|_| !self.git.no_commits) {
            let upstream = self.upstream();
            let track = upstream.as_ref().map_or(String::new(), |_| self.track());
            let upstream = upstream.map_or(String::new(), |upstream| format!("refs/remotes/{upstream}"));
            references.push((format!("refs/heads/{branch}"), upstream, track, String::new()));
        }
        if let Some(default) = self.default_branch() {
            let target = format!("refs/remotes/origin/{default}");
            references.push(("refs/remotes/origin/HEAD".to_owned(), String::new(), String::new(), target));
        }
        let mut out = String::new();
        for (name, upstream, track, symref) in references.iter().filter(|(name, ..)| options.contains(&name.as_str())) {
            let line = format.replace("%(refname)", name).replace("%(upstream)", upstream);
            let line = line.replace("%(upstream:track)", track).replace("%(symref)", symref);
            if line.contains("%(") {
                return None;
            }
            out.push_str(&format!("{line}\n"));
        }
        Some(printed(out))
    }

    fn rev_list(&self, options: &[&str], paths: &[&str]) -> Option<Ended> {
        let has = |option: &str| options.contains(&option);
        if has("HEAD") && self.git.no_commits {
            return Some(failed(128, NO_HEAD));
        }
        if has("--count") && has("HEAD") && has("--branches") {
            return Some(printed(format!("{}\n", self.git.at_risk)));
        }
        if has("--objects") && has("--filter-print-omitted") {
            let ids = self.large().map(|(id, _)| format!("~{id}\n"));
            return Some(printed(ids.collect::<String>()));
        }
        if has("--remotes") && !has("HEAD") && !paths.is_empty() {
            let pushed = paths.iter().any(|path| self.git.pushed.iter().any(|pushed| pushed == path));
            return Some(printed(if pushed { format!("{LAST}\n") } else { String::new() }));
        }
        None
    }

    /// Large files with the ids of what is in them.
    fn large(&self) -> impl Iterator<Item = (String, &LargeFileSpec)> {
        self.git.large.iter().enumerate().map(|(at, file)| (format!("{:040x}", 0x8888 + at), file))
    }

    fn log(&self, options: &[&str]) -> Option<Ended> {
        let id = options.iter().find_map(|option| option.strip_prefix("--find-object="))?;
        let (_, file) = self.large().find(|(known, _)| known == id)?;
        let commit = if file.earlier { EARLIER } else { LAST };
        Some(printed(file.path.as_ref().map_or(String::new(), |path| format!("{commit}\n\n{path}\n"))))
    }

    fn cat_file(&self, options: &[&str]) -> Option<Ended> {
        match options {
            ["-s", id] => {
                let (_, file) = self.large().find(|(known, _)| known == id)?;
                Some(printed(format!("{}\n", file.size)))
            }
            ["-e", id] => Some(if self.has_commit(id) { printed("") } else { failed(1, "") }),
            _ => None,
        }
    }

    fn has_commit(&self, id: &str) -> bool {
        self.git.knows.iter().chain(&self.git.contains).any(|known| known == id)
    }

    fn merge_base(&self, options: &[&str]) -> Option<Ended> {
        let ["--is-ancestor", id, "HEAD"] = options else { return None };
        Some(match self.git.contains.iter().any(|known| known == id) {
            true => printed(""),
            false if self.has_commit(id) => failed(1, ""),
            false => failed(128, format!("fatal: Not a valid commit name {id}\n")),
        })
    }

    fn ls_files(&self, options: &[&str], paths: &[&str]) -> Ended {
        if options.contains(&"--others") {
            return printed(self.git.untracked.iter().map(|path| format!("{path}\n")).collect::<String>());
        }
        if options.contains(&"--eol") {
            let lines = self.git.line_endings.iter().map(|(path, endings)| {
                let mut parts = endings.split(' ');
                let mut next = || parts.next().unwrap_or_default();
                format!("i/{:<5} w/{:<5} attr/{:<17} \t{path}\n", next(), next(), next())
            });
            return printed(lines.collect::<String>());
        }
        let tracked = self.git.tracked.iter().chain(&self.git.pushed);
        let mut asked: Vec<&String> =
            tracked.filter(|path| paths.is_empty() || paths.contains(&path.as_str())).collect();
        asked.sort_unstable();
        asked.dedup();
        printed(asked.iter().map(|path| format!("{path}\n")).collect::<String>())
    }

    /// Each path that a line of some file decides about, with that line.
    fn check_ignore(&self, paths: &[&str]) -> Ended {
        let line = |path: &&str| {
            let ignored = self.git.ignored.get(*path).map(|source| format!("{source}:1:{path}\t{path}\n"));
            ignored.or_else(|| self.git.unignored.get(*path).map(|source| format!("{source}:1:!{path}\t{path}\n")))
        };
        let lines: String = paths.iter().filter_map(line).collect();
        if lines.is_empty() { failed(1, "") } else { printed(lines) }
    }
}
