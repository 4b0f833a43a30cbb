//! The tokens of Nix, and which bytes may stand where in them.

/// A token; white space is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tok {
    Ident,
    Assert,
    Else,
    If,
    In,
    Inherit,
    Let,
    Or,
    Rec,
    Then,
    With,
    /// An integer, a float, a URI or `<path>`.
    Literal,
    /// A path, or what comes before its first interpolation.
    Path,
    /// More of a path after an interpolation.
    PathMore,
    /// `"`
    Quote,
    /// `''`
    Quotes,
    /// The end of either kind of string.
    StringEnd,
    /// `${` that is an attribute name or stands in a string.
    Interp,
    /// `${` in a path.
    PathInterp,
    InterpEnd,
    BraceOpen,
    BraceClose,
    BrackOpen,
    BrackClose,
    ParenOpen,
    ParenClose,
    Assign,
    At,
    Colon,
    Comma,
    Dot,
    Ellipsis,
    Question,
    Semicolon,
    Not,
    Minus,
    /// `==` and `!=`
    Equality,
    /// `<`, `<=`, `>`, `>=`
    Compare,
    /// `&&`, `||`, `->`
    Logic,
    /// `|>` and `<|`
    Pipe,
    /// `//`
    Update,
    /// `+`, `*`, `/`, `++`
    Arith,
    Comment,
    Bad(Bad),
    End,
}

/// Text that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Char,
    /// White space that is not one of space, tab, line feed, carriage return.
    Space,
    /// `/* …` without its end.
    Comment,
    /// A path that ends in `/` or has `//` in it.
    Path,
    Number,
}

/// Bits of [`CLASS`].
pub(super) const PATH: u8 = 1;
pub(super) const IDENT: u8 = 2;
pub(super) const URI: u8 = 4;
pub(super) const IDENT_START: u8 = 8;
pub(super) const SPACE: u8 = 16;
pub(super) const DIGIT: u8 = 32;
/// What a scan through `"…"` has to look at, and through `''…''`.
pub(super) const IN_STRING: u8 = 64;
pub(super) const IN_INDENTED: u8 = 128;

/// Which classes each byte belongs to.
pub(super) static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut t = [0u8; 256];
    let mut b = 0;
    while b < 256 {
        let c = b as u8;
        if c.is_ascii_alphanumeric() {
            t[b] |= PATH | IDENT | URI;
        }
        if c.is_ascii_alphabetic() || c == b'_' {
            t[b] |= IDENT_START;
        }
        if c.is_ascii_digit() {
            t[b] |= DIGIT;
        }
        if matches!(c, b' ' | b'\t' | b'\n' | b'\r') {
            t[b] |= SPACE;
        }
        if matches!(c, b'/' | b'_' | b'.' | b'+' | b'-') {
            t[b] |= PATH | URI;
        }
        if matches!(c, b'_' | b'-' | b'\'') {
            t[b] |= IDENT;
        }
        if matches!(c, b'%' | b'?' | b':' | b'@' | b'&' | b'=' | b'$' | b',' | b'!' | b'~' | b'*' | b'\'') {
            t[b] |= URI;
        }
        if matches!(c, b'"' | b'\\' | b'$' | 0) {
            t[b] |= IN_STRING;
        }
        if matches!(c, b'\'' | b'$' | 0) {
            t[b] |= IN_INDENTED;
        }
        b += 1;
    }
    t
}

pub(super) fn is(byte: Option<u8>, class: u8) -> bool {
    byte.is_some_and(|b| CLASS[b as usize] & class != 0)
}
