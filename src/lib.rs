//! doctor: can this computer build with Claude Code and put the result online, and if not, what comes next?

pub mod catalog;
pub mod check;
pub mod condition;
pub mod error;
pub mod fact;
pub mod host;
pub mod machine;
pub mod probe;
pub mod template;
