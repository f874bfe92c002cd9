//! How a simulated machine is described: the keys of a world file and of a case.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::World;
use super::disk::{Content, Disk, Node};
use super::network::{NetworkSpec, TlsSpec};
use super::plain::{Plain, plain};
use super::programs::{RunSpec, program, started_by};
use super::repository::SimulatedRepository;
use super::room::DiskSpec;
use super::servers::{Server, ServerSpec};
use super::tools::{GhSpec, GitSpec, Installs, NpmSpec, ToolSpec};
use crate::error::Fault;
use crate::host::{Door, Line, Naming, Rules};
use crate::machine::{Arch, Machine, Os, Shell};
use crate::service::Services;

/// A machine as written in TOML. Everything has a default: a plain machine of that system on which nothing is installed.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct WorldSpec {
    /// `macos`, `linux` or `windows`; `linux` when left out.
    pub os: Option<Os>,
    pub arch: Option<Arch>,
    pub release: Option<String>,
    pub shell: Option<Shell>,
    pub wsl: bool,
    pub ci: Option<String>,
    pub home: Option<String>,
    /// The folder that doctor is started in; the home folder when left out.
    pub folder: Option<String>,
    /// An RFC 3339 time; 2026-11-20T12:00:00Z when left out.
    pub now: Option<String>,
    /// Whether the user has an administrator's rights.
    pub admin: bool,
    pub env: BTreeMap<String, String>,
    /// What is on the disk, by path (`~` is the home folder): a text, or a table.
    pub files: BTreeMap<String, FileSpec>,
    /// Git: a version, a table of what it knows, or a list of such tables.
    pub git: Option<Installs<GitSpec>>,
    /// GitHub CLI.
    pub gh: Option<Installs<GhSpec>>,
    /// Node.js.
    pub node: Option<Installs<ToolSpec>>,
    pub npm: Option<Installs<NpmSpec>>,
    /// Claude Code.
    pub claude: Option<Installs<ToolSpec>>,
    pub wrangler: Option<Installs<ToolSpec>>,
    /// How other programs answer, by command line. A bare name stands in a folder on PATH. It goes before what a tool above
    /// would answer.
    pub run: BTreeMap<String, RunSpec>,
    /// How servers answer, by request line: `GET https://example.com/`.
    pub http: BTreeMap<String, ServerSpec>,
    /// What the system says of names: `ok`, `none`, `temporary`, `sinkhole`, `timeout`; `*` is any name. A name that is not
    /// mentioned has an address when one of the servers above or below has it.
    pub dns: BTreeMap<String, Naming>,
    /// Plain connections by `host:port`: `ok`, `refused`, `timeout`, `unreachable`, `dns`; `*` is any. Servers are reached.
    pub connect: BTreeMap<String, Line>,
    /// Who signs for `https://HOST/`, by host; `*` is any. A server that is not mentioned is signed for by an authority.
    pub tls: BTreeMap<String, TlsSpec>,
    /// Whether the computer has a list of authorities to trust; yes when left out.
    pub authorities: Option<bool>,
    /// Disks by the folder where they begin; a plain one with much room when left out.
    pub disks: BTreeMap<String, DiskSpec>,
    /// Windows only: values by key (`HKCU\Environment`) and name.
    pub registry: BTreeMap<String, BTreeMap<String, ValueSpec>>,
    /// Ports of the computer by number: `free`, `in-use` or `blocked`; free when left out.
    pub ports: BTreeMap<String, Door>,
    /// Whether the processor has AVX; yes on x86_64 when left out.
    pub avx: Option<bool>,
    /// What the project's repository holds; no commit when left out.
    pub repository: Option<SimulatedRepository>,
}

