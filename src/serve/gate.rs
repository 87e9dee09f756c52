//! Who may speak to the live page's server: whoever knows its token, at this machine's own names, and
//! no page of another site.
//!
//! The token keeps out other people and programs of the machine. `Host` keeps out pages whose own name
//! was made to point here (DNS rebinding); `Origin` and `Sec-Fetch-Site` keep out requests that other
//! sites send from the user's browser.

use sha2::{Digest, Sha256};

/// How a request introduces itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Caller<'a> {
    /// The header `Host`, or what the request line names.
    pub(super) host: Option<&'a str>,
    /// The header `Origin`.
    pub(super) origin: Option<&'a str>,
    /// The header `Sec-Fetch-Site`.
    pub(super) site: Option<&'a str>,
    /// Whether it asks for something to be done, and not only for the page.
    pub(super) acts: bool,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was sent to another name.
    Host,
    /// A page of another site sent it.
    Origin,
    /// It does not know the token.
    Token,
}

impl Refusal {
    /// What to tell whoever asked.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Host => {
                "this server answers to 127.0.0.1 and localhost only; open the address that `evaluate serve` printed"
            }
            Self::Origin => {
                "another site's page sent this; open the address that `evaluate serve` printed"
            }
            Self::Token => {
                "the token is missing or not that of this run; open the address that `evaluate serve` printed"
            }
        }
    }
}

/// Lets requests in, or not.
#[derive(Debug)]
pub(super) struct Gate {
    token: String,
    digest: [u8; 32],
}

impl Gate {
    /// A gate that opens to `token`.
    pub(super) fn new(token: String) -> Self {
        let digest = Sha256::digest(token.as_bytes()).into();
        Self { token, digest }
    }

    /// What opens it.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The path behind the token, without a slash at its beginning.
    pub(super) fn admit<'p>(&self, caller: Caller, path: &'p str) -> Result<&'p str, Refusal> {
        let host = caller.host.filter(|host| is_own(host));
        let host = host.ok_or(Refusal::Host)?;
        if let Some(origin) = caller.origin
            && origin.strip_prefix("http://") != Some(host)
        {
            return Err(Refusal::Origin);
        }
        // A link from elsewhere may open the page: whoever set it knows the token.
        if caller.acts
            && caller
                .site
                .is_some_and(|site| !matches!(site, "same-origin" | "none"))
        {
            return Err(Refusal::Origin);
        }
        let path = path.strip_prefix('/').unwrap_or(path);
        let (token, rest) = path.split_once('/').unwrap_or((path, ""));
        // Digests are compared so that the time it takes tells nothing of the token.
        if Sha256::digest(token.as_bytes())[..] == self.digest {
            Ok(rest)
        } else {
            Err(Refusal::Token)
        }
    }
}

/// Whether a host is this machine by a name that nobody else can give away. The port may be another:
/// that of a tunnel, for one.
fn is_own(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        Some(_) => return false,
        None => host,
    };
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str, origin: Option<&str>, path: &str) -> Result<String, Refusal> {
        let caller = Caller {
            host: Some(host),
            origin,
            site: None,
            acts: true,
        };
        let gate = Gate::new("secret".into());
        gate.admit(caller, path).map(str::to_owned)
    }

    #[test]
    fn who_knows_the_token_is_let_in_by_this_machines_names() {
        assert_eq!(asked("127.0.0.1:8000", None, "/secret/"), Ok(String::new()));
        assert_eq!(
            asked(
                "localhost:9000",
                Some("http://localhost:9000"),
                "/secret/grade"
            ),
            Ok("grade".into())
        );
    }

    #[test]
    fn other_names_other_sites_and_other_tokens_are_refused() {
        for host in [
            "evil.example:8000",
            "127.0.0.1.evil.example",
            "localhost.evil.example:1",
            "evil.example#127.0.0.1:80",
            "127.0.0.1:80:80",
            "",
        ] {
            assert_eq!(
                asked(host, None, "/secret/").err(),
                Some(Refusal::Host),
                "{host}"
            );
        }
        let own = "127.0.0.1:8000";
        for origin in [
            "null",
            "http://evil.example",
            "http://127.0.0.1:3000",
            "https://127.0.0.1:8000",
        ] {
            assert_eq!(
                asked(own, Some(origin), "/secret/").err(),
                Some(Refusal::Origin)
            );
        }
        for path in ["/", "", "/secre/", "/secrets/", "/grade", "//secret/"] {
            assert_eq!(asked(own, None, path).err(), Some(Refusal::Token), "{path}");
        }
    }

    #[test]
    fn a_link_may_open_the_page_and_do_nothing_else() {
        let gate = Gate::new("secret".into());
        let caller = |acts| Caller {
            host: Some("localhost:1"),
            origin: None,
            site: Some("cross-site"),
            acts,
        };
        assert_eq!(gate.admit(caller(false), "/secret/"), Ok(""));
        assert_eq!(
            gate.admit(caller(true), "/secret/grade"),
            Err(Refusal::Origin)
        );
        assert_eq!(
            gate.admit(Caller::default(), "/secret/"),
            Err(Refusal::Host)
        );
    }
}
