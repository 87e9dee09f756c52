//! A browser without a window, steered over the pipe of its debugging protocol: two file descriptors and
//! JSON between zero bytes, so that no port is open and it ends when the test does.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A busy machine may take long.
const PATIENCE: Duration = Duration::from_mins(1);

/// The protocol's file descriptors are 3 and 4; a shell gives it those that a process can be given.
const START: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

const FLAGS: [&str; 13] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
];

/// One tab of a browser of its own.
pub(crate) struct Chrome {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    last: u64,
    session: Option<String>,
    events: Vec<Value>,
    /// What the page said on its console, threw, or asked in a dialog.
    pub(crate) said: Vec<String>,
    _profile: TempDir,
}

/// The browser, if there is one.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let places = std::env::split_paths(&path).collect::<Vec<_>>();
    let mut found = places
        .iter()
        .flat_map(|place| names.iter().map(move |name| place.join(name)));
    found.find(|path| path.is_file())
}

impl Chrome {
    /// Starts one, or says that its test is left out.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("LEFT OUT: there is no browser; scripts/browser.sh --prepare installs one");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", START])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = child.stdin.take().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, from) = channel();
        std::thread::spawn(move || {
            for message in out.split(0) {
                let Ok(message) = message else { return };
                let message = serde_json::from_slice(&message).unwrap();
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut chrome = Self {
            child,
            to,
            from,
            last: 0,
            session: None,
            events: Vec::new(),
            said: Vec::new(),
            _profile: profile,
        };
        let tab = chrome.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached = json!({"targetId": tab["targetId"], "flatten": true});
        let session = chrome.call("Target.attachToTarget", &attached);
        chrome.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "DOM"] {
            chrome.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(chrome)
    }

    /// Calls a method of the protocol.
    pub(crate) fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            let message = self.receive(end, method);
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    /// The next message; what it tells beside a reply is noted.
    fn receive(&mut self, end: Instant, waiting: &str) -> Value {
        let left = end.saturating_duration_since(Instant::now());
        let message = match self.from.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("the browser is silent on {waiting}"),
            Err(RecvTimeoutError::Disconnected) => panic!("the browser fell at {waiting}"),
        };
        let about = &message["params"];
        let said = match message["method"].as_str().unwrap_or_default() {
            "Runtime.consoleAPICalled" => Some(format!("{}: {}", about["type"], about["args"])),
            "Runtime.exceptionThrown" => Some(format!("threw: {}", about["exceptionDetails"])),
            "Log.entryAdded" => Some(format!("log: {}", about["entry"])),
            "Page.javascriptDialogOpening" => {
                // Nobody is there to close it.
                self.last += 1;
                let mut close = json!({"id": self.last, "method": "Page.handleJavaScriptDialog", "params": {"accept": true}});
                close["sessionId"] = json!(self.session);
                self.to.write_all(format!("{close}\0").as_bytes()).unwrap();
                Some(format!("dialog: {}", about["message"]))
            }
            _ => None,
        };
        self.said.extend(said);
        if !message["method"].is_null() {
            self.events.push(message.clone());
        }
        message
    }

    /// Opens an address and waits until it is there.
    pub(crate) fn open(&mut self, address: &str) {
        self.events.clear();
        let went = self.call("Page.navigate", &json!({ "url": address }));
        assert!(went["errorText"].is_null(), "{address}: {went}");
        let end = Instant::now() + PATIENCE;
        let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        while !self.events.iter().any(loaded) {
            self.receive(end, address);
        }
    }

    /// What an expression gives in the page.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({
            "expression": expression,
            "returnByValue": true,
            "awaitPromise": true,
            "userGesture": true,
        });
        let result = self.call("Runtime.evaluate", &asked);
        let fault = &result["exceptionDetails"];
        assert!(fault.is_null(), "{expression}: {fault}");
        result["result"]["value"].clone()
    }

    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.eval(expression);
        let text = value.as_str();
        text.unwrap_or_else(|| panic!("{expression}: {value}"))
            .to_owned()
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&mut self, expression: &str) {
        let end = Instant::now() + PATIENCE;
        while self.eval(&format!("Boolean({expression})")) != json!(true) {
            assert!(Instant::now() < end, "never: {expression}; {:?}", self.said);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses and releases a key, as its name is in JavaScript.
    pub(crate) fn key(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Backspace" => (8, ""),
            " " => (32, " "),
            other => panic!("no code is known for {other}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" {
                event["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// Types a text where the focus is.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Clicks into the middle of what a selector finds first.
    pub(crate) fn click(&mut self, selector: &str) {
        let found = json!(selector);
        let place = self.eval(&format!(
            "(() => {{ const one = document.querySelector({found}); one.scrollIntoView({{ block: 'center' }}); const r = one.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Takes on a size in pixels and a theme.
    pub(crate) fn look(&mut self, width: u32, height: u32, theme: &str) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        self.call("Emulation.setEmulatedMedia", &features);
    }

    /// Fails where the page complained of anything.
    pub(crate) fn is_content(&mut self) {
        // What was said before is told before the next reply.
        self.eval("0");
        assert!(self.said.is_empty(), "{:#?}", self.said);
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
