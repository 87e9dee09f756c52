//! Bytes of a kind, counted and looked up quickly.

/// So many bytes are counted in a byte.
const STRIDE: usize = 255;

/// How many bytes of `text` are of a kind.
#[must_use]
pub fn count_bytes(text: &str, is: impl Fn(u8) -> bool) -> usize {
    // Sums of one byte each are made many at a time.
    let sum = |stride: &[u8]| {
        stride
            .iter()
            .fold(0, |sum: u8, byte| sum + u8::from(is(*byte)))
    };
    let strides = text.as_bytes().chunks(STRIDE);
    strides.map(|stride| usize::from(sum(stride))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_counted_whole() {
        for len in [0, 1, 254, 255, 256, 1000] {
            assert_eq!(count_bytes(&"|".repeat(len), |byte| byte == b'|'), len);
            assert_eq!(count_bytes(&"a|".repeat(len), |byte| byte == b'|'), len);
        }
    }
}
