//! Fixes of the checks about Wrangler and the site.

use crate::elsewhere::Elsewhere;

pub const ELSEWHERE: &[Elsewhere] = &[];
