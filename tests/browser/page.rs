//! The page of `-f html`: it sorts, filters and links, and nothing of an answer runs.

use serde_json::{Value, json};

use crate::chrome::Chrome;
use crate::world::{HOSTILE, World};

fn class() -> World {
    let world = World::new();
    world.write("class/ann.md", crate::world::OUTAGE);
    world.write("class/ben.md", "It began at 09:12.");
    world.write(
        "class/cem.md",
        "It broke because a disk was full, which happened because nobody looked.",
    );
    world
}

const NAMES: &str = "[...document.querySelectorAll('#t1 tbody tr')].filter((row) => !row.hidden).map((row) => row.querySelector('a').textContent).join(' ')";

#[test]
fn the_table_sorts_and_filters_by_mouse_and_keyboard() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let world = class();
    chrome.open(&world.page("class"));
    assert_eq!(chrome.text(NAMES), "ann.md cem.md ben.md", "the best first");
    chrome.click("#t1 thead th:nth-child(2) button");
    assert_eq!(chrome.text(NAMES), "ben.md cem.md ann.md");
    let sorted = "document.querySelector('#t1 thead th:nth-child(2)').getAttribute('aria-sort')";
    assert_eq!(chrome.text(sorted), "ascending");
    chrome.eval("document.querySelector('#t1 thead th button').focus()");
    chrome.key("Enter");
    assert_eq!(chrome.text(NAMES), "cem.md ben.md ann.md");
    chrome.key(" ");
    assert_eq!(chrome.text(NAMES), "ann.md ben.md cem.md");
    chrome.click("form.tools input[type=search]");
    chrome.write("BEN");
    assert_eq!(chrome.text(NAMES), "ben.md");
    let count = "document.querySelector('form.tools output').textContent";
    assert!(chrome.text(count).starts_with("1 of 3"));
    chrome.key("Enter");
    chrome.is_content();
}

#[test]
fn links_lead_into_an_answer_and_back() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let world = class();
    chrome.open(&world.page("class"));
    chrome.click("#t1 tbody tr:nth-child(1) a");
    chrome.until("document.querySelector('details.answer[open]')");
    // From a quote to its words, which take the focus, and on to the criterion.
    chrome.click("details.answer[open] .quotes a");
    chrome.until("document.activeElement.matches('.text a')");
    let words = chrome.text("document.activeElement.textContent");
    let shown = chrome.text(
        "document.querySelector('details.answer[open] .quotes li').textContent.split('“')[1]",
    );
    assert!(shown.starts_with(words.trim()), "{shown} / {words}");
    chrome.key("Enter");
    chrome.until("document.querySelector('li:target')");
    let counted = "document.querySelector('li:target').contains(document.querySelector('details.answer[open] .quotes a'))";
    assert_eq!(chrome.eval(counted), json!(true));
    // An address with a place in it opens the answer.
    let place = chrome.text("location.href");
    chrome.open("about:blank");
    chrome.open(&place);
    chrome.until("document.querySelector('details.answer[open] li:target')");
    chrome.is_content();
}

#[test]
fn the_first_key_offers_the_way_past_the_table() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let world = class();
    chrome.open(&world.page("class"));
    chrome.key("Tab");
    assert_eq!(chrome.text("document.activeElement.className"), "skip");
    let seen = "document.activeElement.getBoundingClientRect().left >= 0";
    assert_eq!(chrome.eval(seen), json!(true));
    chrome.key("Enter");
    assert_eq!(chrome.text("location.hash"), "#answers");
    chrome.is_content();
}

#[test]
fn nothing_of_an_answer_runs() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let world = World::new();
    world.write("class/\"><img src=x onerror=ran=8>.md", HOSTILE);
    world.write("class/ann.md", crate::world::OUTAGE);
    for path in ["class", "class/\"><img src=x onerror=ran=8>.md"] {
        chrome.open(&world.page(path));
        chrome.eval("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
        stays_text(&mut chrome, &[".text"]);
        let texts = "[...document.querySelectorAll('.text')].map((one) => one.textContent)";
        let texts = chrome.eval(texts);
        assert!(
            texts.as_array().unwrap().contains(&json!(HOSTILE)),
            "{texts}"
        );
        let links = "[...document.links].filter((link) => !link.getAttribute('href').startsWith('#')).length";
        assert_eq!(chrome.eval(links), json!(0));
        chrome.is_content();
    }
}

/// Looks at everything that could have become markup, and moves the pointer over all of it.
pub(crate) fn stays_text(chrome: &mut Chrome, places: &[&str]) {
    for place in places {
        chrome.eval(&format!("for (const one of [document.querySelector('{place}'), ...document.querySelectorAll('{place} *')]) for (const kind of ['mouseover', 'mouseenter', 'click', 'focus', 'load', 'error']) one.dispatchEvent(new Event(kind, {{ bubbles: kind === 'mouseover' }}))"));
    }
    assert_eq!(chrome.eval("window.ran"), Value::Null);
    for (selector, most) in [
        ("script", 1),
        ("img, iframe, svg[onload], base, h1 + h1, object, embed", 0),
    ] {
        let found = chrome.eval(&format!("document.querySelectorAll('{selector}').length"));
        assert_eq!(found, json!(most), "{selector}");
    }
    let handlers = "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter((name) => name.startsWith('on')).length";
    assert_eq!(chrome.eval(handlers), json!(0));
    assert_eq!(chrome.eval("window.ran"), Value::Null);
}
