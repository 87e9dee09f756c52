//! Grading one answer: where it comes from, how it is written, how the run ends.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::world::{OUTAGE, Said, World};

#[test]
fn a_file_and_standard_input_get_the_same_grades() {
    let world = World::new();
    let file = world
        .run(&["-r", "incident.yaml", "-f", "json", "outage.md"])
        .json();
    let stdin = world
        .pipe(OUTAGE, &["-r", "incident.yaml", "-f", "json"])
        .json();
    let dash = world
        .pipe(OUTAGE, &["-r", "incident.yaml", "-f", "json", "-"])
        .json();
    assert_eq!(
        (&file["source"], &file["id"]),
        (&"outage.md".into(), &"outage".into())
    );
    assert_eq!(
        (&stdin["source"], &stdin["id"]),
        (&"-".into(), &"stdin".into())
    );
    assert_eq!(file["criteria"], stdin["criteria"]);
    assert_eq!(stdin, dash);
    assert_eq!(file["rubric"]["chosen"], "flag");
}

#[test]
fn levels_evidence_promises_and_gains_are_reported() {
    let report = World::new()
        .run(&["-r", "incident.yaml", "-f", "json", "outage.md"])
        .json();
    let levels: Vec<_> = report["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["level"].as_u64().unwrap())
        .collect();
    assert_eq!(levels, [3, 1, 0]);
    assert_eq!(
        (&report["score"], &report["band"]),
        (&53.3.into(), &"fair".into())
    );
    assert_eq!(report["criteria"][0]["evidence"][0]["quote"], "09:12");
    assert_eq!(report["criteria"][0]["evidence"][0]["line"], 5);
    assert_eq!(report["criteria"][0]["evidence"][0]["signal"], "clock-time");
    assert_eq!(report["criteria"][2]["announced"][0]["line"], 3);
    let step = &report["critique"]["next_steps"][0];
    assert_eq!(
        (&step["criterion"], &step["gain"]),
        (&"cause".into(), &13.4.into())
    );
}

#[test]
fn the_least_score_decides_between_0_and_1() {
    let world = World::new();
    let status = |least: &str| {
        world
            .run(&["-r", "incident.yaml", "--min-score", least, "outage.md"])
            .status
    };
    assert_eq!((status("53.3"), status("53.4")), (0, 1));
    let said = world.run(&[
        "-r",
        "incident.yaml",
        "--min-score",
        "99",
        "-f",
        "json",
        "outage.md",
    ]);
    assert!(
        said.out.starts_with('{'),
        "the report is written all the same"
    );
}

#[test]
fn what_cannot_be_done_is_2_and_says_what_to_do() {
    let world = World::new();
    world.write("binary.md", b"a\0b").write("folder/a.png", "x");
    for (arguments, said) in [
        (&["nowhere.md"][..], "nowhere.md"),
        (&["binary.md"], "it is no text"),
        (&["folder"], "there are no answers in `folder`"),
        (
            &["--min-score", "lots", "outage.md"],
            "a number from 0 to 100",
        ),
        (&["--fromat", "json"], "--format"),
        (
            &["-r", "sucess-metrics", "outage.md"],
            "no rubric is named `sucess-metrics`; known:",
        ),
        (&["-r", "nowhere.yaml", "outage.md"], "nowhere.yaml"),
    ] {
        let run = world.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.out.is_empty(), "{arguments:?}: {}", run.out);
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn an_unreadable_input_is_an_object_where_results_are_data() {
    let said = World::new().run(&["-f", "json", "nowhere.md"]);
    assert_eq!(said.status, 2);
    let report: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&report["schema"], &report["error"]["kind"]),
        (&"evaluate.report/1".into(), &"unreadable".into())
    );
    assert!(said.err.contains("nowhere.md"));
}

#[test]
fn an_answer_larger_than_the_limit_is_refused() {
    let said = World::new().pipe(vec![b'a'; (10 << 20) + 1], &[]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("larger than 10 MiB"), "{}", said.err);
}

#[test]
fn an_empty_answer_is_graded() {
    for text in ["", " \n\n", "\u{feff}", "---\nauthor: me\n---\n"] {
        let report = World::new().pipe(text, &["-f", "json"]).json();
        assert_eq!(report["score"], 0.0);
        assert!(
            report["critique"]["summary"]
                .as_str()
                .unwrap()
                .contains("empty")
        );
    }
}

