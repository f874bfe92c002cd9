//! `doctor fix` on throw-away machines: each fix that can be done here is done, seen to help, and taken back.

mod bad_luck;
mod claude;
mod cloudflare;
mod elsewhere;
mod github;
mod guard;
mod installs;
mod machine;
mod managers;
mod network;
mod others;
mod project;
mod safety;
mod system;
mod talk;
mod terminal;
mod tool;
mod transcript;
