//! What a shell reads when a terminal opens: which files, what their lines say, and which files these lead to.

mod files;
mod lines;
mod settings;
mod walk;
mod words;

pub(super) use files::{add_to, read_at_start};
pub(super) use lines::{mentions, replaces, sets};
pub(super) use settings::in_settings;
pub(super) use walk::{MOST, contents, each_line};
pub(super) use words::words;
