//! What each service says clearly of a key, as it is documented or as its own programs know it.

use serde_json::{Value, json};

use super::Answer;

/// What is said of a key that works. Of some kinds there are several such answers.
pub fn alive(id: &str) -> Vec<Answer> {
    let ok = |body: Value| Answer::json(200, &body);
    let service = id.split('/').next().unwrap();
    match service {
        "anthropic" => vec![ok(json!({"data": [], "has_more": false, "first_id": null, "last_id": null}))],
        "cloudflare" => vec![ok(json!({"success": true, "errors": [], "result": {"id": "1", "status": "active"}}))],
        "digitalocean" => vec![ok(json!({"account": {"uuid": "b6fr89dbf6d9156cace5f3c78dc9851d957381ef"}}))],
        "discord" => vec![ok(json!({"id": "80351110224678912", "username": "bot"}))],
        "figma" => vec![ok(json!({"id": "2", "email": "learner@example.com"}))],
        "github" if id == "github/installation" => vec![named(ok(json!({"total_count": 0, "repositories": []})))],
        "github" => {
            let without = "Resource not accessible by integration";
            let locked = "Resource protected by organization SAML enforcement.";
            let single = named(Answer::json(403, &json!({"message": locked})));
            let single = single.header("X-GitHub-SSO", "required; url=https://example.com/sso");
            let rights = named(Answer::json(403, &json!({"message": without})));
            vec![named(ok(json!({"login": "learner", "id": 1}))), rights, single]
        }
        "groq" | "openai" => vec![ok(json!({"object": "list", "data": []}))],
        "hugging-face" => vec![ok(json!({"type": "user", "name": "learner"}))],
        "notion" => vec![ok(json!({"object": "user", "type": "bot"}))],
        "postman" => vec![ok(json!({"user": {"id": 12345678, "username": "learner"}}))],
        "replicate" => vec![ok(json!({"type": "user", "username": "learner"}))],
        "resend" => {
            let only_sends = "This API key is restricted to only send emails";
            let only_sends = json!({"statusCode": 401, "name": "restricted_api_key", "message": only_sends});
            vec![ok(json!({"object": "list", "data": []})), Answer::json(401, &only_sends)]
        }
        "sendgrid" => vec![ok(json!({"scopes": ["mail.send"]}))],
        "slack" => vec![ok(json!({"ok": true, "user_id": "W12345678", "team_id": "T12345678"}))],
        "stripe" => {
            let few = "The provided key 'rk_****' does not have the required permissions for this endpoint on account 'acct_1'.";
            let few = json!({"error": {"type": "invalid_request_error", "message": few}});
            vec![ok(json!({"object": "account", "id": "acct_1"})), Answer::json(403, &few)]
        }
        "telegram" => vec![ok(json!({"ok": true, "result": {"id": 1, "is_bot": true}}))],
        "vercel" => vec![ok(json!({"user": {"id": "1", "email": "learner@example.com"}}))],
        _ => panic!("what says {id} of a key that works?"),
    }
}

/// What is said of a key that is worth nothing. Some services never say that clearly.
pub fn dead(id: &str) -> Vec<Answer> {
    let no = |status, body: Value| Answer::json(status, &body);
    match id.split('/').next().unwrap() {
        "anthropic" => {
            let error = json!({"type": "authentication_error", "message": "invalid x-api-key"});
            vec![no(401, json!({"type": "error", "error": error}))]
        }
        "cloudflare" => {
            let over = no(200, json!({"success": true, "errors": [], "result": {"id": "1", "status": "expired"}}));
            let invalid = json!([{"code": 1000, "message": "Invalid API Token"}]);
            let invalid = no(401, json!({"success": false, "errors": invalid, "result": null}));
            if id == "cloudflare/user-token" { vec![over, invalid] } else { vec![over] }
        }
        "digitalocean" => vec![no(401, json!({"id": "Unauthorized", "message": "Unable to authenticate you"}))],
        "discord" => vec![no(401, json!({"message": "401: Unauthorized", "code": 0}))],
        "github" => vec![named(no(401, json!({"message": "Bad credentials", "status": "401"})))],
        "groq" | "openai" => {
            vec![no(401, json!({"error": {"type": "invalid_request_error", "code": "invalid_api_key"}}))]
        }
        "notion" => {
            vec![no(401, json!({"object": "error", "code": "unauthorized", "message": "API token is invalid."}))]
        }
        "replicate" => {
            let detail = "You did not pass a valid authentication token";
            vec![no(401, json!({"title": "Unauthenticated", "detail": detail, "status": 401}))]
        }
        "resend" => vec![
            no(403, json!({"statusCode": 403, "name": "invalid_api_key", "message": "API key is invalid"})),
            no(401, json!({"statusCode": 401, "name": "validation_error", "message": "API key is invalid"})),
        ],
        "slack" => {
            let said = ["token_revoked", "token_expired", "account_inactive"];
            said.iter().map(|word| no(200, json!({"ok": false, "error": word}))).collect()
        }
        "stripe" => {
            let message = "Invalid API Key provided: sk_live_****abcd";
            let over = json!({"code": "api_key_expired", "message": "Expired API Key provided: sk_live_****abcd"});
            vec![no(401, json!({"error": {"message": message}})), no(401, json!({"error": over}))]
        }
        "telegram" => vec![no(401, json!({"ok": false, "error_code": 401, "description": "Unauthorized"}))],
        "vercel" => {
            vec![no(403, json!({"error": {"code": "forbidden", "message": "Not authorized", "invalidToken": true}}))]
        }
        _ => Vec::new(),
    }
}

