//! `flake.lock`, versions 5 to 7: the graph of inputs, with `follows` resolved as Nix does. Format: the Nix manual,
//! "Lock files" of `nix flake`. Nothing is fetched and nothing is looked up in registries.

use std::fmt;
use std::slice;

use rustc_hash::FxHashMap;

use crate::base::limits;

use super::json::{Json, Object};
use super::source::SourceRef;

/// Why a lock file (or another file of pins) cannot be used: a sentence for a person, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockError {
    pub message: String,
    /// Bytes from the beginning of the text; on a character boundary, at most its length.
    pub offset: usize,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for LockError {}

/// A node of one [`Lock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(usize);

/// A `flake.lock`.
#[derive(Clone, Debug)]
pub struct Lock {
    nodes: Vec<LockNode>,
    root: NodeId,
}

/// A flake of the graph: the root, which is the flake that the lock file lies beside, or an input.
#[derive(Clone, Debug)]
pub struct LockNode {
    /// Its name in the file: unique there, without meaning outside.
    pub name: String,
    /// Inputs by the names that its `outputs` function uses.
    pub inputs: Vec<(String, InputRef)>,
    /// Whether it is used as a flake; if not (`flake = false`), only its files are.
    pub is_flake: bool,
    /// The source that was chosen when the lock file was written. Only the root has none.
    pub locked: Option<SourceRef>,
    /// What `flake.nix` asks for.
    pub original: Option<SourceRef>,
    /// For a relative `path` input: the input, seen from the root, whose `flake.nix` it is relative to.
    pub parent: Option<Vec<String>>,
}

/// What an input is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputRef {
    Node(NodeId),
    /// The input that these names lead to, one after the other from the root; the root itself if there are none.
    Follows(Vec<String>),
}

impl LockNode {
    /// Whether the node is nixpkgs, by what is asked for or by what was chosen.
    pub fn is_nixpkgs(&self) -> bool {
        [&self.original, &self.locked].into_iter().flatten().any(SourceRef::is_nixpkgs)
    }
}

impl Lock {
    /// Reads the text of a `flake.lock`. Members that are not needed are not looked at; of what is needed, the first
    /// that has the wrong type or leads nowhere is the error.
    pub fn parse(text: &str) -> Result<Lock, LockError> {
        let file = Json::parse(text)?;
        let top = file.object("the lock file")?;
        let member = |name: &str| top.get(name).ok_or_else(|| file.error(format!("the lock file has no `{name}`")));
        let version = member("version")?;
        match version.integer("`version`")? {
            5..=7 => {}
            other => return Err(version.error(format!("lock files of version {other} are not known, only 5 to 7"))),
        }
        let nodes = member("nodes")?.object("`nodes`")?;
        let ids: FxHashMap<&str, NodeId> = nodes.iter().enumerate().map(|(i, (name, _))| (name, NodeId(i))).collect();
        let find = |name: &str, at: Json<'_>| match ids.get(name) {
            Some(id) => Ok(*id),
            None => Err(at.error(format!("the lock file has no node `{name}`"))),
        };
        let root = member("root")?;
        let root = find(&root.string("`root`")?, root)?;
        let nodes = nodes.iter().map(|(name, json)| node(name, json, &find)).collect::<Result<_, _>>()?;
        Ok(Lock { nodes, root })
    }

    /// The flake that the lock file belongs to.
    pub fn root(&self) -> NodeId {
        self.root
    }

    pub fn node(&self, id: NodeId) -> &LockNode {
        &self.nodes[id.0]
    }

    /// Every node, in the order of the file.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &LockNode)> {
        self.nodes.iter().enumerate().map(|(i, node)| (NodeId(i), node))
    }

    /// The input `name` of `node`, through all that it follows. `None` if there is no such input, or if it follows one
    /// that does not exist or follows itself.
    pub fn input(&self, node: NodeId, name: &str) -> Option<NodeId> {
        // Names still to be followed, the innermost last: nothing is copied, so that each step costs the same.
        let mut rest: Vec<slice::Iter<'_, String>> = Vec::new();
        let (mut node, mut name) = (node, name);
        for _ in 0..limits::FOLLOWS_STEPS {
            let (_, target) = self.node(node).inputs.iter().rev().find(|(n, _)| n == name)?;
            match target {
                InputRef::Node(id) => node = *id,
                InputRef::Follows(path) => {
                    node = self.root;
                    rest.push(path.iter());
                }
            }
            loop {
                match rest.last_mut() {
                    None => return Some(node),
                    Some(path) => match path.next() {
                        Some(next) => {
                            name = next;
                            break;
                        }
                        None => drop(rest.pop()),
                    },
                }
            }
        }
        None
    }

    /// The root's nixpkgs: the input of that name, else the first that is nixpkgs.
    pub fn nixpkgs(&self) -> Option<NodeId> {
        let inputs = || self.node(self.root).inputs.iter().filter_map(|(name, _)| self.input(self.root, name));
        let named = self.input(self.root, "nixpkgs").filter(|id| self.node(*id).is_nixpkgs());
        named.or_else(|| inputs().find(|id| self.node(*id).is_nixpkgs()))
    }
}

