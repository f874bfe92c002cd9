//! Spans of time as people write them: `500ms`, `10s`, `2m`.

use std::time::Duration;

/// Reads a whole number with its unit; none for anything else.
pub fn parse(text: &str) -> Option<Duration> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..unit_at].parse().ok()?;
    match &text[unit_at..] {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

/// A time as [`parse`] reads it.
pub fn written(time: Duration) -> String {
    match time.as_millis() {
        millis if millis % 60_000 == 0 => format!("{}m", millis / 60_000),
        millis if millis % 1000 == 0 => format!("{}s", millis / 1000),
        millis => format!("{millis}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_need_a_number_and_a_unit() {
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse("2m"), Some(Duration::from_secs(120)));
        for bad in ["", "s", "10", "-1s", "1.5s", "10 s", "99999999999999999999s", "9999999999999999999m"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
