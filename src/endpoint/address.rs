//! The address of an endpoint, and of what is under it.

use thiserror::Error;
use url::{Host, Url};

/// Where an endpoint is: its base, as in `https://api.openai.com/v1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

/// An address that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot use the address `{address}`: {why}")]
pub struct BadAddress {
    /// As it was given, without what may be a secret.
    pub address: String,
    /// Why.
    pub why: String,
}

/// The last part of the path of requests to a chat model.
const CHAT: &str = "chat/completions";

impl Address {
    /// The address of the vendor whose protocol this is.
    pub const DEFAULT: &str = "https://api.openai.com/v1";

    /// Reads an address; what stands behind the base of a full one is taken off.
    ///
    /// # Errors
    /// Where it is none, or carries a password.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let bad = |why: &str| BadAddress {
            address: text.split('@').next_back().unwrap_or("").to_owned(),
            why: why.to_owned(),
        };
        let url = Url::parse(text.trim()).map_err(|error| bad(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(bad("it should begin with https:// or http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad(
                "it holds a name or password; give the key by OPENAI_API_KEY or --api-key-file",
            ));
        }
        let mut url = url;
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/');
        let path = path
            .strip_suffix(CHAT)
            .unwrap_or(path)
            .trim_end_matches('/')
            .to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// Where chat models are asked.
    #[must_use]
    pub fn chat(&self) -> String {
        self.under(CHAT)
    }

    /// Where the models are listed.
    #[must_use]
    pub fn models(&self) -> String {
        self.under("models")
    }

    fn under(&self, part: &str) -> String {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}/{part}"));
        url.into()
    }

    /// Whether it is on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }

    /// Whether what is sent there can be read on the way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.scheme() == "http" && !self.is_local()
    }

    /// Whether it takes the key in a header of its own.
    #[must_use]
    pub fn wants_api_key_header(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        host.ends_with(".azure.com") || host.ends_with(".azure.us")
    }

    /// Whether it is the vendor's own, whose newer models take other names of options.
    #[must_use]
    pub fn is_vendor(&self) -> bool {
        self.0.host_str() == Some("api.openai.com") || self.wants_api_key_header()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What stands behind a question mark may be secret.
        let mut url = self.0.clone();
        url.set_query(None);
        f.write_str(url.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_under_the_base() {
        let chat = |text| Address::parse(text).unwrap().chat();
        assert_eq!(
            chat("https://api.openai.com/v1"),
            "https://api.openai.com/v1/chat/completions"
        );
        assert_eq!(
            chat("http://127.0.0.1:8081/"),
            "http://127.0.0.1:8081/chat/completions"
        );
        assert_eq!(
            chat("http://h/v1/chat/completions"),
            "http://h/v1/chat/completions"
        );
        assert_eq!(
            chat("https://x.openai.azure.com/openai/deployments/d?api-version=1"),
            "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=1"
        );
    }

    #[test]
    fn what_is_no_address_is_refused_without_its_secret() {
        for text in [
            "",
            "api.openai.com",
            "ftp://x/",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
        let refused = Address::parse("https://me:sk-secret@host/v1").unwrap_err();
        assert!(!refused.to_string().contains("sk-secret"), "{refused}");
        let asked = Address::parse("https://host/v1?key=sk-secret").unwrap();
        assert_eq!(asked.to_string(), "https://host/v1");
    }

    #[test]
    fn machines_of_ones_own_are_known() {
        let local = |text| Address::parse(text).unwrap().is_local();
        assert!(
            local("http://localhost:1/v1") && local("http://127.0.0.1") && local("http://[::1]:8/")
        );
        assert!(!local("http://localhost.evil.com/v1"));
        assert!(Address::parse("http://example.com").unwrap().is_open());
    }
}
