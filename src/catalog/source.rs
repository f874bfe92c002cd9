//! The text of one TOML file, and faults that name their line and column in it.

use std::ops::Range;

use crate::condition::{Condition, Expression, Mistake, Place, Scope};
use crate::error::Fault;
use crate::fact::Type;
use crate::template::Template;
use crate::tree::{Misread, Spanned};

/// A file that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    /// Empty for a file that is built in.
    pub(crate) text: &'a str,
}

/// The names that conditions and sentences may use, or none: then they are compiled when they are first needed. Files
/// that are built in have been checked by tests.
pub(super) type Names<'a> = Option<&'a Scope>;

impl Source<'_> {
    pub(crate) fn fault(&self, at: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::new(message).in_file(self.file).at(self.text, at)
    }

    /// What could not be read, at its place.
    pub(crate) fn misread(&self, misread: &Misread) -> Fault {
        Fault::misread(self.file, self.text, misread)
    }

    /// A fault of the TOML reader, at its place.
    pub(crate) fn toml_fault(&self, error: &toml::de::Error) -> Fault {
        Fault::of_toml(self.file, self.text, error)
    }

    pub(super) fn sentence(&self, text: &Spanned<String>, names: Names<'_>) -> Result<Template, Fault> {
        match names {
            None => Ok(Template::deferred(text.get_ref())),
            Some(scope) => Template::parse(text.get_ref(), scope).map_err(|mistake| self.mistake(text, mistake)),
        }
    }

    pub(super) fn sentences(&self, texts: &[Spanned<String>], names: Names<'_>) -> Result<Vec<Template>, Fault> {
        texts.iter().map(|text| self.sentence(text, names)).collect()
    }

    pub(super) fn sentence_if_there(
        &self,
        text: Option<&Spanned<String>>,
        names: Names<'_>,
    ) -> Result<Option<Template>, Fault> {
        text.map(|text| self.sentence(text, names)).transpose()
    }

    pub(super) fn condition(&self, text: &Spanned<String>, names: Names<'_>) -> Result<Condition, Fault> {
        match names {
            None => Ok(Condition::deferred(text.get_ref())),
            Some(scope) => Condition::parse(text.get_ref(), scope).map_err(|mistake| self.mistake(text, mistake)),
        }
    }

    pub(super) fn condition_if_there(
        &self,
        text: Option<&Spanned<String>>,
        names: Names<'_>,
    ) -> Result<Option<Condition>, Fault> {
        text.map(|text| self.condition(text, names)).transpose()
    }

    /// An expression, and its type where names are known.
    pub(super) fn expression(
        &self,
        text: &Spanned<String>,
        names: Names<'_>,
    ) -> Result<(Expression, Option<Type>), Fault> {
        let Some(scope) = names else { return Ok((Expression::deferred(text.get_ref()), None)) };
        let parsed = Expression::parse(text.get_ref(), scope).map_err(|mistake| self.mistake(text, mistake))?;
        Ok((parsed.0, Some(parsed.1)))
    }

    /// A place that holds a list, and the type of its items where names are known.
    pub(super) fn list(&self, text: &Spanned<String>, names: Names<'_>) -> Result<(Place, Option<Type>), Fault> {
        let Some(scope) = names else { return Ok((Place::deferred(text.get_ref()), None)) };
        let (place, kind) = Place::parse(text.get_ref(), scope).map_err(|mistake| self.mistake(text, mistake))?;
        match kind {
            Type::List(item) => Ok((place, Some(*item))),
            other => Err(self.fault(text.span(), format!("`each` needs a list, and this is a {other}"))),
        }
    }

    /// A mistake inside a TOML string, at the place in the file.
    pub(super) fn mistake(&self, string: &Spanned<String>, mistake: Mistake) -> Fault {
        let start = string.span().start + self.opening(string.span());
        let fault = self.fault(start + mistake.at.start..start + mistake.at.end, mistake.message);
        match mistake.help {
            Some(help) => fault.help(help),
            None => fault,
        }
    }

    /// The length of the quotes that open a TOML string.
    fn opening(&self, span: Range<usize>) -> usize {
        let raw = self.text.get(span).unwrap_or_default();
        let quotes = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
        let newline = raw.get(quotes..).is_some_and(|rest| rest.starts_with('\n')) && quotes == 3;
        quotes + usize::from(newline)
    }
}

/// The scope with `item` in it, where items are judged and their type is known.
pub(super) fn with_item(names: Names<'_>, item: Option<&Type>) -> Option<Scope> {
    names.map(|scope| match item {
        Some(item) => scope.with("item", item.clone()),
        None => scope.clone(),
    })
}
