//! One fixture with everything a hostile or merely foreign file can hold, rendered in every format.

use std::path::Path;

use expect_test::expect_file;
use libtest_mimic::Trial;
use ocinix::base::files::MemoryFs;
use ocinix::base::{FileId, Files, Span};
use ocinix::diag::{Anchor, Change, Containers, Coverage, Diagnostic, Fix, Severity, codes};
use ocinix::report::human::Look;
use ocinix::report::visible::is_hostile;
use ocinix::report::{Findings, Format, Report, concise, github, human, json, sarif};

use crate::support::tests_dir;

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![
        human_unicode,
        human_ascii,
        human_colored,
        human_narrow,
        concise_lines,
        json_document,
        sarif_log,
        github_commands,
        nothing_found,
        nothing_hostile_reaches_a_terminal,
        json_is_valid_for_every_character,
        positions_agree_between_formats,
        input_order_does_not_matter,
    ]
}

const CWD: &str = "/work place";
const WIDE: Look = Look { color: false, unicode: true, hyperlinks: false, width: 100 };

struct Fixture {
    files: Files,
    main: FileId,
    other: FileId,
    empty: FileId,
}

impl Fixture {
    fn load() -> Fixture {
        let files = Files::new(MemoryFs::default());
        let text = std::fs::read_to_string(tests_dir().join("report/hostile.nix")).expect("fixture");
        let main = files.add_virtual("/work place/hosts/\u{1b}nas.nix", text);
        let other = files.add_virtual("/elsewhere/other.nix", "{\n  port = 80;\n\n  x = ''\n    a\n  '';\n}\n");
        let empty = files.add_virtual("/work place/empty.nix", "");
        Fixture { files, main, other, empty }
    }

    /// The place of the `nth` occurrence of a text.
    fn at(&self, file: FileId, text: &str, nth: usize) -> Anchor {
        let (start, found) = self.files.get(file).text.match_indices(text).nth(nth).expect("text of the fixture");
        Anchor::text(file, Span::new(start as u32, (start + found.len()) as u32))
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        let main = |text, nth| self.at(self.main, text, nth);
        let len = self.files.get(self.main).text.len() as u32;
        let on = |mut d: Diagnostic, hosts: &[&str]| {
            d.hosts = hosts.iter().map(|h| h.to_string()).collect();
            d
        };
        let port =
            Diagnostic::new(&codes::WRONG_TYPE, main("80 80:80", 0), "`80 80:80` is not a\nport mapping \u{1b}[0m%")
                .here("two numbers where one belongs")
                .label(main("ports", 0), "in this list")
                .label(self.at(self.other, "80", 0), "the port\nis \u{202e}declared here")
                .label(main("\"80 80:80\"", 0), "the whole string")
                .help("write `80:80`,\nor `\"127.0.0.1:80:80\"` for this machine only")
                .container("web")
                .fix(Fix::safe(
                    "write the mapping once",
                    vec![Change::Replace {
                        at: main("\"80 80:80\"", 0),
                        was: "80 80:80".into(),
                        with: "\"80:80\u{1b}\"".into(),
                    }],
                ));
        vec![
            on(port, &["nas"]),
            Diagnostic::new(&codes::OBSOLETE_OPTION, main("\u{1f600}\u{1f600}:80%", 0), "wide characters")
                .here("emoji"),
            Diagnostic::new(&codes::EVALUATION_ERROR, main("\u{202e} a\u{200b}b\0\u{9b}", 0), "hidden characters")
                .here("here"),
            Diagnostic::new(&codes::EVALUATION_ERROR, main("PORT", 0), "far to the right").here("in a long line"),
            Diagnostic::new(&codes::SYNTAX_ERROR, Anchor::text(self.main, Span::new(len, len)), "the file ends here"),
            Diagnostic::new(&codes::SYNTAX_ERROR, Anchor::text(self.main, Span::new(len + 5, len + 9)), "past the end"),
            Diagnostic::new(&codes::EMPTY_FILE, Anchor::file(self.empty), "no expression in this file"),
            on(
                Diagnostic::new(
                    &codes::CONFLICTING_DEFINITIONS,
                    self.at(self.other, "''\n    a\n  ''", 0),
                    "several lines",
                )
                .label(main("ghcr.io/a/b", 0), "the other definition"),
                &["nas", "pi"],
            ),
            on(Diagnostic::new(&codes::FAILED_ASSERTION, main("cmd", 0), "twice"), &["pi"]),
            on(Diagnostic::new(&codes::FAILED_ASSERTION, main("cmd", 0), "twice"), &["nas"]),
            Diagnostic::new(&codes::EVALUATION_ERROR, main("{", 0), "minor").severity(Severity::Style),
        ]
    }

