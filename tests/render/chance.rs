//! Hostile reports out of a seed: what could break a format, forge a line, or command a runner.

use doctor::check::{CheckId, Severity};
use doctor::machine::Os;
use doctor::report::{
    Accepted, Finding, FixShown, ItemFound, Notice, NoticeKind, PasteShown, Place, Report, Settings, SkipReason,
    Status, Weight,
};

use super::made::{cause, finding, fix, id, report, words, wrong};

/// Pieces that mean something to a format, a screen or a runner.
pub const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\x08",
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\u{9b}31m",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "::add-path::/tmp/evil",
    "\n::error::forged",
    "\n  ::stop-commands::x",
    "##[add-path]x",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[x]",
    "::",
    ":",
    "]]>",
    "<![CDATA[",
    "</testcase>",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "&amp;",
    "&#58;",
    "&",
    "\"",
    "'",
    "`",
    "```",
    "````sh",
    "\n````\n# x",
    "~~~",
    "|",
    "\\|",
    "\\",
    "*",
    "_",
    "[a](https://example.com)",
    "![",
    "@ada",
    "@anthropic-ai/x",
    "#12",
    "# x",
    "- x",
    "1. x",
    "> x",
    "$x$",
    "{{",
    "{0}",
    "%",
    "%0A",
    "%25",
    ",",
    "=",
    "title=x",
    "é",
    "日本",
    "😀",
    "❤️",
    "👩‍💻",
    "a",
    " ",
    "  ",
    "..",
    "/",
    "~/",
    "C:\\x",
    "\u{10ffff}",
    "\u{e0041}",
];

/// Numbers that look like chance and are the same in each run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    pub fn text(&mut self) -> String {
        let pieces = if self.below(100) == 0 { 1000 } else { 1 + self.below(10) };
        (0..pieces).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) > 0).then(|| make(self))
    }

    fn place(&mut self) -> Place {
        let file =
            [self.text(), format!("~/site/{}", self.text()), format!("/{}", self.text()), "src/a b.js".to_owned()];
        Place { file: file[self.below(4)].clone(), line: self.maybe(|chance| chance.below(9) as u32) }
    }

    fn fix(&mut self, name: &str) -> FixShown {
        let (mut fix, text) = (fix(name, &self.text()), self.text());
        match self.below(4) {
            0 => fix.run = words(&["x", &text]),
            1 => fix.text = Some(text),
            2 => fix.open = Some(text),
            _ => {
                let window = doctor::check::Window::Any;
                fix.paste = Some(PasteShown { sh: Some(text), powershell: None, window });
            }
        }
        fix.folder = self.maybe(Self::text);
        fix
    }

    fn accepted(&mut self) -> Accepted {
        Accepted {
            cause: self.text(),
            about: self.maybe(Self::text),
            status: [Severity::Fail, Severity::Warn][self.below(2)],
            say: self.text(),
            reason: self.text(),
            until: "2027-01-31".to_owned(),
            weight: [Weight::None, Weight::Warning][self.below(2)],
        }
    }

    pub fn finding(&mut self) -> Finding {
        let kinds = [Severity::Fail, Severity::Warn, Severity::Unknown];
        let fixes = vec![self.fix("one"), self.fix("two")];
        let mut finding = match self.below(4) {
            0 => finding([Status::Pass, Status::Skip, Status::Unknown][self.below(3)], &self.text()),
            _ => {
                let mut cause = cause("wrong", kinds[self.below(3)], &self.text());
                cause.detail = self.maybe(Self::text);
                cause.place = self.maybe(Self::place);
                cause.fixes = vec!["one".to_owned(), "two".to_owned()];
                for _ in 0..self.below(4) {
                    let (say, about, place) = (self.text(), self.text(), self.maybe(Self::place));
                    cause.items.push(ItemFound { say, about, place, fixes: vec!["two".to_owned()] });
                }
                wrong(vec![cause], fixes)
            }
        };
        if finding.status == Status::Skip {
            finding.skip = Some([SkipReason::Accepted, SkipReason::Offline][self.below(2)]);
        }
        finding.accepted = (0..self.below(3)).map(|_| self.accepted()).collect();
        finding.required = self.below(3) > 0;
        finding
    }

    pub fn report(&mut self) -> Report {
        let areas = ["tool", "project", "safety"];
        let checks: Vec<(CheckId, Finding)> =
            (0..self.below(16)).map(|at| (id(&format!("{}/x{at}", areas[at % 3])), self.finding())).collect();
        let mut report = report(checks);
        report.label = self.maybe(Self::text);
        if let Some(project) = &mut report.project
            && self.below(3) == 0
        {
            project.root = self.text();
        }
        report.machine.os = [Os::Linux, Os::Windows][self.below(2)];
        report.settings = self.maybe(|chance| {
            let notice = |chance: &mut Self| Notice { kind: NoticeKind::UnusedAcceptance, say: chance.text(), line: 3 };
            Settings { file: "doctor.toml".to_owned(), notices: (0..chance.below(3)).map(|_| notice(chance)).collect() }
        });
        report
    }
}

/// A report that is too much for every page and margin: a few hundred hostile findings, again and again.
pub fn huge() -> Report {
    many(10_000)
}

/// A report with so many findings, hostile ones.
pub fn many(count: usize) -> Report {
    let mut chance = Chance(11);
    let few: Vec<Finding> = (0..200).map(|_| chance.finding()).filter(|finding| finding.say.len() < 200).collect();
    report((0..count).map(|at| (id(&format!("tool/x{at}")), few[at % few.len()].clone())).collect())
}

/// Hostile reports for the tests of each format.
pub fn reports() -> impl Iterator<Item = Report> {
    let mut chance = Chance(7);
    (0..60).map(move |_| chance.report())
}
