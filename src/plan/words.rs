//! The command line inside of a unit's script: the script as words, the words as what they say about the container.
//! Two scripts are compared by that, as a person reads them, and not line by line.

use serde_json::Value as Json;

use crate::oci::{Backend, flags, port, volume};
use crate::units::halves::{HOLE, Halves};

/// Something that a unit says: of one field, perhaps under one key of it, one value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Facet {
    pub field: String,
    pub value: String,
}

fn facet(field: impl Into<String>, value: impl Into<String>) -> Facet {
    Facet { field: field.into(), value: value.into() }
}

/// A text of unit JSON with `@option.path@` for what only Nix knows; `shell` keeps an argument that Nix quotes one word.
pub(super) fn flatten(text: &Json, shell: bool) -> Option<String> {
    match text {
        Json::String(s) => Some(s.clone()),
        Json::Object(map) => {
            let mut out = String::new();
            for part in map.get("parts")?.as_array()? {
                reference(part, shell, &mut out);
            }
            Some(out)
        }
        _ => None,
    }
}

fn reference(part: &Json, shell: bool, out: &mut String) {
    if let Json::String(s) = part {
        out.push_str(s);
    } else if let Some(steps) = part.get("option").and_then(Json::as_array) {
        let steps: Vec<String> =
            steps.iter().map(|s| s.as_str().map_or_else(|| s.to_string(), str::to_owned)).collect();
        out.push_str(&format!("@{}@", steps.join(".")));
    } else if let Some(parts) = part.get("shellArg").and_then(Json::as_array) {
        let mut inner = String::new();
        for part in parts {
            reference(part, false, &mut inner);
        }
        match shell {
            true => out.push_str(&format!("'{}'", inner.replace('\'', r"'\''"))),
            false => out.push_str(&inner),
        }
    } else if let Some(half) = part.get("half").and_then(Json::as_str) {
        match shell {
            true => out.push_str(&format!("'{}'", half.replace('\'', r"'\''"))),
            false => out.push_str(half),
        }
    } else {
        out.push_str("@?@");
    }
}

/// References to options of which some of the text is known become `{ "half": … }` with that text.
pub(super) fn with_halves(value: &Json, halves: &Halves) -> Json {
    match value {
        Json::Array(items) => items.iter().map(|v| with_halves(v, halves)).collect(),
        Json::Object(map) => {
            if let Some(steps) = map.get("option").and_then(Json::as_array).filter(|_| map.len() == 1)
                && let Some(half) = halves.get(&path_of(steps))
            {
                return serde_json::json!({ "half": half });
            }
            Json::Object(map.iter().map(|(k, v)| (k.clone(), with_halves(v, halves))).collect())
        }
        other => other.clone(),
    }
}

fn path_of(steps: &[Json]) -> String {
    let steps: Vec<String> = steps.iter().map(|s| s.as_str().map_or_else(|| s.to_string(), str::to_owned)).collect();
    steps.join(".")
}

/// An old and a new text for a person: `…` for what is not known, the reason where that is all that differs.
pub(super) fn shown(old: Option<String>, new: Option<String>) -> (Option<String>, Option<String>) {
    let dots = |text: &String| {
        let mut out = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                c if c == HOLE.0 => {
                    out.push('…');
                    inside = true;
                }
                c if c == HOLE.1 => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    };
    let reasons = |text: String| text.replace(HOLE.0, "‹").replace(HOLE.1, "›");
    let (a, b) = (old.as_ref().map(dots), new.as_ref().map(dots));
    if a != b { (a, b) } else { (old.map(reasons), new.map(reasons)) }
}

/// The words of a shell command; `None` when it is more than one simple command.
pub(super) fn words(script: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = script.trim_end().chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' => out.extend(word.take()),
            '\\' => match chars.next()? {
                '\n' => {}
                c => word.get_or_insert_default().push(c),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '$' | '`' => return None,
                        '\\' => word.push(chars.next()?),
                        c => word.push(c),
                    }
                }
            }
            '\n' | ';' | '|' | '&' | '<' | '>' | '(' | ')' | '$' | '`' => return None,
            c => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    Some(out)
}

/// What a `podman run` or `docker run` says; `None` when the words are something else.
pub(super) fn run(words: &[String]) -> Option<Vec<Facet>> {
    let mut rest = words.iter().map(String::as_str);
    let backend = match (rest.next()?, rest.next()?) {
        ("exec", "podman") => Backend::Podman,
        ("exec", "docker") => Backend::Docker,
        _ => return None,
    };
    let mut out = Vec::new();
    loop {
        match rest.next()? {
            "run" => break,
            option => out.push(facet(format!("option of {}", backend.as_str()), option)),
        }
    }
    loop {
        let word = rest.next()?;
        if !word.starts_with('-') || word == "-" {
            out.push(facet("image", word));
            break;
        }
        if let Some(long) = word.strip_prefix("--") {
            let (name, assigned) = long.split_once('=').map_or((long, None), |(n, v)| (n, Some(v)));
            let flag = flags::long(Some(backend), name);
            let wants = flag.is_some_and(|f| f.takes_value) && assigned.is_none();
            let value = if wants { rest.next() } else { assigned };
            said(flag.map_or(name, |f| f.name), value, backend, &mut out);
        } else {
            let letters = word.char_indices().skip(1);
            for (at, letter) in letters {
                let behind = word.get(at + letter.len_utf8()..).unwrap_or_default();
                let Some(flag) = flags::short(Some(backend), letter) else {
                    said(&format!("-{letter}"), Some(behind).filter(|b| !b.is_empty()), backend, &mut out);
                    break;
                };
                if flag.takes_value {
                    let value = if behind.is_empty() { rest.next() } else { Some(behind.trim_start_matches('=')) };
                    said(flag.name, value, backend, &mut out);
                    break;
                }
                said(flag.name, None, backend, &mut out);
            }
        }
    }
    let command: Vec<_> = rest.map(crate::units::quote::shell_word).collect();
    if !command.is_empty() {
        out.push(facet("command", command.join(" ")));
    }
    Some(out)
}

