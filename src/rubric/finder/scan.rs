//! How far the parts of a pattern's text reach, and whether the grammar here knows all of them.

use super::byteset::ByteSet;

/// The bytes that do not stand for themselves.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let signs = b"\\[](){}|.^$?*+\0";
    let mut nth = 0;
    while nth < signs.len() {
        special[signs[nth] as usize] = true;
        nth += 1;
    }
    special
};

/// How many bytes from `at` on stand for themselves.
pub(super) fn plain(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let special = rest.iter().position(|byte| SPECIAL[usize::from(*byte)]);
    special.unwrap_or(rest.len())
}

/// How many plain bytes `bytes` begin with.
pub(super) fn head(bytes: &[u8]) -> usize {
    let plain = |byte: &&u8| byte.is_ascii() && !SPECIAL[usize::from(**byte)];
    let len = bytes.iter().take_while(plain).count();
    let repeated = bytes.get(len).is_some_and(|byte| b"?*+{".contains(byte));
    len.saturating_sub(usize::from(repeated))
}

/// Behind the group that opens at `at`.
pub(super) fn group_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < bytes.len() {
        match bytes[at] {
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b'[' => {
                at = class_end(bytes, at);
                continue;
            }
            b'\\' => at += 1,
            _ => at += plain(bytes, at + 1),
        }
        at += 1;
    }
    bytes.len()
}

/// Behind the class that opens at `at`.
pub(super) fn class_end(bytes: &[u8], at: usize) -> usize {
    let mut inner = at + 1;
    inner += usize::from(bytes.get(inner) == Some(&b'^'));
    inner += usize::from(bytes.get(inner) == Some(&b']'));
    while let Some(byte) = bytes.get(inner) {
        match byte {
            b']' => return inner + 1,
            b'\\' => inner += 2,
            _ => inner += 1,
        }
    }
    bytes.len()
}

/// Whether what stands behind a backslash is read here.
pub(super) fn is_plain_escape(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| {
        byte.is_ascii_punctuation() && !b"<>".contains(byte) || b"wWdDsSbBAzntr".contains(byte)
    })
}

/// Whether a class uses nothing but what is read here.
pub(super) fn is_plain_class(inner: &[u8]) -> bool {
    let inner = inner.strip_prefix(b"^").unwrap_or(inner);
    let mut at = 0;
    while at < inner.len() {
        let byte = inner[at];
        let next = inner.get(at + 1);
        let plain = match byte {
            b'\\' => {
                at += 1;
                next.is_some_and(|byte| {
                    let named = ByteSet::named(*byte).is_some();
                    // A range from a named class is a mistake.
                    let ranges = inner.get(at + 1) == Some(&b'-') && at + 2 < inner.len();
                    byte.is_ascii_punctuation() || b"ntr".contains(byte) || named && !ranges
                })
            }
            b'[' => false,
            b'&' | b'~' => next != Some(&byte),
            b'-' => at == 0 || at + 1 == inner.len(),
            _ => byte.is_ascii(),
        };
        if !plain {
            return false;
        }
        // A range is read as a whole.
        if inner.get(at + 1) == Some(&b'-') && at + 2 < inner.len() {
            let last = inner[at + 2];
            if !last.is_ascii_alphanumeric() && !last.is_ascii_punctuation()
                || b"[\\-".contains(&last)
                || last < byte
            {
                return false;
            }
            at += 3;
        } else {
            at += 1;
        }
    }
    !inner.is_empty()
}
