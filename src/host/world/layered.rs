//! What happens to a simulated machine before it is built: keys are made up, and what it leaves out comes from another.

use super::spec::{FileSpec, WorldSpec};
use crate::service::Services;

impl WorldSpec {
    /// This machine, with everything that it does not say taken from `base`.
    #[must_use]
    pub fn over(self, base: WorldSpec) -> WorldSpec {
        WorldSpec {
            os: self.os.or(base.os),
            arch: self.arch.or(base.arch),
            release: self.release.or(base.release),
            shell: self.shell.or(base.shell),
            wsl: self.wsl || base.wsl,
            ci: self.ci.or(base.ci),
            home: self.home.or(base.home),
            folder: self.folder.or(base.folder),
            now: self.now.or(base.now),
            admin: self.admin || base.admin,
            env: base.env.into_iter().chain(self.env).collect(),
            files: base.files.into_iter().chain(self.files).collect(),
            git: self.git.or(base.git),
            gh: self.gh.or(base.gh),
            node: self.node.or(base.node),
            npm: self.npm.or(base.npm),
            claude: self.claude.or(base.claude),
            wrangler: self.wrangler.or(base.wrangler),
            run: base.run.into_iter().chain(self.run).collect(),
            http: base.http.into_iter().chain(self.http).collect(),
            dns: base.dns.into_iter().chain(self.dns).collect(),
            connect: base.connect.into_iter().chain(self.connect).collect(),
            tls: base.tls.into_iter().chain(self.tls).collect(),
            authorities: self.authorities.or(base.authorities),
            disks: base.disks.into_iter().chain(self.disks).collect(),
            registry: base.registry.into_iter().chain(self.registry).collect(),
            ports: base.ports.into_iter().chain(self.ports).collect(),
            avx: self.avx.or(base.avx),
            repository: self.repository.or(base.repository),
        }
    }

    /// Replaces `<key:service/kind>` in variables and files.
    pub(super) fn fill_in_keys(&mut self, services: &Services) -> Result<(), String> {
        let files = self.files.values_mut().filter_map(|file| match file {
            FileSpec::Text(text) => Some(text),
            FileSpec::Table(table) => table.text.as_mut(),
        });
        let commits = self.repository.iter_mut().flat_map(|repository| &mut repository.commits);
        let committed = commits.flat_map(|commit| commit.files.values_mut().chain([&mut commit.message]));
        for text in self.env.values_mut().chain(files).chain(committed) {
            *text = services.with_synthetic_keys(text)?;
        }
        Ok(())
    }
}
