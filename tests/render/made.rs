//! A report with something of everything in it, made by hand.

use doctor::check::{CheckId, Proof, Risk, Severity, Window};
use doctor::fact::{Reason, Unknown};
use doctor::judge::{Strictness, counts, headline, next, verdict};
use doctor::machine::{Machine, Os, Project};
use doctor::report::{
    Accepted, CauseFound, Doer, EditShown, Finding, FixShown, ItemFound, Notice, NoticeKind, PasteShown, Place, Report,
    SCHEMA, Settings, SkipReason, Status, UndecidedCause, Weight,
};

/// What a run with these findings reports.
pub fn report(checks: Vec<(CheckId, Finding)>) -> Report {
    let headline = headline(&checks, Strictness::Required);
    Report {
        schema: SCHEMA,
        doctor: "0.1.0",
        profile: "workshop".to_owned(),
        label: Some("Ada's laptop".to_owned()),
        started: "2026-11-20T12:00:00Z".to_owned(),
        duration_ms: 412,
        machine: Machine::plain(Os::Linux),
        project: Some(Project { root: "~/site".to_owned(), repository: true }),
        settings: None,
        verdict: verdict(&headline),
        counts: counts(&checks),
        next: next(&checks, Strictness::Required),
        headline,
        checks,
        probes: Vec::new(),
        interrupted: false,
    }
}

pub fn id(text: &str) -> CheckId {
    CheckId::parse(text).unwrap()
}

pub fn finding(status: Status, say: &str) -> Finding {
    Finding {
        title: "It is as it should be".to_owned(),
        required: true,
        status,
        say: say.to_owned(),
        cause: None,
        proof: (status == Status::Pass).then_some(Proof::Local),
        causes: Vec::new(),
        undecided: Vec::new(),
        blocked_by: None,
        skip: None,
        uses: Vec::new(),
        fixes: Vec::new(),
        accepted: Vec::new(),
        duration_ms: 91,
        hollow: false,
        raised: false,
    }
}

pub fn cause(id: &str, status: Severity, say: &str) -> CauseFound {
    CauseFound {
        id: id.to_owned(),
        status,
        say: say.to_owned(),
        detail: None,
        place: None,
        items: Vec::new(),
        fixes: Vec::new(),
    }
}

/// A finding that is what its causes are.
pub fn wrong(causes: Vec<CauseFound>, fixes: Vec<FixShown>) -> Finding {
    let status = match causes[0].status {
        Severity::Fail => Status::Fail,
        Severity::Warn => Status::Warn,
        Severity::Unknown => Status::Unknown,
    };
    let cause = Some(causes[0].id.clone());
    Finding { cause, fixes, ..finding(status, &causes[0].say.clone()) }.with(causes)
}

trait With {
    fn with(self, causes: Vec<CauseFound>) -> Self;
}

impl With for Finding {
    fn with(self, causes: Vec<CauseFound>) -> Self {
        Self { causes, ..self }
    }
}

pub fn fix(id: &str, title: &str) -> FixShown {
    FixShown {
        id: id.to_owned(),
        title: title.to_owned(),
        run: None,
        paste: None,
        open: None,
        text: None,
        edit: None,
        risk: Risk::Safe,
        by: Doer::Doctor,
        touches: Vec::new(),
        undo: None,
        ask: None,
        folder: None,
    }
}

pub fn place(file: &str, line: u32) -> Option<Place> {
    Some(Place { file: file.to_owned(), line: Some(line) })
}

pub fn words(text: &[&str]) -> Option<Vec<String>> {
    Some(text.iter().map(|word| (*word).to_owned()).collect())
}

