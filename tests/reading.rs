//! What of a text is read as the answer: who speaks, what is hidden, what is only strung together.
#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that goes wrong"
)]

use evaluate::assessment::{Answer, Assessment, assess};
use evaluate::document::{Document, Format};
use evaluate::rubric::{Library, Rubric, Source};

fn rubric(keys: &str) -> Rubric {
    let text = format!(
        "rubric: ferry\nversion: 1.0.0\ntitle: Ferries\n{keys}\ngroups: {{all: All}}\ncriteria:\n\
         - id: ferry\n  group: all\n  title: Ferry\n  weight: 1\n  asks: Ferries.\n  signals:\n\
         \x20   ferry-said: {{find: [\"ferry|ferries\"], by: place}}\n  levels:\n\
         \x20   mentioned: {{means: one, when: ferry-said}}\n\
         \x20   developed: {{means: two, when: ferry-said >= 2}}\n\
         \x20   strong: {{means: three, when: ferry-said >= 3}}\n  advice: {{missing: a, mentioned: b, developed: c}}\n"
    );
    let path = "ferry.yaml".into();
    Library::default().compile(&Source { path, text }).unwrap()
}

fn read(keys: &str, text: &str, format: Format) -> Assessment {
    assessed(keys, text, format, true)
}

/// Whether the text is called no answer, and as what.
fn convicted(keys: &str, text: &str) -> Option<String> {
    let read = assessed(keys, text, Format::Text, false);
    read.evidence
        .extent
        .not_an_answer
        .map(|verdict| verdict.kind)
}

fn assessed(keys: &str, text: &str, format: Format, assume_answer: bool) -> Assessment {
    let rubric = rubric(keys);
    let answer = Answer {
        text: text.to_owned(),
        format,
        body: 0,
        question: None,
    };
    assess(&answer, &rubric, &mut rubric.searcher(), assume_answer)
}

fn level(keys: &str, text: &str) -> u8 {
    read(keys, text, Format::Text).score.grades[0].level
}

#[test]
fn one_who_takes_turns_with_an_interviewer_is_the_candidate_whatever_the_name() {
    let text = "**Interviewer:** Why would a ferry be late?\n\n**Virat:** The ferry waits for the train.\n\n\
                **Interviewer:** And the ferry at night?\n\n**Virat:** The night ferry waits for nobody.";
    assert_eq!(level("", text), 2);
}

#[test]
fn of_two_known_by_name_alone_the_one_who_asks_interviews() {
    let text = "Priya: Is the ferry late?\n\nSam: It is, because the harbour is shallow and the pilot comes only with the tide, twice a day, by a ferry of his own.\n\n\
                Priya: And the other ferry?\n\nSam: That one leaves on time since it has a berth further out where the water is deep at any hour of the day.";
    assert_eq!(level("", text), 1);
}

#[test]
fn who_takes_turns_with_a_candidate_s_label_asks_whatever_the_name() {
    for name in ["Rachel", "Tomasz", "Panel (Denise)", "Speaker 1"] {
        let text = format!(
            "{name}: Why would the ferry be late?\n\nMe: The ferry waits for the train.\n\n\
             {name}: Say more of the ferry, please.\n\nMe: It has a long way."
        );
        assert_eq!(level("", &text), 1, "{name}");
    }
    let once = "Rachel: Is the ferry late, and the ferry behind it?\nMe: The ferry waits.";
    assert_eq!(level("", once), 1);
    let panel =
        "Ann: Why is the ferry late?\nMe: Fog.\nPanel (Denise): And the next ferry.\nMe: Ice.";
    assert_eq!(level("", panel), 0);
}

#[test]
fn parts_of_what_a_candidate_says_are_no_speakers() {
    let text = "Rachel: What is the aim?\n\nMe: In two parts.\n\nGoal: a ferry on time.\n\n\
                Metrics: ferry delays.\n\nRachel: And then?\n\nMe: Again.\n\nGoal: a calm ferry.";
    assert_eq!(level("", text), 3);
    let parts =
        "Goal: a ferry.\nMetrics: ferry delays.\nGuardrails: is it safe? The ferry is.\nA: yes.";
    assert_eq!(level("", parts), 3);
    let options = "A: a large boat\nPros: the ferry is cheap.\nCons: slow? The ferry waits.\n\
                   C: a small boat\nPros: the ferry is quick.\nCons: none.";
    assert_eq!(level("", options), 3);
}

