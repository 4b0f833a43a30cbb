//! What the receiving end of the output can show, from its kind and the environment.

use super::args::ColorWhen;
use crate::report::human::Look;

/// Columns when nobody says.
const WIDTH: usize = 100;
/// Text in longer lines is hard to read.
const MAX_WIDTH: usize = 140;

/// What is known about standard output.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminal {
    pub is_terminal: bool,
    /// Columns, if it is a terminal.
    pub width: Option<usize>,
}

/// Looks up a variable of the environment.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Decides on colours (`--color`, then `NO_COLOR`, `CLICOLOR_FORCE`, `TERM`), characters and links.
pub(super) fn look(when: ColorWhen, terminal: Terminal, env: Env<'_>) -> Look {
    let set = |name: &str| env(name).is_some_and(|v| !v.is_empty());
    let dumb = env("TERM").is_some_and(|t| t == "dumb");
    let color = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if set("NO_COLOR") => false,
        ColorWhen::Auto if env("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0") => true,
        ColorWhen::Auto => terminal.is_terminal && !dumb,
    };
    let columns = env("COLUMNS").and_then(|c| c.parse().ok()).filter(|c| *c > 0);
    let width = columns.or(terminal.width).unwrap_or(WIDTH).min(MAX_WIDTH);
    // A pipe or a file gets links as text: what reads it may not be a terminal at all.
    let hyperlinks = color && terminal.is_terminal && knows_links(env);
    Look { color, unicode: is_unicode(env), hyperlinks, width }
}

/// Whether the locale is one of Unicode. Without any locale set, files are usually UTF-8 as well.
fn is_unicode(env: Env<'_>) -> bool {
    if env("TERM").is_some_and(|t| t == "linux") {
        return false;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env(name).filter(|v| !v.is_empty()));
    locale.is_none_or(|l| {
        let l = l.to_ascii_lowercase();
        l.contains("utf-8") || l.contains("utf8")
    })
}

/// Terminals that are known to show links; the others might print the escape sequence.
fn knows_links(env: Env<'_>) -> bool {
    if let Some(force) = env("FORCE_HYPERLINK") {
        return force != "0";
    }
    let program = env("TERM_PROGRAM").unwrap_or_default();
    let term = env("TERM").unwrap_or_default();
    ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"].contains(&program.as_str())
        || ["kitty", "alacritty", "foot", "ghostty"].iter().any(|t| term.contains(t))
        || env("VTE_VERSION").and_then(|v| v.parse::<u32>().ok()).is_some_and(|v| v >= 5000)
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| env(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(when: ColorWhen, is_terminal: bool, vars: &[(&str, &str)]) -> Look {
        let env = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| v.to_string());
        look(when, Terminal { is_terminal, width: Some(80) }, &env)
    }

    #[test]
    fn colors_follow_the_conventions() {
        use ColorWhen::*;
        assert!(with(Auto, true, &[]).color);
        assert!(!with(Auto, false, &[]).color);
        assert!(!with(Auto, true, &[("NO_COLOR", "1")]).color);
        assert!(with(Auto, true, &[("NO_COLOR", "")]).color);
        assert!(with(Auto, false, &[("CLICOLOR_FORCE", "1")]).color);
        assert!(!with(Auto, false, &[("CLICOLOR_FORCE", "0")]).color);
        assert!(!with(Auto, false, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).color);
        assert!(with(Always, false, &[("NO_COLOR", "1")]).color);
        assert!(!with(Never, true, &[("CLICOLOR_FORCE", "1")]).color);
        assert!(!with(Auto, true, &[("TERM", "dumb")]).color);
    }

    #[test]
    fn characters_links_and_width() {
        assert!(!with(ColorWhen::Auto, true, &[("LANG", "C")]).unicode);
        assert!(!with(ColorWhen::Auto, true, &[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")]).unicode);
        assert!(with(ColorWhen::Auto, true, &[("LC_ALL", ""), ("LANG", "de_DE.utf8")]).unicode);
        assert!(with(ColorWhen::Auto, true, &[("TERM", "xterm-kitty")]).hyperlinks);
        assert!(!with(ColorWhen::Always, false, &[("TERM", "xterm-kitty")]).hyperlinks);
        assert_eq!(with(ColorWhen::Auto, true, &[("COLUMNS", "60")]).width, 60);
        assert_eq!(with(ColorWhen::Auto, true, &[("COLUMNS", "0")]).width, 80);
        assert_eq!(with(ColorWhen::Auto, true, &[("COLUMNS", "999")]).width, MAX_WIDTH);
    }
}
