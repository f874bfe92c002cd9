//! A page that may take so many bytes and no more, cut between rows and never within one.

use crate::render::words::counted;

/// Bytes that are kept for the sentence at the end.
const KEPT: usize = 160;

pub(super) struct Page {
    out: String,
    most: usize,
    left_out: usize,
}

impl Page {
    pub(super) fn new(most: usize) -> Self {
        Self { out: String::new(), most, left_out: 0 }
    }

    /// Something that stands there whole or not at all.
    pub(super) fn part(&mut self, text: &str) -> bool {
        let fits = self.out.len() + text.len() + KEPT <= self.most;
        if fits {
            self.out.push_str(text);
        } else {
            self.left_out += 1;
        }
        fits
    }

    /// Rows under a heading, which stands there only if a row does. After the first that does not fit comes none.
    pub(super) fn rows(&mut self, head: &str, rows: Vec<String>) {
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else { return };
        let mut is_open = self.part(&format!("{head}{first}"));
        for row in rows {
            if is_open {
                is_open = self.part(&row);
            } else {
                self.left_out += 1;
            }
        }
    }

    /// The page, with a sentence about what was left out.
    pub(super) fn finished(mut self) -> String {
        if self.left_out > 0 {
            let parts = counted(self.left_out, "more row", "more rows");
            let end = format!("\n{parts} did not fit here. Run doctor to see everything.\n");
            if self.out.len() + end.len() <= self.most {
                self.out.push_str(&end);
            }
        }
        self.out
    }
}
