//! What the build has made of the built-in rubrics; `build.rs` writes it, `rubric::packed` reads it.

/// The built-in rubrics as bytes, by name.
pub(crate) static PREPARED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/prepared.rs"));
