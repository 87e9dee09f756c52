//! How a report looks on a terminal: its width and its colours.

use anstyle::{AnsiColor, Style};

/// The terminal that a report is written for.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Columns.
    pub width: usize,
    /// Colours.
    pub palette: Palette,
}

/// The styles of a report's parts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Palette {
    /// Titles and the score.
    pub strong: Style,
    /// What supports rather than says.
    pub dim: Style,
    /// The levels, from 0 up.
    pub levels: [Style; 4],
    /// Warnings.
    pub warning: Style,
    /// What there is to gain.
    pub gain: Style,
}

impl Palette {
    /// No styles at all.
    #[must_use]
    pub fn plain() -> Self {
        Self::default()
    }

    /// The sixteen colours that every terminal has.
    #[must_use]
    pub fn colored() -> Self {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        Self {
            strong: Style::new().bold(),
            dim: Style::new().dimmed(),
            levels: [
                color(AnsiColor::Red),
                color(AnsiColor::Yellow),
                color(AnsiColor::Cyan),
                color(AnsiColor::Green),
            ],
            warning: color(AnsiColor::Yellow).bold(),
            gain: color(AnsiColor::Green).bold(),
        }
    }

    /// Whether there are any styles.
    #[must_use]
    pub fn is_colored(&self) -> bool {
        self.strong != Style::new()
    }

    /// The style of a level.
    #[must_use]
    pub fn level(&self, level: u8) -> Style {
        self.levels
            .get(usize::from(level))
            .copied()
            .unwrap_or_default()
    }

    /// The style of a share of the whole, as that of the level it is worth.
    #[must_use]
    pub fn share(&self, share: f64) -> Style {
        let level = match share {
            s if s >= 0.8 => 3,
            s if s >= 0.6 => 2,
            s if s >= 0.35 => 1,
            _ => 0,
        };
        self.level(level)
    }
}

/// `text` in `style`.
pub(super) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