/// Two fails, one optional fail, warnings with places, what waits, what could not be told, what was accepted.
pub fn rich() -> Report {
    let dead = CauseFound {
        detail: Some("It was revoked or has expired, so nothing can be pushed.".to_owned()),
        place: place("~/.zshrc", 12),
        fixes: vec!["drop".to_owned(), "login".to_owned()],
        ..cause("token-rejected", Severity::Fail, "GitHub no longer accepts the token in GH_TOKEN")
    };
    let edit =
        EditShown { file: "~/.zshrc".to_owned(), remove_line: Some("12".to_owned()), append_line: None, set_key: None };
    let signed_in = wrong(
        vec![dead],
        vec![
            FixShown { edit: Some(edit), ..fix("drop", "Remove the variable that holds the dead token") },
            FixShown {
                run: words(&["gh", "auth", "login", "--web"]),
                folder: Some("~/my site".to_owned()),
                ..fix("login", "Sign in to GitHub in the browser")
            },
        ],
    );
    let item = |file: &str, line: u32| ItemFound {
        say: format!("A key of Resend stands in {file}, line {line}"),
        about: file.to_owned(),
        place: place(file, line),
        fixes: vec!["replace".to_owned()],
    };
    let keys = CauseFound {
        detail: Some("Everybody who can read the project can use it.".to_owned()),
        items: vec![item("src/mail.js", 3), item("docs/set up.md", 40), item("/etc/mail.conf", 1)],
        fixes: vec!["replace".to_owned()],
        ..cause("in-code", Severity::Fail, "A key of Resend stands in src/mail.js, line 3")
    };
    let page =
        FixShown { open: Some("https://resend.com/api-keys".to_owned()), ..fix("replace", "Make the key worthless") };
    let old = CauseFound {
        place: place("package.json", 7),
        fixes: vec!["update".to_owned()],
        ..cause("old", Severity::Warn, "wrangler 3.1.0 is old: 100% of *this* [needs] a | newer one")
    };
    let paste = PasteShown { sh: Some("npm update\nnpm test".to_owned()), powershell: None, window: Window::Any };
    let update = FixShown { paste: Some(paste), ..fix("update", "Update it") };
    let optional =
        Finding { required: false, ..wrong(vec![cause("missing", Severity::Fail, "gh is missing")], vec![]) };
    let open = |reason, say: &str| Finding {
        undecided: vec![UndecidedCause {
            cause: "x".to_owned(),
            status: Severity::Fail,
            unknown: Unknown::new(reason),
        }],
        ..finding(Status::Unknown, say)
    };
    let lived_with = Accepted {
        cause: "large".to_owned(),
        about: Some("assets/film.mp4".to_owned()),
        status: Severity::Warn,
        say: "assets/film.mp4 is larger than GitHub likes".to_owned(),
        reason: "the film is the site".to_owned(),
        until: "2027-01-31".to_owned(),
        weight: Weight::None,
    };
    let accepted = Finding {
        skip: Some(SkipReason::Accepted),
        accepted: vec![lived_with.clone()],
        ..finding(Status::Skip, "accepted in doctor.toml")
    };
    let expired = Accepted { reason: "until the holidays".to_owned(), weight: Weight::Warning, ..lived_with };
    let waits = Finding {
        blocked_by: Some(id("github/signed-in")),
        skip: Some(SkipReason::Blocked),
        ..finding(Status::Skip, "waits for github/signed-in")
    };
    let left_out = Finding { skip: Some(SkipReason::Offline), ..finding(Status::Skip, "The site answers") };
    let mut report = report(vec![
        (id("tool/git"), finding(Status::Pass, "Git 2.51.2 works")),
        (id("tool/wrangler"), Finding { accepted: vec![expired], ..wrong(vec![old], vec![update]) }),
        (id("tool/gh"), optional),
        (id("github/signed-in"), signed_in),
        (id("github/can-push"), waits),
        (id("safety/code"), wrong(vec![keys], vec![page])),
        (id("network/reachable"), open(Reason::Timeout, "Could not tell: GET /user: it did not answer in time")),
        (id("laptop/key-copy"), open(Reason::OnlyYou, "Could not tell: only you can know this")),
        (id("project/large-files"), accepted),
        (id("network/site"), left_out),
    ]);
    let notice = |kind, line, say: &str| Notice { kind, say: say.to_owned(), line };
    report.settings = Some(Settings {
        file: "doctor.toml".to_owned(),
        notices: vec![
            notice(NoticeKind::UnusedAcceptance, 4, "Nothing is wrong with tool/npm any more: this can go"),
            notice(NoticeKind::ExpiredAcceptance, 9, "What was accepted for tool/wrangler is over"),
        ],
    });
    report
}
