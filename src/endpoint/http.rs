//! One request over HTTP: the only place that knows the client.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::address::Address;
use super::fault::{Fault, Kind};
use crate::judge::Reply;
use crate::text::shorten;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a reply that has begun may pause.
const IDLE: Duration = Duration::from_secs(30);

/// The most bytes of a reply.
const MOST: usize = 8 << 20;

/// The most characters that are shown of where an endpoint points to.
const PLACE: usize = 200;

/// A key of at least so many bytes is taken out of replies; a shorter one may be a word.
const TELLING: usize = 12;

/// What stands where a key stood.
const HIDDEN: &str = "[key]";

/// What came back.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub(super) status: u16,
    pub(super) html: bool,
    pub(super) retry_after: Option<Duration>,
    /// Where it is said to be instead, as far as it may be shown.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

/// The client for one endpoint.
pub(super) struct Http {
    client: Client,
    headers: HeaderMap,
    key: Option<Arc<SecretString>>,
    total: Duration,
}

impl Http {
    /// A client for `address`; a request and its reply may take `total`.
    pub(super) fn new(
        address: &Address,
        key: Option<Arc<SecretString>>,
        total: Duration,
    ) -> Result<Self, Fault> {
        // Fails where it was done before, which is just as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let refused = |message: String| Fault::new(Kind::Refused, message);
        let mut builder = Client::builder()
            .user_agent(concat!("evaluate/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(total)
            // A key must not follow to another address.
            .redirect(redirect::Policy::none())
            .tcp_nodelay(true)
            .pool_max_idle_per_host(usize::MAX);
        if address.is_local() {
            // No certificates are needed, nor a proxy.
            builder = builder.no_proxy();
        }
        if address.to_string().starts_with("http:") {
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .build()
            .map_err(|error| refused(format!("no connection can be made: {}", chain(&error))))?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(key) = &key {
            let unusable = |_| refused("the key holds characters that no key has".into());
            let bearer = format!("Bearer {}", key.expose_secret());
            let mut value = HeaderValue::from_str(&bearer).map_err(unusable)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
            if address.wants_api_key_header() {
                let mut value = HeaderValue::from_str(key.expose_secret()).map_err(unusable)?;
                value.set_sensitive(true);
                headers.insert("api-key", value);
            }
        }
        Ok(Self {
            client,
            headers,
            key,
            total,
        })
    }

    /// Posts a JSON body.
    pub(super) async fn post(&self, url: &str, body: Vec<u8>) -> Result<Raw, Fault> {
        let request = self
            .client
            .post(url)
            .headers(self.headers.clone())
            .body(body);
        self.receive(request.send().await).await
    }

    /// Gets what is there.
    pub(super) async fn get(&self, url: &str) -> Result<Raw, Fault> {
        let request = self.client.get(url).headers(self.headers.clone());
        self.receive(request.send().await).await
    }

    async fn receive(&self, sent: reqwest::Result<Response>) -> Result<Raw, Fault> {
        let mut response = sent.map_err(|error| self.fault(&error))?;
        let status = response.status().as_u16();
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        let encoding = header(CONTENT_ENCODING).unwrap_or("identity");
        if !encoding.eq_ignore_ascii_case("identity") {
            // None was asked for; unpacking what nobody asked for is how bombs go off.
            let message = format!(
                "the endpoint answered {status} with a reply packed as `{encoding}`, which was not asked for"
            );
            return Err(Fault::new(Kind::Broken, message));
        }
        let html = header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html"));
        let location = header(LOCATION).and_then(|to| elsewhere(response.url(), to));
        let retry_after = header(RETRY_AFTER).and_then(|text| after(text, SystemTime::now()));
        if response
            .content_length()
            .is_some_and(|length| length > MOST as u64)
        {
            return Err(too_large());
        }
        let mut body = Vec::new();
        loop {
            let chunk = timeout(IDLE.min(self.total), response.chunk()).await;
            let chunk = chunk.map_err(|_| {
                Fault::new(
                    Kind::Broken,
                    format!(
                        "the endpoint began a reply and then said nothing for {} s",
                        IDLE.as_secs()
                    ),
                )
            })?;
            match chunk.map_err(|error| self.fault(&error))? {
                Some(bytes) if body.len() + bytes.len() > MOST => return Err(too_large()),
                Some(bytes) => body.extend_from_slice(&bytes),
                None => break,
            }
        }
        Ok(Raw {
            status,
            html,
            retry_after,
            location,
            body: self.clean(body),
        })
    }

    /// The key, where it is long enough to be told from an ordinary word.
    fn telling_key(&self) -> Option<&str> {
        let key = self.key.as_ref()?.expose_secret();
        (key.len() >= TELLING).then_some(key)
    }

    /// A body without the key, should a server repeat it: before anything is cut out of it.
    fn clean(&self, body: Vec<u8>) -> Vec<u8> {
        let Some(key) = self.telling_key() else {
            return body;
        };
        let there = body.windows(key.len()).any(|part| part == key.as_bytes());
        if !there {
            return body;
        }
        let text = String::from_utf8_lossy(&body).replace(key, HIDDEN);
        text.into_bytes()
    }

    /// A reply without the key, should it be written in another way in the body.
    pub(super) fn without_key(&self, mut reply: Reply) -> Reply {
        if let Some(key) = self.telling_key() {
            let Reply {
                content,
                finish,
                refusal,
                usage: _,
            } = &mut reply;
            for text in [Some(content), finish.as_mut(), refusal.as_mut()] {
                if let Some(text) = text.filter(|text| text.contains(key)) {
                    *text = text.replace(key, HIDDEN);
                }
            }
        }
        reply
    }

    /// A text without the key, should it be repeated in it.
    pub(super) fn redacted(&self, text: String) -> String {
        let key = self.key.as_ref().map_or("", |key| key.expose_secret());
        if key.is_empty() || !text.contains(key) {
            return text;
        }
        text.replace(key, HIDDEN)
    }

    fn fault(&self, error: &reqwest::Error) -> Fault {
        if error.is_connect() {
            let why = if error.is_timeout() {
                format!("it did not answer within {} s", CONNECT.as_secs())
            } else {
                chain(error)
            };
            return Fault::new(
                Kind::Unreachable,
                format!("the endpoint cannot be reached: {why}"),
            );
        }
        if error.is_timeout() {
            let message = format!(
                "the endpoint did not finish its reply within {} s (--timeout)",
                self.total.as_secs_f64()
            );
            return Fault::new(Kind::Broken, message);
        }
        if error.is_builder() {
            return Fault::new(
                Kind::Refused,
                format!("the request cannot be made: {}", chain(error)),
            );
        }
        Fault::new(
            Kind::Broken,
            format!("the connection to the endpoint broke: {}", chain(error)),
        )
    }
}

fn too_large() -> Fault {
    let message = format!("the endpoint's reply is larger than {} MiB", MOST >> 20);
    Fault::new(Kind::Broken, message)
}

/// The innermost cause, which says most; addresses stay out of it.
fn chain(error: &dyn Error) -> String {
    let mut inner = error;
    while let Some(cause) = inner.source() {
        inner = cause;
    }
    inner.to_string()
}

/// Where a `Location` header points to, without what may be secret in it.
fn elsewhere(here: &Url, to: &str) -> Option<String> {
    let mut there = here.join(to).ok()?;
    there.set_query(None);
    there.set_fragment(None);
    // Fails where there can be none.
    let _ = there.set_username("").and(there.set_password(None));
    Some(shorten(there.as_str(), PLACE))
}

/// What a `Retry-After` header asks for: seconds, or a date.
fn after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // A date has no fractions of a second.
    let left = date.duration_since(now).unwrap_or_default();
    Some(left + Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_endpoint_points_to_is_shown_without_secrets() {
        let here = Url::parse("http://judge.example/v1/chat/completions").unwrap();
        let there = |to| elsewhere(&here, to);
        assert_eq!(there("/v2").as_deref(), Some("http://judge.example/v2"));
        assert_eq!(
            there("https://me:pass@else.example/v1?token=1#x").as_deref(),
            Some("https://else.example/v1")
        );
        assert_eq!(there("http://[broken"), None);
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_by_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        assert_eq!(after("7", now), Some(Duration::from_secs(7)));
        assert_eq!(after(" 0.5 ", now), Some(Duration::from_millis(500)));
        assert_eq!(
            after("Sun, 09 Sep 2001 01:46:50 GMT", now),
            Some(Duration::from_secs(11))
        );
        assert_eq!(
            after("Sun, 09 Sep 2001 01:46:30 GMT", now),
            Some(Duration::from_secs(1))
        );
        for nothing in ["soon", "-3", "", "1e400"] {
            assert_eq!(after(nothing, now), None, "{nothing}");
        }
    }
}
