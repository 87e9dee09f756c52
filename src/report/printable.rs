//! Text from outside made safe to show: no control characters, escape sequences or changes of direction.

use std::fmt;

/// Shows a text from an answer or a file name on one line of a terminal.
///
/// Line ends and tabs become spaces; control characters become visible signs; characters that change
/// the direction of writing or hide text become U+FFFD.
#[derive(Clone, Copy, Debug)]
pub struct Printable<'a>(pub &'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.0.chars().try_for_each(|c| out.write_char(shown(c)))
    }
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        // The control pictures stand in the order of the controls.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        c if is_deceptive(c) => '\u{fffd}',
        c => c,
    }
}

/// Whether a character steers a terminal or misleads the eye: C1 controls, marks of direction,
/// invisible format characters, tags. The joiners of emoji and of several scripts are none.
pub(super) fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        let hostile: String = (0..0x300u32)
            .chain(0x2000..0x2100)
            .chain(0xe0000..0xe0080)
            .filter_map(char::from_u32)
            .collect();
        let shown = Printable(&hostile).to_string();
        assert!(!shown.chars().any(|c| c.is_control() || is_deceptive(c)));
        assert_eq!(Printable("a\x1b[31m\r\nb").to_string(), "a␛[31m  b");
    }

    #[test]
    fn writing_and_emoji_stay_as_they_are() {
        let text = "naïve 日本語 👩‍🚀 ✓";
        assert_eq!(Printable(text).to_string(), text);
    }
}
