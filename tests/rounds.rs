//! How often tests with random input try: seldom as a rule, and `DOCTOR_ROUNDS=100` times as often for who has the time.

pub fn rounds(usual: usize) -> usize {
    let times = std::env::var("DOCTOR_ROUNDS").map_or(1, |times| times.parse().unwrap());
    usual * times
}