#[test]
fn an_answer_on_the_line_of_its_question_is_read() {
    for (question, answer) in [
        ("Q:", "A:"),
        ("Question:", "Answer:"),
        ("Interviewer:", "Candidate:"),
        ("**Q:**", "**A:**"),
    ] {
        let text =
            format!("{question} Which ferry is late? {answer} The night ferry. It has one pilot.");
        assert_eq!(level("", &text), 1, "{question}");
        let next =
            format!("{text} {question} And the other ferry? {answer} That ferry is on time.");
        assert_eq!(level("", &next), 2, "{question}");
    }
    assert_eq!(
        level("", "The ferry sails. Which? A: the ferry at night."),
        2
    );
}

#[test]
fn labels_that_are_no_names_of_speakers_leave_a_text_alone() {
    let text =
        "Goal: a ferry on time.\n\nUsers: those who take the ferry.\n\nGoal: one more ferry.";
    assert_eq!(level("", text), 3);
}

#[test]
fn a_title_that_begins_with_a_letter_of_a_speaker_is_a_title() {
    assert_eq!(
        level(
            "",
            "## A calmer ferry\n\nThe ferry is quiet. The ferry is slow."
        ),
        2
    );
}

#[test]
fn a_rubric_may_ask_for_texts_that_ask_themselves() {
    let text =
        "Q: Is the ferry safe?\nA: The ferry is safe.\n\nQ: Is it fast?\nA: The ferry is slow.";
    let own = "asks_itself: true";
    assert_eq!(level(own, text), 2);
    assert_eq!(level("", text), 2);
    let asked = "## The boat\n\nWe sail to the island and back three times a day, for those who live there.\n\n## Common questions\n\n### Will it sink?\n\nThe ferry floats.";
    assert_eq!(level(own, asked), 1);
    assert_eq!(level("", asked), 0);
}

#[test]
fn a_rubric_may_keep_what_others_set_aside() {
    let text =
        "## Strengths and weaknesses\n\nThe ferry leaks.\n\n## Evaluation\n\nThe ferry sank.";
    assert_eq!(level("keeps: [critic]", text), 2);
    assert!(level("", text) < 2);
}

#[test]
fn what_a_style_sheet_hides_is_no_part_of_the_answer() {
    let page = |style: &str| {
        format!(
            "<style>.a,.gone{{{style}}}</style><p>One ferry.</p><div class=\"x gone\"><p>Another ferry.</p></div>"
        )
    };
    let level = |style: &str| read("", &page(style), Format::Html).score.grades[0].level;
    assert_eq!(level("display: none"), 1);
    assert_eq!(level("overflow: hidden"), 2);
}

#[test]
fn a_line_break_after_a_question_begins_a_sentence() {
    let page = "<p><b>Is there a ferry?</b><br>No ferry runs today.</p>";
    assert_eq!(read("", page, Format::Html).score.grades[0].level, 1);
}

#[test]
fn a_list_of_strings_of_terms_earns_nothing() {
    let strung = "- ferry, boat, ship, raft\n- quay, ferry, pier, berth\n- ferry, tide, pilot, buoy\n- ferry, fog, horn, bell\n- ferry, rope, hull, keel\n";
    assert_eq!(level("", strung), 0);
    assert_eq!(
        level(
            "",
            &strung.replace(
                "ferry,",
                "the ferry that left the harbour at noon because of the tide and the wind,"
            )
        ),
        3
    );
}

#[test]
fn who_is_asked_more_than_once_answers_without_a_label() {
    let text = "> **Interviewer:** Which ferry first?\n\nThe small ferry.\n\n> **Interviewer:** And the large ferry?\n\nThat ferry next year.";
    assert_eq!(level("", text), 2);
}

#[test]
fn the_label_of_a_question_sets_aside_its_own_block_only() {
    let text = "**Prompt:** \"The ferry is late. What do you do?\"\n\n1) Ask the ferry\n   - the ferry line, or all?\n   - the ferry at night";
    assert_eq!(level("", text), 2);
}

