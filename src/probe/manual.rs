//! `manual`: what nothing on the machine and no service tells doctor, and where a person can see it.

use super::{Context, question};
use crate::fact::{Fact, Known, Reason, Unknown, facts};

question! {
    /// What no program can see, and where a person can. A check with nothing else that is unknown
    /// never touches the verdict, not even with `--strict`; a cause of status `fail` that rests on
    /// it shows the page. Ask it only `when` it matters. Where a person confirmed it to `doctor
    /// fix` within half a year, the reason is `confirmed`, and the day is told.
    pub struct Manual {
        /// What is not known, such as `whether a monthly limit is set`.
        whether: String,
        /// Where a person sees it, if there is such a page.
        page: Option<String>,
    }
    facts ManualFacts;
}

facts! {
    struct ManualFacts {
        /// Always unknown, with the reason `only-you` or `confirmed`.
        so: Known<bool>,
    }
}

impl Manual {
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
        ManualFacts { so: Err(unknown) }.into()
    }
}
