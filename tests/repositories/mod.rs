//! `doctor leaks` on repositories that the real Git makes: keys in every place that there is, things that only look like
//! keys, and repositories that are damaged, hostile or huge.

mod bounds;
mod damaged;
mod decoys;
mod deltas;
mod files;
mod hostile;
mod made;
mod places;
mod race;
mod scan;
mod stored;
