//! The page: whole in itself, linked both ways, and nothing of an answer is ever markup.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{INCIDENT, OUTAGE, World};

const HOSTILE: &str = "<script>alert(1)</script> \" onmouseover=\"alert(2)\" '</title></style></script>\n\
    [x](javascript:alert(3)) <img src=x onerror=alert(4)> </details></div>{{ a.anchor }} {% raw %}\n\
    It broke at 09:10 because a disk was full.\n";

fn class() -> World {
    let world = World::new();
    world
        .write("class/ann.md", OUTAGE)
        .write("class/evil \"><b>.md", HOSTILE)
        .write("class/bad.md", b"\0");
    world
}

fn page(world: &World, path: &str) -> String {
    world.run(&["-r", "incident.yaml", "-f", "html", path]).out
}

/// The values of an attribute, wherever it stands.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let opening = format!(" {attribute}=\"");
    let found = page.match_indices(&opening);
    let values = found.map(|(at, _)| {
        page.get(at + opening.len()..)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
    });
    values.collect()
}

#[test]
fn every_link_leads_to_a_place_of_the_page() {
    let page = page(&class(), "class");
    let places: Vec<&str> = values(&page, "id");
    let known: BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(known.len(), places.len(), "no place stands twice");
    let links = values(&page, "href");
    assert!(links.len() > 20, "{}", links.len());
    for link in links {
        let place = link
            .strip_prefix('#')
            .expect("nothing leads out of the page");
        assert!(known.contains(place), "{link}");
    }
}

#[test]
fn nothing_of_an_answer_is_markup() {
    let page = page(&class(), "class");
    let body = page.split("<body>").nth(1).unwrap();
    let own = body.matches("<script>").count();
    assert_eq!(own, 1, "the page's own script");
    for markup in [
        "<img",
        "<b>.md",
        "onmouseover=\"",
        "</title></style>",
        "<script>alert",
    ] {
        assert!(!body.contains(markup), "{markup}");
    }
    assert!(body.contains("&lt;script&gt;alert(1)"));
    assert!(body.contains("{{ a.anchor }}"), "no template either");
    assert!(page.contains("default-src 'none'"));
    assert!(!page.contains(" style=\""), "the policy forbids it");
}

#[test]
fn numbers_are_those_of_the_json() {
    let world = class();
    let page = page(&world, "class");
    let json = world
        .run(&["-r", "incident.yaml", "-f", "json", "class"])
        .out;
    let run: Value = serde_json::from_str(&json).unwrap();
    for answer in run["answers"].as_array().unwrap() {
        if let Some(score) = answer.get("score") {
            assert!(page.contains(&format!("<b>{score}</b> / 100")), "{score}");
        }
        for criterion in answer["criteria"].as_array().into_iter().flatten() {
            let points = format!("{} / {}", criterion["points"], criterion["max_points"]);
            assert!(page.contains(&points), "{points}");
        }
    }
    let mean = &run["class"]["scores"]["mean"];
    assert!(page.contains(&format!("<b>{mean}</b>mean")), "{mean}");
    for criterion in run["class"]["rubrics"][0]["criteria"].as_array().unwrap() {
        let name = criterion["title"].as_str().unwrap().replace('\'', "&#x27;");
        let numbers = ["lost", "mean_level", "missed", "difficulty"].map(|field| &criterion[field]);
        let cells = numbers.map(|number| format!("<td class=\"n\">{number}</td>"));
        let row = format!("<tr><td>{name}</td>{}", cells.concat());
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains("Not graded"), "the file that is no text");
}

#[test]
fn an_answer_alone_has_the_page_without_the_class() {
    let world = World::new();
    let page = page(&world, "outage.md");
    assert!(!page.contains("<table"));
    // The text stands there whole, cut by its marks.
    let text = page
        .split("tabindex=\"0\">")
        .nth(1)
        .unwrap()
        .split("</div>")
        .next()
        .unwrap();
    let plain: String = text
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, rest)| rest))
        .collect();
    assert_eq!(
        plain
            .replace("&#x27;", "'")
            .replace("&quot;", "\"")
            .replace("&#x2f;", "/"),
        OUTAGE
    );
    assert!(INCIDENT.contains("timeline") && page.contains("href=\"#a1c1\""));
}