#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    untagged,
    expecting = "a text, or a table with text, bytes, link, program, folder, mode, owner, denied or other"
)]
pub enum FileSpec {
    Text(String),
    Table(FileTable),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FileTable {
    pub text: Option<String>,
    /// What is in it, where that is no text.
    pub bytes: Option<Vec<u8>>,
    /// Where a link leads.
    pub link: Option<String>,
    /// A program for this processor: `x86_64`, `aarch64`; `script` for a script.
    pub program: Option<String>,
    pub folder: bool,
    /// Neither file nor folder nor link.
    pub other: bool,
    pub mode: Option<u32>,
    /// `root`, or the user when left out.
    pub owner: Option<String>,
    /// The user may not read it (or look into it).
    pub denied: bool,
    /// Its size, where nobody reads what is in it.
    pub size: Option<u64>,
}

/// A value of the registry: its text, or that it may not be read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a text, or { denied = true }")]
pub enum ValueSpec {
    Text(String),
    Table(ValueTable),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ValueTable {
    pub denied: bool,
}

impl WorldSpec {
    pub(super) fn build(mut self, services: &Services) -> Result<World, Fault> {
        self.fill_in_keys(services).map_err(Fault::new)?;
        let os = self.os.unwrap_or(Os::Linux);
        let plain = plain(os);
        let rules = if os == Os::Windows { Rules::Windows } else { Rules::Unix };
        let home = self.home.clone().unwrap_or_else(|| plain.home.to_owned());
        let mut disk = Disk::new(rules, self.admin);
        disk.put(&home, folder());
        disk.put(&temp(&home, os), Node { owned_by_admin: os != Os::Windows, ..node(Content::Folder, 0o1777) });
        let now = self.now.as_deref().unwrap_or("2026-11-20T12:00:00Z");
        let now: Timestamp =
            now.parse().map_err(|_| Fault::new(format!("`{now}` is not a time, such as 2026-11-20T12:00:00Z")))?;
        let mut programs = Vec::new();
        for (line, run) in &self.run {
            let program = program(line, run, &home, &plain, os)?;
            if !disk.has(&program.path) {
                disk.put(&program.path, node(Content::File(b"#!/bin/sh\n".to_vec()), 0o755));
            }
            programs.push(program);
        }
        for (line, answer) in plain.answers {
            let program = program(line, &RunSpec::Text((*answer).to_owned()), &home, &plain, os)?;
            disk.put(&program.path, node(Content::File(b"#!/bin/sh\n".to_vec()), 0o755));
            programs.push(program);
        }
        let mut tools = Vec::new();
        for spec in self.tools() {
            let path = started_by(spec.at.as_deref().unwrap_or(spec.name.file(os == Os::Windows)), &home, &plain, os)?;
            if !disk.has(&path) {
                disk.put(&path, node(Content::File(b"#!/bin/sh\n".to_vec()), 0o755));
            }
            if let Some(npmrc) = spec.npmrc() {
                disk.put(&rules.join(&home, ".npmrc"), node(Content::File(npmrc.into_bytes()), 0o644));
            }
            tools.push(spec.at(path));
        }
        for (path, text) in plain.files {
            disk.put(path, node(Content::File(text.as_bytes().to_vec()), 0o444));
        }
        for (path, spec) in &self.files {
            disk.put(&absolute(path, &home, rules)?, file(path, spec, os)?);
        }
        let folder = self.folder.as_deref().map(|path| absolute(path, &home, rules)).transpose()?;
        let folder = folder.unwrap_or_else(|| home.clone());
        if !disk.has(&folder) {
            disk.put(&folder, self::folder());
        }
        let servers = self.http.iter().map(|(line, spec)| Server::build(line, spec)).collect::<Result<_, _>>()?;
        let disks = self.disks.iter().map(|(path, disk)| Ok((absolute(path, &home, rules)?, disk.clone())));
        let arch = self.arch.unwrap_or(Arch::X86_64);
        let env = self.environment(&plain, &home, os);
        // Programs know the home folder by this variable alone.
        let variable = if os == Os::Windows { "USERPROFILE" } else { "HOME" };
        let known = env.iter().find(|(name, _)| name == variable).map(|(_, value)| value.clone());
        Ok(World {
            servers,
            network: NetworkSpec {
                dns: self.dns.clone(),
                connect: self.connect.clone(),
                tls: self.tls.clone(),
                authorities: self.authorities,
            },
            disks: disks.collect::<Result<_, Fault>>()?,
            registry: self.registry.clone(),
            ports: self.ports,
            repository: Box::new(self.repository.unwrap_or_default()),
            avx: self.avx.or((arch == Arch::X86_64).then_some(true)),
            machine: Machine {
                os,
                arch,
                release: self.release.clone(),
                shell: self.shell.unwrap_or(plain.shell),
                wsl: self.wsl,
                ci: self.ci.clone(),
            },
            env,
            home: known.filter(|home| rules.is_absolute(home)),
            folder: Some(folder),
            project: Default::default(),
            now,
            admin: self.admin,
            disk,
            programs,
            tools,
            redactor: Default::default(),
            unanswered: Default::default(),
        })
    }

