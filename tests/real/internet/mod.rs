//! Real tools and doctor itself on an internet of the test: they reach its servers where they mean the real ones.
//! Only on Linux can a test tell all of them which certificates to trust.

mod loopback;
mod online;
mod terminal;

mod access;
mod alive;
mod behaviour;
mod ci;
mod claude;
mod cloudflare;
mod doctor;
mod github;
mod layers;
mod wait;

pub use loopback::{Answer, Internet, Request, Way, keys, providers};
pub use online::Ran;
