//! Fixes of the checks about GitHub.

use crate::elsewhere::Elsewhere;

pub const ELSEWHERE: &[Elsewhere] = &[];
