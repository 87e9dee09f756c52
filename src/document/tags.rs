//! The elements of HTML: which names are markup, and which tags hide what they hold.

/// Elements that are markup; what stands in angle brackets otherwise is text.
const TAGS: &str = "a b i u s em strong span font sub sup code kbd small mark details summary ul ol table tr td th thead tbody img hr center h1 h2 h3 h4 h5 h6 blockquote pre section article main body html head script style input button label form nav header footer aside svg path picture source video iframe del ins q cite abbr template";

/// Whether an element of that name is markup.
pub(super) fn known_tag(name: &str) -> bool {
    TAGS.split(' ').any(|tag| tag == name)
}

/// Whether a tag, in lower case, hides what its element holds.
pub(super) fn hides(tag: &str, name: &str) -> bool {
    // Outside quotes, so that "overflow: hidden" in a style is none.
    let bare: String = tag.split('"').step_by(2).collect();
    matches!(name, "script" | "style" | "template") || bare.contains(" hidden") || style_hides(tag)
}

/// Whether declarations of a style, in lower case, make an element invisible.
pub(super) fn style_hides(style: &str) -> bool {
    let tight: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    tight.contains("display:none")
        || tight.contains("visibility:hidden")
        || tight.contains("font-size:0")
        || tight.contains("opacity:0;")
        || tight.contains("opacity:0\"")
        || tight.ends_with("opacity:0")
}