fn node(
    name: &str,
    json: Json<'_>,
    find: &impl Fn(&str, Json<'_>) -> Result<NodeId, LockError>,
) -> Result<LockNode, LockError> {
    let members = json.object(format_args!("the node `{name}`"))?;
    let input = |(input, json): (&str, Json<'_>)| {
        let what = format!("the input `{input}`");
        let target = match json.is_list() {
            true => InputRef::Follows(json.strings(what)?),
            false => InputRef::Node(find(&json.string(what)?, json)?),
        };
        Ok((input.to_owned(), target))
    };
    let inputs = match members.get("inputs") {
        Some(inputs) => inputs.object("`inputs`")?.iter().map(input).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(LockNode {
        name: name.to_owned(),
        inputs,
        is_flake: members.flag("flake")?.unwrap_or(true),
        locked: source(&members, "locked")?,
        original: source(&members, "original")?,
        parent: members.get("parent").map(|json| json.strings("`parent`")).transpose()?,
    })
}

/// The source in the member `name`. What versions 5 and 6 keep in `info` belongs to the locked one.
fn source(node: &Object<'_>, name: &str) -> Result<Option<SourceRef>, LockError> {
    let Some(json) = node.get(name) else { return Ok(None) };
    let mut found = SourceRef::of_json(json, &format!("`{name}`"))?;
    if name == "locked"
        && let Some(info) = node.get("info")
    {
        let info = info.object("`info`")?;
        found.nar_hash = found.nar_hash.or(info.string("narHash")?);
        found.last_modified = found.last_modified.or(info.integer("lastModified")?);
    }
    Ok(Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lock file of version 7 with these nodes besides others that only have to be there.
    fn lock(nodes: &str) -> Result<Lock, LockError> {
        Lock::parse(&format!(r#"{{"nodes": {{{nodes}}}, "root": "root", "version": 7}}"#))
    }

    /// Where the inputs called `names` lead to, one after the other from the root.
    fn walk<'a>(lock: &'a Lock, names: &[&str]) -> Option<&'a str> {
        let end = names.iter().try_fold(lock.root(), |node, name| lock.input(node, name))?;
        Some(&lock.node(end).name)
    }

    const FOLLOWING: &str = r#"
        "root": {"inputs": {"a": "a", "b": "b_2", "pkgs": ["a", "pkgs"], "deep": ["b", "a", "pkgs"], "self": []}},
        "a": {"inputs": {"pkgs": "nixpkgs", "up": ["b", "pkgs"]}},
        "b_2": {"inputs": {"pkgs": ["pkgs"], "a": ["a"], "root": [], "gone": ["nowhere"], "past": ["a", "pkgs", "x"]}},
        "nixpkgs": {}"#;

    #[test]
    fn inputs_are_followed_from_the_root() {
        let lock = lock(FOLLOWING).expect("a lock file");
        for (names, end) in [
            (&[][..], Some("root")),
            (&["a"], Some("a")),
            (&["b"], Some("b_2")),
            (&["a", "pkgs"], Some("nixpkgs")),
            (&["pkgs"], Some("nixpkgs")),
            (&["b", "pkgs"], Some("nixpkgs")),
            (&["b", "a", "up"], Some("nixpkgs")),
            (&["deep"], Some("nixpkgs")),
            (&["self"], Some("root")),
            (&["b", "root", "b", "root", "a"], Some("a")),
            (&["b", "gone"], None),
            (&["b", "past"], None),
            (&["b_2"], None),
            (&["nixpkgs"], None),
        ] {
            assert_eq!(walk(&lock, names), end, "{names:?}");
        }
        assert_eq!(lock.nodes().map(|(_, n)| n.name.as_str()).collect::<Vec<_>>(), ["root", "a", "b_2", "nixpkgs"]);
    }

    #[test]
    fn circles_lead_nowhere() {
        let lock = lock(
            r#""root": {"inputs": {"a": ["a"], "b": ["c"], "c": ["b"], "d": ["e", "d"], "e": "e", "n": ["n", "n"]}},
               "e": {"inputs": {"d": ["d"], "e": "e"}}"#,
        )
        .expect("a lock file");
        for names in [&["a"][..], &["b"], &["c"], &["d"], &["e", "d"], &["n"]] {
            assert_eq!(walk(&lock, names), None, "{names:?}");
        }
        assert_eq!(walk(&lock, &["e", "e", "e"]), Some("e"), "nodes may form circles, following may not");
    }

    /// Each input follows the next twice, so that the way to the end has two to the power of forty steps.
    #[test]
    fn long_ways_are_given_up() {
        let doubling = (0..40).map(|i| format!(r#""i{i}": ["i{0}", "i{0}"]"#, i + 1)).collect::<Vec<_>>().join(",");
        let lock = lock(&format!(r#""root": {{"inputs": {{{doubling}, "i40": []}}}}"#)).expect("a lock file");
        assert_eq!(walk(&lock, &["i35"]), Some("root"));
        assert_eq!(walk(&lock, &["i0"]), None);
    }

    #[test]
    fn nodes_have_what_is_written() {
        let lock = lock(
            r#""root": {"inputs": {"files": "files", "near": "near", "reg": "reg"}},
            "files": {
              "flake": false,
              "locked": {"type": "github", "owner": "A", "repo": "B", "rev": "abc", "narHash": "sha256-x", "lastModified": 7},
              "original": {"type": "github", "owner": "A", "repo": "B", "ref": "main", "dir": null}
            },
            "near": {"locked": {"type": "path", "path": "./near", "dir": "sub"}, "original": {"type": "path", "path": "./near"},
              "parent": ["files"]},
            "reg": {"locked": {"type": "path", "path": "/nix/store/x", "lastModified": -1}, "original": {"type": "indirect", "id": "nixpkgs"}}"#,
        )
        .expect("a lock file");
        let node = |name| lock.node(lock.input(lock.root(), name).expect("an input"));
        let github = SourceRef {
            kind: "github".into(),
            owner: Some("A".into()),
            repo: Some("B".into()),
            ..SourceRef::default()
        };
        let files = node("files");
        let original = SourceRef { reference: Some("main".into()), ..github.clone() };
        let locked =
            SourceRef { rev: Some("abc".into()), nar_hash: Some("sha256-x".into()), last_modified: Some(7), ..github };
        assert_eq!((&files.locked, &files.original), (&Some(locked), &Some(original)));
        assert!(!files.is_flake && files.parent.is_none() && !files.is_nixpkgs());
        let near = node("near");
        assert_eq!(near.parent.as_deref(), Some(&["files".to_owned()][..]));
        assert!(near.is_flake && near.locked.as_ref().is_some_and(|l| l.dir.as_deref() == Some("sub")));
        assert!(node("reg").is_nixpkgs(), "what is asked for tells, though the lock file has a path");
        assert_eq!(lock.nixpkgs(), lock.input(lock.root(), "reg"));
        assert!(lock.node(lock.root()).locked.is_none());
    }

    #[test]
    fn the_nixpkgs_of_the_root_is_the_one_of_that_name() {
        let pin = |name: &str| {
            format!(r#""{name}": {{"locked": {{"type": "github", "owner": "NixOS", "repo": "nixpkgs"}}}}"#)
        };
        let with = |inputs: &str| {
            let lock = lock(&format!(r#""root": {{"inputs": {inputs}}}, {}, {}"#, pin("old"), pin("new")))
                .expect("a lock file");
            lock.nixpkgs().map(|id| lock.node(id).name.clone())
        };
        assert_eq!(with(r#"{"stable": "old", "nixpkgs": "new"}"#).as_deref(), Some("new"));
        assert_eq!(with(r#"{"stable": "old", "other": "new"}"#).as_deref(), Some("old"));
        assert_eq!(with("{}"), None);
    }

    /// Versions 5 and 6 keep the hash and the time apart from what is locked.
    #[test]
    fn older_versions_are_read() {
        let text = r#"{"version": 5, "root": "r", "nodes": {"r": {"inputs": {"a": "a"}}, "a": {
            "info": {"narHash": "sha256-x", "lastModified": 7},
            "locked": {"type": "git", "url": "https://example.org/a/b", "rev": "abc"},
            "original": {"type": "git", "url": "https://example.org/a/b"}}}}"#;
        let lock = Lock::parse(text).expect("a lock file");
        let locked = lock.nodes().find_map(|(_, n)| n.locked.clone()).expect("a locked source");
        assert_eq!((locked.nar_hash.as_deref(), locked.last_modified), (Some("sha256-x"), Some(7)));
    }

    #[test]
    fn what_is_wrong_is_said_and_pointed_at() {
        let texts = [
            "",
            "{",
            "[]",
            "{}",
            r#"{"version": 4}"#,
            r#"{"version": 8, "nodes": {}, "root": "root"}"#,
            r#"{"version": "7"}"#,
            r#"{"version": 7.5}"#,
            r#"{"version": 7, "nodes": [], "root": "root"}"#,
            r#"{"version": 7, "nodes": {}}"#,
            r#"{"version": 7, "nodes": {}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": 5}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"inputs": []}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"inputs": {"a": "b"}}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"inputs": {"a": {}}}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"inputs": {"a": ["b", 5]}}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"flake": "no"}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"locked": {}}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"locked": {"type": "git", "rev": 5}}}, "root": "root"}"#,
            r#"{"version": 7, "nodes": {"root": {"locked": {"type": "git", "rev": "\ud800"}}}, "root": "root"}"#,
            "<<<<<<< HEAD\n{}",
        ];
        let show = |text: &str| match Lock::parse(text) {
            Ok(_) => format!("{text}\n  is fine\n"),
            Err(error) => {
                format!("{text}\n  {error} at `{}`\n", &text[error.offset..].chars().take(9).collect::<String>())
            }
        };
        expect_test::expect![[r#"

              not JSON: EOF while parsing a value at ``
            {
              not JSON: EOF while parsing an object at `{`
            []
              the lock file is a list, expected an object at `[]`
            {}
              the lock file has no `version` at `{}`
            {"version": 4}
              lock files of version 4 are not known, only 5 to 7 at `4}`
            {"version": 8, "nodes": {}, "root": "root"}
              lock files of version 8 are not known, only 5 to 7 at `8, "nodes`
            {"version": "7"}
              `version` is a string, expected an integer at `"7"}`
            {"version": 7.5}
              `version` is a number, expected an integer at `7.5}`
            {"version": 7, "nodes": [], "root": "root"}
              `nodes` is a list, expected an object at `[], "root`
            {"version": 7, "nodes": {}}
              the lock file has no `root` at `{"version`
            {"version": 7, "nodes": {}, "root": "root"}
              the lock file has no node `root` at `"root"}`
            {"version": 7, "nodes": {"root": 5}, "root": "root"}
              the node `root` is a number, expected an object at `5}, "root`
            {"version": 7, "nodes": {"root": {"inputs": []}}, "root": "root"}
              `inputs` is a list, expected an object at `[]}}, "ro`
            {"version": 7, "nodes": {"root": {"inputs": {"a": "b"}}}, "root": "root"}
              the lock file has no node `b` at `"b"}}}, "`
            {"version": 7, "nodes": {"root": {"inputs": {"a": {}}}}, "root": "root"}
              the input `a` is an object, expected a string at `{}}}}, "r`
            {"version": 7, "nodes": {"root": {"inputs": {"a": ["b", 5]}}}, "root": "root"}
              the input `a` is a number, expected a string at `5]}}}, "r`
            {"version": 7, "nodes": {"root": {"flake": "no"}}, "root": "root"}
              `flake` is a string, expected a boolean at `"no"}}, "`
            {"version": 7, "nodes": {"root": {"locked": {}}}, "root": "root"}
              `locked` has no `type` at `{}}}, "ro`
            {"version": 7, "nodes": {"root": {"locked": {"type": "git", "rev": 5}}}, "root": "root"}
              `rev` is a number, expected a string at `5}}}, "ro`
            {"version": 7, "nodes": {"root": {"locked": {"type": "git", "rev": "\ud800"}}}, "root": "root"}
              not JSON: unexpected end of hex escape at `"}}}, "ro`
            <<<<<<< HEAD
            {}
              not JSON: expected value at `<<<<<<< H`
        "#]]
        .assert_eq(&texts.map(show).concat());
    }

    /// Every beginning of a lock file, and the file with any byte taken out, is read or refused.
    #[test]
    fn damaged_files_are_refused_in_peace() {
        let text = format!(r#"{{"nodes": {{{FOLLOWING}}}, "root": "root", "version": 7}}"#);
        for i in 0..text.len() {
            let cut = Lock::parse(&text[..i]).expect_err("half a file");
            assert!(cut.offset <= i);
            let _ = Lock::parse(&format!("{}{}", &text[..i], &text[i + 1..]));
        }
        let deep = format!(r#"{{"version": 7, "nodes": {}{}, "root": ""}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(Lock::parse(&deep).is_err());
    }
}
