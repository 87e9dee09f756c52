//! Answers made of sentences of our own: as many as wanted, the same for the same seed.
//!
//! Every answer has parts in an order of its own, with or without headings, as lists or as prose, some
//! announced only, so that graders meet what they meet in a folder of real ones.

use std::fmt::Write as _;

use evaluate::text::Random;

/// What is drawn for an answer.
struct Draw(Random);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(Random::new(seed))
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.draw() % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const PRODUCTS: [&str; 24] = [
    "Harbour Pass",
    "Leaf & Loan",
    "Nightbus",
    "Kitchen Table",
    "Ottermail",
    "the allotment app",
    "Parcel Wall",
    "Second Shelf",
    "Tidewatch",
    "the clinic's booking page",
    "Gravel",
    "Sparrow Notes",
    "Rinkside",
    "Loom Rooms",
    "the school lunch card",
    "Pedal Club",
    "Attic",
    "Beehive Invoices",
    "Window Seat",
    "Marrow",
    "Choir Desk",
    "Salt & Slate",
    "the museum guide",
    "Quarry Jobs",
];
const GROUPS: [&str; 28] = [
    "commuters",
    "night nurses",
    "shop owners",
    "parents",
    "beekeepers",
    "drivers",
    "tenants",
    "landlords",
    "students",
    "teachers",
    "choir leaders",
    "bakers",
    "volunteers",
    "patients",
    "receptionists",
    "tourists",
    "museum guards",
    "freelancers",
    "accountants",
    "cyclists",
    "bus operators",
    "city planners",
    "advertisers",
    "support staff",
    "couriers",
    "librarians",
    "coaches",
    "first-time buyers",
];
const METRICS: [&str; 30] = [
    "bookings per week",
    "share of trips that start on time",
    "weekly active riders",
    "loans per reader",
    "search success rate",
    "share of carts paid",
    "median wait",
    "first-week retention",
    "messages answered in an hour",
    "refund rate",
    "crashes per thousand sessions",
    "orders per household",
    "churn after the first invoice",
    "lessons finished",
    "seats sold",
    "share of no-shows",
    "complaints per hundred visits",
    "repeat visits in 30 days",
    "time to first result",
    "revenue per member",
    "cost to serve a member",
    "uploads per active user",
    "shares per week",
    "conversion from visit to booking",
    "unsubscribes per campaign",
    "reports of abuse",
    "hours saved a month",
    "net promoter score",
    "daily sessions",
    "share of routes saved",
];
const WINDOWS: [&str; 10] = [
    "within 7 days",
    "in a week",
    "per month",
    "over a quarter",
    "in the first 24 hours",
    "each day",
    "within an hour",
    "over 28 days",
    "by the end of the season",
    "per visit",
];
const RIVALS: [&str; 12] = [
    "a shared spreadsheet",
    "the phone",
    "paper slips",
    "Big Calendar",
    "the old ticket machine",
    "word of mouth",
    "the council's page",
    "Fernwood",
    "a group chat",
    "Cartly",
    "the counter",
    "Otis Travel",
];
const FEATURES: [&str; 16] = [
    "saved routes",
    "a waiting list",
    "reminders by text",
    "split payments",
    "offline maps",
    "a family plan",
    "voice notes",
    "one-tap refunds",
    "a map of quiet hours",
    "shared lists",
    "seat swaps",
    "early access",
    "photo search",
    "receipts",
    "group booking",
    "a weekly digest",
];

