//! A number for each object, dense and small, in place of an id of 20 or 32 bytes.

/// The number of an object: its place among all ids in their order.
pub type Number = u32;

/// The way from ids to numbers, by the first eight bytes of an id. That two objects of one repository share those happens
/// by chance in one of ten billion repositories with a million objects; they would then be told as one.
#[derive(Debug, Default)]
pub struct Numbers {
    starts: Vec<u64>,
    /// Where in `starts` the ids begin that start with these two bytes.
    fan: Vec<u32>,
}

const FAN: usize = 1 << 16;

impl Numbers {
    pub(super) fn of<'a>(ids: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut starts: Vec<u64> = ids.map(Self::start).collect();
        starts.sort_unstable();
        starts.dedup();
        starts.shrink_to_fit();
        let mut fan = vec![0; FAN + 1];
        for start in &starts {
            fan[(start >> 48) as usize + 1] += 1;
        }
        for at in 1..fan.len() {
            fan[at] += fan[at - 1];
        }
        Self { starts, fan }
    }

    /// The first eight bytes of an id.
    pub fn start(id: &[u8]) -> u64 {
        id.first_chunk().map_or(0, |start| u64::from_be_bytes(*start))
    }

    /// The number of the object with this id; none where it is not there.
    pub fn get(&self, id: &[u8]) -> Option<Number> {
        let start = Self::start(id);
        let bucket = (start >> 48) as usize;
        let (from, to) = (*self.fan.get(bucket)? as usize, *self.fan.get(bucket + 1)? as usize);
        let at = self.starts[from..to].binary_search(&start).ok()?;
        Some((from + at) as Number)
    }

    /// The first eight bytes of an object's id.
    pub fn start_of(&self, number: Number) -> u64 {
        self.starts[number as usize]
    }

    pub fn len(&self) -> usize {
        self.starts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_get_numbers_in_their_order_and_strangers_none() {
        let ids = [[7u8; 20], [1; 20], [7; 20], [255; 20]];
        let numbers = Numbers::of(ids.iter().map(<[u8; 20]>::as_slice));
        assert_eq!(numbers.len(), 3);
        let of = |byte: u8| numbers.get(&[byte; 20]);
        assert_eq!([of(1), of(7), of(255), of(8)], [Some(0), Some(1), Some(2), None]);
        assert_eq!(Numbers::default().get(&[1; 20]), None);
    }
}
