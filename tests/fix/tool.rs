//! Fixes of the checks about Git, Node and npm.

use crate::elsewhere::Elsewhere;

pub const ELSEWHERE: &[Elsewhere] = &[];
