//! Which NixOS release a nixpkgs is, judged by the branch, channel or version that a pin names, else by the date of the
//! revision: the branch that everything lands on first becomes a release gradually.

use crate::schema::Release;

use super::pins::{self, Pin};
use super::source::SourceRef;
use super::url;

/// A release that follows from what the files say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    pub release: Release,
    /// Goes on after "NixOS 25.11 assumed: ": `flake.lock pins nixpkgs to nixos-25.11`.
    pub why: String,
}

/// The release of a nixpkgs that is an input of a flake: what the lock file chose, and what was asked for. `None` if
/// neither tells.
pub fn of_source(locked: Option<&SourceRef>, original: Option<&SourceRef>) -> Option<Assumed> {
    let found = Evidence::gather([original, locked].into_iter().flatten());
    match locked {
        Some(_) => found.conclude("flake.lock pins nixpkgs to"),
        None => found.conclude("flake.nix takes nixpkgs from"),
    }
}

/// The release of the nixpkgs in `npins/sources.json`.
pub fn of_npins(text: &str) -> Option<Assumed> {
    of_pins(&pins::npins(text).ok()?, "npins/sources.json")
}

/// The release of the nixpkgs in niv's `nix/sources.json`.
pub fn of_niv(text: &str) -> Option<Assumed> {
    of_pins(&pins::niv(text).ok()?, "nix/sources.json")
}

fn of_pins(pins: &[Pin], file: &str) -> Option<Assumed> {
    let mut nixpkgs = pins.iter().filter(|pin| pin.source.is_nixpkgs());
    let pin = nixpkgs.clone().find(|pin| pin.name == "nixpkgs").or_else(|| nixpkgs.next())?;
    Evidence::gather([&pin.source]).conclude(&format!("{file} pins nixpkgs to"))
}

/// The release that a channel or archive of nixpkgs has, by its URL.
pub fn of_channel_url(url: &str) -> Option<Assumed> {
    let source = SourceRef { kind: "tarball".to_owned(), url: Some(url.to_owned()), ..SourceRef::default() };
    if !source.is_nixpkgs() {
        return None;
    }
    Evidence::gather([&source]).conclude("nixpkgs is fetched from")
}

/// The last hint there is: `system.stateVersion` is the release that the host was installed with.
pub fn of_state_version(version: &str) -> Option<Assumed> {
    let written = Version::exactly(version)?;
    Some(Assumed { release: written.release(), why: format!("system.stateVersion is {version}{}", written.remark()) })
}

/// What one pin says about its release.
#[derive(Default)]
struct Evidence {
    /// The release's number and the word that names it.
    release: Option<(Version, String)>,
    /// A word for what moves on without a release, with the release that it was to become if the word has it.
    rolling: Option<(Option<Version>, String)>,
    /// Of the revision.
    date: Option<Date>,
    /// A revision was chosen, whatever branch it is on.
    fixed: bool,
}

impl Evidence {
    fn gather<'a>(sources: impl IntoIterator<Item = &'a SourceRef>) -> Evidence {
        let mut found = Evidence::default();
        for source in sources {
            let words = source.reference.iter().cloned().chain(source.url.iter().flat_map(|u| url::words(u)));
            for word in words {
                match Branch::read(&word) {
                    Some((Branch::Release(version), name)) => {
                        found.release.get_or_insert_with(|| (version, name.to_owned()));
                    }
                    Some((Branch::Rolling(version), name)) => {
                        let (known, _) = found.rolling.get_or_insert_with(|| (version, name.to_owned()));
                        *known = known.or(version);
                    }
                    None => {}
                }
            }
            found.date = found.date.or(source.last_modified.and_then(Date::of));
            found.fixed |= source.rev.is_some();
        }
        found
    }

    fn conclude(self, intro: &str) -> Option<Assumed> {
        let (release, what) = match (self.release, self.date, self.rolling) {
            (Some((version, name)), ..) => (version.release(), format!("{name}{}", version.remark())),
            (None, Some(date), Some((_, name))) => (date.generation(), format!("{name} of {date}")),
            (None, Some(date), None) => (date.generation(), format!("a revision of {date}")),
            (None, None, Some((Some(version), name))) => (version.release(), name),
            (None, None, Some((None, name))) if !self.fixed => (Release::NEWEST, name),
            _ => return None,
        };
        Some(Assumed { release, why: format!("{intro} {what}") })
    }
}

