//! wrangler against a stand-in for Cloudflare: which of several credentials it sends, and what it says of them.
//! Each call takes wrangler more than a second, so one test asks no more than it must.

mod looked_at;
mod says;
mod takes;

use super::{Internet, Ran};
use crate::installed::{Tool, Tools};
use crate::machine::Machine;

const API: &str = "api.cloudflare.com";
const FAR: &str = "2099-01-01T00:00:00.000Z";
const PAST: &str = "2020-01-01T00:00:00.000Z";
const LOGIN: &str = "home/.config/.wrangler/config/default.toml";

/// A machine in whose project all that is asked is who the owner is; a login is kept on it, good until `until`.
fn signed_in(tools: &Tools, internet: &Internet, until: &str) -> Machine {
    let machine = signed_out(tools, internet);
    let token = format!("oauth_token = \"login\"\nexpiration_time = \"{until}\"\nrefresh_token = \"renewal\"\n");
    machine.write(LOGIN, &format!("{token}scopes = [\"account:read\", \"user:read\", \"offline_access\"]\n"));
    machine
}

fn signed_out(tools: &Tools, internet: &Internet) -> Machine {
    let mut machine = Machine::with(tools, &[Tool::Node, Tool::Wrangler]);
    machine.online(internet);
    machine
}

fn ask(machine: &Machine) -> Ran {
    machine.run("wrangler", &["whoami", "--json"])
}
