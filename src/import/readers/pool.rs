//! Many strings in one buffer.

/// Strings by number, from 0.
#[derive(Debug, Default)]
pub struct Pool {
    text: String,
    /// Strings are many and short: four bytes each, not eight.
    ends: Vec<u32>,
}

impl Pool {
    /// Adds a string; what is beyond 4 GB is left out.
    pub fn push(&mut self, text: &str) {
        match u32::try_from(self.text.len() + text.len()) {
            Ok(end) => {
                self.text.push_str(text);
                self.ends.push(end);
            }
            Err(_) => self.ends.push(self.ends.last().copied().unwrap_or_default()),
        }
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A string.
    pub fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..end as usize)
    }
}
