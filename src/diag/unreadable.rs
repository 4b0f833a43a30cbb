//! From a file that cannot be read to a finding that says what to do about it.

use super::{Anchor, At, Diagnostic, Severity, codes};
use crate::base::{ReadError, ReadErrorKind, limits};

/// The finding for a file that could not be read. `at` is the expression that imports it, or the file itself
/// when it was named on the command line; `shown` is the path as a person should see it.
pub fn unreadable(error: &ReadError, shown: &str, at: Anchor) -> Diagnostic {
    // A finding at the file itself has its path beside it already.
    let file = if at.at == At::File { "this file".to_owned() } else { format!("`{shown}`") };
    let (code, what) = match error.kind {
        ReadErrorKind::Encrypted(tool) => {
            (&codes::ENCRYPTED_FILE, format!("{file} is encrypted with {tool}: it was not read"))
        }
        _ => (&codes::UNREADABLE_FILE, format!("cannot read {file}: {error}")),
    };
    let mut finding = Diagnostic::new(code, at, what);
    finding.help = help(&error.kind);
    if error.kind == ReadErrorKind::OutsideWorkspace {
        // No mistake: it was not asked for.
        finding.severity = Severity::Info;
    }
    finding
}

fn help(kind: &ReadErrorKind) -> Option<String> {
    Some(match kind {
        ReadErrorKind::NotFound => {
            "check the spelling; inside a flake, Nix itself sees a new file only after `git add`".into()
        }
        ReadErrorKind::IsDirectory => "add a `default.nix` to it, or name one file in it".into(),
        ReadErrorKind::NotUtf8(_) => {
            "Nix files are UTF-8 text: convert it, for instance with `iconv -t utf-8`, or leave it out".into()
        }
        ReadErrorKind::TooLarge(_) => {
            let limit = limits::FILE_BYTES >> 20;
            format!(
                "a `.nix` file above {limit} MiB is usually generated data: keep it as JSON and read it with `lib.importJSON`"
            )
        }
        ReadErrorKind::Encrypted(_) => {
            "what it defines counts as unknown; decrypt it in the working tree to have it checked".into()
        }
        ReadErrorKind::OutsideWorkspace => {
            "name the path on the command line if it belongs to this configuration".into()
        }
        ReadErrorKind::SymlinkLoop => "repair the symbolic link (`readlink -f` shows where it goes round)".into(),
        ReadErrorKind::NotRegular => "pipe text in with `--stdin-filename` instead of naming a device".into(),
        ReadErrorKind::Io(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Span};

    #[test]
    fn every_kind_says_what_is_wrong_and_what_to_do() {
        let kinds = [
            ReadErrorKind::NotFound,
            ReadErrorKind::IsDirectory,
            ReadErrorKind::NotUtf8(17),
            ReadErrorKind::TooLarge(104_857_600),
            ReadErrorKind::Encrypted("sops"),
            ReadErrorKind::OutsideWorkspace,
            ReadErrorKind::SymlinkLoop,
            ReadErrorKind::NotRegular,
            ReadErrorKind::Io("permission denied".into()),
        ];
        let mut out = String::new();
        for kind in kinds {
            let error = ReadError { path: "/w/a.nix".into(), kind };
            let d = unreadable(&error, "a.nix", Anchor::text(FileId(0), Span::new(0, 1)));
            out.push_str(&format!("{} {}\n  {}\n", d.code.code, d.message, d.help.as_deref().unwrap_or("-")));
        }
        expect_test::expect![[r#"
            FIL001 cannot read `a.nix`: no such file or directory
              check the spelling; inside a flake, Nix itself sees a new file only after `git add`
            FIL001 cannot read `a.nix`: it is a directory without a `default.nix`
              add a `default.nix` to it, or name one file in it
            FIL001 cannot read `a.nix`: it is not UTF-8 text (first bad byte at offset 17)
              Nix files are UTF-8 text: convert it, for instance with `iconv -t utf-8`, or leave it out
            FIL001 cannot read `a.nix`: it has 104857600 bytes, more than the limit of 2097152
              a `.nix` file above 2 MiB is usually generated data: keep it as JSON and read it with `lib.importJSON`
            FIL002 `a.nix` is encrypted with sops: it was not read
              what it defines counts as unknown; decrypt it in the working tree to have it checked
            FIL001 cannot read `a.nix`: it lies outside the workspace, the Nix store and the paths on the command line
              name the path on the command line if it belongs to this configuration
            FIL001 cannot read `a.nix`: too many symbolic links: a link leads back to itself
              repair the symbolic link (`readlink -f` shows where it goes round)
            FIL001 cannot read `a.nix`: it is neither a regular file nor a directory
              pipe text in with `--stdin-filename` instead of naming a device
            FIL001 cannot read `a.nix`: permission denied
              -
        "#]]
        .assert_eq(&out);
    }
}