#[test]
fn older_encodings_are_read_and_reported() {
    let world = World::new();
    let utf16: Vec<u8> = format!("\u{feff}{OUTAGE}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let said = world.pipe(utf16, &["-r", "incident.yaml", "-f", "json"]);
    assert_eq!(
        (said.json()["score"].as_f64(), said.warnings().len()),
        (Some(53.3), 0)
    );
    let latin = b"L'incident a commenc\xe9 \xe0 09:12, la cause \xe9tait l\xe0 d\xe8s 08:55. Tr\xe8s p\xe9nible.";
    let said = world.pipe(latin, &["-r", "incident.yaml", "-f", "json"]);
    assert_eq!(said.warnings(), ["encoding"]);
    assert_eq!(said.json()["criteria"][0]["level"], 2);
}

#[test]
fn every_line_end_counts_as_one() {
    let world = World::new();
    for end in ["\n", "\r\n", "\r"] {
        let report = world
            .pipe(
                OUTAGE.replace('\n', end),
                &["-r", "incident.yaml", "-f", "json"],
            )
            .json();
        assert_eq!(report["score"], 53.3, "{end:?}");
        assert_eq!(report["criteria"][0]["evidence"][0]["line"], 5, "{end:?}");
    }
}

#[test]
fn pages_are_read_as_pages() {
    let page = "<!doctype html><nav>Home</nav><ul><li>09:12 began<li>09:40 seen<li>10:05 over</ul>";
    let report = World::new()
        .pipe(page, &["-r", "incident.yaml", "-f", "json"])
        .json();
    assert_eq!(report["criteria"][0]["level"], 3);
    assert_eq!(report["furniture"][0]["kind"], "page");
}

#[test]
fn front_matter_names_question_and_rubric() {
    let world = World::new().set("EVALUATE_RUBRICS", "own");
    world.write("own/incident.yaml", include_str!("../data/incident.yaml"));
    let with = |front: &str| world.pipe(format!("---\n{front}\n---\n{OUTAGE}"), &["-f", "json"]);
    let report = with("rubric: incident").json();
    assert_eq!(report["rubric"]["chosen"], "front-matter");
    assert_eq!(
        report["criteria"][0]["evidence"][0]["line"], 8,
        "lines are those of the file"
    );
    assert_eq!(
        with("question: Write up the outage of Tuesday").json()["rubric"]["chosen"],
        "question"
    );
    let said = with("rubric: ../own/incident.yaml");
    assert_eq!(said.warnings(), ["rubric"]);
    assert_eq!(said.json()["rubric"]["chosen"], "answer");
    assert_eq!(with("question: [open").warnings(), ["front-matter"]);
}

#[test]
fn a_question_on_the_command_line_speaks_first() {
    let world = World::new();
    let chosen = |question: &str| {
        let report = world.run(&["-f", "json", "--question", question, "outage.md"]);
        (report.json()["rubric"]["chosen"].clone(), report.warnings())
    };
    assert_eq!(
        chosen("How would you measure the success of Maps?"),
        ("question".into(), vec![])
    );
    assert_eq!(
        chosen("Why is the sky blue?"),
        ("default".into(), vec!["rubric".into()])
    );
}

#[test]
fn explanations_come_only_when_asked_for() {
    let world = World::new();
    let without = world
        .run(&["-r", "incident.yaml", "-f", "json", "outage.md"])
        .json();
    assert!(without["criteria"][0].get("explain").is_none());
    let with = world
        .run(&[
            "-r",
            "incident.yaml",
            "-f",
            "json",
            "--explain",
            "outage.md",
        ])
        .json();
    let cause = &with["criteria"][1]["explain"];
    assert_eq!(
        (&cause["levels"][0]["met"], &cause["levels"][1]["met"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        (&cause["fired"][0]["name"], &cause["silent"][0]["name"]),
        (&"because-said".into(), &"why-again".into())
    );
}

#[test]
fn where_nearly_everything_is_kept_out_the_grade_is_a_guess() {
    let world = World::new();
    let graded = |text: &str| {
        let said = world.pipe(text, &["-r", "incident.yaml", "-f", "json"]);
        let report = said.json();
        let warning = report["warnings"][0]["message"].as_str().map(str::to_owned);
        (
            report["confidence"].as_f64().unwrap(),
            warning.unwrap_or_default(),
        )
    };
    let (sure, warning) =
        graded("Interviewer: What happened at the office on the night of the outage?\n");
    assert!(sure <= 0.3, "{sure}");
    assert_eq!(
        warning,
        "every word was kept out: nothing was left to grade"
    );
    let (sure, _) = graded(OUTAGE);
    assert!(sure > 0.4, "{sure}");
}

/// The report on a fixture of `success-metrics`.
fn report_on(world: &World, fixture: &str, options: &[&str]) -> Said {
    let folder = crate::world::project().join("fixtures/success-metrics");
    let path = folder.join(fixture);
    let usual = ["-q", "-r", "success-metrics", "-f", "json"];
    world.run(&[&usual, options, &[path.to_str().unwrap()]].concat())
}

fn confidence(said: &Said) -> f64 {
    said.json()["confidence"].as_f64().unwrap()
}

#[test]
fn what_may_be_no_answer_is_graded_with_little_confidence_and_a_warning() {
    let world = World::new();
    let doubtful = report_on(&world, "trap-placeholders-canva-education.md", &[]);
    assert!(doubtful.warnings().contains(&"doubtful".to_owned()));
    assert!(confidence(&doubtful) <= 0.5);
    assert!(doubtful.json()["score"].as_f64().unwrap() > 0.0);
    let plain = report_on(&world, "payment-links-l0-l1-l2.md", &[]);
    assert!(!plain.warnings().contains(&"doubtful".to_owned()));
}

#[test]
fn an_answer_that_never_mentions_what_was_asked_is_doubtful() {
    let world = World::new();
    let asked = |question| {
        report_on(
            &world,
            "payment-links-l0-l1-l2.md",
            &["--question", question],
        )
    };
    let right = asked("How would you measure the success of payment links?");
    let vague = asked("How would you measure success?");
    for said in [&right, &vague] {
        assert_eq!(said.warnings(), [""; 0], "{}", said.out);
    }
    let wrong = asked("How would you measure the success of Duolingo's streaks?");
    assert_eq!(wrong.warnings(), ["doubtful"]);
    assert_eq!(
        wrong.json()["warnings"][0]["message"],
        "the question is about Duolingo, streaks, which the answer never mentions: it may be one to another question"
    );
    assert_eq!(wrong.json()["score"], right.json()["score"]);
    assert!(confidence(&wrong) <= 0.5 && confidence(&right) > 0.5);
}

#[test]
fn what_would_fit_any_other_case_counts_for_little() {
    let world = World::new();
    let general = "To measure the success of the app I look at the needs of the users first. \
        Users want a product that is easy to use and creates real value for them. \
        The north star metric is the number of active users who get value each week. \
        I chose it because it shows whether the product is good for users and for the business. \
        Core metrics are activation, engagement and retention: the share of new users who come back in the first week. \
        As a guardrail I track complaints, so that growth does not hurt the experience of other users. \
        There is a trade-off between growth and quality; if quality drops we slow down, because trust matters more. \
        If the metric goes up we invest more, and if it goes down we look for the cause and change the plan.";
    let own = " Gardeners borrow a shredder on Saturday and return it muddy; the caretaker of the depot hoses it down. \
        The shredder idles on rainy weekends, so hedges and mulch decide how many gardeners the depot can serve.";
    let graded = |rubric: &str, text: &str| {
        world.pipe(text, &["-q", "-r", rubric, "-f", "json", "--explain"])
    };
    let levels = |said: &Said| {
        let report = said.json();
        let criteria = report["criteria"].as_array().unwrap();
        let level = |one: &Value| {
            (
                one["id"].as_str().unwrap().to_owned(),
                one["level"].as_u64(),
            )
        };
        criteria.iter().map(level).collect::<BTreeMap<_, _>>()
    };
    let said = graded("success-metrics", general);
    assert_eq!(said.warnings(), ["general"]);
    let earned = levels(&said);
    // Talk of users and quality says nothing of this app; the usual names of metrics are a mention of them;
    // parts are parts.
    for (criterion, level) in [
        ("stakeholders", 0),
        ("guardrail-metrics", 0),
        ("core-metrics", 1),
        ("structure", 2),
    ] {
        assert_eq!(earned[criterion], Some(level), "{criterion}: {}", said.out);
    }
    assert!(said.out.contains("words of its own"), "{}", said.out);
    let said = graded("success-metrics", &format!("{general}{own}"));
    assert_eq!(said.warnings(), [""; 0]);
    assert!(levels(&said)["stakeholders"] > Some(0));
    assert!(!said.out.contains("words of its own"), "{}", said.out);
    // The words are those of answers on products: a rubric that does not say what it is about is not asked.
    let said = graded("incident.yaml", general);
    assert!(!said.warnings().contains(&"general".to_owned()));
}
