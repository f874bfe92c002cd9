//! Fixes of the checks about where keys are.

use crate::elsewhere::Elsewhere;

pub const ELSEWHERE: &[Elsewhere] = &[];
