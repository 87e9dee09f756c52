//! Which evidence is shown for a level, and which of it where there is room for one piece.

use serde_json::Value;

use crate::world::World;

/// Stalls and prices have signals of their own; what is a number is known to both, and says how it is told.
const MARKET: &str = r#"
rubric: market
version: 1.0.0
title: Market days
groups: {all: All}
signals:
  number: {find: ["(at )?(\\d+|seven)( o'clock)?"], stance: [delivered, asked]}
  told: {find: ["\\d+|seven|early|late"], quiet: true}
  promised: {find: ["stalls|prices"], stance: announced}
  promised-prices: {find: ["prices"], stance: announced}
criteria:
  - id: stalls
    title: Stalls
    group: all
    weight: 1
    asks: Which stalls there are.
    signals:
      stall-said: {find: ["cheese|fish"]}
    levels:
      mentioned: {means: one, when: stall-said or told >= 4}
      developed: {means: told with numbers, when: stall-said and number and told >= 2}
      strong: {means: told in full, when: told >= 3 and number >= 2}
    announced: [promised]
    advice: {missing: Name one., mentioned: "You name {list stall-said}. Say how many.", developed: "Add to {list stall-said}."}
  - id: prices
    title: Prices
    group: all
    weight: 1
    asks: What it costs.
    signals:
      price-said: {find: ["costs?|euros?"]}
    levels:
      mentioned: {means: one, when: number or price-said}
      developed: {means: two, when: price-said >= 2}
      strong: {means: three, when: price-said >= 3}
    announced: [promised-prices]
    advice: {missing: Name one., mentioned: Name two., developed: Name three.}
"#;

fn graded(answer: &str) -> Value {
    let world = World::new();
    world.write("market.yaml", MARKET);
    world.write("answer.txt", answer);
    let said = world.run(&["-r", "market.yaml", "-f", "json", "-q", "answer.txt"]);
    serde_json::from_str(&said.out).unwrap()
}

/// A criterion's level and the signals of its evidence.
fn evidence(report: &Value, criterion: usize) -> (u64, Vec<String>) {
    let criterion = &report["criteria"][criterion];
    let quotes = criterion["evidence"].as_array().unwrap();
    let signals = quotes.iter().map(|quote| quote["signal"].as_str().unwrap());
    (
        criterion["level"].as_u64().unwrap(),
        signals.map(str::to_owned).collect(),
    )
}

#[test]
fn quiet_signals_count_and_are_quoted_only_where_no_other_speaks() {
    let told = graded("The fish came early and late, at 7 and at 9 in the morning.\n");
    let (level, signals) = evidence(&told, 0);
    assert_eq!(level, 3);
    assert!(signals.iter().all(|signal| signal != "told"), "{signals:?}");
    let alone = graded("It was early, then late, and at 7 and again at 9 it rained.\n");
    let (level, signals) = evidence(&alone, 0);
    assert_eq!(level, 1);
    assert!(signals.iter().all(|signal| signal == "told"), "{signals:?}");
    assert!(!signals.is_empty());
}

#[test]
fn the_one_quote_is_the_criterion_s_own_with_enough_words_to_know_it_by() {
    let world = World::new();
    world.write("market.yaml", MARKET);
    world.write(
        "answer.txt",
        "At 7 o'clock, which is early, and late at 9 they open their boxes of cheese.\n",
    );
    let said = world.run(&["-r", "market.yaml", "-q", "-f", "markdown", "answer.txt"]);
    let row = |title: &str| {
        let mut rows = said.out.lines().filter(|line| line.contains(title));
        rows.next().unwrap_or_default().to_owned()
    };
    assert!(
        row("Stalls").contains("“…their boxes of cheese.”"),
        "{}",
        said.out
    );
    // The number says more, and is nobody's own.
    assert!(
        row("Prices").contains("“At 7 o'clock, which"),
        "{}",
        said.out
    );
}

#[test]
fn advice_that_would_name_what_was_not_found_goes_without_that_sentence() {
    let advice = |answer: &str| graded(answer)["criteria"][0]["advice"].clone();
    assert_eq!(advice("They sell fish.\n"), "You name fish. Say how many.");
    assert_eq!(
        advice("It was early, then late, and at 7 and again at 9 it rained.\n"),
        "Say how many."
    );
}

#[test]
fn a_promise_is_quoted_whole_where_its_words_may_belong_to_another_criterion() {
    let world = World::new();
    world.write("market.yaml", MARKET);
    let promise = "I will cover the prices and then the stalls.";
    let announced = |rubric: &str| {
        world.write("market.yaml", rubric);
        let report = world.pipe(promise, &["-r", "market.yaml", "-f", "json", "-q"]);
        [0, 1].map(|at| report.json()["criteria"][at]["announced"][0]["quote"].clone())
    };
    assert_eq!(announced(MARKET), ["prices", "prices"]);
    let shared = MARKET.replace("[promised-prices]", "[promised]");
    assert_eq!(announced(&shared), [promise, promise]);
}
