//! What a rule is: a code, a page and a check. The page is the doc comment of the rule, so that what `explain` prints
//! stands beside the logic.

use crate::diag::{Anchor, Code, Diagnostic};
use crate::schema::Release;

use super::cx::{RuleCx, Sink};

/// A lint rule.
pub struct Rule {
    pub code: &'static Code,
    /// The page as written: Markdown, each line begun by a space.
    docs: &'static str,
    /// The first release to which the rule applies.
    pub since: Release,
    pub pass: Pass,
    /// The source file that declares it.
    pub file: &'static str,
}

/// Who applies a rule.
pub enum Pass {
    /// The check reads the typed view of one host.
    Host(fn(&RuleCx<'_>, &mut Sink)),
    /// The module system reports it while it merges options.
    ModuleSystem,
}

impl Rule {
    pub(super) const fn new(
        code: &'static Code,
        docs: &'static str,
        since: Release,
        pass: Pass,
        file: &'static str,
    ) -> Rule {
        Rule { code, docs, since, pass, file }
    }

    /// A finding of this rule.
    pub(super) fn at(&'static self, place: Anchor, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code, place, message)
    }

    /// The page of the rule as Markdown.
    pub fn page(&self) -> String {
        self.docs.lines().map(|l| l.strip_prefix(' ').unwrap_or(l)).collect::<Vec<_>>().join("\n")
    }

    /// What the rule reports, in one sentence.
    pub fn summary(&self) -> String {
        let about = self.section("What it does");
        let first = about.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        match first.find(". ") {
            Some(end) => first.get(..=end).unwrap_or(&first).to_owned(),
            None => first,
        }
    }

    /// The text of one section of the page, such as `What it does`; empty if there is none.
    pub fn section(&self, heading: &str) -> String {
        let page = self.page();
        let lines = page.lines().skip_while(|l| l.strip_prefix("## ") != Some(heading)).skip(1);
        lines.take_while(|l| !l.starts_with("## ")).collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// The Nix files of the page's example: one that the rule reports, one that it does not.
    pub fn examples(&self) -> Vec<String> {
        let section = self.section("Example");
        let blocks = section.split("```nix\n").skip(1);
        blocks.filter_map(|b| b.split_once("```")).map(|(code, _)| code.to_owned()).collect()
    }
}

/// Declares a rule: its page as doc comment, then name, code and severity. A rule applies its module's `check` from
/// the release named by `since`; a rule declared `by the module system` has none.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ $vis:vis static $id:ident = $code:literal $name:literal $severity:ident $(since $since:ident)?;) => {
        $(#[doc = $doc])+
        $vis static $id: $crate::rules::meta::Rule = $crate::rules::meta::Rule::new(
            &$crate::diag::Code { code: $code, name: $name, severity: $crate::diag::Severity::$severity },
            concat!($($doc, "\n"),+),
            $crate::rules::meta::rule!(@since $($since)?),
            $crate::rules::meta::Pass::Host(check),
            file!(),
        );
    };
    ($(#[doc = $doc:literal])+ $vis:vis static $id:ident = $code:ident by the module system;) => {
        $(#[doc = $doc])+
        $vis static $id: $crate::rules::meta::Rule = $crate::rules::meta::Rule::new(
            &$crate::diag::codes::$code,
            concat!($($doc, "\n"),+),
            $crate::schema::Release::OLDEST,
            $crate::rules::meta::Pass::ModuleSystem,
            file!(),
        );
    };
    (@since) => { $crate::schema::Release::OLDEST };
    (@since $since:ident) => { $crate::schema::Release::$since };
}

pub(super) use rule;
