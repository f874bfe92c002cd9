//! GitHub CLI on a simulated machine: whom it is signed in as, and what GitHub says of its token.

use serde::Deserialize;

use super::{failed, printed};
use crate::host::Ended;
use crate::host::world::programs::RunSpec;

/// GitHub CLI. Where nothing is said of its login, it is not signed in.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct GhSpec {
    /// Its version, without what the tool prints around it.
    pub version: Option<String>,
    /// The file that it is started by; the tool's name in a folder on PATH when left out.
    pub at: Option<String>,
    /// How it ends whatever it is asked, as for `run`.
    pub broken: Option<RunSpec>,
    /// The account that it is signed in to.
    pub user: Option<String>,
    /// The token's scopes, such as `gist, read:org, repo, workflow`; the usual ones when left out.
    pub scopes: Option<String>,
    /// When the token expires, as GitHub writes it: `2026-11-23 12:00:00 UTC`.
    pub expires: Option<String>,
    /// GitHub rejects the token with this message.
    pub rejected: Option<String>,
    /// It cannot reach GitHub.
    pub offline: bool,
}

const USUAL_SCOPES: &str = "gist, read:org, repo, workflow";

impl GhSpec {
    pub(super) fn answer(&self, args: &[&str]) -> Option<Ended> {
        match args.split_first()? {
            (&"api", rest) if rest.contains(&"user") => {
                Some(self.user(rest.contains(&"-i") || rest.contains(&"--include")))
            }
            _ => None,
        }
    }

    /// `gh api user`, with the headers of the answer where they are asked for.
    fn user(&self, headers: bool) -> Ended {
        if self.offline {
            return failed(
                1,
                "error connecting to api.github.com\ncheck your internet connection or https://githubstatus.com\n",
            );
        }
        let answer = |status: &str, more: &str, body: String| {
            let head = format!("HTTP/2.0 {status}\r\nX-Github-Request-Id: 1\r\n{more}\r\n");
            if headers { format!("{head}{body}") } else { body }
        };
        if let Some(message) = &self.rejected {
            let body = format!("{{\"message\":\"{message}\",\"status\":\"401\"}}");
            let stderr = format!("gh: {message} (HTTP 401)\n");
            return Ended::Exited { code: 1, stdout: answer("401 Unauthorized", "", body), stderr };
        }
        let Some(user) = &self.user else {
            return failed(4, "To get started with GitHub CLI, please run:  gh auth login\n");
        };
        let scopes = self.scopes.as_deref().unwrap_or(USUAL_SCOPES);
        let mut more = format!("X-Oauth-Scopes: {scopes}\r\n");
        if let Some(expires) = &self.expires {
            more.push_str(&format!("Github-Authentication-Token-Expiration: {expires}\r\n"));
        }
        printed(answer("200 OK", &more, format!("{{\"login\":\"{user}\"}}")))
    }
}