/// What is said of keys that may well work, and looks much like a no.
pub fn look_alikes(id: &str) -> Vec<Answer> {
    let no = |status, body: Value| Answer::json(status, &body);
    match id.split('/').next().unwrap() {
        "anthropic" => {
            let said = [
                (403, "permission_error", "Your API key does not have permission to use the specified resource."),
                (403, "forbidden", "Request not allowed"),
                (401, "authentication_error", "x-api-key header is required"),
            ];
            let body = |kind, message| json!({"type": "error", "error": {"type": kind, "message": message}});
            said.iter().map(|(status, kind, message)| no(*status, body(kind, message))).collect()
        }
        "cloudflare" => {
            let mut said = vec![
                no(200, json!({"success": true, "result": {"id": "1", "status": "disabled"}})),
                no(403, json!({"success": false, "errors": [{"code": 9109, "message": "Unauthorized to access"}]})),
            ];
            if id == "cloudflare/old-token" {
                // So a token of an account is answered, which works elsewhere.
                said.push(no(
                    401,
                    json!({"success": false, "errors": [{"code": 1000, "message": "Invalid API Token"}]}),
                ));
            }
            said
        }
        "digitalocean" => {
            vec![no(403, json!({"id": "forbidden", "message": "You are not authorized to perform this operation"}))]
        }
        "figma" => vec![no(403, json!({"status": 403, "err": "Invalid token"}))],
        "github" => {
            let bad = json!({"message": "Bad credentials", "status": "401"});
            let many = json!({"message": "Maximum number of login attempts exceeded. Please try again later."});
            vec![no(401, bad), named(no(401, json!({"message": "Requires authentication"}))), named(no(403, many))]
        }
        "hugging-face" => vec![no(401, json!({"error": "Invalid credentials in Authorization header"}))],
        "notion" => vec![no(403, json!({"code": "restricted_resource"}))],
        "openai" => ["ip_not_authorized", "incorrect_hostname", "unsupported_country_region_territory"]
            .iter()
            .map(|code| no(401, json!({"error": {"code": code}})))
            .collect(),
        "postman" => vec![no(401, json!({"error": {"name": "AuthenticationError", "message": "Invalid API Key."}}))],
        "replicate" => {
            vec![no(401, json!({"title": "Unauthenticated", "detail": "You did not pass an authentication token"}))]
        }
        "resend" => ["missing_api_key", "invalid_access", "security_error", "validation_error"]
            .iter()
            .map(|name| no(401, json!({"statusCode": 401, "name": name, "message": "something else"})))
            .collect(),
        "sendgrid" => {
            let said = "The provided authorization grant is invalid, expired, or revoked";
            vec![no(401, json!({"errors": [{"field": null, "message": said}]}))]
        }
        "slack" => ["invalid_auth", "not_authed", "access_denied", "ratelimited"]
            .iter()
            .map(|word| no(200, json!({"ok": false, "error": word})))
            .collect(),
        "stripe" => vec![no(401, json!({"error": {"message": "You did not provide an API key."}}))],
        "telegram" => vec![no(404, json!({"ok": false, "error_code": 404, "description": "Not Found"}))],
        "vercel" => vec![
            no(403, json!({"error": {"code": "forbidden", "message": "Not authorized"}})),
            no(403, json!({"error": {"code": "forbidden", "missingToken": true}})),
        ],
        _ => Vec::new(),
    }
}

/// GitHub's own answers have a number, which a proxy's do not.
fn named(answer: Answer) -> Answer {
    answer.header("X-GitHub-Request-Id", "0000:0000:0000")
}
