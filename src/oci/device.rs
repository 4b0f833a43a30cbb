//! Devices: `host[:container][:rwm]`, as `--device` of docker and podman reads them, or the name of a CDI device.

/// Why a text is no device; `None` if it is one.
pub fn refusal(text: &str) -> Option<String> {
    if is_cdi(text) {
        return None;
    }
    let parts: Vec<&str> = text.split(':').collect();
    let mode = |m: &str| {
        let letters = !m.is_empty() && m.chars().all(|c| "rwm".contains(c));
        letters && m.chars().enumerate().all(|(i, c)| !m.chars().take(i).any(|d| d == c))
    };
    let (source, target, access) = match parts.as_slice() {
        [""] => return Some("it is empty".into()),
        [source] => (*source, None, None),
        [source, second] if second.starts_with('/') => (*source, Some(*second), None),
        [source, second] => (*source, None, Some(*second)),
        [source, target, access] => (*source, Some(*target), Some(*access)),
        _ => return Some("it has more than three parts".into()),
    };
    if source.is_empty() {
        return Some("the device of the host is empty".into());
    }
    if let Some(target) = target.filter(|t| !t.starts_with('/')) {
        return Some(format!("the path in the container, `{target}`, does not begin with `/`"));
    }
    let access = access.filter(|a| !mode(a))?;
    Some(format!("`{access}` is no access mode: letters of `rwm`, each once"))
}

/// `vendor.com/class=name`
fn is_cdi(text: &str) -> bool {
    let Some((kind, name)) = text.split_once('=') else { return false };
    !name.is_empty()
        && !kind.starts_with('/')
        && kind.split_once('/').is_some_and(|(v, c)| !v.is_empty() && !c.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices() {
        for fine in ["/dev/dri", "/dev/dri:/dev/dri", "/dev/a:/dev/b:rwm", "/dev/a:r", "nvidia.com/gpu=all"] {
            assert_eq!(refusal(fine), None, "{fine}");
        }
        for wrong in ["", "/dev/a:b:rwm", "/dev/a:/dev/b:rwx", "/dev/a:/dev/b:rr", "/a:/b:r:w", ":/dev/a", "/dev/a:x"] {
            assert!(refusal(wrong).is_some(), "{wrong}");
        }
    }
}
