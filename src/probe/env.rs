//! `env`: whether a variable is set. Its value is told only where the name does not speak of secrets.

use super::{Context, question};
use crate::fact::{Fact, facts};
use crate::host::scrub;

question! {
    /// Whether a variable is set.
    pub struct Env {
        name: String,
    }
    asked { |it| format!("${}", it.name) }
    looks { |it| format!("It looks whether the variable {} is set, and never shows a secret.", it.name) }
    facts EnvFacts;
}

facts! {
    #[derive(Default)]
    struct EnvFacts {
        set: bool,
        empty: Option<bool>,
        /// Only where the name says that it holds a path, a folder or a choice; null for all
        /// others.
        value: Option<String>,
    }
}

impl Env {
    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let value = context.host.var(&self.name);
        let empty = value.as_ref().map(|value| value.is_empty());
        let shown = value.clone().filter(|_| scrub::may_show(&self.name));
        EnvFacts { set: value.is_some(), empty, value: shown }.into()
    }
}
