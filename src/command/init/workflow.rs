//! The workflow for GitHub Actions that runs doctor, in words for somebody who never saw one.

use std::fmt::Write;

/// What the jobs of a project need, as its files tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs<'a> {
    /// It goes to Cloudflare.
    pub(super) cloudflare: bool,
    /// It sends mail with Resend.
    pub(super) resend: bool,
    pub(super) node: Option<Node<'a>>,
}

/// Where the version of Node.js stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    /// In a file of the project.
    File(&'a str),
    Nowhere,
}

/// The version of Node.js for projects that name none.
const NODE: &str = "24";
const CHECKOUT: &str = "actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0";
const SETUP_NODE: &str = "actions/setup-node@a0853c24544627f65ddf259abe73b1d18a591444 # v5.0.0";

/// Which action runs doctor. Whoever builds a release says where it stands; for others its owner is a gap to fill.
pub(super) const ACTION: &str = match option_env!("DOCTOR_ACTION") {
    Some(action) => action,
    None => concat!("OWNER/doctor@v", env!("CARGO_PKG_VERSION")),
};

const HEAD: &str = "\
# Written by: doctor init --ci github
# The file is yours now. Change it as you like; doctor does not write it again.
#
# Whenever somebody pushes, GitHub starts an empty computer for you. doctor looks there whether
# your project can be built and put online, and says on the page of the commit what is missing.
name: doctor

on: [push, pull_request]

# What this job may do with your repository: read it, and nothing else.
permissions:
  contents: read

jobs:
  # Another job of this file waits for this one where it says: needs: doctor
  doctor:
    runs-on: ubuntu-latest
    # doctor is done in seconds. Where something hangs, GitHub ends the job after these minutes.
    timeout-minutes: 5
";

const NOT_FOR_FORKS: &str =
    "    # A pull request out of somebody else's copy of your repository (a fork) gets none of your secrets.
    # doctor could only say there that they are missing, so it does not look.
    if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository
";

const TOKENS: &str =
    "        # What doctor asks the services with. Only doctor gets it, and no value stands in this file.
        env:
          # GitHub makes this one for each job by itself.
          GH_TOKEN: ${{ github.token }}
";

const SAVED: &str = "          # You save these on GitHub: Settings of the repository, Secrets and variables, Actions.
";

/// The secrets that have to be saved, with where each comes from.
pub(super) fn secrets(needs: &Needs<'_>) -> Vec<(&'static str, &'static str)> {
    let cloudflare = [
        ("CLOUDFLARE_API_TOKEN", "https://dash.cloudflare.com/profile/api-tokens"),
        ("CLOUDFLARE_ACCOUNT_ID", "32 letters and digits, in the address of your dashboard"),
    ];
    let resend = [("RESEND_API_KEY", "https://resend.com/api-keys")];
    let wanted = [(needs.cloudflare, &cloudflare[..]), (needs.resend, &resend[..])];
    wanted.into_iter().filter(|(wanted, _)| *wanted).flat_map(|(_, secrets)| secrets.to_vec()).collect()
}

/// The whole file.
pub(super) fn workflow(needs: &Needs<'_>) -> String {
    let secrets = secrets(needs);
    let mut text = HEAD.to_owned();
    if !secrets.is_empty() {
        text += NOT_FOR_FORKS;
    }
    text +=
        "    steps:\n      # Your files. The long number is one exact version of this step, which stays as it is.\n";
    // Writing to a text cannot fail.
    let _ = writeln!(text, "      - uses: {CHECKOUT}\n        with:\n          persist-credentials: false");
    if let Some(node) = needs.node {
        let _ = writeln!(text, "\n      - uses: {SETUP_NODE}\n        with:");
        let _ = match node {
            Node::File(name) => writeln!(text, "          node-version-file: {name}"),
            Node::Nowhere => writeln!(text, "          node-version: {NODE}"),
        };
    }
    let _ = writeln!(text, "\n      - uses: {ACTION}");
    text += TOKENS;
    if !secrets.is_empty() {
        text += SAVED;
    }
    for (name, _) in secrets {
        let _ = writeln!(text, "          {name}: ${{{{ secrets.{name} }}}}");
    }
    text
}
