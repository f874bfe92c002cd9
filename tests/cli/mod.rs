//! The program as its users run it, on throw-away machines made for each test.

mod ci;
mod faults;
mod formats;
mod hostile;
mod init;
mod leaks;
mod machine;
mod network;
mod safety;
mod screens;
mod secrets;
mod settings;
mod startup;
mod usage;