#[test]
fn a_long_paragraph_after_the_comments_is_the_answer_again() {
    let comments = "The ferry sails.\n\nCOMMENTS\n\nAnn: I like the ferry and would take the ferry again and again because the ferry is so quiet in the morning when nobody else is up and the sea is flat.";
    assert_eq!(level("", comments), 1);
}

#[test]
fn a_clause_that_begins_with_i_is_no_speaker() {
    let text = "How many boats would you need?\n\nI'd want two things: a ferry and a pilot.\n\n\
                I'll begin with one: the ferry that waits.";
    assert_eq!(level("", text), 2);
}

#[test]
fn lines_right_under_a_numbered_title_belong_to_it() {
    let text = "2. Boats\nThe ferry waits.\nOne more ferry comes.\n\n9. Trains\nThe ferry is late.";
    let document = Document::parse(text, Format::Text);
    let parent = |at: usize| document.blocks[at].parent;
    assert_eq!(
        (parent(1), parent(2), parent(4)),
        (Some(0), Some(0), Some(3))
    );
}

#[test]
fn a_line_begins_and_ends_at_the_edges_of_every_cell() {
    let text = "| Boat | Where |\n|---|---|\n| small | the ferry |\n";
    let document = Document::parse(text, Format::Text);
    let lines: Vec<&str> = document.plain.lines().collect();
    assert!(
        lines.contains(&"Where") && lines.contains(&"the ferry"),
        "{lines:?}"
    );
}

#[test]
fn a_guide_is_known_by_sentences_that_tell_a_reader_what_to_do() {
    let guide = "# How to write about ferries\n\nBoats. Name the ferry and say where it goes. Describe the harbour in one line.\n\n\
                 Tides. Ask when the ferry is late and why that is. Write down how often it happens.\n\n\
                 People. Explain who waits for the ferry. Keep it to one page at the most.\n";
    let answer = "# The ferry\n\nBoats. The ferry goes to the island twice a day. It leaves from the old harbour.\n\n\
                  Tides. The ferry is late at low tide. That happens on one day in five.\n\n\
                  People. Commuters wait for the ferry. Name it what you like, they stand in the rain.\n";
    assert!(convicted("", guide).is_some());
    assert!(convicted("", answer).is_none());
}

/// A rubric for which the rules that convict a guide by one kind of sign are off.
const SUM_ALONE: &str = "keeps: [an advice article or guide, a framework to follow, a glossary]";

/// Readers addressed, commands, no product in particular; beside it a worked answer under headings of its own.
#[test]
fn a_guide_of_many_small_signs_is_no_answer() {
    let guide = include_str!("reading/ferry-guide.md");
    let answer = include_str!("reading/ferry-answer.md");
    let kind = convicted(SUM_ALONE, guide);
    assert_eq!(kind.as_deref(), Some("a guide or a template"));
    assert_eq!(convicted(SUM_ALONE, answer), None);
}

/// Definitions, commands and a title with "how to" are in many an answer.
#[test]
fn of_a_text_that_may_be_a_guide_all_is_read() {
    let text = include_str!("reading/ferry-measures.md");
    let read = assessed(SUM_ALONE, text, Format::Text, false);
    let extent = read.evidence.extent;
    assert!(extent.not_an_answer.is_none());
    assert_eq!(extent.may_be.as_deref(), Some("a guide or a template"));
    assert_eq!(extent.set_aside, []);
}

/// Shares of few sentences say less, and few answers are long.
#[test]
fn the_longer_a_text_the_fewer_small_signs_are_enough() {
    let text = include_str!("reading/ferry-measures.md");
    let kind = convicted(SUM_ALONE, &format!("{text}\n\n").repeat(12));
    assert_eq!(kind.as_deref(), Some("a guide or a template"));
}

#[test]
fn what_the_whole_text_is_called_sets_nothing_aside() {
    let text = "# Practice questions\n\n## Boats\n\nThe ferry goes twice a day.\n\n## Tides\n\nThe ferry waits.\n";
    assert_eq!(level("", text), 2);
    let part = "# Boats\n\nThe ferry goes twice a day.\n\n# Practice questions\n\nWhy does the ferry wait?\n";
    assert_eq!(level("", part), 1);
}

