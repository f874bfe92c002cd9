//! A line of the table: what was measured, and the goal that it has.

use std::fmt;
use std::time::Duration;

/// A line of the table.
pub struct Row {
    pub what: &'static str,
    pub measured: f64,
    pub unit: &'static str,
    pub goal: Goal,
    pub of: String,
}

#[derive(Clone, Copy)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    None,
}

impl Row {
    /// One that nobody can measure here, and why.
    pub fn unmeasured(what: &'static str, why: String) -> Self {
        Self { what, of: why, ..ratio(f64::NAN, Goal::None) }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (goal, holds) = match self.goal {
            Goal::AtMost(most) => (format!("≤ {most}{}", self.unit), self.measured <= most),
            Goal::AtLeast(least) => (format!("≥ {least}{}", self.unit), self.measured >= least),
            Goal::None => (String::new(), true),
        };
        let holds = match self.goal {
            Goal::None => "",
            _ if holds => "yes",
            _ => "NO",
        };
        let measured = match self.measured.is_nan() {
            true => "-".to_owned(),
            false => format!("{:.2}{}", self.measured, self.unit),
        };
        let width = f.width().unwrap_or(0);
        write!(f, "{:width$}  {measured:>10}  {goal:>10}  {holds:5}  {}", self.what, self.of)
    }
}

pub fn ratio(measured: f64, goal: Goal) -> Row {
    Row { what: "", measured, unit: "", goal, of: String::new() }
}

pub fn milliseconds(time: Duration, goal: Goal) -> Row {
    Row { unit: " ms", ..ratio(time.as_secs_f64() * 1000.0, goal) }
}
