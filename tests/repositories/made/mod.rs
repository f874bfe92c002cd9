//! Makes repositories in which keys stand, all from one seed.

pub mod chance;
pub mod history;
pub mod keys;
pub mod program;
pub mod repository;
