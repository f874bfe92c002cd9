//! The action for GitHub, run as its runner would: the steps of `action.yml` with a real bash and a server on this computer.

mod check;
mod document;
mod fetch;
mod hostile;
mod runner;
mod server;
mod token;
