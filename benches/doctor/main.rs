//! `cargo bench`: doctor's speed as ratios, all measured in one run, with the goals that they have. It judges nothing:
//! it ends with 0 unless a program fails that it needs. What each row measures stands with its function.
#![cfg_attr(unix, expect(clippy::disallowed_methods, reason = "a bench starts programs and has no host"))]
#![expect(clippy::print_stdout, reason = "its result is a table on standard output")]

#[cfg(unix)]
mod alone;
#[cfg(unix)]
mod chain;
#[cfg(unix)]
#[path = "../../tests/repositories/made/chance.rs"]
#[expect(dead_code, clippy::print_stderr, reason = "the tests use more of it")]
mod chance;
#[cfg(unix)]
mod history;
#[cfg(target_os = "linux")]
#[path = "../../tests/real/internet/loopback/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    reason = "the tests use more of it, and an internet that fails ends the bench"
)]
mod internet;
#[cfg(unix)]
mod leaks;
#[cfg(unix)]
mod machine;
#[cfg(unix)]
mod measure;
#[cfg(target_os = "linux")]
mod online;
#[cfg(unix)]
mod real;
#[cfg(unix)]
mod row;
#[cfg(unix)]
mod rows;
#[cfg(target_os = "linux")]
mod signed_in;

#[cfg(unix)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    if let [word, words @ ..] = words.as_slice()
        && word == alone::WORD
    {
        println!("{}", alone::run(words)?);
        return Ok(());
    }
    // `cargo test --benches` starts it too, and no test may hang on the time that something takes.
    if !std::env::args().any(|word| word == "--bench") {
        println!("measures only as `cargo bench`");
        return Ok(());
    }
    // What is measured may be chosen: `cargo bench -- leaks`.
    let rows = if words.iter().any(|word| word == "leaks") { leaks::rows()? } else { rows::all()? };
    let width = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    println!("{:width$}  {:>10}  {:>10}  {:5}  of", "what", "measured", "goal", "holds");
    for row in &rows {
        println!("{row:width$}");
    }
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("nothing is measured here: the bench needs a shell and the clocks of Unix");
}
