//! The `.shp`: a head of 100 bytes, then records whose lengths count words of two bytes.

use std::io::Read;

use super::FORMAT;
use crate::import::ImportError;

const HEAD_BYTES: usize = 100;
/// Bytes of a point: its kind, X and Y.
const POINT_BYTES: usize = 20;
/// Bytes of several points with one: its kind, a box, the number, X and Y.
const ONE_OF_SEVERAL_BYTES: usize = 56;

/// The positions of a shapefile, in order.
pub struct Shapes<R> {
    input: R,
}

/// Whether a file that begins so holds points, alone or in groups.
pub fn is_of_points(head: &[u8]) -> bool {
    head.get(32..36).is_some_and(|kind| matches!(kind, [1 | 8 | 11 | 18 | 21 | 28, 0, 0, 0]))
}

fn damaged() -> ImportError {
    ImportError::damaged(FORMAT, ".shp")
}

impl<R: Read> Shapes<R> {
    /// Reads the head.
    pub fn open(mut input: R) -> Result<Shapes<R>, ImportError> {
        let mut head = [0; HEAD_BYTES];
        input.read_exact(&mut head).map_err(|e| ImportError::damaged_by(FORMAT, ".shp", e))?;
        match head {
            _ if !super::is(&head) => Err(damaged()),
            _ if is_of_points(&head) || head[32..36] == [0; 4] => Ok(Shapes { input }),
            _ => Err(ImportError::NoPoints),
        }
    }

    /// The position of the next record; none where it is empty or several.
    pub fn next(&mut self) -> Result<Option<(f64, f64)>, ImportError> {
        let mut head = [0; 8];
        self.input.read_exact(&mut head).map_err(|e| ImportError::damaged_by(FORMAT, ".shp", e))?;
        let [.., a, b, c, d] = head;
        let length = u64::from(u32::from_be_bytes([a, b, c, d])) * 2;
        let mut record = Vec::with_capacity(ONE_OF_SEVERAL_BYTES);
        let mut content = (&mut self.input).take(length);
        (&mut content).take(ONE_OF_SEVERAL_BYTES as u64).read_to_end(&mut record).map_err(|_| damaged())?;
        let rest = std::io::copy(&mut content, &mut std::io::sink()).map_err(|_| damaged())?;
        if record.len() as u64 + rest != length {
            return Err(damaged());
        }
        let number = |at: usize| record.get(at..)?.first_chunk().map(|b| f64::from_le_bytes(*b));
        let pair = |at: usize| Some((number(at)?, number(at + 8)?));
        Ok(match record.first_chunk::<4>() {
            Some([1 | 11 | 21, 0, 0, 0]) if record.len() >= POINT_BYTES => pair(4),
            Some([8 | 18 | 28, 0, 0, 0]) if record.get(36..40) == Some(&[1, 0, 0, 0]) => pair(40),
            Some(_) => None,
            None => return Err(damaged()),
        })
    }
}
