//! One page that opens from disk: the class, a table that sorts, and every answer with its evidence
//! marked in place. Nothing in it comes from elsewhere, and nothing of an answer is ever markup.

mod answer;
mod class;
mod criteria;
mod live;
mod segments;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::class::Class;
use super::model::Report;
pub(super) use class::Sheet;
pub use live::{Choice, LivePage, Setup, live, live_page};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const STYLE_LIVE: &str = include_str!("live.css");
const SCRIPT_LIVE: &str = include_str!("live.js");

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    for (name, text) in [
        ("page", include_str!("page.html")),
        ("answer", include_str!("answer.html")),
        ("live", include_str!("live.html")),
    ] {
        // They are our own, and every test of a page fails where one is damaged.
        let _ = environment.add_template(name, text);
    }
    environment
});

#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    style: &'a str,
    script: &'a str,
    style_hash: String,
    script_hash: String,
    class: Option<class::View<'a>>,
    /// Markup that was made by the template of an answer.
    answers: &'a str,
    made_by: String,
}

/// The page of one answer.
#[must_use]
pub fn single(report: &Report) -> String {
    let body = answer::body(report);
    let heading = "<h2 id=\"answers\" tabindex=\"-1\">The critique</h2>";
    let article = format!("<article class=\"answer\" id=\"@\">{heading}{body}</article>");
    page(&answer::name(report), None, &placed(&article, 1))
}

/// What a graded answer gives by itself to the page of many.
pub(super) fn graded(report: &Report) -> String {
    let body = answer::body(report);
    let name = escaped(&answer::name(report));
    let score = report.score;
    format!(
        "<details class=\"answer\" id=\"@\"><summary>{name} · {score}</summary>{body}</details>\n"
    )
}

/// The same with the places of the `nth` answer. No text of an answer has a quotation mark in it: they
/// are escaped.
pub(super) fn placed(part: &str, nth: usize) -> String {
    let anchor = anchor(nth);
    let links = part.replace("=\"#@", &format!("=\"#{anchor}"));
    links.replace("=\"@", &format!("=\"{anchor}"))
}

/// The page of many answers.
pub(super) fn many(class: &Class, sheet: &Sheet, answers: &str) -> String {
    let view = class::View::new(class, sheet);
    page("The class", Some(view), answers)
}

fn page(title: &str, class: Option<class::View>, answers: &str) -> String {
    fill(
        "page",
        Page {
            title,
            style: STYLE,
            script: SCRIPT,
            style_hash: hash(STYLE),
            script_hash: hash(SCRIPT),
            class,
            answers,
            made_by: format!("evaluate {}", env!("CARGO_PKG_VERSION")),
        },
    )
}

/// A template filled in; what is wrong with one of our own is shown in its place.
fn fill(name: &str, values: impl Serialize) -> String {
    let template = TEMPLATES.get_template(name);
    let filled = template.and_then(|template| template.render(Serde(values)));
    filled.unwrap_or_else(|error| escaped(&error.to_string()))
}

/// What a content security policy calls a script or style.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

/// The name of the place of the `nth` answer in the page.
fn anchor(nth: usize) -> String {
    format!("a{nth}")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
