//! The book: its table of contents is complete, links lead somewhere, and the commands that it shows exist.

use std::path::{Path, PathBuf};

use expect_test::expect_file;
use libtest_mimic::Trial;

use crate::support::files_below;

pub(crate) fn tests() -> Vec<Trial> {
    crate::trials![the_summary_lists_every_page, links_lead_somewhere, commands_exist]
}

/// Pages in the order in which they are read; those of the rules follow.
const PAGES: &[&str] = &[
    "getting-started.md",
    "plan.md",
    "settings.md",
    "unknown.md",
    "releases.md",
    "editors.md",
    "hooks.md",
    "nix.md",
    "ci.md",
    "formats.md",
    "compared-with-nix.md",
    "limits.md",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn heading(page: &Path) -> String {
    let text = std::fs::read_to_string(page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
    let first = text.lines().find(|l| !l.is_empty()).unwrap_or_default();
    first.strip_prefix("# ").unwrap_or_else(|| panic!("{} has no heading", page.display())).to_owned()
}

/// Made anew by `UPDATE_EXPECT=1`.
fn the_summary_lists_every_page() {
    let docs = root().join("docs");
    let mut summary = String::from("# Summary\n\n");
    for page in PAGES {
        summary += &format!("- [{}]({page})\n", heading(&docs.join(page)));
    }
    summary += "- [Rules](rules/README.md)\n";
    let mut seen = PAGES.len() + 2;
    for page in files_below(&docs.join("rules"), ".md") {
        let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != "README.md" {
            summary += &format!("  - [{}](rules/{name})\n", heading(&page));
            seen += 1;
        }
    }
    expect_file![docs.join("SUMMARY.md")].assert_eq(&summary);
    assert_eq!(files_below(&docs, ".md").len(), seen, "every page is in the book");
}

fn pages() -> Vec<PathBuf> {
    let mut all = files_below(&root().join("docs"), ".md");
    all.extend(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "editors/README.md"].map(|p| root().join(p)));
    all
}

fn links_lead_somewhere() {
    let link = regex::Regex::new(r"\]\(([^)#\s]+)(#[^)]*)?\)").expect("a pattern");
    let mut wrong = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        for found in link.captures_iter(&text) {
            let target = &found[1];
            if !target.contains("://") && !page.parent().expect("a folder").join(target).exists() {
                wrong.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn commands_exist() {
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        let shown = text.lines().filter_map(|l| l.strip_prefix("$ ocinix ")).map(|l| format!("ocinix {l}"));
        let inline = text.split('`').skip(1).step_by(2).filter(|t| t.starts_with("ocinix ")).map(str::to_owned);
        let in_book = page.starts_with(root().join("docs"));
        for command in shown.chain(inline.filter(|t| in_book && !t.contains('\n'))) {
            let words: Vec<&str> = command.split(" >").next().unwrap_or_default().split_whitespace().collect();
            if let Err(e) = ocinix::cli::command().try_get_matches_from(words) {
                assert!(!e.use_stderr(), "{}: {command}\n{e}", page.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} commands");
}
