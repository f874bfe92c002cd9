//! doctor: can this computer build with Claude Code and put the result online, and if not, what comes next?
//!
//! Data flows one way: [`cli`] → [`select`] → [`run`] → [`judge`] → [`render`]. Only [`host`] touches the machine.
//! `ARCHITECTURE.md` has the map.

pub mod case;
pub mod catalog;
pub mod check;
pub mod cli;
pub mod command;
pub mod condition;
pub mod diagnose;
pub mod document;
pub mod dotenv;
pub mod duration;
pub mod error;
pub mod fact;
pub mod fix;
pub mod host;
pub mod json_path;
pub mod judge;
pub mod leaks;
pub mod live;
pub mod machine;
pub mod probe;
pub mod render;
pub mod report;
pub mod rules;
pub mod run;
pub mod schema;
pub mod select;
pub mod service;
pub mod settings;
pub mod template;
pub mod tree;
