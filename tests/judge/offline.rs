//! Offline means offline: watched from outside, no run without a judge touches the network.

use std::process::Command;

use crate::bench::KEY;
use crate::server::{Deed, Server};
use crate::world::{OUTAGE, World};

/// Runs the program under `strace`; the calls that concern the network, or none where that cannot be
/// watched here.
fn network_calls(world: &World, arguments: &[&str]) -> Option<String> {
    let plain = world.command(arguments);
    let mut watched = Command::new("strace");
    watched
        .args(["-f", "-qq", "-e", "trace=network", "-o", "calls.txt"])
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(world.path(""))
        .env_clear()
        .envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let path = std::env::var("PATH").unwrap_or_default();
    let ended = watched.env("PATH", path).output().ok()?;
    let said = String::from_utf8_lossy(&ended.stderr);
    if said.contains("ptrace") || said.contains("PTRACE") {
        return None;
    }
    assert_eq!(ended.status.code(), Some(0), "{said}");
    let calls = std::fs::read_to_string(world.path("calls.txt")).unwrap();
    // A pair of connected sockets within the process reaches nobody.
    let kept = calls.lines().filter(|line| {
        let call = line
            .split_once(' ')
            .map_or(*line, |(_, call)| call.trim_start());
        !call.starts_with("socketpair(AF_UNIX")
            && !call.starts_with("---")
            && !call.starts_with("+++")
    });
    Some(kept.collect::<Vec<_>>().join("\n"))
}

fn with_key(world: World, server: &Server) -> World {
    world
        .set("OPENAI_API_KEY", KEY)
        .set("OPENAI_BASE_URL", &server.url())
        .set("EVALUATE_MODEL", "m")
        .set("HTTPS_PROXY", "http://127.0.0.1:9")
}

fn prepared() -> World {
    let world = World::new();
    world
        .write("class/a.md", OUTAGE)
        .write("class/b.md", OUTAGE);
    world
}

#[test]
fn runs_without_a_judge_make_no_network_call() {
    let server = Server::new(|_| Deed::Generous);
    let judged: &[&str] = &["-r", "incident.yaml", "--judge", "-f", "json", "outage.md"];
    let world = with_key(prepared(), &server);
    let Some(calls) = network_calls(&world, judged) else {
        eprintln!("SKIPPED: system calls cannot be watched here (no strace, or no right to trace)");
        return;
    };
    // It would be seen.
    assert!(calls.contains("connect("), "{calls}");
    assert_eq!(server.count(), 1);
    let runs: [&[&str]; 7] = [
        &["outage.md"],
        &["-r", "incident.yaml", "-f", "json", "outage.md"],
        &["-r", "incident.yaml", "-f", "jsonl", "class"],
        &["-r", "incident.yaml", "-f", "json", "-j", "2", "class"],
        &["rubric", "check", "incident.yaml"],
        &[
            "-r",
            "incident.yaml",
            "--model",
            "m",
            "--dry-run",
            "outage.md",
        ],
        &["cache", "stats"],
    ];
    for arguments in runs {
        for world in [prepared(), with_key(prepared(), &server)] {
            let mut arguments = arguments.to_vec();
            if arguments.contains(&"--dry-run") {
                arguments.extend(["--base-url", "http://model.invalid/v1"]);
            }
            let calls = network_calls(&world, &arguments).unwrap();
            assert_eq!(calls, "", "{arguments:?}");
        }
    }
    // A judge from replies that were kept needs none either.
    let calls = network_calls(&world, &[judged, &["--offline"]].concat()).unwrap();
    assert_eq!(calls, "");
    assert_eq!(server.count(), 1);
}

#[test]
fn without_any_network_everything_else_works() {
    let world = with_key(prepared(), &Server::new(|_| Deed::Generous));
    let plain = world.command(&["-r", "incident.yaml", "-f", "jsonl", "class"]);
    let mut cut = Command::new("unshare");
    cut.arg("-rn")
        .arg(plain.get_program())
        .args(plain.get_args())
        .current_dir(world.path(""))
        .env_clear()
        .envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .env("PATH", std::env::var("PATH").unwrap_or_default());
    match cut.output() {
        Ok(output) if !String::from_utf8_lossy(&output.stderr).contains("unshare:") => {
            assert_eq!(output.status.code(), Some(0));
            assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
        }
        _ => eprintln!("SKIPPED: no room without a network can be made here (unshare -rn)"),
    }
}
