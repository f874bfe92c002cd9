//! Files that somebody has read and approved: what a test sees is compared with them, and each difference is shown.
//! `SNAPSHOTS=overwrite cargo test --test suite` writes them again; read them before you commit them.

use std::path::Path;

use snapbox::data::DataFormat;
use snapbox::{Assert, Data};

/// Compares what was seen with a file of the repository.
pub fn compare(file: &str, seen: &str) {
    compare_all([(file.to_owned(), seen.to_owned())]);
}

/// Compares each text with its file, so that the first difference does not hide the others.
pub fn compare_all(seen: impl IntoIterator<Item = (String, String)>) {
    let assert = Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV);
    let differences: Vec<String> = seen
        .into_iter()
        .filter_map(|(file, text)| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
            let approved = Data::read_from(&path, Some(DataFormat::Text)).raw();
            assert.try_eq(Some(&"what was seen"), Data::text(text), approved).err().map(|error| error.to_string())
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
