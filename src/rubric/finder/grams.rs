//! Which short strings a text has in it, so that patterns can be read without what it lacks.

/// The longest strings that are told apart.
const LONG: usize = 4;

/// The strings of two to four bytes in a text, whatever their case.
#[derive(Debug)]
pub(super) struct Grams {
    /// A bit for each hash.
    bits: Vec<u64>,
    shift: u32,
}

fn hash(bytes: &[u8]) -> u32 {
    let len = u32::try_from(bytes.len()).unwrap_or_default();
    let word = bytes.iter().fold(len, |word, byte| {
        word << 8 ^ word >> 24 ^ u32::from(byte.to_ascii_lowercase())
    });
    word.wrapping_mul(0x9e37_79b1)
}

impl Grams {
    pub(super) fn of(text: &str) -> Self {
        let text = text.as_bytes();
        let bits = (text.len() * 32)
            .next_power_of_two()
            .clamp(1 << 12, 1 << 24);
        let mut grams = Self {
            bits: vec![0; bits / 64],
            shift: 32 - bits.trailing_zeros(),
        };
        for at in 0..text.len() {
            for len in 2..=LONG {
                if let Some(gram) = text.get(at..at + len) {
                    let hash = hash(gram) >> grams.shift;
                    if let Some(word) = grams.bits.get_mut(hash as usize / 64) {
                        *word |= 1 << (hash % 64);
                    }
                }
            }
        }
        grams
    }

    fn has(&self, gram: &[u8]) -> bool {
        let hash = hash(gram) >> self.shift;
        let word = self.bits.get(hash as usize / 64).copied();
        word.unwrap_or(u64::MAX) >> (hash % 64) & 1 == 1
    }

    /// Whether the text may have `bytes` in it.
    pub(super) fn may_have(&self, bytes: &[u8]) -> bool {
        match bytes.len() {
            0 | 1 => true,
            2..=LONG => self.has(bytes),
            len => {
                let last = bytes.get(len - LONG..).unwrap_or_default();
                bytes.chunks_exact(LONG).all(|gram| self.has(gram)) && self.has(last)
            }
        }
    }
}
