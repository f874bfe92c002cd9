//! Texts in UTF-16, as Windows writes them, made into bytes in which keys can be found. Keys are ASCII, so nothing else has to survive.

/// Which of two bytes holds a letter of ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utf16 {
    LittleEnd,
    BigEnd,
}

/// How many bytes at the beginning tell.
const TELLING: usize = 512;

impl Utf16 {
    /// Whether a text is in UTF-16, as its first bytes show.
    pub fn of(text: &[u8]) -> Option<Self> {
        match text {
            [0xFF, 0xFE, ..] => return Some(Self::LittleEnd),
            [0xFE, 0xFF, ..] => return Some(Self::BigEnd),
            _ => {}
        }
        let start = &text[..text.len().min(TELLING)];
        if start.len() < 8 || !start.contains(&0) {
            return None;
        }
        let zeros = |first: usize| start.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
        let half = start.len() / 2;
        // A file of a program holds zeros too, but not every second byte is one.
        match (zeros(0) * 10 >= half * 9, zeros(1) * 10 >= half * 9) {
            (false, true) => Some(Self::LittleEnd),
            (true, false) => Some(Self::BigEnd),
            _ => None,
        }
    }

    /// The letters of ASCII, with one odd byte for everything else. An odd byte at the end is left out.
    pub fn narrow(self, text: &[u8]) -> Vec<u8> {
        let one = |pair: &[u8]| match (self, pair) {
            (Self::LittleEnd, [letter, 0]) | (Self::BigEnd, [0, letter]) => *letter,
            _ => 0,
        };
        text.chunks_exact(2).map(one).collect()
    }
}
