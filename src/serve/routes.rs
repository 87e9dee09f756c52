//! What the live page asks for, and what it is given.

use std::time::Duration;

use serde::Serialize;

use super::Start;
use super::gate::{Caller, Gate, Refusal};
use super::grading::{Asked, Desk};
use crate::input::{self, Input, MAX_BYTES};
use crate::report::LivePage;

/// The most bytes of a request's body: the largest answer, which JSON may spell out at length.
pub(super) const MAX_BODY: usize = 2 * MAX_BYTES + (64 << 10);

/// A file that is being opened is called by this header, its name spelt as in an address.
pub(super) const NAME: &str = "x-evaluate-name";

/// Everything that is served.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) gate: Gate,
    pub(super) desk: Desk,
    pub(super) page: LivePage,
    pub(super) start: Start,
    pub(super) question: Option<String>,
    pub(super) assume_answer: bool,
}

/// What is asked for, before its body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The page itself.
    Page,
    /// The text that it begins with.
    Start,
    /// A grade.
    Grade,
    /// The text of a file.
    Open,
}

/// What is answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    /// The methods that would have been right, where that is what was wrong.
    pub(super) allow: Option<&'static str>,
    /// Whether the connection ends with it.
    pub(super) closes: bool,
    pub(super) body: String,
}

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

impl Reply {
    fn good(kind: &'static str, body: String) -> Self {
        Self {
            status: 200,
            kind,
            allow: None,
            closes: false,
            body,
        }
    }

    /// What is wrong, in a sentence.
    pub(super) fn wrong(status: u16, message: &str) -> Self {
        let body = serde_json::json!({ "error": message }).to_string();
        Self {
            status,
            ..Self::good(JSON, body)
        }
    }

    /// An answer, or a whole request, that is too large.
    pub(super) fn too_large() -> Self {
        let most = MAX_BYTES >> 20;
        let message =
            format!("the text is larger than {most} MiB; cut it down to the answer itself");
        Self {
            closes: true,
            ..Self::wrong(413, &message)
        }
    }

    /// A request that does not come to an end.
    pub(super) fn too_slow(after: Duration) -> Self {
        let message = format!(
            "the request was not there after {} seconds",
            after.as_secs()
        );
        Self {
            closes: true,
            ..Self::wrong(408, &message)
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let message = format!("{}\n", refusal.message());
        Self {
            status: 403,
            closes: true,
            ..Self::good("text/plain; charset=utf-8", message)
        }
    }
}

impl Site {
    /// Where a request leads.
    pub(super) fn route(&self, method: &str, path: &str, caller: Caller) -> Result<Route, Reply> {
        let inside = self.gate.admit(caller, path)?;
        let (route, allow) = match inside {
            "" => (Route::Page, "GET, HEAD"),
            "start" => (Route::Start, "GET, HEAD"),
            "grade" => (Route::Grade, "POST"),
            "open" => (Route::Open, "POST"),
            _ => return Err(Reply::wrong(404, "there is nothing here")),
        };
        if allow.split(", ").any(|allowed| allowed == method) {
            return Ok(route);
        }
        Err(Reply {
            allow: Some(allow),
            ..Reply::wrong(405, &format!("this takes {allow}"))
        })
    }

    /// What a route gives for a body.
    pub(super) async fn answer(&self, route: Route, name: Option<&str>, body: &[u8]) -> Reply {
        match route {
            Route::Page => Reply::good(HTML, self.page.html.clone()),
            Route::Start => self.begin(),
            Route::Grade => self.grade(body).await,
            Route::Open => open(&file_name(name.unwrap_or_default()), body),
        }
    }

    fn begin(&self) -> Reply {
        let mut opened = match self.start.read() {
            None => Opened::default(),
            Some(Ok(input)) => Opened::of(input),
            Some(Err(error)) => return Reply::wrong(422, &error.to_string()),
        };
        if let Some(question) = &self.question {
            opened.question.clone_from(question);
        }
        opened.assume_answer = self.assume_answer;
        opened.reply()
    }

    async fn grade(&self, body: &[u8]) -> Reply {
        let asked: Asked = match serde_json::from_slice(body) {
            Ok(asked) => asked,
            Err(error) => return Reply::wrong(400, &format!("this is no request: {error}")),
        };
        if asked.text.len() > MAX_BYTES {
            return Reply::too_large();
        }
        match self.desk.grade(asked).await {
            Ok(report) => Reply::good(JSON, report),
            Err(message) => Reply::wrong(422, &message),
        }
    }
}

/// The text of a file, for the page to show.
#[derive(Debug, Default, Serialize)]
struct Opened {
    name: String,
    text: String,
    question: String,
    notes: Vec<String>,
    assume_answer: bool,
}

impl Opened {
    fn of(input: Input) -> Self {
        Self {
            // Standard input has no name.
            name: if input.source == "-" {
                String::new()
            } else {
                last(&input.source).to_owned()
            },
            text: input.answer.text,
            question: input.answer.question.unwrap_or_default(),
            notes: input.notes.into_iter().map(|note| note.message).collect(),
            assume_answer: false,
        }
    }

    fn reply(&self) -> Reply {
        match serde_json::to_string(self) {
            Ok(body) => Reply::good(JSON, body),
            Err(error) => Reply::wrong(500, &error.to_string()),
        }
    }
}

fn open(name: &str, bytes: &[u8]) -> Reply {
    match input::read(name, bytes) {
        Ok(input) => Opened::of(input).reply(),
        Err(_) if bytes.len() > MAX_BYTES => Reply::too_large(),
        Err(error) => Reply::wrong(422, &error.to_string()),
    }
}

/// The name of a file as the page spells it, without folders.
fn file_name(spelt: &str) -> String {
    let spelt = format!("name={spelt}");
    let mut fields = url::form_urlencoded::parse(spelt.as_bytes());
    let name = fields.next().map(|(_, name)| name.into_owned());
    let name = name.unwrap_or_default();
    let name: String = last(&name).chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() {
        "answer".to_owned()
    } else {
        name
    }
}

fn last(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        assert_eq!(file_name("caf%C3%A9%20%2B1.md"), "café +1.md");
        assert_eq!(file_name("..%2F..%2Fetc%2Fpasswd"), "passwd");
        assert_eq!(file_name("a%0A&name=b"), "a");
        assert_eq!(file_name(""), "answer");
    }
}
