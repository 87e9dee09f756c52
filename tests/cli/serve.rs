//! The live page's server, asked as browsers and others ask it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::{OUTAGE, World};

/// A server that is ended with the test.
struct Serving {
    child: Child,
    /// `127.0.0.1:PORT`.
    host: String,
    /// `/TOKEN/`.
    path: String,
}

/// What came back.
struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        let lead = format!("{name}: ");
        let found = self.head.lines().find_map(|line| line.strip_prefix(&lead));
        found.unwrap_or_default()
    }
}

impl Serving {
    fn start(world: &World, arguments: &[&str]) -> Self {
        let mut all = vec!["serve"];
        all.extend(arguments);
        let mut child = world.command(&all).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap();
        let (host, path) = address.split_once('/').unwrap();
        Self {
            host: host.to_owned(),
            path: format!("/{path}"),
            child,
        }
    }

    /// Sends a request as it is written and reads until the connection ends.
    fn send(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        let length = body.len();
        let whole = format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        stream.write_all(whole.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        Reply {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn get(&self, route: &str) -> Reply {
        let (host, path) = (&self.host, &self.path);
        self.send(&format!("GET {path}{route} HTTP/1.1\r\nHost: {host}"), b"")
    }

    fn post(&self, route: &str, more: &str, body: &[u8]) -> Reply {
        let (host, path) = (&self.host, &self.path);
        let head = format!("POST {path}{route} HTTP/1.1\r\nHost: {host}{more}");
        self.send(&head, body)
    }

    fn grade(&self, asked: &Value) -> Reply {
        self.post("grade", "", asked.to_string().as_bytes())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_page_begins_with_the_file_and_grades_as_the_command_does() {
    let world = World::new();
    let serving = Serving::start(&world, &["-r", "incident.yaml", "outage.md"]);
    let page = serving.get("");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("selected>"), "the rubric is chosen");
    assert!(!page.body.contains("09:12"), "the page holds no answer");
    let start = serving.get("start").json();
    assert_eq!(start["text"], OUTAGE);
    assert_eq!(start["name"], "outage.md");
    let live = serving
        .grade(&json!({"text": OUTAGE, "name": "outage.md", "rubric": "file/incident"}))
        .json();
    let alone = world
        .run(&["-r", "incident.yaml", "-f", "json", "outage.md"])
        .json();
    assert_eq!(live["score"], alone["score"]);
    assert_eq!(live["summary"], alone["critique"]["summary"]);
    let rungs = live["rungs"].as_array().unwrap();
    let steps = alone["critique"]["next_steps"].as_array().unwrap();
    assert_eq!(rungs[0]["gain"], steps[0]["gain"]);
    assert_eq!(rungs[0]["text"], steps[0]["text"]);
    // The file is read again whenever the page is opened.
    world.write("outage.md", "It began at 09:12.");
    assert_eq!(serving.get("start").json()["text"], "It began at 09:12.");
}

#[test]
fn places_are_counted_as_browsers_count() {
    let world = World::new();
    let serving = Serving::start(&world, &["-r", "incident.yaml"]);
    let text = "Añadido 🦀🦀 → it began at 09:12, was noticed at 09:40.";
    let live = serving
        .grade(&json!({"text": text, "rubric": "file/incident"}))
        .json();
    let units: Vec<u16> = text.encode_utf16().collect();
    let words = |place: &Value| {
        let at = |key: &str| usize::try_from(place[key].as_u64().unwrap()).unwrap();
        String::from_utf16(&units[at("start")..at("end")]).unwrap()
    };
    let quotes: Vec<String> = live["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["criteria"].as_array().unwrap())
        .flat_map(|one| one["quotes"].as_array().unwrap())
        .map(words)
        .collect();
    assert!(quotes.contains(&"09:12".to_owned()), "{quotes:?}");
    let marks: Vec<String> = live["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(words)
        .collect();
    assert!(marks.contains(&"09:40".to_owned()), "{marks:?}");
}

#[test]
fn who_does_not_know_the_token_is_told_nothing() {
    let world = World::new();
    let serving = Serving::start(&world, &["outage.md"]);
    let host = &serving.host;
    for path in ["/", "/start", "/0123456789abcdef0123456789abcdef/start"] {
        let reply = serving.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}"), b"");
        assert_eq!(reply.status, 403, "{path}");
        assert!(reply.body.contains("token"), "{}", reply.body);
    }
    let other = Serving::start(&world, &[]);
    assert_ne!(other.path, serving.path, "every run has its own");
    assert!(serving.path.len() > 30, "{}", serving.path);
}

#[test]
fn other_names_and_other_sites_are_refused() {
    let world = World::new();
    let serving = Serving::start(&world, &["outage.md"]);
    let path = format!("{}start", serving.path);
    let port = serving.host.rsplit(':').next().unwrap().to_owned();
    let get = |headers: &str| serving.send(&format!("GET {path} HTTP/1.1{headers}"), b"");
    // A name of somebody else's that leads here.
    for host in ["evil.example", "127.0.0.1.evil.example", "[::1]"] {
        let reply = get(&format!("\r\nHost: {host}:{port}"));
        assert_eq!(reply.status, 403, "{host}");
        assert!(!reply.body.contains("09:"), "nothing of the answer");
    }
    assert_eq!(get(&format!("\r\nHost: localhost:{port}")).status, 200);
    let own = &serving.host;
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1"] {
        let headers = format!("\r\nOrigin: {origin}");
        let reply = serving.post("grade", &headers, b"{\"text\":\"x\"}");
        assert_eq!(reply.status, 403, "{origin}");
    }
    let headers = "\r\nSec-Fetch-Site: cross-site";
    assert_eq!(serving.post("grade", headers, b"{}").status, 403);
    let headers = format!("\r\nOrigin: http://{own}\r\nSec-Fetch-Site: same-origin");
    assert_eq!(serving.post("grade", &headers, b"{}").status, 200);
    let twice = get(&format!("\r\nHost: {own}\r\nHost: evil.example"));
    assert!(matches!(twice.status, 400 | 403), "{}", twice.status);
    let absolute = format!("GET http://evil.example{path} HTTP/1.1\r\nHost: {own}");
    assert_eq!(serving.send(&absolute, b"").status, 403);
}

#[test]
fn every_reply_forbids_what_the_page_does_not_need() {
    let world = World::new();
    let serving = Serving::start(&world, &[]);
    for reply in [
        serving.get(""),
        serving.get("start"),
        serving.get("nothing"),
    ] {
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }
    let page = serving.get("").body;
    for handler in [
        " style=\"",
        " onclick",
        " onload",
        "javascript:",
        "http://",
        "https://",
    ] {
        assert!(!page.contains(handler), "{handler}");
    }
}

#[test]
fn what_cannot_be_graded_is_said() {
    let world = World::new();
    let serving = Serving::start(&world, &[]);
    for (body, status) in [
        (&b"not json"[..], 400),
        (b"{\"txt\": \"a misspelt field\"}", 400),
        (b"{\"text\": \"\xff\"}", 400),
    ] {
        let reply = serving.post("grade", "", body);
        assert_eq!(reply.status, status, "{}", reply.body);
        assert!(reply.json()["error"].as_str().unwrap().len() > 10);
    }
    assert_eq!(serving.get("grade").status, 405);
    assert_eq!(serving.get("grade").header("allow"), "POST");
    assert_eq!(serving.get("elsewhere").status, 404);
    let reply = serving.post("open", "\r\nX-Evaluate-Name: a.png", b"\x89PNG\0\0");
    assert_eq!(reply.status, 422);
    let said = reply.json()["error"].as_str().unwrap().to_owned();
    assert!(said.contains("`a.png`: it is no text"), "{said}");
    // Any text can be graded, also one that no file would hold.
    let odd =
        json!({"text": "\u{0}\u{feff}a\r\nb \u{202e}", "name": "x.html", "question": "\u{0}"});
    assert_eq!(serving.grade(&odd).status, 200);
    let unknown = json!({"text": "a", "rubric": "../secret"});
    assert_eq!(
        serving.grade(&unknown).json()["rubric"]["id"],
        "success-metrics"
    );
}

#[test]
fn a_file_comes_back_as_the_program_reads_it() {
    let world = World::new();
    let serving = Serving::start(&world, &[]);
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(
        "---\nquestion: Où?\n---\nLes utilisateurs préfèrent la fidélité – à long terme, très élevée.",
    );
    let reply = serving.post("open", "\r\nX-Evaluate-Name: caf%C3%A9%2Fnotes.txt", &bytes);
    let opened = reply.json();
    assert_eq!(opened["name"], "notes.txt");
    assert_eq!(opened["question"], "Où?");
    assert!(opened["text"].as_str().unwrap().contains("préfèrent"));
    assert_eq!(opened["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_too_large_is_refused_with_a_reason_and_the_next_is_served() {
    let world = World::new();
    let serving = Serving::start(&world, &[]);
    let large = "word ".repeat((10 << 20) / 5 + 1);
    for reply in [
        serving.post("open", "", large.as_bytes()),
        serving.grade(&json!({ "text": large })),
        serving.post("grade", "", &vec![b' '; 25 << 20]),
    ] {
        assert_eq!(reply.status, 413);
        let said = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(said.contains("larger than 10 MiB"), "{said}");
    }
    assert_eq!(serving.grade(&json!({"text": "short"})).status, 200);
}

#[test]
fn who_goes_away_or_says_nothing_holds_up_nobody() {
    let world = World::new();
    let serving = Serving::start(&world, &[]);
    let long =
        json!({"text": "We measure 12 % of users at 09:12 because it broke.\n".repeat(20_000)});
    let body = long.to_string();
    let (host, path) = (&serving.host, &serving.path);
    let mut idle = Vec::new();
    for _ in 0..8 {
        idle.push(TcpStream::connect(host).unwrap());
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        let head = format!(
            "POST {path}grade HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Both).unwrap();
    }
    let begun = Instant::now();
    assert_eq!(serving.grade(&json!({"text": "short"})).status, 200);
    let alone = begun.elapsed();
    // Two were begun at most; eight of them would take several times as long.
    let begun = Instant::now();
    assert_eq!(serving.grade(&long).status, 200);
    let one = begun.elapsed();
    assert!(
        alone < one * 4 + Duration::from_secs(2),
        "{alone:?}, {one:?}"
    );
}

#[test]
fn mistakes_of_the_command_line_are_said_at_once() {
    let world = World::new();
    let said = world.run(&["serve", "nothing.md"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("nothing.md"), "{}", said.err);
    let said = world.run(&["serve", "."]);
    assert!(said.err.contains("holds many answers"), "{}", said.err);
    let said = world.run(&["serve", "-r", "nothing"]);
    assert!(said.err.contains("no rubric is named"), "{}", said.err);
    let taken = Serving::start(&world, &[]);
    let port = taken.host.rsplit(':').next().unwrap();
    let said = world.run(&["serve", "--port", port]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    assert!(
        said.err.contains("another program has that port"),
        "{}",
        said.err
    );
}

#[test]
fn the_answer_may_be_piped_in() {
    let world = World::new();
    let file = world.path("outage.md");
    let stdin = std::fs::File::open(file).unwrap();
    let mut child = world.command(&["serve", "-"]).stdin(stdin).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let (host, path) = line
        .trim()
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let serving = Serving {
        child,
        host: host.to_owned(),
        path: format!("/{path}"),
    };
    let start = serving.get("start").json();
    assert_eq!(start["text"], OUTAGE);
    assert_eq!(start["name"], "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_quietly_with_status_0() {
    let world = World::new();
    let mut serving = Serving::start(&world, &[]);
    // A connection that is open does not keep it.
    let _open = TcpStream::connect(&serving.host).unwrap();
    let id = serving.child.id().to_string();
    let done = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(done.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    let mut err = String::new();
    serving
        .child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[cfg(unix)]
#[test]
fn the_page_is_opened_where_that_is_asked_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    let opener = "#!/bin/sh\nprintf %s \"$1\" > opened.tmp && mv opened.tmp opened\n";
    world.write("bin/xdg-open", opener);
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(world.path("bin/xdg-open"), executable).unwrap();
    let bin = world.path("bin").display().to_string();
    let world = world.set("PATH", &format!("{bin}:/usr/bin:/bin"));
    let serving = Serving::start(&world, &["--open"]);
    let wanted = format!("http://{}{}", serving.host, serving.path);
    let told = world.path("opened");
    for _ in 0..200 {
        if told.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(world.read("opened"), wanted);
    drop(serving);
    // Without a browser the address is there all the same.
    let none = World::new().set("PATH", "/nowhere");
    let mut child = none
        .command(&["serve", "--open"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    while !said.contains("no browser could be opened") {
        assert!(err.read_line(&mut said).unwrap() > 0, "{said}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