/// The number of a release, as in `25.11`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u8, u8);

impl Version {
    /// At the beginning of `text`, with what follows.
    fn at_start(text: &str) -> Option<(Version, &str)> {
        let (head, rest) = text.split_at_checked(5)?;
        let (year, month) = head.split_once('.')?;
        Some((Version::of(year, month)?, rest))
    }

    fn exactly(text: &str) -> Option<Version> {
        Version::at_start(text).filter(|(_, rest)| rest.is_empty()).map(|(version, _)| version)
    }

    /// Two digits each; releases have always been made in these months.
    fn of(year: &str, month: &str) -> Option<Version> {
        let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        let month = Some(month).filter(|m| matches!(*m, "03" | "05" | "09" | "11"))?;
        Some(Version(year.parse().ok().filter(|_| digits(year))?, month.parse().ok()?))
    }

    fn release(self) -> Release {
        Release::nearest(&self.to_string()).unwrap_or(Release::NEWEST)
    }

    /// What to add where the release that is assumed is not the one that is written.
    fn remark(self) -> String {
        let release = self.release();
        match Version::exactly(release.as_str()) {
            Some(known) if self < known => format!(", and {release} is the oldest release known"),
            Some(known) if self > known => format!(", and {release} is the newest release known"),
            _ => String::new(),
        }
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}.{:02}", self.0, self.1)
    }
}

/// What a word says about the branch of a nixpkgs.
enum Branch {
    /// The branch or channel of a release, or a version on it.
    Release(Version),
    /// The main branch, and channels of it; with the release to come, if the word names it.
    Rolling(Option<Version>),
}

impl Branch {
    /// Reads a branch, a tag, a channel, a segment of a URL or a version of FlakeHub; with it the part that says so.
    fn read(word: &str) -> Option<(Branch, &str)> {
        let name = word.strip_prefix("refs/heads/").or(word.strip_prefix("refs/tags/")).unwrap_or(word);
        let name = [".tar.gz", ".tar.xz", ".tgz", ".zip"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        let starts = ["nixos-", "nixpkgs-", "release-", "staging-next-", "staging-nixos-", "staging-"];
        let bare = starts.iter().find_map(|start| name.strip_prefix(start)).unwrap_or(name);
        if matches!(name, "master" | "main" | "HEAD" | "staging" | "staging-next" | "staging-nixos")
            || bare == "unstable"
            || bare.starts_with("unstable-")
        {
            return Some((Branch::Rolling(None), name));
        }
        if let Some(version) = flakehub(name) {
            let revision = name.find('+').unwrap_or(name.len());
            return Some((version, &name[..revision]));
        }
        let (version, rest) = Version::at_start(bare)?;
        // Before a release branches off, the main branch bears its number.
        if rest.starts_with("pre") || rest.starts_with("-pre") {
            return Some((Branch::Rolling(Some(version)), name));
        }
        let ends = rest.is_empty() || rest.starts_with(['.', '-']) || rest.starts_with("beta");
        ends.then_some((Branch::Release(version), name))
    }
}

/// FlakeHub's versions of nixpkgs: `0.2511.*` is 25.11, `0.1.*` the main branch; each may have an operator in front and
/// a revision behind.
fn flakehub(word: &str) -> Option<Branch> {
    let version = word.trim_start_matches(['=', '~', '^', '>', '<', ' ']).strip_prefix("0.")?;
    let minor = version.split('.').next().unwrap_or(version);
    match minor.split_at_checked(2) {
        Some((year, month)) => Version::of(year, month).map(Branch::Release),
        None => (minor == "1").then_some(Branch::Rolling(None)),
    }
}

/// A day of the Gregorian calendar: year, month, day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Date(i64, u8, u8);

/// From which day on a revision of the main branch is taken for a release: when the module of containers and what it
/// needs had become that of the release. Between the first and the last of a release's changes there are months; the
/// days lie late where the release is stricter than the one before, early where it only has more options.
const GENERATIONS: &[(Date, Release)] = &[
    // The backend's command is split around `preRunExtraOptions`.
    (Date(2024, 6, 10), Release::R24_11),
    // `pull`, `networks`, `capabilities`, `podman.user`.
    (Date(2025, 2, 1), Release::R25_05),
    // `dependsOn` is checked, and last of all `linger` may be null.
    (Date(2025, 11, 10), Release::R25_11),
    // `Delegate=` for all containers of podman, another warning about rootless ones.
    (Date(2026, 1, 15), Release::R26_05),
];

impl Date {
    /// The day of a Unix time; `None` for times before there was a NixOS, which are those of archives without times.
    fn of(seconds: i64) -> Option<Date> {
        const FIRST: i64 = 1_000_000_000;
        // A longer year would be no time of a revision either, and the numbers below stay small.
        const LAST: i64 = 10_000_000_000;
        if !(FIRST..LAST).contains(&seconds) {
            return None;
        }
        let mut day = seconds / 86_400;
        let mut year = 1970;
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = |year| if leap(year) { 366 } else { 365 };
        while day >= days(year) {
            day -= days(year);
            year += 1;
        }
        let february = if leap(year) { 29 } else { 28 };
        let mut month = 1;
        for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if day < length {
                break;
            }
            day -= length;
            month += 1;
        }
        Some(Date(year, month, u8::try_from(day + 1).ok()?))
    }

