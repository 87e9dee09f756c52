//! The live page: it grades while one writes, and what is shown belongs to what stands there.

use serde_json::json;

use crate::chrome::Chrome;
use crate::page::stays_text;
use crate::world::{HOSTILE, OUTAGE, World};

const SCORE: &str = "document.getElementById('score').textContent";
const MARKED: &str =
    "[...document.querySelectorAll('#under span')].map((one) => one.textContent).join('|')";

/// An empty page and its server, with a rubric whose levels do not move.
fn begin(chrome: &mut Chrome, arguments: &[&str]) -> (World, crate::world::Serving) {
    let world = World::new();
    let incident = &["-r", "incident.yaml"][..];
    let rubric = if arguments.contains(&"-r") {
        &[]
    } else {
        incident
    };
    let serving = world.serve(&[rubric, arguments].concat());
    chrome.open(&serving.address);
    chrome.until(&format!("{SCORE} !== '–'"));
    (world, serving)
}

#[test]
fn score_evidence_and_the_way_up_follow_the_typing() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let _serving = begin(&mut chrome, &[]);
    assert_eq!(chrome.text(SCORE), "0");
    assert_eq!(chrome.text("document.activeElement.id"), "text");
    chrome.write("It began at 09:12");
    chrome.until(&format!("{SCORE} === '13.3'"));
    assert_eq!(chrome.text(MARKED), "09:12");
    chrome.write(" and ended at 10:05 🦀, because a disk was full");
    chrome.until(&format!("{SCORE} === '40'"));
    assert_eq!(chrome.text(MARKED), "09:12|10:05|because");
    let rung = chrome.text("document.querySelectorAll('#ladder li')[1].textContent");
    assert!(rung.contains("+13.3") && rung.contains("53.3"), "{rung}");
    assert!(
        chrome
            .text("document.getElementById('delta').textContent")
            .starts_with("▲ +")
    );
    for _ in 0..19 {
        chrome.key("Backspace");
    }
    chrome.until(&format!("{SCORE} === '26.7'"));
    assert_eq!(chrome.text(MARKED), "09:12|10:05");
    chrome.is_content();
}

#[test]
fn the_address_may_lack_its_last_stroke() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let world = World::new();
    let serving = world.serve(&["-r", "incident.yaml", "outage.md"]);
    chrome.open(serving.address.trim_end_matches('/'));
    chrome.until(&format!("{SCORE} === '53.3'"));
    chrome.is_content();
}

#[test]
fn marks_lie_on_their_words() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let _serving = begin(&mut chrome, &[]);
    let times = (10..30).map(|minute| {
        format!("At 09:{minute} the alarm rang once more, and the customers who had written before wrote again.\n")
    });
    let long = format!(
        "{}\n\n\tTabbed {}\n\n",
        times.collect::<String>(),
        "x".repeat(300)
    );
    for width in [1280, 390] {
        chrome.look(width, 900, "light");
        chrome.eval(&format!("document.getElementById('text').value = ''; document.getElementById('text').focus(); document.execCommand('insertText', false, {})", json!(long)));
        chrome.until("document.querySelectorAll('#under span').length > 10");
        // Text and marks break their lines alike, and are as high as each other.
        let heights = chrome.eval("[document.getElementById('text').scrollHeight, document.getElementById('text').offsetHeight, document.getElementById('under').offsetHeight]");
        assert_eq!(
            heights[0], heights[1],
            "nothing is scrolled away at {width}"
        );
        assert_eq!(heights[1], heights[2], "{width}");
        let wide = "document.documentElement.scrollWidth > window.innerWidth";
        assert_eq!(chrome.eval(wide), json!(false), "{width}");
    }
}

#[test]
fn an_older_result_is_never_shown_over_a_newer_one() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let _serving = begin(&mut chrome, &[]);
    // The first reply comes long after the second, and cannot be given up.
    chrome.eval(
        "window.asked = 0; window.late = 0; const real = window.fetch; window.fetch = async (path, how) => {
           const nth = ++window.asked;
           const reply = await real(path, { ...how, signal: undefined });
           if (nth === 1) { await new Promise((done) => setTimeout(done, 700)); window.late = 1; }
           return reply;
         }; 0",
    );
    chrome.write("It began at 09:12");
    chrome.until("window.asked === 1");
    chrome.write(" and ended at 10:05");
    chrome.until(&format!("{SCORE} === '26.7'"));
    assert_eq!(
        chrome.eval("window.late"),
        json!(0),
        "the newer one came first"
    );
    chrome.until("window.late === 1");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(chrome.text(SCORE), "26.7");
    assert_eq!(chrome.text(MARKED), "09:12|10:05");
    chrome.is_content();
}

#[test]
fn what_changed_is_told_once_nobody_types_any_more() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let _serving = begin(&mut chrome, &[]);
    chrome.until("document.getElementById('said').textContent.startsWith('Score 0')");
    assert_eq!(
        chrome.text("document.getElementById('said').getAttribute('role')"),
        "status"
    );
    chrome.eval("window.told = []; new MutationObserver(() => window.told.push(document.getElementById('said').textContent)).observe(document.getElementById('said'), { childList: true, characterData: true, subtree: true }); 0");
    for part in [
        "It began ",
        "at 09:12 ",
        "and was over ",
        "at 10:05 ",
        "because ",
        "a disk was full.",
    ] {
        chrome.write(part);
        std::thread::sleep(std::time::Duration::from_millis(80));
    }
    chrome.until("window.told.length > 0");
    std::thread::sleep(std::time::Duration::from_millis(400));
    let told = chrome.eval("window.told");
    let wanted = "Score 40, fair, up 40. Timeline rose to developed. Root cause rose to mentioned.";
    assert_eq!(told, json!([wanted]));
}