    fn environment(&self, plain: &Plain, home: &str, os: Os) -> Vec<(String, String)> {
        let mut env = vec![("PATH".to_owned(), plain.path.to_owned())];
        if os != Os::Windows {
            env.push(("HOME".to_owned(), home.to_owned()));
        }
        if os == Os::Windows {
            for (name, value) in [
                ("USERPROFILE", home.to_owned()),
                ("APPDATA", format!(r"{home}\AppData\Roaming")),
                ("LOCALAPPDATA", format!(r"{home}\AppData\Local")),
                ("TEMP", temp(home, os)),
                ("ProgramFiles", r"C:\Program Files".to_owned()),
                ("SystemRoot", r"C:\Windows".to_owned()),
            ] {
                env.push((name.to_owned(), value));
            }
        }
        for (name, value) in &self.env {
            let same = |known: &str| if os == Os::Windows { known.eq_ignore_ascii_case(name) } else { known == name };
            env.retain(|(known, _)| !same(known));
            env.push((name.clone(), value.replace("{home}", home)));
        }
        env
    }
}

fn temp(home: &str, os: Os) -> String {
    if os == Os::Windows { format!(r"{home}\AppData\Local\Temp") } else { "/tmp".to_owned() }
}

fn node(content: Content, mode: u32) -> Node {
    Node { content, mode, owned_by_admin: false, denied: false, size: None }
}

fn folder() -> Node {
    node(Content::Folder, 0o755)
}

pub(super) fn absolute(path: &str, home: &str, rules: Rules) -> Result<String, Fault> {
    let full = match path.strip_prefix('~') {
        Some(rest) => format!("{home}{rest}"),
        None => path.to_owned(),
    };
    if rules.is_absolute(&full) {
        Ok(full)
    } else {
        Err(Fault::new(format!("`{path}` is not a full path on this world's machine")))
    }
}

fn file(path: &str, spec: &FileSpec, os: Os) -> Result<Node, Fault> {
    let table = match spec {
        FileSpec::Text(text) => return Ok(node(Content::File(text.clone().into_bytes()), 0o644)),
        FileSpec::Table(table) => table,
    };
    let (content, mode) = if let Some(target) = &table.link {
        (Content::Link(target.clone()), 0o777)
    } else if let Some(kind) = &table.program {
        (Content::File(program_bytes(kind, os)?), 0o755)
    } else if table.folder {
        (Content::Folder, 0o755)
    } else if table.other {
        (Content::Other, 0o644)
    } else if let Some(bytes) = &table.bytes {
        (Content::File(bytes.clone()), 0o644)
    } else {
        (Content::File(table.text.clone().unwrap_or_default().into_bytes()), 0o644)
    };
    let owned_by_admin = match table.owner.as_deref() {
        None => false,
        Some("root") => true,
        Some(other) => return Err(Fault::new(format!("owner of `{path}`: `root` or nothing, not `{other}`"))),
    };
    Ok(Node { content, mode: table.mode.unwrap_or(mode), owned_by_admin, denied: table.denied, size: table.size })
}

/// The first bytes of a program, as far as doctor looks at them.
fn program_bytes(kind: &str, os: Os) -> Result<Vec<u8>, Fault> {
    let (elf, mach, pe): (u8, u8, u16) = match kind {
        "script" => return Ok(b"#!/bin/sh\n".to_vec()),
        "x86_64" => (0x3e, 0x07, 0x8664),
        "aarch64" => (0xb7, 0x0c, 0xaa64),
        other => {
            return Err(Fault::new(format!("a program is for `x86_64`, `aarch64` or is a `script`, not `{other}`")));
        }
    };
    let mut bytes = vec![0; 128];
    match os {
        Os::Linux => {
            bytes[..5].copy_from_slice(b"\x7fELF\x02");
            bytes[5] = 1;
            bytes[18] = elf;
        }
        Os::Macos => {
            bytes[..4].copy_from_slice(&[0xcf, 0xfa, 0xed, 0xfe]);
            bytes[4] = mach;
            bytes[7] = 1;
        }
        Os::Windows => {
            bytes[..2].copy_from_slice(b"MZ");
            bytes[0x3c] = 0x40;
            bytes[0x40..0x44].copy_from_slice(b"PE\0\0");
            bytes[0x44..0x46].copy_from_slice(&pe.to_le_bytes());
        }
    }
    Ok(bytes)
}
