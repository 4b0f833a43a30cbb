//! What a workspace declares to be fine.

/// What is declared to be fine, so that rules do not speak of it. Names may have `*` in them, which stands for any text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// Options that the configuration adds to containers by means that cannot be seen (OCI001).
    pub options: Vec<String>,
    /// Registries whose images are trusted to be pulled by tag (OCI103), such as `registry.lan`.
    pub registries: Vec<String>,
    /// Images that may have a floating tag (OCI103).
    pub floating_images: Vec<String>,
    /// Networks that are made outside of the configuration (OCI209).
    pub networks: Vec<String>,
    /// Containers that exist outside of the configuration (OCI210).
    pub containers: Vec<String>,
    /// Host ports that are meant to be open to everyone (OCI204), as numbers or `53/udp`.
    pub public_ports: Vec<String>,
    /// Host paths that exist already (OCI304) or may be mounted although they are sensitive (OCI306, OCI307).
    pub sources: Vec<String>,
    /// Options of `run` that the runtime knows although ocinix does not (OCI502), such as `--frob`.
    pub flags: Vec<String>,
    /// Containers that need their privileges (OCI801, OCI802).
    pub privileged: Vec<String>,
    /// Names in `environment` that look like a secret and are none (OCI401).
    pub not_secret: Vec<String>,
}

/// The lists by their names in `ocinix.toml`, each with what it holds.
pub(super) type List = fn(&mut Allow) -> &mut Vec<String>;
pub(super) static LISTS: &[(&str, &str, List)] = &[
    ("containers", "Containers that exist outside of the configuration (OCI210)", |a| &mut a.containers),
    ("flags", "Options of `run` that the runtime knows although ocinix does not (OCI502)", |a| &mut a.flags),
    ("floating-images", "Images that may have a floating tag (OCI103)", |a| &mut a.floating_images),
    ("networks", "Networks that are made outside of the configuration (OCI209)", |a| &mut a.networks),
    ("not-secret", "Names in `environment` that look like a secret and are none (OCI401)", |a| &mut a.not_secret),
    ("options", "Options that the configuration adds to containers (OCI001)", |a| &mut a.options),
    ("privileged", "Containers that need their privileges (OCI801, OCI802)", |a| &mut a.privileged),
    ("public-ports", "Host ports that are meant to be open to everyone (OCI204)", |a| &mut a.public_ports),
    ("registries", "Registries whose images may have a floating tag (OCI103)", |a| &mut a.registries),
    ("sources", "Host paths that exist already or may be mounted (OCI304, OCI306, OCI307)", |a| &mut a.sources),
];

impl Allow {
    /// Whether a name is in one of the lists.
    pub fn has(list: &[String], name: &str) -> bool {
        list.iter().any(|pattern| matches(pattern, name))
    }
}

/// Whether `name` is what `pattern` describes: `*` stands for any text.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, name, expected) in [
            ("web", "web", true),
            ("web", "web2", false),
            ("web*", "web2", true),
            ("*", "", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
            ("/srv/*", "/srv/a/b", true),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        assert!(Allow::has(&["x".into(), "p*".into()], "proxy"));
    }
}
