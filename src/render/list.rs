//! All checks, a line each.

use owo_colors::OwoColorize;

use super::Look;
use super::words::indented;
use crate::catalog::Catalog;
use crate::select::{LeftOut, Plan};

/// The list for people, in the order in which checks are told.
pub fn list(catalog: &Catalog, plan: &Plan, look: &Look) -> String {
    let widest = plan.entries.iter().map(|entry| entry.id.as_str().len()).max().unwrap_or(0);
    let mut out = String::new();
    for entry in &plan.entries {
        let Some(head) = catalog.head(&entry.id) else { continue };
        let note = match (entry.left_out, entry.required) {
            (None, true) => "",
            (None, false) => " (optional)",
            (Some(LeftOut::Platform), _) => " (not on this kind of computer)",
            (Some(LeftOut::Offline), _) => " (needs the network)",
            (Some(LeftOut::Off), _) => " (switched off in doctor.toml)",
            (Some(LeftOut::Profile | LeftOut::Deselected), _) => " (not in this profile)",
        };
        let text = indented(&format!("{}{note}", head.title), widest + 2, look.width);
        let id = format!("{:<widest$}", entry.id);
        out.push_str(&format!("{}  {text}\n", id.bold()));
    }
    out
}
