//! The report in every format: one that was read and approved, and hostile ones, read back by real parsers.

mod approved;
mod chance;
mod github;
mod json;
mod junit;
mod made;
mod markdown;
mod runners;