    fn report(&self, diagnostics: Vec<Diagnostic>, level: Severity) -> Report<'_> {
        let coverage = Coverage {
            files: 14,
            hosts: vec!["nas".into(), "pi".into()],
            containers: Containers { total: 12, known: 9, holes: 2, unknown: 1 },
        };
        let notes = vec!["assumed NixOS 26.05: name another with `--nixos`".to_string()];
        Report::new(Findings { diagnostics, coverage, notes }, &self.files, Path::new(CWD), level)
    }

    fn human(&self, look: Look) -> String {
        let report = self.report(self.diagnostics(), Format::Human.default_level());
        text(|out| human::write(&report, look, out))
    }
}

fn text(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("writing to memory");
    String::from_utf8(out).expect("output is UTF-8")
}

fn human_unicode() {
    expect_file![tests_dir().join("report/human.txt")].assert_eq(&Fixture::load().human(WIDE));
}

fn human_ascii() {
    let look = Look { unicode: false, ..WIDE };
    expect_file![tests_dir().join("report/human-ascii.txt")].assert_eq(&Fixture::load().human(look));
}

fn human_narrow() {
    let look = Look { width: 50, ..WIDE };
    expect_file![tests_dir().join("report/human-narrow.txt")].assert_eq(&Fixture::load().human(look));
}

/// Escape sequences are written as `ESC` so that the snapshot can be read.
fn human_colored() {
    let look = Look { color: true, hyperlinks: true, ..WIDE };
    let shown = Fixture::load().human(look).replace('\u{1b}', "ESC");
    expect_file![tests_dir().join("report/human-colored.txt")].assert_eq(&shown);
}

fn concise_lines() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Style);
    expect_file![tests_dir().join("report/concise.txt")].assert_eq(&text(|out| concise::write(&report, out)));
}

fn json_document() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Warning);
    expect_file![tests_dir().join("report/report.json")].assert_eq(&text(|out| json::write(&report, out)));
}

fn sarif_log() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Style);
    let log = text(|out| sarif::write(&report, out));
    expect_file![tests_dir().join("report/report.sarif")].assert_eq(&log);
    // Lines added above change no fingerprint.
    let mut moved = Fixture::load();
    let shifted = format!("# one\n# two\n{}", moved.files.get(moved.main).text);
    moved.main = moved.files.add_virtual("/work place/hosts/\u{1b}nas.nix", shifted);
    let report = moved.report(moved.diagnostics(), Severity::Style);
    let again = text(|out| sarif::write(&report, out));
    assert_ne!(log, again);
    let prints = |log: &str| -> Vec<String> {
        let log: serde_json::Value = serde_json::from_str(log).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results
            .iter()
            .map(|r| r["partialFingerprints"]["ocinix/v1"].as_str().expect("a fingerprint").to_owned())
            .collect()
    };
    let unique: std::collections::BTreeSet<String> = prints(&log).into_iter().collect();
    assert_eq!(unique.len(), prints(&log).len());
    assert_eq!(prints(&log), prints(&again));
}

fn github_commands() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Style);
    let out = text(|out| github::write(&report, out));
    expect_file![tests_dir().join("report/github.txt")].assert_eq(&out);
    assert!(out.lines().all(|l| l.starts_with("::")), "a finding must not begin a line of its own");
}

