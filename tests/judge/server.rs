//! A server that answers each request by a script: as an endpoint should, or as none should.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::question::Question;

/// A request as it came.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// Which it is of all, and of those that say the same; from 0.
    pub(crate) nth: usize,
    pub(crate) time: usize,
    pub(crate) at: Instant,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// What is said to the judge, whatever options stand beside it.
    pub(crate) fn content(&self) -> String {
        self.json()["messages"].to_string()
    }

    pub(crate) fn question(&self) -> Question {
        Question::of(&self.json())
    }
}

/// What a server does with a request.
pub(crate) enum Deed {
    /// Answers as a judge whose opinion depends on the request alone.
    Steady,
    /// Answers with the highest level for everything.
    Generous,
    /// Says something as a chat model does.
    Says(String),
    /// Any JSON, with success.
    Json(Value),
    /// Any answer; a body's length is added.
    Answers(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Breaks the connection in the middle of the body.
    Reset,
    /// Says nothing.
    Silent,
    /// Begins, and goes on with a byte a second.
    Drips,
    /// Sends a body of so many MiB without saying how long it is.
    Pours(usize),
}

impl Deed {
    /// A refusal in the words of a server.
    pub(crate) fn refuses(status: u16, error: Value) -> Self {
        let body = Value::from_iter([("error", error)]).to_string();
        Self::Answers(status, Vec::new(), body.into_bytes())
    }

    /// An answer that is no JSON.
    pub(crate) fn page(status: u16, text: &str) -> Self {
        let html = vec![("Content-Type", "text/html; charset=utf-8".to_owned())];
        Self::Answers(status, html, text.as_bytes().to_vec())
    }
}

/// The reply of a chat model.
pub(crate) fn envelope(content: &str, finish: &str) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 90, "total_tokens": 990},
    })
}

type Script = dyn Fn(&Asked) -> Deed + Send + Sync;

struct State {
    script: Box<Script>,
    asked: Mutex<Vec<Asked>>,
    times: Mutex<HashMap<String, usize>>,
    poured: AtomicUsize,
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    port: u16,
    state: Arc<State>,
}

impl Server {
    pub(crate) fn new(script: impl Fn(&Asked) -> Deed + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            script: Box::new(script),
            asked: Mutex::default(),
            times: Mutex::default(),
            poured: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || while state.serve(&stream).is_ok() {});
            }
        });
        Self { port, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.asked.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.asked.lock().unwrap().len()
    }

    /// Begins anew, as if nothing had been asked.
    pub(crate) fn forget(&self) {
        self.state.asked.lock().unwrap().clear();
        self.state.times.lock().unwrap().clear();
    }

    /// Bytes that somebody took of what was poured.
    pub(crate) fn poured(&self) -> usize {
        self.state.poured.load(Ordering::Relaxed)
    }
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    format!("http://{}/v1", listener.local_addr().unwrap())
}

fn gone<T>() -> std::io::Result<T> {
    Err(ErrorKind::ConnectionAborted.into())
}

impl State {
    /// One request and what is done with it; an error where the connection is at its end.
    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        // The last byte stays unread until it is known whether the connection is to be broken.
        let (asked, reader) = self.receive(stream)?;
        let deed = (self.script)(&asked);
        let mut writer = stream;
        if matches!(deed, Deed::Reset) {
            let half = b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{\"choices\": [{";
            writer.write_all(half)?;
            thread::sleep(Duration::from_millis(20));
            // What was not read makes the system reset the connection.
            return gone();
        }
        let (mut reader, last) = reader;
        if last {
            reader.read_exact(&mut [0])?;
        }
        let question = || asked.question();
        match deed {
            Deed::Steady => self.says(stream, &question().steady().to_string()),
            Deed::Generous => self.says(stream, &question().generous().to_string()),
            Deed::Says(text) => self.says(stream, &text),
            Deed::Json(value) => Self::answer(stream, 200, &[], value.to_string().as_bytes()),
            Deed::Answers(status, headers, body) => Self::answer(stream, status, &headers, &body),
            Deed::Silent => {
                stream.set_read_timeout(Some(Duration::from_mins(1)))?;
                let _ = reader.read(&mut [0]);
                gone()
            }
            Deed::Drips => {
                writer.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")?;
                for _ in 0..60 {
                    writer.write_all(b" ")?;
                    thread::sleep(Duration::from_secs(1));
                }
                gone()
            }
            Deed::Pours(size) => {
                writer.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
                let chunk = [b"10000\r\n", vec![b' '; 1 << 16].as_slice(), b"\r\n"].concat();
                for _ in 0..size * 16 {
                    writer.write_all(&chunk)?;
                    self.poured.fetch_add(1 << 16, Ordering::Relaxed);
                }
                writer.write_all(b"0\r\n\r\n")
            }
            Deed::Reset => gone(),
        }
    }

    fn says(&self, stream: &TcpStream, text: &str) -> std::io::Result<()> {
        let _ = self;
        let body = envelope(text, "stop").to_string();
        Self::answer(stream, 200, &[], body.as_bytes())
    }

    fn answer(
        mut stream: &TcpStream,
        status: u16,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> std::io::Result<()> {
        let mut head = format!("HTTP/1.1 {status} Status\r\n");
        let named = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if !named("Content-Type") {
            head.push_str("Content-Type: application/json\r\n");
        }
        if !named("Content-Length") {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        stream.write_all(&[head.as_bytes(), body].concat())
    }

    /// A request; its last byte may be left where it came from.
    fn receive<'s>(
        &self,
        stream: &'s TcpStream,
    ) -> std::io::Result<(Asked, (impl Read + use<'s>, bool))> {
        let mut line = String::new();
        let mut headers = Vec::new();
        // Byte by byte, so that nothing behind the head is taken from the connection.
        let mut head = BufReader::with_capacity(1, stream);
        head.read_line(&mut line)?;
        if line.is_empty() {
            return gone();
        }
        loop {
            let mut header = String::new();
            head.read_line(&mut header)?;
            let Some((name, value)) = header.trim_end().split_once(':') else {
                break;
            };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length
            .and_then(|(_, value)| value.parse().ok())
            .unwrap_or(0);
        let mut reader = stream;
        let mut body = vec![0; length];
        if let Some((last, most)) = body.split_last_mut() {
            reader.read_exact(most)?;
            stream.peek(std::slice::from_mut(last))?;
        }
        let mut asked = Asked {
            line: line.trim_end().to_owned(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            nth: 0,
            time: 0,
            at: Instant::now(),
        };
        let mut times = self.times.lock().unwrap();
        let time = times.entry(asked.content()).or_default();
        asked.time = *time;
        *time += 1;
        drop(times);
        let mut all = self.asked.lock().unwrap();
        asked.nth = all.len();
        all.push(asked.clone());
        Ok((asked, (reader, length > 0)))
    }
}
