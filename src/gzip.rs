//! What is sent smaller than it is.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};

/// As small as gzip makes it: for what is made once and sent often.
#[must_use]
pub fn small(bytes: &[u8]) -> Vec<u8> {
    compressed(bytes, Compression::best()).unwrap_or_default()
}

/// Somewhat smaller, in a fraction of the time: for what is made for one who asks.
#[must_use]
pub fn quick(bytes: &[u8]) -> Vec<u8> {
    compressed(bytes, Compression::fast()).unwrap_or_default()
}

/// A `Vec` takes whatever is written into it, so this does not fail.
fn compressed(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn what_was_made_small_comes_back_whole() {
        let text = "Касса ".repeat(500);
        let small = small(text.as_bytes());
        assert!(small.len() < text.len() / 10);
        let mut back = String::new();
        GzDecoder::new(small.as_slice()).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
    }
}
