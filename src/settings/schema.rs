//! The JSON schema of `ocinix.toml`, for editors.

use serde_json::{Value, json};

use crate::schema::Release;

use super::allow::LISTS;
use super::read::SEVERITIES;

/// The schema as a JSON document.
pub fn schema() -> Value {
    let names = |about: &str| json!({ "description": about, "type": "array", "items": { "type": "string" } });
    let severities: Vec<&str> = SEVERITIES.iter().map(|(n, _)| *n).collect();
    let releases: Vec<&str> = Release::ALL.iter().map(|r| r.as_str()).chain(["unstable"]).collect();
    let select = names("Only these rules: codes, beginnings of codes, names, or `all`");
    let ignore = names("Rules that are not wanted");
    let severity = json!({
        "description": "Severities by code, beginning of a code, name, or `all`; what is more precise counts",
        "type": "object",
        "additionalProperties": { "enum": severities },
    });
    let allow: serde_json::Map<String, Value> =
        LISTS.iter().map(|(n, about, _)| ((*n).to_owned(), names(about))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of ocinix",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "nixos": { "description": "The release of NixOS whose modules hold", "enum": releases },
            "select": select,
            "ignore": ignore,
            "severity": severity,
            "paths": {
                "description": "What is different for some files",
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["files"],
                    "properties": {
                        "files": names("Paths relative to the folder of this file; `*` stands for any text"),
                        "select": select,
                        "ignore": ignore,
                        "severity": severity,
                    },
                },
            },
            "allow": {
                "description": "What is fine although rules speak of it; `*` stands for any text",
                "type": "object",
                "additionalProperties": false,
                "properties": allow,
            },
        },
    })
}