/// The parts that answers are made of: what their headings say, and what stands under them.
const PARTS: [(&[&str], &[&str]); 14] = [
    (
        &["Product", "What it is", "Context", "Clarify"],
        &[
            "{P} lets {g} do in a minute what took {r} an afternoon.",
            "I take {P} to be the mobile app alone, in one country, for people who already have an account.",
            "It makes money from a fee of {n} percent, paid by {g}.",
            "{P} is two years old, has {n} thousand members and grows mostly by invitation.",
            "Is this about all of {P} or about {f} only? I will assume all of it.",
            "The promise is simple: {g} stop losing time to {r}.",
        ],
    ),
    (
        &["Goal", "Objective", "What we want", "Aim"],
        &[
            "The goal this year is that more {g} finish what they came for.",
            "We want {g} to come back because {P} saved them time, not because we nagged.",
            "The business wants revenue; I would put engagement first, since money follows habit here.",
            "Our mission is to make {r} unnecessary for {g}.",
            "So the objective is retention of {g}, with acquisition second.",
        ],
    ),
    (
        &["Stakeholders", "Users", "Who is involved", "People"],
        &[
            "{G} want to get home on time and hate surprises.",
            "{G} pay for it, so they ask what they get for {n} a month.",
            "{G} carry the work when it fails and would rather have fewer exceptions.",
            "There are three groups: {g}, {g} and {g}.",
            "Our own {g} want fewer tickets, and the company wants margin.",
            "{G} only look; a few of them will join later.",
        ],
    ),
    (
        &["User journey", "Flow", "How people use it", "Steps"],
        &[
            "First they hear of it from a friend, then they sign up, then they try {f}.",
            "They open the app, search, choose, pay, and get a receipt by mail.",
            "The step that loses most people is payment: one in {n} leaves there.",
            "After the first success they save it, and the second time takes ten seconds.",
            "Discover -> sign up -> first booking -> second booking -> invite",
            "Most drop out between search and choice because results are thin in small towns.",
        ],
    ),
    (
        &[
            "North star",
            "North star metric",
            "One metric",
            "Main metric",
        ],
        &[
            "North star: {m} {w}, since it counts value received and not visits.",
            "If I had to pick one it would be {m}, counted {w}.",
            "My north star is {m}; it rises only when both sides win.",
            "I will define a north star metric later.",
        ],
    ),
    (
        &[
            "Metrics",
            "Core metrics",
            "Primary metrics",
            "What to measure",
        ],
        &[
            "Acquisition: {m} {w}.",
            "Engagement: {m}, the number of {g} who do it twice {w} divided by all who tried.",
            "Retention: {m} after {n} weeks, by the week they joined.",
            "{M} = visits with a result / all visits, {w}.",
            "We would look at {m} and {m}.",
            "I would track {m}, with a target of {n} percent by autumn.",
            "Monetisation: {m}, because the fee pays for support.",
        ],
    ),
    (
        &[
            "Supporting metrics",
            "Secondary metrics",
            "Inputs",
            "Leading indicators",
        ],
        &[
            "{M} moves before the main number does, since nobody books what they cannot find.",
            "{M} by platform, so that a bug on one does not hide.",
            "Share of {g} who try {f} {w}.",
            "Also {m} and, less often, {m}.",
        ],
    ),
    (
        &[
            "Guardrails",
            "Counter metrics",
            "What must not get worse",
            "Risks",
        ],
        &[
            "{M} must stay under {n} percent; above it we stop.",
            "Guardrail: {m}, so that growth is not bought with {g}' patience.",
            "If {m} rises by more than {n} percent {w} I would pause the launch.",
            "We should not hurt {g} while we please {g}.",
        ],
    ),
    (
        &["Trade-offs", "Tensions", "When numbers disagree"],
        &[
            "More reminders raise {m} but cost {m}; I would cap them at two a week.",
            "If {m} goes up and {m} goes down, the gain is probably from people who never wanted it.",
            "There is a tension between {g} and {g}: what one saves the other pays.",
            "There will be trade-offs to consider.",
        ],
    ),
    (
        &["Competition", "Alternatives", "Market"],
        &[
            "The real rival is {r}: free, known, and good enough for {g}.",
            "Against {r} we win on speed and lose on trust.",
            "{G} compare us with {r} every time the price comes up.",
        ],
    ),
    (
        &["Lifecycle", "Stage", "Where the product is"],
        &[
            "{P} is past its launch and before maturity, so I watch retention more than reach.",
            "As it is young, {m} matters more than revenue this year.",
            "In a mature market {m} would come first.",
        ],
    ),
    (
        &["Platforms", "Channels", "Surface"],
        &[
            "On the phone people book, on the desktop {g} plan the month.",
            "The web page is for {g}, the app for {g}; I would count them apart.",
        ],
    ),
    (
        &[
            "Actions",
            "Next steps",
            "What we do with it",
            "Recommendation",
        ],
        &[
            "If {m} falls two weeks running, we ask ten {g} by phone and look at payment first.",
            "When {m} is below {n} percent I would test {f} with a tenth of {g}.",
            "We would review it every Monday with the team that owns {f}.",
            "Then we act on it.",
        ],
    ),
    (
        &["Summary", "In short", "Conclusion", "To close"],
        &[
            "So: {m} as the north star, {m} as the guardrail, and {f} as the first test.",
            "To sum up, {P} works when {g} come back without being asked.",
            "That is how I would measure {P}.",
        ],
    ),
];

/// The answer of that number, 1 to 10 KB long.
pub(crate) fn answer(number: u64) -> String {
    let mut random = Draw::new(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let product = random.one(&PRODUCTS);
    let length = 1000 + random.below(7300);
    let style = random.below(5);
    let mut text = format!("How would you measure the success of {product}?\n\n");
    if random.chance(25) {
        text.push_str("I will first talk about users, then about metrics and risks, and close with actions.\n\n");
    }
    let mut part = random.below(3);
    while text.len() < length {
        let (headings, sentences) = PARTS[part % PARTS.len()];
        match style {
            0 => _ = write!(text, "## {}\n\n", random.one(headings)),
            1 => _ = write!(text, "**{}**\n\n", random.one(headings)),
            2 => _ = writeln!(text, "{}. {}", part % PARTS.len() + 1, random.one(headings)),
            3 => _ = write!(text, "{}: ", random.one(headings)),
            _ => {}
        }
        let listed = style < 3 && random.chance(60);
        for _ in 0..2 + random.below(4) {
            if listed {
                text.push_str("- ");
            }
            let sentence = random.one(sentences);
            fill(&mut text, sentence, product, &mut random);
            text.push(if listed { '\n' } else { ' ' });
        }
        text.push_str("\n\n");
        part += 1 + usize::from(random.chance(15));
    }
    text
}

fn fill(text: &mut String, sentence: &str, product: &str, random: &mut Draw) {
    let mut rest = sentence;
    while let Some(at) = rest.find('{') {
        let (before, behind) = rest.split_at(at);
        text.push_str(before);
        let slot = behind.as_bytes()[1];
        let word = match slot.to_ascii_lowercase() {
            b'p' => product,
            b'g' => random.one(&GROUPS),
            b'm' => random.one(&METRICS),
            b'w' => random.one(&WINDOWS),
            b'r' => random.one(&RIVALS),
            b'f' => random.one(&FEATURES),
            _ => {
                let _ = write!(text, "{}", 2 + random.below(88));
                ""
            }
        };
        if slot.is_ascii_uppercase() && slot != b'P' {
            let mut letters = word.chars();
            text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            text.push_str(letters.as_str());
        } else {
            text.push_str(word);
        }
        rest = behind.split_at(3).1;
    }
    text.push_str(rest);
}
