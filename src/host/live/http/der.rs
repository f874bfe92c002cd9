//! Reads the outermost parts of DER, the form in which certificates are written: a tag, a length, and that many bytes.

/// The tags on the way to the name of an issuer.
pub(super) mod tag {
    pub const INTEGER: u8 = 0x02;
    pub const OBJECT_IDENTIFIER: u8 = 0x06;
    pub const SEQUENCE: u8 = 0x30;
    /// The version of a certificate, which the oldest ones leave out.
    pub const VERSION: u8 = 0xa0;
    /// UTF8String, NumericString, PrintableString and IA5String: all of them UTF-8.
    pub const TEXTS: [u8; 4] = [0x0c, 0x12, 0x13, 0x16];
}

/// Values that follow one another; as an iterator, each with its tag, up to the first that is broken.
#[derive(Clone, Copy)]
pub(super) struct Der<'a>(pub &'a [u8]);

impl<'a> Der<'a> {
    /// The contents of the next value, if it has this tag; otherwise nothing is skipped.
    pub(super) fn read(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut rest = *self;
        let (found, contents) = rest.next()?;
        (found == tag).then(|| {
            *self = rest;
            contents
        })
    }

    /// The values inside the next value, if it has this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.read(tag).map(Self)
    }
}

impl<'a> Iterator for Der<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[tag, first], rest) = self.0.split_first_chunk()?;
        // A length of 128 or more is written behind the number of its own bytes.
        let (length, rest) = match first {
            0..0x80 => (usize::from(first), rest),
            _ => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = length
                    .iter()
                    .try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))?;
                (length, rest)
            }
        };
        let (contents, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, contents))
    }
}