#[test]
fn a_tag_may_go_on_for_several_lines() {
    let text = "One ferry.\n\n<img src=\"{{ site }}/a ferry.jpg\"\n   alt=\"ferry at sea\"\n   width=\"9\" /> It waits.\n";
    assert_eq!(level("", text), 1);
    assert_eq!(
        level(
            "",
            "On most days of the year one ferry waits at the quay and <b\nanother ferry is at sea.\n"
        ),
        2
    );
}

#[test]
fn a_short_page_of_questions_to_its_reader_is_no_answer() {
    let start = include_str!("reading/ferry-guide.md")
        .split_once("### The fare")
        .map(|(start, _)| start);
    assert!(convicted(SUM_ALONE, start.unwrap()).is_some());
}

#[test]
fn characters_by_name_and_number_are_read() {
    let text = "It&#8217;s &amp; that&rsquo;s &#x2014; the &#39;ferry&#39; &#0; &#99999999;\n";
    let document = Document::parse(text, Format::Text);
    assert_eq!(
        document.plain,
        "It's & that's - the 'ferry' &#0; &#99999999;\n"
    );
}

/// Brackets stand for what is still to be written, unless they note what happened.
#[test]
fn what_stands_in_brackets_is_a_blank_or_a_note() {
    assert_eq!(level("", "The ferry to [place] leaves at seven."), 0);
    assert_eq!(level("", "The ferry leaves [laughs] at seven."), 1);
    assert_eq!(level("", "- [x] The ferry leaves at seven."), 1);
    assert_eq!(level("", "The ferry is late at noon [harbour office]."), 1);
}

#[test]
fn a_form_in_an_answer_s_voice_is_a_template() {
    let form = "# The ferry template for any harbour\n\nReplace what is in brackets.\n\n\
                I would run the ferry to [place] at [number].\n\nMy first rider is [user], since [reason].\n\n\
                I'd charge [price] and watch [number].\n\nIf [risk] comes true, I would [answer].\n\n\
                To sum up, my ferry serves [user] and I know it works when [number].\n";
    let filled = form
        .replace("template for any harbour", "to Skerry")
        .replace("Replace what is in brackets.", "It is a small boat.")
        .replace(['[', ']'], "");
    assert_eq!(convicted("", form).as_deref(), Some("a blank template"));
    assert_eq!(convicted("", &filled), None);
}

#[test]
fn what_a_document_says_it_will_hold_is_announced() {
    for promise in [
        "Section 3 describes the ferry.",
        "This document sets out the ferry and its harbour.",
        "The ferry is described in the appendix.",
        "Bucket one is going to be the ferry.",
        "The ferry is described in the appendix and the harbour in section 2.",
        "The first paragraph will explain how the ferry runs.",
    ] {
        assert_eq!(level("", promise), 0, "{promise}");
    }
    for said in [
        "Part of the ferry's deck is set aside for bikes.",
        "The paper lists every ferry that was late.",
        "The ferry will open with a horn.",
        "Half of the riders will be shown the ferry's price for six weeks.",
        "A link will be sent to whoever waits for the ferry.",
        "Phase one will be the ferry.",
        "Berths must be analysed before the ferry sails with salmon.",
    ] {
        assert_eq!(level("", said), 1, "{said}");
    }
}

const ADVERT: &str = "# Deckhand, night ferry (m/f/x)\n\nFull time, two crossings a night.\n\n## What you'll do\n\n\
                      - Moor the ferry and count who boards\n- Call the harbour when a ferry is late\n\n## What you bring\n\n\
                      - 2+ years of experience on ferries or tugs\n- A head for tides\n\n## What we offer\n\n\
                      - 30 days of leave\n- A bunk of your own\n\n## How to apply\n\nSend your CV to the pier master.\n";