fn nothing_found() {
    let fixture = Fixture::load();
    let clean = text(|out| human::write(&fixture.report(Vec::new(), Severity::Warning), WIDE, out));
    expect_test::expect![[r#"
        no problems found in 14 files (12 containers on 2 hosts: nas, pi)
        1 container could not be checked: `--explain-unknown` says why
        assumed NixOS 26.05: name another with `--nixos`
    "#]]
    .assert_eq(&clean);
    let minor =
        Diagnostic::new(&codes::EVALUATION_ERROR, fixture.at(fixture.main, "{", 0), "m").severity(Severity::Info);
    let hidden = text(|out| human::write(&fixture.report(vec![minor], Severity::Warning), WIDE, out));
    expect_test::expect![[r#"
        no errors or warnings in 14 files (12 containers on 2 hosts: nas, pi)
        1 info hidden: show with `--level info`
        1 container could not be checked: `--explain-unknown` says why
        assumed NixOS 26.05: name another with `--nixos`
    "#]]
    .assert_eq(&hidden);
}

fn nothing_hostile_reaches_a_terminal() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Style);
    let (concise, github) = (text(|out| concise::write(&report, out)), text(|out| github::write(&report, out)));
    for shown in [fixture.human(WIDE), concise, github] {
        let bad: Vec<char> = shown.chars().filter(|c| *c != '\n' && is_hostile(*c)).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}

fn json_is_valid_for_every_character() {
    let files = Files::new(MemoryFs::default());
    let every: String = ('\0'..=char::MAX).filter(|c| u32::from(*c) < 0x3000 || u32::from(*c) > 0xff00).collect();
    let file = files.add_virtual(&format!("/{}", every.replace(['/', '\0'], "")), every.as_str());
    let at = Anchor::file(file);
    let diagnostic = Diagnostic::new(&codes::WRONG_TYPE, at, every.as_str()).here(every.as_str()).help(every.as_str());
    let findings = Findings { diagnostics: vec![diagnostic], coverage: Coverage::default(), notes: Vec::new() };
    let report = Report::new(findings, &files, Path::new("/"), Severity::Style);
    let parsed: serde_json::Value = serde_json::from_str(&text(|out| json::write(&report, out))).expect("valid JSON");
    assert_eq!(parsed["diagnostics"][0]["message"].as_str(), Some(every.as_str()));
    let parsed: serde_json::Value = serde_json::from_str(&text(|out| sarif::write(&report, out))).expect("valid SARIF");
    let said = parsed["runs"][0]["results"][0]["message"]["text"].as_str().expect("a message");
    assert!(said.starts_with(&every));
}

fn positions_agree_between_formats() {
    let fixture = Fixture::load();
    let report = fixture.report(fixture.diagnostics(), Severity::Style);
    let parsed: serde_json::Value = serde_json::from_str(&text(|out| json::write(&report, out))).expect("valid JSON");
    let shown = text(|out| human::write(&report, WIDE, out));
    let concise = text(|out| concise::write(&report, out));
    for (finding, line) in parsed["diagnostics"].as_array().expect("list").iter().zip(concise.lines()) {
        let start = &finding["range"]["start"];
        let file = finding["file"].as_str().expect("file").replace('\u{1b}', "\\u{1b}");
        let place = format!("{file}:{}:{}", start["line"], start["column"]);
        assert!(line.starts_with(&format!("{place}: ")), "{place} | {line}");
        assert!(shown.contains(&format!("[{place}]")), "{place}");
    }
}

fn input_order_does_not_matter() {
    let fixture = Fixture::load();
    let mut reversed = fixture.diagnostics();
    reversed.reverse();
    let forward = fixture.report(fixture.diagnostics(), Severity::Style);
    let backward = fixture.report(reversed, Severity::Style);
    assert_eq!(text(|out| json::write(&forward, out)), text(|out| json::write(&backward, out)));
}
