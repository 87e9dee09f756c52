//! The keys of rubric files and shared files, and what stands under each.

/// What a value is made of, as far as keys go.
#[derive(Debug)]
pub(super) enum Shape {
    /// Texts or lists of texts: no keys.
    Leaf,
    /// A map with known keys.
    Map(&'static Kind),
    /// A map from names of the writer's own; the code of the mistake to use one twice.
    Named(&'static str, &'static Shape),
    /// A list of such values.
    List(&'static Shape),
    /// A map from the names of all levels but the lowest.
    Levels(&'static Shape),
    /// A map from the names of all levels but the highest.
    Advice,
}

/// A kind of map: what to call it, and its keys.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) what: &'static str,
    pub(super) keys: &'static [(&'static str, Shape)],
}

impl Kind {
    /// The keys alone.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|(name, _)| *name).collect()
    }
}

use Shape::{Advice, Leaf, Levels, List, Map, Named};

pub(super) const RUBRIC: Kind = Kind {
    what: "a rubric",
    keys: &[
        ("rubric", Leaf),
        ("version", Leaf),
        ("title", Leaf),
        ("about", Leaf),
        ("suits", Leaf),
        ("tells", Leaf),
        ("asks_itself", Leaf),
        ("keeps", Leaf),
        ("subject", Leaf),
        ("sides", Leaf),
        ("include", Leaf),
        ("levels", Leaf),
        ("passes", Leaf),
        ("bands", Named("duplicate-key", &Leaf)),
        ("groups", Named("duplicate-key", &Leaf)),
        ("vocabulary", Named("duplicate-vocabulary", &Leaf)),
        ("topics", Named("duplicate-topic", &Map(&TOPIC))),
        ("signals", Named("duplicate-signal", &Map(&SIGNAL))),
        ("criteria", List(&Map(&CRITERION))),
        ("caps", List(&Map(&CAP))),
        ("penalties", List(&Map(&PENALTY))),
        ("learned", Named("duplicate-key", &Map(&LEARNED))),
    ],
};

pub(super) const SHARED: Kind = Kind {
    what: "a shared file",
    keys: &[
        ("include", Leaf),
        ("vocabulary", Named("duplicate-vocabulary", &Leaf)),
        ("topics", Named("duplicate-topic", &Map(&TOPIC))),
        ("signals", Named("duplicate-signal", &Map(&SIGNAL))),
        ("criteria", List(&Map(&CRITERION))),
        ("learned", Named("duplicate-key", &Map(&LEARNED))),
    ],
};

pub(super) const LEARNED: Kind = Kind {
    what: "what was learned of a criterion",
    keys: &[
        ("base", Leaf),
        ("words", Leaf),
        ("titles", Leaf),
        ("signals", Leaf),
        ("topics", Leaf),
        ("forms", Leaf),
        ("level", Map(&MAKING)),
    ],
};

pub(super) const MAKING: Kind = Kind {
    what: "how a level is made",
    keys: &[
        ("base", Leaf),
        ("reached", Leaf),
        ("sum", Leaf),
        ("best", Leaf),
    ],
};

pub(super) const TOPIC: Kind = Kind {
    what: "a topic",
    keys: &[
        ("headings", Leaf),
        ("opens", Leaf),
        ("asked", Leaf),
        ("family", Leaf),
        ("yields", Leaf),
    ],
};

pub(super) const SIGNAL: Kind = Kind {
    what: "a signal",
    keys: &[
        ("note", Leaf),
        ("find", Leaf),
        ("items", Leaf),
        ("anything", Leaf),
        ("any", Leaf),
        ("together", Leaf),
        ("column", Leaf),
        ("words", Leaf),
        ("in", Leaf),
        ("under", Leaf),
        ("outside", Leaf),
        ("with", Leaf),
        ("without", Leaf),
        ("near", Map(&NEAR)),
        ("at", Leaf),
        ("stance", Leaf),
        ("by", Leaf),
        ("each", Leaf),
        ("gathered", Leaf),
        ("quiet", Leaf),
    ],
};

pub(super) const NEAR: Kind = Kind {
    what: "`near`",
    keys: &[("signal", Leaf), ("within", Leaf)],
};

pub(super) const CRITERION: Kind = Kind {
    what: "a criterion",
    keys: &[
        ("id", Leaf),
        ("use", Leaf),
        ("title", Leaf),
        ("group", Leaf),
        ("weight", Leaf),
        ("asks", Leaf),
        ("general", Leaf),
        ("signals", Named("duplicate-signal", &Map(&SIGNAL))),
        ("levels", Levels(&Map(&LEVEL))),
        ("advice", Advice),
        ("announced", Leaf),
        ("passes", Leaf),
        ("judge", Leaf),
        ("examples", List(&Map(&EXAMPLE))),
    ],
};

pub(super) const LEVEL: Kind = Kind {
    what: "a level",
    keys: &[("means", Leaf), ("when", Leaf)],
};

pub(super) const EXAMPLE: Kind = Kind {
    what: "an example",
    keys: &[("level", Leaf), ("text", Leaf), ("near_miss", Leaf)],
};

pub(super) const CAP: Kind = Kind {
    what: "a cap",
    keys: &[("when", Leaf), ("at_most", Leaf), ("because", Leaf)],
};

pub(super) const PENALTY: Kind = Kind {
    what: "a penalty",
    keys: &[("when", Leaf), ("minus", Leaf), ("because", Leaf)],
};