    /// The release that the main branch is taken for on that day.
    fn generation(self) -> Release {
        let since = GENERATIONS.iter().rev().find(|(day, _)| *day <= self);
        since.map_or(Release::OLDEST, |(_, release)| *release)
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> SourceRef {
        SourceRef::parse(text).unwrap_or_else(|| panic!("{text} is a reference"))
    }

    fn show(found: Option<Assumed>) -> String {
        found.map_or("nothing".to_owned(), |a| format!("{}: {}", a.release, a.why))
    }

    /// What follows from what `flake.nix` asks for, and from the lock file's date.
    fn table(rows: &[(&str, Option<i64>)]) -> String {
        let row = |(text, date): &(&str, Option<i64>)| {
            let original = source(text);
            let locked = date.map(|date| SourceRef {
                kind: "github".into(),
                rev: Some("0".repeat(40)),
                last_modified: Some(date),
                ..SourceRef::default()
            });
            format!("{text}\n  {}\n", show(of_source(locked.as_ref(), Some(&original))))
        };
        rows.iter().map(row).collect()
    }

    const JULY_2024: Option<i64> = Some(1_720_000_000);
    const MARCH_2025: Option<i64> = Some(1_741_046_400);

    #[test]
    fn branches_of_releases_count_whatever_their_date() {
        let rows = [
            ("github:NixOS/nixpkgs/nixos-25.05", MARCH_2025),
            ("github:NixOS/nixpkgs/nixos-25.11-small", MARCH_2025),
            ("github:NixOS/nixpkgs/release-24.11", None),
            ("github:NixOS/nixpkgs/nixpkgs-25.05-darwin", MARCH_2025),
            ("github:NixOS/nixpkgs?ref=refs/tags/25.05", MARCH_2025),
            ("github:NixOS/nixpkgs/nixos-23.11", MARCH_2025),
            ("git+https://github.com/NixOS/nixpkgs?ref=nixos-26.11", MARCH_2025),
            ("nixpkgs/nixos-25.05", None),
            ("https://channels.nixos.org/nixos-24.11/nixexprs.tar.xz", MARCH_2025),
            ("https://github.com/NixOS/nixpkgs/archive/refs/heads/nixos-24.11.tar.gz", MARCH_2025),
            ("https://flakehub.com/f/NixOS/nixpkgs/0.2411.*", MARCH_2025),
            ("https://flakehub.com/f/NixOS/nixpkgs/0.2505.811874%2Brev-daf6dc47aa4b44791372d6139ab7b25269184d55", None),
        ];
        expect_test::expect![[r#"
            github:NixOS/nixpkgs/nixos-25.05
              25.05: flake.lock pins nixpkgs to nixos-25.05
            github:NixOS/nixpkgs/nixos-25.11-small
              25.11: flake.lock pins nixpkgs to nixos-25.11-small
            github:NixOS/nixpkgs/release-24.11
              24.11: flake.nix takes nixpkgs from release-24.11
            github:NixOS/nixpkgs/nixpkgs-25.05-darwin
              25.05: flake.lock pins nixpkgs to nixpkgs-25.05-darwin
            github:NixOS/nixpkgs?ref=refs/tags/25.05
              25.05: flake.lock pins nixpkgs to 25.05
            github:NixOS/nixpkgs/nixos-23.11
              24.05: flake.lock pins nixpkgs to nixos-23.11, and 24.05 is the oldest release known
            git+https://github.com/NixOS/nixpkgs?ref=nixos-26.11
              26.05: flake.lock pins nixpkgs to nixos-26.11, and 26.05 is the newest release known
            nixpkgs/nixos-25.05
              25.05: flake.nix takes nixpkgs from nixos-25.05
            https://channels.nixos.org/nixos-24.11/nixexprs.tar.xz
              24.11: flake.lock pins nixpkgs to nixos-24.11
            https://github.com/NixOS/nixpkgs/archive/refs/heads/nixos-24.11.tar.gz
              24.11: flake.lock pins nixpkgs to nixos-24.11
            https://flakehub.com/f/NixOS/nixpkgs/0.2411.*
              24.11: flake.lock pins nixpkgs to 0.2411.*
            https://flakehub.com/f/NixOS/nixpkgs/0.2505.811874%2Brev-daf6dc47aa4b44791372d6139ab7b25269184d55
              25.05: flake.nix takes nixpkgs from 0.2505.811874
        "#]]
        .assert_eq(&table(&rows));
    }

    #[test]
    fn what_moves_on_counts_by_its_date() {
        let rows = [
            ("github:NixOS/nixpkgs/nixos-unstable", JULY_2024),
            ("github:NixOS/nixpkgs/nixos-unstable-small", MARCH_2025),
            ("github:NixOS/nixpkgs/nixpkgs-unstable", Some(1_763_500_000)),
            ("github:NixOS/nixpkgs", Some(1_769_990_000)),
            ("github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55", MARCH_2025),
            ("nixpkgs", JULY_2024),
            ("https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz", MARCH_2025),
            ("https://flakehub.com/f/NixOS/nixpkgs/0.1", MARCH_2025),
            ("github:somebody/nixpkgs/fix-24.05-again", MARCH_2025),
            ("github:NixOS/nixpkgs/master", Some(1_600_000_000)),
        ];
        expect_test::expect![[r#"
            github:NixOS/nixpkgs/nixos-unstable
              24.11: flake.lock pins nixpkgs to nixos-unstable of 2024-07-03
            github:NixOS/nixpkgs/nixos-unstable-small
              25.05: flake.lock pins nixpkgs to nixos-unstable-small of 2025-03-04
            github:NixOS/nixpkgs/nixpkgs-unstable
              25.11: flake.lock pins nixpkgs to nixpkgs-unstable of 2025-11-18
            github:NixOS/nixpkgs
              26.05: flake.lock pins nixpkgs to a revision of 2026-02-01
            github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55
              25.05: flake.lock pins nixpkgs to a revision of 2025-03-04
            nixpkgs
              24.11: flake.lock pins nixpkgs to a revision of 2024-07-03
            https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz
              25.05: flake.lock pins nixpkgs to nixos-unstable of 2025-03-04
            https://flakehub.com/f/NixOS/nixpkgs/0.1
              25.05: flake.lock pins nixpkgs to 0.1 of 2025-03-04
            github:somebody/nixpkgs/fix-24.05-again
              25.05: flake.lock pins nixpkgs to a revision of 2025-03-04
            github:NixOS/nixpkgs/master
              24.05: flake.lock pins nixpkgs to master of 2020-09-13
        "#]]
        .assert_eq(&table(&rows));
    }

    #[test]
    fn without_a_date_only_a_branch_tells() {
        let rows = [
            ("github:NixOS/nixpkgs/nixos-unstable", None),
            ("github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55", None),
            ("github:NixOS/nixpkgs", None),
            ("nixpkgs", None),
            // An archive whose files have no times.
            ("https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz", Some(315_619_200)),
            ("path:/srv/nixpkgs", Some(i64::MAX)),
        ];
        expect_test::expect![[r#"
            github:NixOS/nixpkgs/nixos-unstable
              26.05: flake.nix takes nixpkgs from nixos-unstable
            github:NixOS/nixpkgs/daf6dc47aa4b44791372d6139ab7b25269184d55
              nothing
            github:NixOS/nixpkgs
              nothing
            nixpkgs
              nothing
            https://channels.nixos.org/nixos-unstable/nixexprs.tar.xz
              nothing
            path:/srv/nixpkgs
              nothing
        "#]]
        .assert_eq(&table(&rows));
        assert_eq!(of_source(None, None), None);
    }

    #[test]
    fn the_lock_file_may_say_what_was_not_asked_for() {
        let locked = SourceRef {
            last_modified: MARCH_2025,
            ..source("https://api.flakehub.com/f/pinned/NixOS/nixpkgs/0.2505.811874%2Brev-0/0/source.tar.gz")
        };
        let original = source("https://flakehub.com/f/NixOS/nixpkgs/*");
        expect_test::expect!["25.05: flake.lock pins nixpkgs to 0.2505.811874"]
            .assert_eq(&show(of_source(Some(&locked), Some(&original))));
    }

    #[test]
    fn channels_by_their_urls() {
        let urls = [
            "https://nixos.org/channels/nixos-25.05/nixexprs.tar.xz",
            "https://channels.nixos.org/nixos-25.05-small",
            "https://releases.nixos.org/nixos/25.11/nixos-25.11.1056.d9bc5c7dceb3/nixexprs.tar.xz",
            "https://releases.nixos.org/nixos/unstable/nixos-25.05pre735048.dd51f52372a2/nixexprs.tar.xz",
            "https://mirrors.example.org/nix-channels/nixos-24.11/nixexprs.tar.xz",
            "https://github.com/NixOS/nixpkgs/archive/nixos-25.05.tar.gz",
            "https://github.com/NixOS/nixpkgs/archive/daf6dc47aa4b44791372d6139ab7b25269184d55.tar.gz",
            "https://github.com/nix-community/home-manager/archive/release-25.05.tar.gz",
            "https://example.org/nixos-25.05.tar.gz",
            "",
        ];
        let shown: String = urls.iter().map(|url| format!("{url}\n  {}\n", show(of_channel_url(url)))).collect();
        expect_test::expect![[r#"
            https://nixos.org/channels/nixos-25.05/nixexprs.tar.xz
              25.05: nixpkgs is fetched from nixos-25.05
            https://channels.nixos.org/nixos-25.05-small
              25.05: nixpkgs is fetched from nixos-25.05-small
            https://releases.nixos.org/nixos/25.11/nixos-25.11.1056.d9bc5c7dceb3/nixexprs.tar.xz
              25.11: nixpkgs is fetched from 25.11
            https://releases.nixos.org/nixos/unstable/nixos-25.05pre735048.dd51f52372a2/nixexprs.tar.xz
              25.05: nixpkgs is fetched from unstable
            https://mirrors.example.org/nix-channels/nixos-24.11/nixexprs.tar.xz
              24.11: nixpkgs is fetched from nixos-24.11
            https://github.com/NixOS/nixpkgs/archive/nixos-25.05.tar.gz
              25.05: nixpkgs is fetched from nixos-25.05
            https://github.com/NixOS/nixpkgs/archive/daf6dc47aa4b44791372d6139ab7b25269184d55.tar.gz
              nothing
            https://github.com/nix-community/home-manager/archive/release-25.05.tar.gz
              nothing
            https://example.org/nixos-25.05.tar.gz
              nothing

              nothing
        "#]]
        .assert_eq(&shown);
    }

    #[test]
    fn state_versions_are_exact() {
        assert_eq!(show(of_state_version("25.05")), "25.05: system.stateVersion is 25.05");
        let old = "24.05: system.stateVersion is 21.11, and 24.05 is the oldest release known";
        assert_eq!(show(of_state_version("21.11")), old);
        for text in ["", "25", "25.5", "25.07", "unstable", "25.05pre", "ä25.05", "2ä.05", "+5.05"] {
            assert_eq!(of_state_version(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let day = |seconds| Date::of(seconds).map(|d| d.to_string());
        for (seconds, date) in [
            (1_000_000_000, "2001-09-09"),
            (1_709_164_799, "2024-02-28"),
            (1_709_164_800, "2024-02-29"),
            (1_709_251_200, "2024-03-01"),
            (1_735_689_599, "2024-12-31"),
            (1_735_689_600, "2025-01-01"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(day(seconds).as_deref(), Some(date));
        }
        assert_eq!((day(0), day(-1), day(i64::MIN), day(i64::MAX)), (None, None, None, None));
    }

    #[test]
    fn generations_are_in_order() {
        assert!(GENERATIONS.is_sorted());
        let known: Vec<Release> = GENERATIONS.iter().map(|(_, release)| *release).collect();
        assert_eq!(known, Release::ALL[1..]);
    }
}