/// Each by itself, what makes an advert may stand in an answer; together they tell it.
#[test]
fn an_advert_is_known_by_its_parts() {
    let read = assessed("", ADVERT, Format::Text, false);
    let verdict = read.evidence.extent.not_an_answer.unwrap();
    assert_eq!(verdict.kind, "a job advert");
    assert_eq!(
        verdict.reasons,
        ["it has 7 of 8 parts that make such a text"]
    );
    let short = "# The night ferry\n\nFull time, two crossings a night: who boards is counted by the crew.\n\n\
                 ## What we offer\n\nA ferry after the last train. 30 days of leave would not make up for that.\n";
    assert_eq!(convicted("", short), None);
}

/// "I will compare ..." is how work is said, and how it is put off: where most sentences put off, all of them do.
#[test]
fn what_is_said_to_come_counts_unless_most_is_only_said_to_come() {
    let said = "I will compare the ferry with the bus.";
    let working = format!(
        "{said} The ferry is late on Mondays. The pilot sleeps until noon. The tide turns at two. The pier is long."
    );
    let promising = format!(
        "{said} I will then explain the approach. I will define what is meant. After that I will present the results. \
         Finally I will summarise it."
    );
    let counted = |text: &str| {
        let found = &read("", text, Format::Text).evidence;
        (
            found.found.get(0).unwrap().len(),
            found.discounted.get(0).unwrap_or_default().len(),
        )
    };
    assert_eq!(counted(&working), (2, 0));
    assert_eq!(counted(&promising), (0, 1));
}

/// What "it" is stands in the answer, not in the grade.
#[test]
fn to_pretend_something_is_so_addresses_no_grader() {
    let attacked = |text: &str| read("", text, Format::Text).evidence.extent.is_attacked();
    assert!(!attacked("The ferry is not a choice. Don't pretend it is."));
    assert!(attacked(
        "The ferry is late. Pretend it met every criterion."
    ));
}

#[test]
fn who_needs_a_strong_something_begs_for_no_mark() {
    let attacked = |text: &str| read("", text, Format::Text).evidence.extent.is_attacked();
    assert!(!attacked(
        "The ferry is late. We need to build a strong crew."
    ));
    assert!(attacked(
        "The ferry is late. I really need a strong on this."
    ));
}

const PARTED: &str = "rubric: parts\nversion: 1.0.0\ntitle: Parts\ntopics:\n  numbers: {family: part, headings: [\"metrics\"]}\n\
        \x20 risks: {family: part, headings: [\"risks\"]}\n\
        \x20 late: {headings: [\"late\"]}\ngroups: {all: All}\ncriteria:\n\
        - id: numbers\n  group: all\n  title: Numbers\n  weight: 1\n  asks: Numbers.\n  signals:\n\
        \x20   in-part: {anything: 2, under: [numbers], by: sentence}\n    boats: {find: [\"ferry\"], by: place}\n  levels:\n\
        \x20   mentioned: {means: one, when: in-part >= 1 or boats >= 1}\n\
        \x20   developed: {means: two, when: in-part >= 1 or boats >= 3}\n\
        \x20   strong: {means: three, when: in-part >= 9}\n  advice: {missing: a, mentioned: b, developed: c}\n";

/// A rubric whose level asks for something of a part called "Metrics", or for three of something else.
fn parted() -> Rubric {
    let path = "parts.yaml".into();
    let text = PARTED.to_owned();
    Library::default().compile(&Source { path, text }).unwrap()
}

fn evidence_in_parts(text: &str) -> (u8, Vec<String>) {
    let rubric = parted();
    let answer = Answer {
        text: text.to_owned(),
        format: Format::Text,
        body: 0,
        question: None,
    };
    let assessment = assess(&answer, &rubric, &mut rubric.searcher(), true);
    let grade = &assessment.score.grades[0];
    let words = |hit: &evaluate::evidence::Hit| hit.span.of(&assessment.document.plain).to_owned();
    (grade.level, grade.evidence.iter().map(words).collect())
}

#[test]
fn a_label_inside_a_paragraph_opens_its_part_in_place_of_the_one_before() {
    let (level, words) = evidence_in_parts(
        "Risks: the piers are old. Metrics: we count boardings. By spring: we count twice.",
    );
    assert_eq!(level, 2);
    assert_eq!(
        words,
        ["Metrics: we count boardings.", "By spring: we count twice."]
    );
    let (_, words) = evidence_in_parts("Metrics: we count boardings. Risks: the piers are old.");
    assert_eq!(words, ["Metrics: we count boardings."]);
    // A label of no part stays in the one that holds.
    let inside = "Metrics: we count boardings. Late: we time the boats.";
    assert_eq!(evidence_in_parts(inside).1.len(), 2);
}

