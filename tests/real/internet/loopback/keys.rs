//! Made-up keys of the right shape, put together at run time: nothing in this repository looks like a key.

/// A short token of GitHub, with its checksum: `kind` is `p` for a personal one, `o` for what gh makes.
pub fn github(kind: char, mark: &str) -> String {
    let body = filled(mark, 30);
    let sum = checksum(&body);
    format!("gh{kind}_{body}{sum}")
}

/// A token for the interface of Cloudflare: `kind` is `u` for one of a user, `a` for one of an account.
pub fn cloudflare(kind: char, mark: &str) -> String {
    format!("cf{kind}t_{}{:08x}", filled(mark, 40), crc32(mark.as_bytes()))
}

/// A key or token of Anthropic: `kind` is `api03`, `oat01` or `ort01`.
pub fn anthropic(kind: &str, mark: &str) -> String {
    format!("sk-{}-{kind}-{}AA", "ant", filled(mark, 93))
}

/// A key of Resend.
pub fn resend(mark: &str) -> String {
    format!("re{}{}_{}", '_', filled(mark, 8), filled(&mark.to_uppercase(), 24))
}

/// The mark, so that a test can tell its keys apart, and then what looks like chance and is the same in every run.
fn filled(mark: &str, length: usize) -> String {
    let mut state = crc32(mark.as_bytes());
    let chance = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(DIGITS[(state >> 16) as usize % DIGITS.len()])
    });
    mark.chars().chain(chance).take(length).collect()
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What GitHub puts at the end of its short tokens: the CRC-32 of the rest, in six digits to the base 62.
fn checksum(body: &str) -> String {
    let mut left = crc32(body.as_bytes()) as usize;
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[left % DIGITS.len()];
        left /= DIGITS.len();
    }
    String::from_utf8(digits.to_vec()).unwrap()
}

fn crc32(bytes: &[u8]) -> u32 {
    let shift = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), shift))
}

#[test]
fn the_checksum_is_the_one_that_github_makes() {
    // Of a token that GitHub's own people published as an example; its beginning is left out.
    assert_eq!(checksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ"), "0mLq17");
}

#[test]
fn every_key_has_the_shape_of_its_kind_and_its_own_mark() {
    let shapes = [
        (github('o', "mine"), "^gho_mine[A-Za-z0-9]{32}$"),
        (cloudflare('u', "mine"), "^cfut_mine[A-Za-z0-9]{36}[0-9a-f]{8}$"),
        (cloudflare('a', "mine"), "^cfat_mine[A-Za-z0-9]{36}[0-9a-f]{8}$"),
        (anthropic("api03", "mine"), "^sk-ant-api03-mine[A-Za-z0-9]{89}AA$"),
        (anthropic("oat01", "mine"), "^sk-ant-oat01-mine[A-Za-z0-9]{89}AA$"),
        (resend("mine"), "^re_mine[A-Za-z0-9]{4}_MINE[A-Za-z0-9]{20}$"),
    ];
    for (key, shape) in shapes {
        assert!(regex::Regex::new(shape).unwrap().is_match(&key), "{key} is not {shape}");
    }
    assert_ne!(github('p', "mine"), github('p', "other"));
}
