//! JSON read piece by piece, where every piece knows its place in the whole text, so that an error can point at the
//! member that is wrong and not only at a comma that is missing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lock::LockError;

/// One value in a JSON text: known to be well-formed, not looked into yet.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    whole: &'a str,
    raw: &'a str,
}

impl<'a> Json<'a> {
    /// The whole of `text`. The error points at the character where it stops being JSON.
    pub(super) fn parse(text: &'a str) -> Result<Json<'a>, LockError> {
        let text_only = Json { whole: text, raw: text };
        let raw: &RawValue = text_only.read(text)?;
        Ok(Json { whole: text, raw: raw.get() })
    }

    /// Where the value begins, in bytes of the whole text.
    pub(super) fn offset(self) -> usize {
        let (whole, raw) = (self.whole.as_ptr() as usize, self.raw.as_ptr() as usize);
        raw.saturating_sub(whole).min(self.whole.len())
    }

    /// An error at this value.
    pub(super) fn error(self, message: impl Into<String>) -> LockError {
        LockError { message: message.into(), offset: self.offset() }
    }

    /// The members of an object, in the order of the text; `what` names the value in the error if it is none.
    pub(super) fn object(self, what: impl fmt::Display) -> Result<Object<'a>, LockError> {
        if !self.raw.starts_with('{') {
            return Err(self.expected(what, "an object"));
        }
        let Members(members) = self.read(self.raw)?;
        let members = members.into_iter().map(|(name, raw)| (name, Json { whole: self.whole, raw: raw.get() }));
        Ok(Object(members.collect()))
    }

    /// The elements of a list of strings.
    pub(super) fn strings(self, what: impl fmt::Display) -> Result<Vec<String>, LockError> {
        if !self.raw.starts_with('[') {
            return Err(self.expected(what, "a list"));
        }
        let items: Vec<&RawValue> = self.read(self.raw)?;
        let item = |raw: &'a RawValue| Json { whole: self.whole, raw: raw.get() };
        items.into_iter().map(|raw| item(raw).string(&what)).collect()
    }

    pub(super) fn string(self, what: impl fmt::Display) -> Result<String, LockError> {
        if !self.raw.starts_with('"') {
            return Err(self.expected(what, "a string"));
        }
        self.read(self.raw)
    }

    /// A number without fraction that fits 64 bits.
    pub(super) fn integer(self, what: impl fmt::Display) -> Result<i64, LockError> {
        self.raw.parse().map_err(|_| self.expected(what, "an integer"))
    }

    pub(super) fn boolean(self, what: impl fmt::Display) -> Result<bool, LockError> {
        match self.raw {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.expected(what, "a boolean")),
        }
    }

    pub(super) fn is_list(self) -> bool {
        self.raw.starts_with('[')
    }

    pub(super) fn is_null(self) -> bool {
        self.raw == "null"
    }

    fn expected(self, what: impl fmt::Display, wanted: &str) -> LockError {
        let found = match self.raw.bytes().next() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        };
        self.error(format!("{what} is {found}, expected {wanted}"))
    }

    /// Reads `raw`, which begins where this value does.
    fn read<T: Deserialize<'a>>(self, raw: &'a str) -> Result<T, LockError> {
        serde_json::from_str(raw).map_err(|e| {
            let line = raw.split_inclusive('\n').take(e.line().saturating_sub(1)).map(str::len).sum::<usize>();
            let mut offset = (self.offset() + line + e.column().saturating_sub(1)).min(self.whole.len());
            while !self.whole.is_char_boundary(offset) {
                offset -= 1;
            }
            let message = e.to_string();
            // serde_json appends the place, which the offset says already.
            let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(m, _)| m);
            LockError { message: format!("not JSON: {message}"), offset }
        })
    }
}

/// The members of a JSON object, in the order of the text.
pub(super) struct Object<'a>(Vec<(String, Json<'a>)>);

impl<'a> Object<'a> {
    /// The member `name`; the last one if there are several, as Nix takes it, and none if it is `null`.
    pub(super) fn get(&self, name: &str) -> Option<Json<'a>> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    /// The text of the member `name`, or `None` if there is no such member.
    pub(super) fn string(&self, name: &str) -> Result<Option<String>, LockError> {
        self.get(name).map(|value| value.string(format_args!("`{name}`"))).transpose()
    }

    /// Likewise for a number.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, LockError> {
        self.get(name).map(|value| value.integer(format_args!("`{name}`"))).transpose()
    }

    /// Likewise for a truth value.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, LockError> {
        self.get(name).map(|value| value.boolean(format_args!("`{name}`"))).transpose()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Json<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }
}

struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_know_their_place() {
        let text = "{ \"ä\" : [ \"x\" , 1 ],\n \"b\": { \"c\": true } }";
        let object = Json::parse(text).and_then(|j| j.object("it")).expect("an object");
        let at = |json: Json<'_>| &text[json.offset()..];
        assert!(object.get("ä").is_some_and(|j| at(j).starts_with("[ \"x\"")));
        let error = object.get("ä").expect("a member").strings("`ä`").expect_err("a number");
        assert_eq!(
            (error.message.as_str(), &text[error.offset..=error.offset]),
            ("`ä` is a number, expected a string", "1")
        );
        let inner = object.get("b").expect("a member").object("`b`").expect("an object");
        assert!(inner.get("c").is_some_and(|j| at(j).starts_with("true")));
        assert!(inner.get("d").is_none());
    }

    #[test]
    fn what_is_no_json_has_a_place() {
        let error = |text: &str| Json::parse(text).err().map(|e| (e.message, e.offset));
        expect_test::expect![[r#"
            [
                Some(
                    (
                        "not JSON: EOF while parsing a value",
                        0,
                    ),
                ),
                Some(
                    (
                        "not JSON: expected value",
                        9,
                    ),
                ),
                Some(
                    (
                        "not JSON: trailing characters",
                        3,
                    ),
                ),
                None,
            ]
        "#]]
        .assert_debug_eq(&["", "{\n  \"a\": }", "{} }", "{\"a\": null}"].map(error));
    }

    #[test]
    fn the_last_of_equal_members_counts_and_null_is_none() {
        let object = Json::parse(r#"{"a": 1, "a": 2, "b": null}"#).and_then(|j| j.object("it")).expect("an object");
        assert_eq!(object.get("a").map(|j| j.integer("a")), Some(Ok(2)));
        assert!(object.get("b").is_none());
    }
}
