//! What could not be looked at, why that matters, and what to do about it.

use crate::leaks::report::{Gap, GapKind};
use crate::render::words::counted;

/// What it is and what to do, then the command for that, if there is one.
pub(in crate::render) fn words(gap: &Gap) -> (String, Option<&'static str>) {
    let count = usize::try_from(gap.count).unwrap_or(usize::MAX);
    match gap.kind {
        GapKind::Shallow => (
            "Only the newest commits are on this computer. A key may stand in an older one. Fetch the others, then look again:".to_owned(),
            Some("git fetch --unshallow"),
        ),
        GapKind::Missing => (
            format!(
                "{} of this project's past {} not on this computer, and a key may stand there. Clone the project once more, into a new \
                 folder and without --filter or --depth, and look there.",
                counted(count, "piece", "pieces"),
                is_are(count)
            ),
            None,
        ),
        GapKind::Broken => (
            format!(
                "{} of what Git keeps {} damaged or may not be read, and a key may stand there. Clone the project once more, into a new \
                 folder, and look there. What is wrong here, this says:",
                counted(count, "piece", "pieces"),
                is_are(count)
            ),
            Some("git fsck"),
        ),
        GapKind::TooLarge => (
            format!(
                "{} too large to be looked through. Keys seldom stand in such files; you know best whether one may.",
                counted(count, "version of a file is", "versions of files are")
            ),
            None,
        ),
        GapKind::Files => (
            format!(
                "{} in this folder may not be read, and a key may stand there. Look again as the user who owns the folder.",
                counted(count, "file", "files")
            ),
            None,
        ),
        GapKind::Names => (
            "Not all names of branches could be read, so in which branches a key stands is told less well. No key is overlooked by that."
                .to_owned(),
            None,
        ),
    }
}

fn is_are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
