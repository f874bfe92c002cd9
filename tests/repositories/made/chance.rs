//! Chance that can be had again: the same seed, the same repository.

/// Numbers from a seed, as SplitMix64 gives them.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The seed of the variable `DOCTOR_SEED`, or this one; printed, so that what failed can be had again.
    pub fn new(seed: u64) -> Self {
        let seed = std::env::var("DOCTOR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(seed);
        eprintln!("DOCTOR_SEED={seed}");
        Self::of(seed)
    }

    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A line as programs have them.
    pub fn line(&mut self) -> String {
        const WORDS: [&str; 20] = [
            "const", "return", "value", "=", "(", ")", "{", "}", "await", "fetch", "items", "map", "=>", "index", "+",
            "0x1f", "'text'", "//", "import", "from",
        ];
        let count = 3 + self.below(9);
        (0..count).map(|_| *self.pick(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    pub fn lines(&mut self, count: usize) -> String {
        (0..count).map(|_| self.line() + "\n").collect()
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}
