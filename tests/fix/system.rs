//! Fixes of the checks about the computer itself.

use crate::elsewhere::Elsewhere;

pub const ELSEWHERE: &[Elsewhere] = &[];