#[test]
fn criteria_and_words_lead_to_each_other_by_keyboard() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let _serving = begin(&mut chrome, &["outage.md"]);
    chrome.until("document.querySelector('.quotes button')");
    chrome.eval("document.querySelector('#c2 .quotes button').focus()");
    chrome.key("Enter");
    let chosen = "(() => { const one = document.activeElement; return one.value.slice(one.selectionStart, one.selectionEnd); })()";
    assert_eq!(chrome.text(chosen), "because");
    // The caret among the words shows what they count for.
    chrome.eval("document.activeElement.setSelectionRange(document.activeElement.value.indexOf('09:12') + 2, document.activeElement.value.indexOf('09:12') + 2)");
    chrome.until("document.getElementById('here').textContent.includes('Timeline')");
    assert_eq!(
        chrome.eval("document.getElementById('c1').classList.contains('near')"),
        json!(true)
    );
    // A step leads to its criterion.
    chrome.eval("document.querySelector('#ladder button').focus()");
    chrome.key("Enter");
    assert_eq!(chrome.text("document.activeElement.id"), "c2");
    // Tab leaves the text.
    chrome.eval("document.getElementById('text').focus()");
    chrome.key("Tab");
    assert_ne!(chrome.text("document.activeElement.id"), "text");
    chrome.is_content();
}

#[test]
fn a_file_is_opened_and_its_text_stays_text() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let (world, _serving) = begin(&mut chrome, &["outage.md"]);
    chrome.until("document.getElementById('text').value.length > 10");
    world.write("evil.md", HOSTILE);
    let place = world.directory.path().join("evil.md");
    let input = chrome.call(
        "Runtime.evaluate",
        &json!({"expression": "document.getElementById('file')"}),
    );
    let object = input["result"]["objectId"].clone();
    let files = json!({"objectId": object, "files": [place.to_string_lossy()]});
    chrome.call("DOM.setFileInputFiles", &files);
    chrome.until("document.getElementById('text').value.includes('onmouseover')");
    chrome.until("document.querySelectorAll('#under span').length > 2");
    assert_eq!(
        chrome.text("document.getElementById('text').value"),
        HOSTILE
    );
    assert_eq!(
        chrome.text("document.getElementById('yours').textContent"),
        "evil.md"
    );
    let drawn = "document.getElementById('under').textContent.replace(/\\n\\u200b$/, '')";
    assert_eq!(chrome.text(drawn), HOSTILE);
    stays_text(&mut chrome, &["#under", "#criteria", "#ladder"]);
    // And one that is dropped.
    chrome.eval("const held = new DataTransfer(); held.items.add(new File(['It began at 09:12.'], 'dropped <b>.md')); document.getElementById('text').dispatchEvent(new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true })); 0");
    chrome.until("document.getElementById('yours').textContent === 'dropped <b>.md'");
    chrome.until(&format!("{SCORE} === '13.3'"));
    chrome.click("#back");
    assert_eq!(
        chrome.text("document.getElementById('text').value"),
        HOSTILE
    );
    chrome.is_content();
}

#[test]
fn the_text_before_can_be_had_back() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let (_world, _serving) = begin(&mut chrome, &["outage.md"]);
    chrome.until("document.getElementById('text').value.length > 10");
    chrome.eval("open(new File(['Another.'], 'another.txt'))");
    chrome.until("document.getElementById('text').value === 'Another.'");
    chrome.click("#back");
    assert_eq!(chrome.text("document.getElementById('text').value"), OUTAGE);
    chrome.is_content();
}

#[test]
fn a_text_that_is_no_answer_can_be_graded_all_the_same() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let (_world, _serving) = begin(&mut chrome, &["-r", "success-metrics"]);
    let guide = include_str!("../../fixtures/success-metrics/not-glossary.md");
    chrome.eval(&format!("document.getElementById('text').value = {}; document.getElementById('text').dispatchEvent(new Event('input'))", json!(guide)));
    chrome.until("!document.getElementById('assuming').hidden");
    assert_eq!(chrome.text(SCORE), "0");
    chrome.click("#assume");
    chrome.until("!document.getElementById('summary').textContent.includes('not as an answer')");
    chrome.is_content();
}

#[test]
fn when_the_server_has_ended_the_text_is_still_there() {
    let Some(mut chrome) = Chrome::start() else {
        return;
    };
    let (_world, mut serving) = begin(&mut chrome, &[]);
    chrome.write("It began at 09:12");
    chrome.until(&format!("{SCORE} === '13.3'"));
    serving.end();
    chrome.write(" and ended");
    chrome.until("!document.getElementById('trouble').hidden");
    assert!(
        chrome
            .text("document.getElementById('trouble').textContent")
            .contains("does not answer any more")
    );
    assert_eq!(
        chrome.text("document.getElementById('text').value"),
        "It began at 09:12 and ended"
    );
}