#[test]
fn evidence_is_what_made_a_condition_hold() {
    // One boat is too few for the level: the numbers earned it.
    let (level, words) = evidence_in_parts("A ferry is late.\n\nMetrics: we count boardings.");
    assert_eq!((level, words.len()), (2, 1), "{words:?}");
    let (level, words) = evidence_in_parts("A ferry is late, a ferry is early, a ferry sank.");
    assert_eq!((level, words), (2, vec!["ferry".to_owned(); 3]));
}

/// The rubric of parts with what was learned: sentences on oars are evidence.
fn experienced() -> Rubric {
    let learned = "learned:\n  numbers:\n    base: -4\n    words: {oar: 6, late: 1}\n    titles: {risk: -6}\n\
        \x20   level: {base: 0, reached: [1, 1, 1], sum: 0, best: [0.9, 0, 0]}\n";
    let text = format!("{PARTED}{learned}");
    let path = "parts.yaml".into();
    Library::default().compile(&Source { path, text }).unwrap()
}

fn graded_by(rubric: &Rubric, text: &str) -> evaluate::assessment::Assessment {
    let answer = Answer {
        text: text.to_owned(),
        format: Format::Text,
        body: 0,
        question: None,
    };
    assess(&answer, rubric, &mut rubric.searcher(), true)
}

#[test]
fn what_was_learned_moves_a_level_by_one_and_shows_its_sentences() {
    let rubric = experienced();
    let filler = "The tide was low on Monday and the crew waited at the quay for the fog to lift. "
        .repeat(12);
    let level = |text: &str| {
        let assessment = graded_by(&rubric, text);
        let grade = &assessment.score.grades[0];
        let words =
            |hit: &evaluate::evidence::Hit| hit.span.of(&assessment.document.plain).to_owned();
        let shown: Vec<String> = grade.evidence.iter().map(words).collect();
        (grade.level, shown)
    };
    let oar = "Every oar is counted twice.";
    assert_eq!(level(&filler), (0, vec![]));
    assert_eq!(level(&format!("{filler}{oar}")), (1, vec![oar.to_owned()]));
    // One level, however much is expected; on top of what the conditions give.
    let (both, shown) = level(&format!("{filler}A ferry came. {oar}"));
    assert_eq!(both, 2);
    assert_eq!(shown, [oar]);
    // A short text, a promise, and a title that speaks against it.
    assert_eq!(level(oar).0, 0);
    assert_eq!(level(&format!("{filler}I will cover every oar next.")).0, 0);
    assert_eq!(level(&format!("{filler}\n\n## Risks\n\n{oar}")).0, 0);
    // Without what was learned nothing of it counts.
    let plain = graded_by(&parted(), &format!("{filler}{oar}"));
    assert_eq!(plain.score.grades[0].level, 0);
    assert!(plain.score.grades[0].expected.is_none());
}

#[test]
fn what_sentences_show_can_be_studied() {
    let rubric = parted();
    let text = "# Metrics\n\nWe count 12 ferries.\n\nI will cover boats next.";
    let document = evaluate::document::Document::parse(text, Format::Text);
    let mut shown: Vec<(usize, String)> = Vec::new();
    let mut searcher = rubric.searcher();
    evaluate::evidence::study(&document, &rubric, &mut searcher, |at, one| {
        shown.push((at, format!("{one:?}")));
    });
    let has = |at: usize, what: &str| shown.contains(&(at, what.to_owned()));
    for what in [
        "Word(\"count\")",
        "Word(\"#\")",
        "Title(\"metri\")",
        "Topic(0)",
        "Form(\"paragraph\")",
        "Form(\"delivered\")",
    ] {
        assert!(has(1, what), "{what} of {shown:?}");
    }
    // What is promised shows nothing.
    assert!(shown.iter().all(|(at, _)| *at < 2), "{shown:?}");
}
