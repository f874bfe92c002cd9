//! One step on the screen: what will happen, what it touches, and what came of it.

use owo_colors::OwoColorize;

use crate::check::Risk;
use crate::fix::diff::Line;
use crate::fix::{Mode, Step, Way};
use crate::leaks::report::Status;
use crate::machine::Os;
use crate::render::Look;
use crate::render::shell::{Doing, doing};
use crate::render::words::Block;
use crate::report::Report;

/// Columns in front of everything about a step.
const INDENT: usize = 4;

/// What a step will do, and what it touches.
pub fn step(step: &Step<'_>, can_undo: bool, report: &Report, look: &Look) -> String {
    let mut out = String::from("\n");
    let mut block = Block::new(&mut out, INDENT, look.width);
    let end = if step.fix.title.ends_with(['.', ':', '!']) { "" } else { ":" };
    block.line(&format!("{}{end}", step.fix.title));
    match (&step.way, doing(step.fix, &report.machine)) {
        (Way::Edit(edit), _) => block.line(&format!("The file is {}.", edit.file)),
        (_, Doing::Read(words)) => block.line(&words),
        (_, Doing::Copy(text)) => block.copy(&text),
    }
    if let Some(words) = touches(step, can_undo, report) {
        block.line(&words.dimmed().to_string());
    }
    out
}

/// What doing it means for the computer.
fn touches(step: &Step<'_>, can_undo: bool, report: &Report) -> Option<String> {
    if matches!(step.way, Way::Open(_) | Way::Read(_) | Way::Paste(_)) {
        return matches!(step.way, Way::Paste(_))
            .then(|| "Only you can do this: paste it into the terminal window that it is for.".to_owned());
    }
    let words = match step.fix.risk {
        Risk::Safe => "This touches nothing that you could miss.",
        Risk::EditsFile if !can_undo => "doctor can keep no copy of what this changes, so it could not take it back.",
        Risk::EditsFile if step.fix.undo.is_some() && step.fix.touches.is_empty() => "doctor fix --undo takes it back.",
        Risk::EditsFile => "doctor keeps a copy, and doctor fix --undo puts it back.",
        Risk::Installs if step.fix.undo.is_some() => {
            "This installs or removes a program. doctor fix --undo takes it back."
        }
        Risk::Installs => "This installs or removes a program.",
        Risk::SignsIn => "This opens your browser, where you sign in yourself.",
        Risk::NeedsAdmin if report.machine.os == Os::Windows => "This needs an administrator's rights.",
        Risk::NeedsAdmin => {
            "This changes the system, and may ask for the password with which you sign in to this computer."
        }
        Risk::CostsMoney => "This may cost money, so doctor leaves it to you.",
        Risk::Manual => "This is more than a repair, so read the command first.",
    };
    Some(words.to_owned())
}

/// What an edit changes. `hide` takes out what nobody may see.
pub fn diff(lines: &[Line], hide: impl Fn(&str) -> String, look: &Look) -> String {
    let mut out = String::new();
    let mut block = Block::new(&mut out, INDENT, look.width);
    for line in lines {
        match line {
            Line::Same(at, text) => block.copy(&format!("{at:>4}   {}", hide(text)).dimmed().to_string()),
            Line::Removed(at, text) => block.copy(&format!("{at:>4} - {}", hide(text)).red().to_string()),
            Line::Added(at, text) => block.copy(&format!("{at:>4} + {}", hide(text)).green().to_string()),
        }
    }
    out
}

/// The question before a step.
pub fn question(step: &Step<'_>) -> String {
    let question = match step.way {
        Way::Edit(edit) if edit.set_key.is_some() => "Do you have the key at hand?",
        Way::Edit(_) => "Change the file?",
        Way::Open(_) => "Open the page in your browser?",
        _ => "Run it now?",
    };
    format!("    {question}")
}

/// The file has the line already.
pub fn already(look: &Look) -> String {
    line("The file says so already, so there is nothing to change. It counts in each new terminal window.", look)
}

pub fn not_changed(step: &Step<'_>, why: &str, look: &Look) -> String {
    let file = match step.way {
        Way::Edit(edit) => edit.file.as_str(),
        _ => "it",
    };
    line(&format!("doctor cannot change {file}: {why}. It is as it was; change it by hand."), look)
}

/// A file was changed.
pub fn edited(number: u64, look: &Look) -> String {
    line(&format!("Done. To take it back: doctor fix --undo {number}"), look)
}

/// How a program that doctor started ended, where that needs words.
pub fn ended(words: Option<String>, look: &Look) -> String {
    words.map_or_else(String::new, |words| line(&words, look))
}

/// A program that a step needs is missing.
pub fn not_here(program: &str, look: &Look) -> String {
    line(&format!("This computer has no {program} that doctor could start, so this is left."), look)
}

/// Nobody agreed to a step.
pub fn left(step: &Step<'_>, mode: Mode, look: &Look) -> String {
    let text = match (mode, &step.way) {
        (_, Way::Open(_) | Way::Read(_) | Way::Paste(_)) => "Left for you.",
        (Mode::Agreed, _) => "Left: --yes does only what can be taken back. Without --yes, doctor asks.",
        _ => "Left.",
    };
    line(text, look)
}

/// What is still worth doing once a check is fine: words to read, and what is more than a repair.
pub fn afterwards<'s, 'a: 's>(rest: impl Iterator<Item = &'s Step<'a>>, report: &Report, look: &Look) -> String {
    let mut out = String::new();
    for step in rest {
        let title = step.fix.title.trim_end_matches(['.', ':']);
        let mut block = Block::new(&mut out, INDENT, look.width);
        match (step.way, doing(step.fix, &report.machine)) {
            (Way::Read(text), _) => block.line(&format!("Afterwards: {title}. {text}")),
            (_, Doing::Copy(command)) if step.fix.risk == Risk::Manual => {
                block.line(&format!("Afterwards: {title}:"));
                block.copy(&command);
            }
            _ => {}
        }
    }
    out
}

/// Where the browser cannot be opened from here.
pub fn open_by_hand(page: &str, look: &Look) -> String {
    line(&format!("doctor finds no browser to open. Copy the address into yours: {page}"), look)
}

/// Asks for a key.
pub fn ask_key(name: &str, look: &Look) -> String {
    let text = format!("Paste the key for {name} and press Enter. You will not see it. Only Enter leaves it out.");
    format!("{}      ", line(&text, look))
}

/// What looks wrong with a key that was typed.
pub fn odd_key(why: &str, look: &Look) -> String {
    line(why, look)
}

/// What the service says of a key.
pub fn live_key(answer: Option<Status>, owner: Option<&str>, look: &Look) -> String {
    let owner = owner.unwrap_or("Its service");
    match answer {
        Some(Status::Live) => line(&format!("{owner} accepts it."), look),
        Some(Status::Revoked) => {
            line(&format!("{owner} does not accept it. It was not written. Try another one."), look)
        }
        _ => line("Its looks are right. Whether its service accepts it could not be told.", look),
    }
}

fn line(text: &str, look: &Look) -> String {
    let mut out = String::new();
    Block::new(&mut out, INDENT, look.width).line(text);
    out
}
