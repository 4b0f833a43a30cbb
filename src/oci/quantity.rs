//! Durations and sizes as the options of `run` take them: those of Go's `time.ParseDuration` and `go-units`.

/// Whether a text is a duration with a unit: `30s`, `1m30s`, `1.5h`; a bare `0` needs none.
pub fn is_duration(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['-', '+']);
    if rest == "0" {
        return true;
    }
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let (number, after) = rest.split_at(digits);
        if !number.bytes().any(|b| b.is_ascii_digit()) || number.matches('.').count() > 1 {
            return false;
        }
        let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h"];
        let Some(unit) = units.iter().filter(|u| after.starts_with(**u)).max_by_key(|u| u.len()) else { return false };
        rest = after.get(unit.len()..).unwrap_or_default();
    }
    true
}

/// Whether a text is a size: a number, and perhaps `b`, `k`, `m`, `g`, `t` or `p`, with `b` or `ib` behind it.
pub fn is_size(text: &str) -> bool {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start().to_ascii_lowercase();
    let bare = unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit);
    number.parse::<f64>().is_ok() && matches!(bare, "" | "k" | "m" | "g" | "t" | "p" | "e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_units() {
        for yes in ["30s", "1m30s", "1.5h", "0", "100ms", "5µs", "-1s"] {
            assert!(is_duration(yes), "{yes}");
        }
        for no in ["30", "", "s", "1x", "1m30", "1..5s", "1 s", "."] {
            assert!(!is_duration(no), "{no}");
        }
    }

    #[test]
    fn sizes() {
        for yes in ["512", "512m", "1G", "1.5gb", "64MiB", "10 k", "1b"] {
            assert!(is_size(yes), "{yes}");
        }
        for no in ["", "m", "5x", "1mm", "-1", "1gi"] {
            assert!(!is_size(no), "{no}");
        }
    }
}
