//! What `doctor leaks` writes: reports that are made up here, as text, as JSON and as SARIF.

mod hostile;
mod reports;
mod sarif;
mod screens;
