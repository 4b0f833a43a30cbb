//! Hash functions and the text forms of hashes: base 16, base 64, SRI, and Nix' own base 32.

use md5::Digest;

/// A hash function that Nix accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algo {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algo {
    /// By its name in lower case.
    pub fn parse(name: &str) -> Option<Algo> {
        Some(match name {
            "md5" => Algo::Md5,
            "sha1" => Algo::Sha1,
            "sha256" => Algo::Sha256,
            "sha512" => Algo::Sha512,
            _ => return None,
        })
    }
    /// `sha256`
    pub fn name(self) -> &'static str {
        match self {
            Algo::Md5 => "md5",
            Algo::Sha1 => "sha1",
            Algo::Sha256 => "sha256",
            Algo::Sha512 => "sha512",
        }
    }
    /// Bytes of a hash.
    pub fn size(self) -> usize {
        match self {
            Algo::Md5 => 16,
            Algo::Sha1 => 20,
            Algo::Sha256 => 32,
            Algo::Sha512 => 64,
        }
    }
    /// The hash of `bytes`.
    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Algo::Md5 => md5::Md5::digest(bytes).to_vec(),
            Algo::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            Algo::Sha256 => sha2::Sha256::digest(bytes).to_vec(),
            Algo::Sha512 => sha2::Sha512::digest(bytes).to_vec(),
        }
    }
}

/// Two digits a byte, in lower case.
pub fn base16(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

const NIX32: &[u8; 32] = b"0123456789abcdfghijklmnpqrsvwxyz";

/// Nix' own base 32: 5 bits a digit, the last bits first.
pub fn nix32(bytes: &[u8]) -> String {
    let len = (bytes.len() * 8).div_ceil(5);
    let digit = |n: usize| {
        let (byte, bit) = (n * 5 / 8, n * 5 % 8);
        let low = u16::from(bytes.get(byte).copied().unwrap_or(0)) >> bit;
        let high = u16::from(bytes.get(byte + 1).copied().unwrap_or(0)) << (8 - bit);
        char::from(NIX32[usize::from((low | high) & 31)])
    };
    (0..len).rev().map(digit).collect()
}

fn from_nix32(text: &str, size: usize) -> Option<Vec<u8>> {
    let mut out = vec![0u8; size];
    for (n, c) in text.bytes().rev().enumerate() {
        let digit = NIX32.iter().position(|&d| d == c)? as u16;
        let (byte, bit) = (n * 5 / 8, n * 5 % 8);
        let wide = digit << bit;
        *out.get_mut(byte)? |= wide as u8;
        match out.get_mut(byte + 1) {
            Some(next) => *next |= (wide >> 8) as u8,
            None if wide >> 8 != 0 => return None,
            None => {}
        }
    }
    Some(out)
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// With padding.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let wide = chunk.iter().fold(0u32, |n, &b| n << 8 | u32::from(b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = usize::try_from(wide >> (18 - 6 * i) & 63).unwrap_or(0);
            out.push(if i <= chunk.len() { char::from(BASE64[digit]) } else { '=' });
        }
    }
    out
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut wide, mut bits) = (0u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let digit = BASE64.iter().position(|&d| d == c)? as u32;
        wide = (wide << 6 | digit) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((wide >> bits) as u8);
        }
    }
    Some(out)
}

fn from_base16(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    Some(digits?.chunks(2).map(|p| p[0] << 4 | p.get(1).copied().unwrap_or(0)).collect())
}

/// Reads a hash in any form: `algo:…`, SRI `algo-…`, or bare digits with a known algorithm. The error is a sentence for
/// a person.
pub fn parse(text: &str, algo: Option<Algo>) -> Result<(Algo, Vec<u8>), String> {
    let (given, sri, digits) = match text.split_once([':', '-']) {
        Some((name, rest)) => match Algo::parse(name) {
            Some(a) => (Some(a), text.as_bytes().get(name.len()) == Some(&b'-'), rest),
            None => {
                return Err(format!("unknown hash algorithm `{name}`, expect 'md5', 'sha1', 'sha256', or 'sha512'"));
            }
        },
        None => (algo, false, text),
    };
    let Some(found) = given else {
        return Err(format!("hash `{text}` does not include a type, nor is the type otherwise known from context"));
    };
    if let Some(wanted) = algo
        && wanted != found
    {
        return Err(format!("hash `{text}` should have type `{}`", wanted.name()));
    }
    let size = found.size();
    let bytes = if !sri && digits.len() == size * 2 {
        from_base16(digits)
    } else if !sri && digits.len() == (size * 8).div_ceil(5) {
        from_nix32(digits, size)
    } else if sri || digits.len() == size.div_ceil(3) * 4 {
        from_base64(digits)
    } else {
        return Err(format!("hash `{text}` has wrong length for hash algorithm `{}`", found.name()));
    };
    match bytes.filter(|b| b.len() == size) {
        Some(bytes) => Ok((found, bytes)),
        None => Err(format!("invalid hash `{text}`")),
    }
}
