//! Bytes made into text: UTF-8 and UTF-16 by their marks, older encodings by their looks.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::error::Problem;

/// A decoded input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text without its byte order mark and otherwise unchanged.
    pub text: String,
    /// Why the decoding may be wrong, in a sentence.
    pub doubt: Option<String>,
}

/// One control byte in so many bytes is still text.
const CONTROLS: usize = 50;

/// How far into a page its declared encoding is looked for, as browsers do.
const DECLARATION: usize = 1024;

/// Decodes an input.
///
/// # Errors
/// Where it is no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or(&[]);
        let (text, damaged) = encoding.decode_without_bom_handling(rest);
        let known = encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE;
        debug_assert!(known, "only these have a mark");
        return checked(text.into_owned(), damaged.then(|| damage(encoding)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return checked(text.to_owned(), None);
    }
    if let Some(kind) = binary(bytes) {
        return Err(Problem::Binary(kind));
    }
    if mostly_utf8(bytes) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        return checked(text, Some(damage(UTF_8)));
    }
    let encoding = declared(bytes).unwrap_or_else(|| guess(bytes));
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    let mut doubt = format!("this is not UTF-8; it was read as {}", encoding.name());
    if damaged {
        doubt.push_str(", and what does not fit that became U+FFFD");
    }
    checked(text.into_owned(), Some(doubt))
}

fn damage(encoding: &'static Encoding) -> String {
    format!("some bytes are not {}; they became U+FFFD", encoding.name())
}

fn checked(text: String, doubt: Option<String>) -> Result<Decoded, Problem> {
    match binary(text.as_bytes()) {
        Some(kind) => Err(Problem::Binary(kind)),
        None => Ok(Decoded { text, doubt }),
    }
}

/// What kind of binary file this is, if it is one.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("an .odt, .pages or .zip file");
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some("an .rtf file");
    }
    if bytes.starts_with(b"%PDF-") {
        return Some("a PDF file");
    }
    if bytes.contains(&0) {
        return Some("it holds NUL bytes");
    }
    let control = |byte: &&u8| {
        **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b) || **byte == 0x7f
    };
    let controls = bytes.iter().filter(control).count();
    (controls > 8 && controls > bytes.len() / CONTROLS)
        .then_some("it is full of control characters")
}

/// Whether the valid multi-byte sequences outweigh the broken ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid > 2 * broken
}

/// The encoding that a web page declares for itself.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION.min(bytes.len()))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: &str = after.trim_start_matches(['"', '\'']);
    let end = label
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)))
        .unwrap_or(label.len());
    let encoding = Encoding::for_label(label.get(..end)?.as_bytes())?;
    (encoding != UTF_8 && encoding.is_ascii_compatible()).then_some(encoding)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes).unwrap().text
    }

    #[test]
    fn marks_are_taken_off_and_nothing_else_is_changed() {
        assert_eq!(text("\u{feff}a\r\nb\rc\n".as_bytes()), "a\r\nb\rc\n");
        let wide = |big: bool| -> Vec<u8> {
            "\u{feff}naïve →\r\n"
                .encode_utf16()
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect()
        };
        assert_eq!(text(&wide(true)), "naïve →\r\n");
        assert_eq!(text(&wide(false)), "naïve →\r\n");
        assert_eq!(
            decode(b"").unwrap(),
            Decoded {
                text: String::new(),
                doubt: None
            }
        );
    }

    #[test]
    fn older_encodings_are_recognised_with_a_doubt() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1252
            .encode("Les utilisateurs préfèrent la fidélité – à long terme, très élevée.");
        let decoded = decode(&bytes).unwrap();
        assert!(
            decoded.text.contains("préfèrent la fidélité – à"),
            "{}",
            decoded.text
        );
        assert!(decoded.doubt.unwrap().contains("windows-1252"));
        let (bytes, _, _) =
            encoding_rs::SHIFT_JIS.encode("ユーザーの満足度を測定する指標を決めます。");
        assert!(text(&bytes).contains("満足度"));
        let page = b"<html><meta charset=\"iso-8859-2\"><p>za\xbf\xf3\xb3\xe6</p>";
        assert!(text(page).contains("zażółć"));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "prés → naïve".as_bytes().to_vec();
        bytes.push(0xff);
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.text, "prés → naïve\u{fffd}");
        assert!(decoded.doubt.is_some());
    }

    #[test]
    fn binary_files_are_refused() {
        for bytes in [
            &b"PK\x03\x04rest"[..],
            b"%PDF-1.7",
            b"a\0b",
            b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f",
        ] {
            assert!(matches!(decode(bytes), Err(Problem::Binary(_))));
        }
        assert!(decode(b"colour \x1b[31mred\x1b[0m from a terminal").is_ok());
    }
}
