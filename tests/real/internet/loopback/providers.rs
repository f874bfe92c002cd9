//! Stand-ins for the providers, as far as their tools ask them: what they say to keys that they know, and to all others.

use serde_json::{Value, json};

use super::{Answer, Request};

/// The only account at the stand-in for Cloudflare.
pub const ACCOUNT: &str = "0123456789abcdef0123456789abcdef";

/// What gh asks for when somebody signs in.
const SCOPES: &str = "gist, read:org, repo, workflow";

/// `api.github.com`, which accepts these tokens.
pub fn github(known: &[&str]) -> impl Fn(&Request) -> Answer + Send + Sync + use<> {
    let known = owned(known);
    move |request| {
        let answer = match (knows(&known, request.bearer()), request.path.as_str()) {
            (false, _) => Answer::json(401, &json!({"message": "Bad credentials", "status": "401"})),
            (true, "/") => Answer::json(200, &json!({})).header("X-OAuth-Scopes", SCOPES),
            (true, "/user") => {
                Answer::json(200, &json!({"login": "learner", "id": 1})).header("X-OAuth-Scopes", SCOPES)
            }
            (true, "/graphql") => Answer::json(200, &json!({"data": {"viewer": {"login": "learner"}}})),
            (true, _) => Answer::json(404, &json!({"message": "Not Found", "status": "404"})),
        };
        answer.header("X-GitHub-Request-Id", "0000:0000:0000")
    }
}

/// `api.cloudflare.com`, which accepts these tokens and Global API Keys.
pub fn cloudflare(known: &[&str]) -> impl Fn(&Request) -> Answer + Send + Sync + use<> {
    let known = owned(known);
    move |request| {
        let key = request.bearer().or_else(|| request.header("x-auth-key"));
        let of_account = key.is_some_and(|key| key.starts_with("cfat_"));
        if !knows(&known, key) {
            return refuses(401, 1000, "Invalid API Token");
        }
        let account = json!({"id": ACCOUNT, "name": "Learner"});
        match request.path.split('?').next().unwrap_or_default().strip_prefix("/client/v4").unwrap_or_default() {
            "/user/tokens/verify" if of_account => refuses(401, 1000, "Invalid API Token"),
            "/user" if of_account => refuses(403, 9109, "Unauthorized to access requested resource"),
            "/memberships" if of_account => refuses(403, 10000, "Authentication error"),
            "/user/tokens/verify" => accepts(&json!({"id": ACCOUNT, "status": "active"})),
            path if path == format!("/accounts/{ACCOUNT}/tokens/verify") => {
                accepts(&json!({"id": ACCOUNT, "status": "active"}))
            }
            "/user" => accepts(&json!({"id": ACCOUNT, "email": "learner@example.com"})),
            "/accounts" => accepts(&json!([account])),
            "/memberships" => accepts(&json!([{"id": ACCOUNT, "status": "accepted", "account": account}])),
            _ => refuses(404, 7003, "Could not route to this path"),
        }
    }
}

/// `api.anthropic.com`, which refuses every message as badly written: then nothing is tried again, and a tool ends at once.
pub fn anthropic(request: &Request) -> Answer {
    let (status, kind) = if is_message(request) { (400, "invalid_request_error") } else { (404, "not_found_error") };
    Answer::json(status, &json!({"type": "error", "error": {"type": kind, "message": "stop here"}}))
}

/// Whether this is what Claude Code asks a model, which is what costs money.
pub fn is_message(request: &Request) -> bool {
    request.method == "POST" && request.path.split('?').next() == Some("/v1/messages")
}

fn accepts(result: &Value) -> Answer {
    let pages = json!({"page": 1, "per_page": 50, "total_pages": 1, "count": 1, "total_count": 1});
    let body = json!({"success": true, "errors": [], "messages": [], "result": result, "result_info": pages});
    Answer::json(200, &body)
}

fn refuses(status: u16, code: u32, message: &str) -> Answer {
    let errors = json!([{"code": code, "message": message}]);
    Answer::json(status, &json!({"success": false, "errors": errors, "messages": [], "result": null}))
}

fn owned(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

fn knows(known: &[String], key: Option<&str>) -> bool {
    key.is_some_and(|key| known.iter().any(|known| known == key))
}
