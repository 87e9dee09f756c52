//! What a reply is kept under: everything that shaped it.

use sha2::{Digest, Sha256};

use super::asker::Setup;
use crate::judge::Ask;
use crate::text::hex;

/// What keys are made of; another number makes all replies that are kept strangers.
const FORM: u32 = 3;

/// The key of a request's reply.
pub(super) fn of(setup: &Setup, ask: &Ask) -> String {
    let mut digest = Sha256::new();
    // Each part with its length before it, so that no two requests look alike.
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    part(&FORM.to_le_bytes());
    // The whole of it: what is not shown of an address may name another model.
    part(setup.address.chat().as_bytes());
    part(setup.model.as_bytes());
    part(ask.schema.get().as_bytes());
    part(&ask.temperature.to_le_bytes());
    part(&ask.vote.to_le_bytes());
    part(&ask.room.to_le_bytes());
    for message in &ask.messages {
        part(message.role.as_bytes());
        part(message.content.as_bytes());
    }
    hex(&digest.finalize())
}
