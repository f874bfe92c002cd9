//! `manual`: what nothing on the machine and no service tells doctor, and where a person can see it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Context;
use crate::fact::{Fact, Reason, Type, Unknown};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// What is not known, to stand after "could not tell": `whether a monthly limit is set`.
    whether: String,
    /// The page that shows it, where there is one.
    page: Option<String>,
}

impl Manual {
    pub(super) fn facts(&self) -> Result<Type, String> {
        Ok(Type::record([("so", Type::Bool)]))
    }

    pub(super) fn asked(&self) -> String {
        match &self.page {
            Some(page) => format!("{} ({page})", self.whether),
            None => self.whether.clone(),
        }
    }

    pub(super) fn looks(&self) -> String {
        match &self.page {
            Some(page) => format!("It cannot look {}: only you can see that, at {page}", self.whether),
            None => format!("It cannot look {}: only you know that", self.whether),
        }
    }

    pub(super) fn ask(&self, context: Context<'_>) -> Fact {
        let asked = self.asked();
        let unknown = match context.host.confirmed(&asked) {
            Some(day) => {
                let that = self.whether.strip_prefix("whether ").unwrap_or(&self.whether);
                Unknown::because(Reason::Confirmed, format!("You confirmed on {day} that {that}"))
            }
            None => Unknown::because(Reason::OnlyYou, asked),
        };
        Fact::record([("so", unknown.into())])
    }
}