/// One option, under the name that the configuration has for it where there is one.
fn said(flag: &str, value: Option<&str>, backend: Backend, out: &mut Vec<Facet>) {
    let text = value.unwrap_or_default();
    let pair = || text.split_once('=').unwrap_or((text, ""));
    match flag {
        "env" => out.push(facet(format!("environment {}", pair().0), pair().1)),
        "label" => out.push(facet(format!("label {}", pair().0), pair().1)),
        "env-file" => out.push(facet("environment file", text)),
        "publish" => ports(text, backend, out),
        "volume" => out.push(match volume::parse(text, Some(backend)) {
            Ok(v) => {
                let options = if v.options.is_empty() { String::new() } else { format!(" ({})", v.options.join(",")) };
                facet(format!("volume {}", v.target), format!("{}{options}", v.source.unwrap_or("anonymous")))
            }
            Err(_) => facet("volume", text),
        }),
        "network" | "user" | "workdir" | "hostname" | "entrypoint" | "device" | "name" | "pull" => {
            out.push(facet(flag, text));
        }
        "log-driver" => out.push(facet("log driver", text)),
        "sdnotify" => out.push(facet("readiness", text)),
        "cap-add" => out.push(facet(format!("capability {text}"), "added")),
        "cap-drop" => out.push(facet(format!("capability {text}"), "dropped")),
        // It follows from the name.
        "cidfile" if text.starts_with("/run/") && text.contains("ctr-id") => {}
        flag if flag.starts_with('-') => out.push(facet(format!("argument {flag}"), text)),
        flag => out.push(facet(format!("argument --{flag}"), text)),
    }
}

fn ports(text: &str, backend: Backend, out: &mut Vec<Facet>) {
    match port::parse(text, Some(backend)) {
        Ok(mappings) if !mappings.is_empty() => {
            for m in mappings {
                let address = match m.address {
                    Some(ip @ std::net::IpAddr::V6(_)) => format!("[{ip}]:"),
                    Some(ip) => format!("{ip}:"),
                    None => String::new(),
                };
                let host = m.host.map_or("any".to_owned(), |h| h.to_string());
                out.push(facet(format!("port {}/{}", m.container, m.protocol), format!("{address}{host}")));
            }
        }
        _ => out.push(facet("port", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Option<Vec<String>> {
        let facets = run(&words(script)?)?;
        Some(facets.into_iter().map(|f| format!("{}: {}", f.field, f.value)).collect())
    }

    #[test]
    fn a_command_line_is_read_as_the_runtime_reads_it() {
        let script = "exec podman  \\\n  --log-level=debug \\\n  run \\\n  --name=web \\\n  --cidfile=/run/podman-web/ctr-id \\\n  \
            -d \\\n  -e A='b c'\\''d' \\\n  -e TZ=UTC \\\n  -p 127.0.0.1:8080:80 \\\n  -p53:53/udp \\\n  -v /a:/b:ro \\\n  \
            --net=proxy \\\n  --health-cmd 'curl x' \\\n  -it \\\n  nginx:1 \\\n  -c \\\n  'a b'";
        let expected = [
            "option of podman: --log-level=debug",
            "name: web",
            "argument --detach: ",
            "environment A: b c'd",
            "environment TZ: UTC",
            "port 80/tcp: 127.0.0.1:8080",
            "port 53/udp: 53",
            "volume /b: /a (ro)",
            "network: proxy",
            "argument --health-cmd: curl x",
            "argument --interactive: ",
            "argument --tty: ",
            "image: nginx:1",
            "command: -c 'a b'",
        ];
        assert_eq!(read(script).as_deref(), Some(expected.map(str::to_owned).as_slice()));
    }

    #[test]
    fn other_scripts_are_not_read() {
        for other in
            ["exec podman run x; exit", "podman run x", "exec podman ps", "exec podman run a $B", "exec podman run 'a"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn what_nix_fills_in_stays_one_word() {
        let text = serde_json::json!({ "parts": ["-e A=", { "shellArg": ["x ", { "option": ["a", "b", 0] }] }] });
        let flat = flatten(&text, true).unwrap_or_default();
        assert_eq!(words(&flat).unwrap_or_default(), ["-e", "A=x @a.b.0@"]);
    }
}
