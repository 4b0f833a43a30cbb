//! The final order of findings, and one finding where several hosts found the same thing.

use super::{Anchor, Diagnostic, Sources};

/// Sorts by path, place, code and message, and joins findings that differ only in the hosts they were found on.
/// The result does not depend on the order of the input, nor on the order in which files were loaded.
pub fn settle(diagnostics: &mut Vec<Diagnostic>, sources: &dyn Sources) {
    diagnostics.sort_by_cached_key(|d| {
        let span = sources.place(d.primary);
        let path = sources.path(d.primary.file).to_path_buf();
        let labels: Vec<_> = d.labels.iter().map(|l| (place_key(l.anchor, sources), l.text.clone())).collect();
        (
            (path, span.start, span.end, d.code.code, d.message.clone()),
            (std::cmp::Reverse(d.severity), d.container.clone(), d.help.clone(), labels, d.hosts.clone()),
        )
    });
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for next in diagnostics.drain(..) {
        // Equal ones stand side by side but for differences in severity and container: look back over one place.
        let place = sources.place(next.primary);
        let twin = kept.iter_mut().rev().take_while(|k| same_place(k, &next, place, sources)).find(|k| same(k, &next));
        match twin {
            Some(twin) => join(twin, next),
            None => kept.push(next),
        }
    }
    for d in &mut kept {
        d.hosts.sort();
        d.hosts.dedup();
    }
    *diagnostics = kept;
}

fn place_key(anchor: Anchor, sources: &dyn Sources) -> (std::path::PathBuf, u32) {
    (sources.path(anchor.file).to_path_buf(), sources.place(anchor).start)
}

fn same_place(a: &Diagnostic, b: &Diagnostic, place_b: crate::base::Span, sources: &dyn Sources) -> bool {
    a.primary.file == b.primary.file
        && sources.place(a.primary) == place_b
        && a.code == b.code
        && a.message == b.message
}

fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.severity == b.severity && a.container == b.container
}

/// Adds what `other` knows to `kept`: its hosts, and labels and help that `kept` has not. Two different fixes cancel
/// out, because what mends one host may break the other.
fn join(kept: &mut Diagnostic, other: Diagnostic) {
    kept.hosts.extend(other.hosts);
    for label in other.labels {
        if !kept.labels.contains(&label) {
            kept.labels.push(label);
        }
    }
    if kept.fix != other.fix {
        kept.fix = None;
    }
    if kept.help.is_none() {
        kept.help = other.help;
    }
    if kept.primary_label.is_empty() {
        kept.primary_label = other.primary_label;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::MemoryFs;
    use crate::base::{Files, Span};
    use crate::diag::{Change, Fix, Severity, codes};

    fn on(mut d: Diagnostic, host: &str) -> Diagnostic {
        d.hosts.push(host.into());
        d
    }

    #[test]
    fn hosts_are_joined_and_order_is_by_path() {
        let files = Files::new(MemoryFs::default());
        let b = files.add_virtual("/w/b.nix", "b b b");
        let a = files.add_virtual("/w/a.nix", "a a a");
        let find =
            |file, at, text: &str| Diagnostic::new(&codes::WRONG_TYPE, Anchor::text(file, Span::new(at, at + 1)), text);
        let all = [
            on(find(b, 2, "m"), "two"),
            on(find(b, 2, "m"), "one"),
            on(find(b, 2, "m").severity(Severity::Info), "one"),
            find(b, 0, "m"),
            on(find(a, 4, "z"), "one"),
            on(find(b, 2, "m"), "two"),
        ];
        let mut forward = all.to_vec();
        settle(&mut forward, &files);
        let mut backward: Vec<_> = all.iter().rev().cloned().collect();
        settle(&mut backward, &files);
        assert_eq!(forward, backward);
        let seen: Vec<_> = forward.iter().map(|d| (d.primary.file, d.severity, d.hosts.join(","))).collect();
        assert_eq!(
            seen,
            [
                (a, Severity::Error, "one".to_string()),
                (b, Severity::Error, String::new()),
                (b, Severity::Error, "one,two".to_string()),
                (b, Severity::Info, "one".to_string()),
            ]
        );
    }

    #[test]
    fn fixes_that_differ_between_hosts_cancel_out() {
        let files = Files::new(MemoryFs::default());
        let f = files.add_virtual("/w/a.nix", "a a a");
        let at = Anchor::text(f, Span::new(0, 1));
        let with = |text: &str| {
            let change = Change::Rename { key: at, to: text.into() };
            Diagnostic::new(&codes::WRONG_TYPE, at, "m").fix(Fix::safe("rename", vec![change]))
        };
        let mut all = vec![on(with("x"), "one"), on(with("y"), "two")];
        settle(&mut all, &files);
        assert_eq!(all.len(), 1);
        assert!(all.iter().all(|d| d.fix.is_none()));
    }
}
