//! What `doctor fix` does about a report, as values: which steps in which order, how a file is edited, what came of it,
//! and how it is taken back. Nothing here touches the machine.

pub mod diff;
pub mod edit;
pub mod journal;
mod outcome;
mod plan;
pub mod script;

pub use outcome::{Outcome, newly_wrong, outcome};
pub use plan::{Consent, Mode, Step, Way, consent, steps, to_mend};
