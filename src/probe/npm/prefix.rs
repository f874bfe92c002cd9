//! npm's folder for global installs, and which setting says so.

use super::settings::{Source, first, inside_npm, setting, user_file, variable};
use crate::host::{Hit, Host, Rules};
use crate::probe::tool;

pub(super) struct Prefix {
    pub(super) folder: String,
    pub(super) source: Source,
}

impl Prefix {
    /// None where there is neither npm nor Node, or where a version manager decides.
    pub(super) fn of(host: &Host) -> Option<Self> {
        let (node, npm) = (first(host, "node"), first(host, "npm"));
        node.as_ref().or(npm.as_ref())?;
        let rest = Self::without_variable(host, node.as_ref(), npm.as_ref());
        let Some(folder) = variable(host, "prefix").and_then(|value| host.expand_home(&value)) else { return rest };
        // npm hands its prefix on to the programs that it starts: then the variable chose nothing.
        let is_handed_on = |rest: &Self| host.rules().same(&rest.folder, &folder);
        Some(rest.filter(is_handed_on).unwrap_or(Self { folder, source: Source::Environment }))
    }

    fn without_variable(host: &Host, node: Option<&Hit>, npm: Option<&Hit>) -> Option<Self> {
        if let Some(folder) = written(host, user_file(host)) {
            return Some(Self { folder, source: Source::User });
        }
        let rest = Self::of_npm(host, node, npm)?;
        match written(host, Some(everybody_file_in(host, &rest))) {
            Some(folder) => Some(Self { folder, source: Source::Everybody }),
            None => Some(rest),
        }
    }

    /// What counts where nobody chose.
    fn of_npm(host: &Host, node: Option<&Hit>, npm: Option<&Hit>) -> Option<Self> {
        let builtin = npm.and_then(|hit| inside_npm(host, &hit.path));
        let around_npm = written(host, builtin).map(|folder| Self { folder, source: Source::Builtin });
        around_npm.or_else(|| Some(Self { folder: default(host, node)?, source: Source::Default }))
    }

    pub(super) fn bin(&self, rules: Rules) -> String {
        if rules == Rules::Windows { self.folder.clone() } else { rules.join(&self.folder, "bin") }
    }

    pub(super) fn modules(&self, rules: Rules) -> String {
        let name = if rules == Rules::Windows { "node_modules" } else { "lib/node_modules" };
        rules.join(&self.folder, name)
    }
}

/// The folder of globally installed packages.
pub(in crate::probe) fn global_modules(host: &Host) -> Option<String> {
    Prefix::of(host).map(|prefix| prefix.modules(host.rules()))
}

/// npm's file for everybody on this computer.
pub(super) fn everybody_file(host: &Host) -> Option<String> {
    let rest = Prefix::of_npm(host, first(host, "node").as_ref(), first(host, "npm").as_ref());
    match rest {
        Some(rest) => Some(everybody_file_in(host, &rest)),
        None => variable(host, "globalconfig"),
    }
}

/// The file for everybody lies in the folder that counts without it.
fn everybody_file_in(host: &Host, rest: &Prefix) -> String {
    variable(host, "globalconfig").unwrap_or_else(|| host.rules().join(&rest.folder, "etc/npmrc"))
}

fn written(host: &Host, file: Option<String>) -> Option<String> {
    setting(host, file.as_deref(), "prefix").and_then(|value| host.expand_home(&value))
}

/// `PREFIX`, else the folder around the real Node. A version manager's shim lies nowhere near the Node that it starts.
fn default(host: &Host, node: Option<&Hit>) -> Option<String> {
    let rules = host.rules();
    if let Some(folder) = host.var("PREFIX").filter(|value| rules.is_absolute(value)) {
        return Some(folder);
    }
    let node = node.filter(|hit| !tool::is_shim(host, &hit.path))?;
    let folder = rules.parent(&host.real(&node.path).unwrap_or_else(|_| node.path.clone()))?;
    if rules == Rules::Windows { Some(folder) } else { rules.parent(&folder) }
}
