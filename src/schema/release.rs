//! NixOS releases, as far as their modules differ. The oldest known is 24.05; "unstable" is the newest.

use std::fmt;
use std::str::FromStr;

/// A NixOS release whose modules are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Release {
    R24_05,
    R24_11,
    R25_05,
    R25_11,
    R26_05,
}

impl Release {
    /// Every known release, oldest first.
    pub const ALL: [Release; 5] = [Release::R24_05, Release::R24_11, Release::R25_05, Release::R25_11, Release::R26_05];
    /// What `unstable` stands for.
    pub const NEWEST: Release = Release::R26_05;
    /// The oldest known release.
    pub const OLDEST: Release = Release::R24_05;

    /// `25.11`
    pub fn as_str(self) -> &'static str {
        match self {
            Release::R24_05 => "24.05",
            Release::R24_11 => "24.11",
            Release::R25_05 => "25.05",
            Release::R25_11 => "25.11",
            Release::R26_05 => "26.05",
        }
    }

    /// The known release nearest to a version as `lib.version` or a channel name spell it (`23.11`, `26.11pre…`,
    /// `nixos-25.05-small`, `nixpkgs-unstable`): the oldest for older ones, the newest for newer ones. `None` if the
    /// text names no version.
    pub fn nearest(text: &str) -> Option<Release> {
        if text.contains("unstable") {
            return Some(Release::NEWEST);
        }
        let wanted = version(text)?;
        let not_newer = Release::ALL.into_iter().rev().find(|r| version(r.as_str()).is_some_and(|v| v <= wanted));
        Some(not_newer.unwrap_or(Release::OLDEST))
    }
}

/// The first `YY.MM` in `text`.
fn version(text: &str) -> Option<(u8, u8)> {
    let bytes = text.as_bytes();
    bytes.windows(5).enumerate().find_map(|(i, w)| {
        let digit = |c: &u8| c.is_ascii_digit();
        let before = i.checked_sub(1).and_then(|i| bytes.get(i));
        let alone = !before.is_some_and(digit) && !bytes.get(i + 5).is_some_and(digit);
        match w {
            [a, b, b'.', c, d] if alone && [a, b, c, d].into_iter().all(digit) => {
                Some(((a - b'0') * 10 + (b - b'0'), (c - b'0') * 10 + (d - b'0')))
            }
            _ => None,
        }
    })
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no known release. Its message lists those that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRelease(String);

impl fmt::Display for UnknownRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown NixOS release `{}`; known are ", self.0.escape_debug())?;
        for release in Release::ALL {
            write!(f, "{release}, ")?;
        }
        f.write_str("unstable")
    }
}

impl std::error::Error for UnknownRelease {}

impl FromStr for Release {
    type Err = UnknownRelease;

    /// Accepts `25.11`, `nixos-25.11` and `unstable`. The version that unstable calls itself is the newest release too.
    fn from_str(text: &str) -> Result<Self, UnknownRelease> {
        let bare = text.strip_prefix("nixos-").unwrap_or(text);
        if matches!(bare, "unstable" | "26.11" | "26.11pre") {
            return Ok(Release::NEWEST);
        }
        Release::ALL.into_iter().find(|r| r.as_str() == bare).ok_or_else(|| UnknownRelease(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_release_reads_back_and_they_are_in_order() {
        for release in Release::ALL {
            assert_eq!(release.to_string().parse(), Ok(release));
            assert_eq!(format!("nixos-{release}").parse(), Ok(release));
        }
        assert!(Release::ALL.is_sorted());
        assert_eq!(Release::ALL.first(), Some(&Release::OLDEST));
        assert_eq!(Release::ALL.last(), Some(&Release::NEWEST));
        assert_eq!("unstable".parse(), Ok(Release::NEWEST));
    }

    #[test]
    fn an_unknown_release_says_what_is_known() {
        let message = "24.5".parse::<Release>().expect_err("no such release").to_string();
        assert_eq!(message, "unknown NixOS release `24.5`; known are 24.05, 24.11, 25.05, 25.11, 26.05, unstable");
    }

    #[test]
    fn nearest_release_of_a_version_or_channel() {
        let nearest = |text| Release::nearest(text);
        assert_eq!(nearest("22.11"), Some(Release::R24_05));
        assert_eq!(nearest("nixos-25.05-small"), Some(Release::R25_05));
        assert_eq!(nearest("25.09pre123.abc"), Some(Release::R25_05));
        assert_eq!(nearest("26.11pre-git"), Some(Release::R26_05));
        assert_eq!(nearest("nixpkgs-unstable"), Some(Release::R26_05));
        assert_eq!(nearest("https://channels.nixos.org/nixos-24.11/nixexprs.tar.xz"), Some(Release::R24_11));
        assert_eq!(nearest("release-1125.051"), None);
        assert_eq!(nearest("main"), None);
        assert_eq!(nearest(""), None);
    }
}
