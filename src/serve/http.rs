//! HTTP: connections taken, headers read and set, bodies kept within bounds.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::gate::Caller;
use super::routes::{MAX_BODY, NAME, Reply, Site};

/// So many connections are open at once: a browser takes six, and there may be several tabs.
const CONNECTIONS: usize = 64;

/// How long a request's head, or its body, may be in coming.
const PATIENCE: Duration = Duration::from_secs(20);

/// Of a body that is too large so much is read all the same: whoever is still sending it would else
/// see a broken connection in place of the reason.
const DRAINED: usize = 4 * MAX_BODY;

/// A body may announce any length; so much room is made on its word.
const ROOM: usize = 1 << 20;

/// How long to wait where the system has no connection to give.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections for ever.
pub(super) async fn accept(listener: TcpListener, site: Arc<Site>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        // Small replies would else wait for more to send.
        let _ = stream.set_nodelay(true);
        let site = Arc::clone(&site);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let site = Arc::clone(&site);
                async move { Ok::<_, Infallible>(respond(&site, request).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), service);
            // A browser that goes away is no event.
            let _ = connection.await;
            drop(place);
        });
    }
}

async fn respond(site: &Site, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let begun = Instant::now();
    let head = *request.method() == Method::HEAD;
    let reply = reply(site, request).await;
    let mut response = Response::new(Full::new(if head {
        Bytes::new()
    } else {
        Bytes::from(reply.body)
    }));
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    protect(headers);
    set(headers, header::CONTENT_TYPE, reply.kind);
    set(headers, header::CONTENT_SECURITY_POLICY, &site.page.policy);
    let took = format!("all;dur={:.1}", begun.elapsed().as_secs_f64() * 1000.0);
    set(headers, HeaderName::from_static("server-timing"), &took);
    if let Some(allow) = reply.allow {
        set(headers, header::ALLOW, allow);
    }
    if reply.closes {
        set(headers, header::CONNECTION, "close");
    }
    response
}

async fn reply(site: &Site, request: Request<Incoming>) -> Reply {
    let (parts, body) = request.into_parts();
    let text = |name: HeaderName| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let caller = Caller {
        // A request line may name a host as well; then that is the one that counts.
        host: match parts.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => text(header::HOST).filter(|_| one(&parts.headers, &header::HOST)),
        },
        // What cannot be read is nobody's own origin.
        origin: parts
            .headers
            .get(header::ORIGIN)
            .map(|value| value.to_str().unwrap_or("null")),
        site: text(HeaderName::from_static("sec-fetch-site")),
        acts: parts.method != Method::GET && parts.method != Method::HEAD,
    };
    let route = match site.route(parts.method.as_str(), parts.uri.path(), caller) {
        Ok(route) => route,
        Err(refused) => return refused,
    };
    let body = match timeout(PATIENCE, whole(body)).await {
        Ok(Ok(body)) => body,
        Ok(Err(reply)) => return reply,
        Err(_) => return Reply::too_slow(PATIENCE),
    };
    let name = text(HeaderName::from_static(NAME));
    site.answer(route, name, &body).await
}

/// Whether a header stands there just once.
fn one(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.get_all(name).iter().count() == 1
}

/// The whole body, if it is not too large.
async fn whole(mut body: Incoming) -> Result<Vec<u8>, Reply> {
    let expected = body
        .size_hint()
        .upper()
        .and_then(|most| usize::try_from(most).ok());
    let mut bytes = Vec::with_capacity(expected.unwrap_or(0).min(ROOM));
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame
            .map_err(|error| Reply::wrong(400, &format!("the request cannot be read: {error}")))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        seen += data.len();
        if seen > DRAINED {
            break;
        }
        if seen <= MAX_BODY {
            bytes.extend_from_slice(data);
        }
    }
    if seen > MAX_BODY {
        return Err(Reply::too_large());
    }
    Ok(bytes)
}

/// What goes with every reply: nothing is kept, nothing is guessed, nobody else may use it.
fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
