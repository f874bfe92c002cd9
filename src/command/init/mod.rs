//! `doctor init`: writes the file that lets a service run doctor. It never overwrites one.

mod workflow;

use std::fmt::Write;

use serde_json::Value;
use tokio::runtime::Runtime;

use super::End;
use super::output::Output;
use crate::cli::{CiService, Options};
use crate::error::Fault;
use crate::host::{Host, Snapshot, Unwritten, What, replace};
use workflow::{ACTION, Needs, Node, secrets, workflow};

/// Where GitHub looks for it, below the root of a project.
const FOLDERS: [&str; 2] = [".github", "workflows"];
const FILE: &str = "doctor.yml";
/// As it is shown.
const SHOWN: &str = ".github/workflows/doctor.yml";
/// Bytes of a file with examples that are read.
const MOST: usize = 64 << 10;

pub(super) fn init(runtime: &Runtime, ci: CiService, options: &Options, output: &Output) -> Result<u8, End> {
    let CiService::Github = ci;
    if options.world.is_some() {
        return Err(Fault::new("doctor init writes a file, and a simulated machine has no disk to write it to").into());
    }
    let host = super::host(runtime, options)?;
    let root = host.project().map(|project| project.root.as_str()).or(host.folder());
    let root = root.ok_or_else(|| {
        Fault::new("the folder that you are in cannot be read")
            .help("go into the folder of your project, and try again")
    })?;
    let needs = needs(&host, root);
    let text = workflow(&needs);
    let path = place(&host, root)?;
    let old = host.snapshot(&path).map_err(|why| unwritten(&why))?;
    match &old {
        Snapshot::Absent => {}
        Snapshot::File { bytes, .. } if *bytes == text.as_bytes() => {
            output.print(&format!("{SHOWN} is there already, as doctor writes it. Nothing is to do.\n"))?;
            return Ok(0);
        }
        _ => {
            return Err(Fault::new(format!("{SHOWN} is there already, and doctor overwrites nothing"))
                .help("rename that file, then say doctor init --ci github again, and take over what you need of it")
                .into());
        }
    }
    let new = Snapshot::File { bytes: text.clone().into_bytes(), mode: None };
    replace(&path, &old, &new).map_err(|why| unwritten(&why))?;
    output.print(&next(&host, root, &needs, &text))?;
    Ok(0)
}

/// The file's path, where none of its folders is something else or leads out of the project.
fn place(host: &Host, root: &str) -> Result<String, Fault> {
    let rules = host.rules();
    let home = host.real(root).unwrap_or_else(|_| root.to_owned());
    let mut at = root.to_owned();
    for name in FOLDERS {
        at = rules.join(&at, name);
        if host.look_at_link(&at).is_err() {
            // What is not there yet leads nowhere, and nor does what comes below it.
            continue;
        }
        let real = host.real(&at).map_err(|_| in_the_way(name, "is a link that leads nowhere"))?;
        if !rules.is_within(&real, &home) {
            return Err(in_the_way(name, "is a link that leads out of the project"));
        }
        if host.look(&at).is_ok_and(|seen| seen.what != What::Folder) {
            return Err(in_the_way(name, "is no folder"));
        }
    }
    Ok(rules.join(&at, FILE))
}

fn in_the_way(name: &str, how: &str) -> Fault {
    Fault::new(format!("{SHOWN} was not written: `{name}` {how}"))
        .help("rename it, or put a folder in its place, then try again")
}

fn unwritten(why: &Unwritten) -> End {
    let words = match why {
        Unwritten::ReadOnly => "what lies there can only be read, as on a disk that is locked".to_owned(),
        _ => why.words(),
    };
    let fault = Fault::new(format!("{SHOWN} was not written: {words}"));
    End::NoReport(
        fault.help("nothing was changed; put that right, or copy the project to a folder of your own, then try again"),
    )
}

/// What the project's own files say that it is made with.
fn needs<'a>(host: &Host, root: &str) -> Needs<'a> {
    let rules = host.rules();
    let is_there = |name: &str| host.look(&rules.join(root, name)).is_ok();
    let package = host.read_settings(&rules.join(root, "package.json")).ok();
    let package: Option<Value> = package.and_then(|text| serde_json::from_str(&text).ok());
    let depends = |name: &str| {
        let lists = ["dependencies", "devDependencies"].map(|list| package.as_ref().and_then(|all| all.get(list)));
        lists.into_iter().flatten().any(|list| list.get(name).is_some())
    };
    let names = |name: &str| {
        [".env.example", ".dev.vars.example"].iter().any(|file| {
            let text = host.read_text(&rules.join(root, file), MOST).unwrap_or_default();
            text.lines().any(|line| line.split('=').next().unwrap_or_default().trim().ends_with(name))
        })
    };
    let version = [".nvmrc", ".node-version"].into_iter().find(|name| is_there(name));
    Needs {
        cloudflare: ["wrangler.toml", "wrangler.json", "wrangler.jsonc"].into_iter().any(is_there)
            || depends("wrangler"),
        resend: depends("resend") || names("RESEND_API_KEY"),
        node: is_there("package.json").then(|| version.map_or(Node::Nowhere, Node::File)),
    }
}

/// What was written, and what comes next.
fn next(host: &Host, root: &str, needs: &Needs<'_>, text: &str) -> String {
    let mut said = format!("Wrote {SHOWN}\n\n");
    let mut steps = Vec::new();
    if ACTION.starts_with("OWNER/") {
        let line = text.lines().position(|line| line.contains(ACTION)).map_or(0, |at| at + 1);
        steps.push(format!(
            "This doctor was not built for a release, so it does\n   not know where it comes from. In line {line} of the file,\n   put the owner of doctor's repository on GitHub in\n   place of OWNER.\n"
        ));
    }
    let secrets = secrets(needs);
    if !secrets.is_empty() {
        let mut step = "Save these on GitHub, on the page of your repository:\n   Settings, Secrets and variables, Actions, New\n   repository secret.\n".to_owned();
        for (name, from) in secrets {
            // Writing to a text cannot fail.
            let _ = writeln!(step, "     {name}\n       {from}");
        }
        steps.push(step);
    }
    let mut send = "Send the file to GitHub:\n".to_owned();
    if host.folder().is_some_and(|folder| !host.rules().same(folder, root)) {
        send = format!("Send the file to GitHub. In the folder {}:\n", host.shorten(root));
    }
    if host.project().is_none_or(|project| !project.repository) {
        send += "     (This folder is no Git repository yet. doctor check\n     project/ says what makes it one.)\n";
    }
    let _ = write!(send, "     git add {SHOWN}\n     git commit -m \"Let doctor look first\"\n     git push\n");
    steps.push(send);
    let is_one = steps.len() == 1;
    for (at, step) in steps.iter().enumerate() {
        let lead = if at == 0 { "NEXT  " } else { "      " };
        let number = if is_one { String::new() } else { format!("{}. ", at + 1) };
        let inner = step.replace('\n', "\n      ");
        let inner = if is_one { inner.replace("\n         ", "\n        ") } else { inner };
        let _ = writeln!(said, "{lead}{number}{}", inner.trim_end());
    }
    said + "      Then look under Actions, on the page of your\n      repository. doctor leaves its words there.\n"
}
