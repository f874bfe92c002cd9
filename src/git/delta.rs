//! The instructions by which a pack says one object as changes to another: what is taken over, and what is new.

use std::ops::Range;

/// A range that is taken over from the base as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it begins in the base, in bytes.
    pub from: usize,
    /// Where it begins in the result.
    pub to: usize,
    pub len: usize,
}

/// How a result follows from its base.
#[derive(Debug, Default)]
pub struct Delta {
    copies: Vec<Copied>,
    base_len: usize,
    len: usize,
}

/// The instructions are not ones that Git writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled;

impl Delta {
    /// What was taken over, in the order of the result, ranges that follow on each other made into one.
    pub fn copies(&self) -> &[Copied] {
        &self.copies
    }

    /// The parts of the result whose surroundings, from `behind` bytes before to `ahead` bytes after, are not all taken
    /// over in one piece: everything that can have changed there.
    pub fn changed(&self, behind: usize, ahead: usize) -> impl Iterator<Item = Range<usize>> {
        let kept = self.kept(behind, ahead).map(|(kept, _)| kept).chain(std::iter::once(self.len..self.len));
        kept.scan(0, |done, kept| {
            let changed = *done..kept.start;
            *done = kept.end;
            Some(changed)
        })
        .filter(|changed| !changed.is_empty())
    }

    /// The parts whose surroundings were taken over in one piece, each with the place in the base from which it came.
    pub fn kept(&self, behind: usize, ahead: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
        self.copies.iter().filter_map(move |copied| {
            let end = copied.to + copied.len;
            // Before the beginning and behind the end there is as little in the base as in the result.
            let starts_both = copied.to == 0 && copied.from == 0;
            let ends_both = end == self.len && copied.from + copied.len == self.base_len;
            let start = if starts_both { 0 } else { copied.to + behind };
            let end = if ends_both { end } else { end.saturating_sub(ahead) };
            (start < end).then(|| (start..end, copied.from + (start - copied.to)))
        })
    }

    /// Reads the instructions and writes the result, which must be as long as `out`, whose length they must name.
    pub(super) fn apply(&mut self, code: &[u8], base: &[u8], out: &mut [u8]) -> Result<(), Garbled> {
        self.copies.clear();
        (self.base_len, self.len) = (base.len(), out.len());
        let mut rest = code;
        if size(&mut rest)? != base.len() || size(&mut rest)? != out.len() {
            return Err(Garbled);
        }
        let mut to = 0;
        while let Some((&order, after)) = rest.split_first() {
            rest = after;
            let bytes = if order & 0x80 == 0 {
                let (new, after) = rest.split_at_checked(usize::from(order)).ok_or(Garbled)?;
                rest = after;
                if new.is_empty() {
                    return Err(Garbled);
                }
                new
            } else {
                let from = number(order, 0..4, &mut rest)?;
                let len = match number(order, 4..7, &mut rest)? {
                    0 => 0x1_0000,
                    len => len,
                };
                self.take_over(Copied { from, to, len });
                base.get(from..from + len).ok_or(Garbled)?
            };
            out.get_mut(to..to + bytes.len()).ok_or(Garbled)?.copy_from_slice(bytes);
            to += bytes.len();
        }
        if to == out.len() { Ok(()) } else { Err(Garbled) }
    }

    fn take_over(&mut self, next: Copied) {
        match self.copies.last_mut() {
            Some(last) if last.from + last.len == next.from && last.to + last.len == next.to => last.len += next.len,
            _ => self.copies.push(next),
        }
    }
}

/// The length that a result has by its instructions.
pub(super) fn result_len(code: &[u8]) -> Result<usize, Garbled> {
    let mut rest = code;
    size(&mut rest)?;
    size(&mut rest)
}

/// A number whose bytes are there or not by the bits of the order, the lowest first.
fn number(order: u8, bits: Range<u8>, rest: &mut &[u8]) -> Result<usize, Garbled> {
    let first = bits.start;
    let mut value = 0;
    for bit in bits.filter(|bit| order & (1 << bit) != 0) {
        let (&byte, after) = rest.split_first().ok_or(Garbled)?;
        value |= usize::from(byte) << (8 * (bit - first));
        *rest = after;
    }
    Ok(value)
}

fn size(rest: &mut &[u8]) -> Result<usize, Garbled> {
    let (mut value, mut shift) = (0u64, 0);
    loop {
        let (&byte, after) = rest.split_first().ok_or(Garbled)?;
        *rest = after;
        value |= u64::from(byte & 0x7F).checked_shl(shift).ok_or(Garbled)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return usize::try_from(value).map_err(|_| Garbled);
        }
        if shift > 56 {
            return Err(Garbled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(code: &[u8], base: &[u8], len: usize) -> Result<(Vec<u8>, Delta), Garbled> {
        let mut out = vec![0; len];
        let mut delta = Delta::default();
        delta.apply(code, base, &mut out).map(|()| (out, delta))
    }

    /// Takes over 0..4, puts in `xy`, takes over 4..8.
    const CODE: [u8; 10] = [8, 10, 0x90, 4, 2, b'x', b'y', 0x91, 4, 4];

    #[test]
    fn what_is_taken_over_and_what_is_new_become_the_result() {
        let (out, delta) = applied(&CODE, b"abcdefgh", 10).unwrap();
        assert_eq!(out, b"abcdxyefgh");
        assert_eq!(delta.copies(), [Copied { from: 0, to: 0, len: 4 }, Copied { from: 4, to: 6, len: 4 }]);
    }

    #[test]
    fn what_stands_near_a_change_counts_as_changed() {
        let (_, delta) = applied(&CODE, b"abcdefgh", 10).unwrap();
        assert!(delta.changed(0, 0).eq([Range { start: 4, end: 6 }]));
        assert!(delta.changed(1, 2).eq([Range { start: 2, end: 7 }]));
        assert_eq!(delta.kept(1, 2).collect::<Vec<_>>(), [(0..2, 0), (7..10, 5)]);
    }

    #[test]
    fn instructions_that_lead_outside_are_refused() {
        let outside: [&[u8]; 6] =
            [&[8, 10, 0x91, 7, 9], &[8, 10, 3, b'a'], &[8, 9], &[9, 10], &[8, 4, 0x90, 5], &[0xFF; 12]];
        for code in outside {
            assert_eq!(applied(code, b"abcdefgh", 10).map(|(out, _)| out), Err(Garbled));
        }
    }
}
