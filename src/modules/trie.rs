//! Declarations of the schema ordered by path, made once per release and shared by all evaluations.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::base::Symbol;
use crate::schema::{Decl, Release};

/// Declarations by path.
#[derive(Default)]
pub struct Trie {
    /// In the release at hand.
    pub option: Option<&'static Decl>,
    /// In another release only.
    pub elsewhere: Option<&'static Decl>,
    pub children: FxHashMap<Symbol, Arc<Trie>>,
    /// Names of the children that exist in the release at hand, in the order of their text.
    pub names: Vec<Symbol>,
    /// Names beside the declared ones are accepted.
    pub open: bool,
    pub freeform: Option<&'static crate::schema::Ty>,
}

impl Trie {
    /// Orders declarations by path; those of other releases are kept apart.
    pub fn build(decls: impl Iterator<Item = &'static Decl>, release: Release) -> Trie {
        fn insert(t: &mut Trie, path: &[&str], d: &'static Decl, here: bool) {
            match path.split_first() {
                None if here => t.option = Some(d),
                None => t.elsewhere = Some(d),
                Some((first, rest)) => {
                    let child = t.children.entry(Symbol::new(first)).or_default();
                    if let Some(child) = Arc::get_mut(child) {
                        insert(child, rest, d, here);
                    }
                }
            }
        }
        let mut root = Trie::default();
        for d in decls {
            insert(&mut root, d.path, d, d.exists_in(release));
        }
        root.sort_names();
        root
    }

    /// The declarations inside a submodule; made once per release.
    pub fn of_submodule(sub: &'static crate::schema::Submodule, release: Release) -> Arc<Trie> {
        static CACHE: Mutex<Option<FxHashMap<(usize, Release), Arc<Trie>>>> = Mutex::new(None);
        let key = (std::ptr::from_ref(sub) as usize, release);
        let mut guard = CACHE.lock().unwrap_or_else(PoisonError::into_inner);
        let cache = guard.get_or_insert_with(FxHashMap::default);
        cache
            .entry(key)
            .or_insert_with(|| {
                let mut trie = Trie::build(sub.groups.iter().flat_map(|g| g.iter()), release);
                trie.open = matches!(sub.extra, crate::schema::Extra::Open(_));
                trie.freeform = sub.freeform();
                Arc::new(trie)
            })
            .clone()
    }

    fn sort_names(&mut self) {
        #[expect(clippy::iter_over_hash_type, reason = "the names are sorted below")]
        for child in self.children.values_mut() {
            if let Some(child) = Arc::get_mut(child) {
                child.sort_names();
            }
        }
        self.names = self.children.iter().filter(|(_, c)| c.exists()).map(|(n, _)| *n).collect();
        self.names.sort_unstable_by_key(|n| n.as_str());
    }

    /// Whether the release at hand declares anything here or below.
    pub fn exists(&self) -> bool {
        self.option.is_some() || self.children.values().any(|c| c.exists())
    }
}

impl Trie {
    /// A declaration of another release here or below.
    pub fn any_elsewhere(&self) -> Option<&'static Decl> {
        self.elsewhere.or_else(|| {
            let mut all: Vec<&Arc<Trie>> = self.children.values().collect();
            all.sort_by_key(|t| t.any_elsewhere().map(|d| d.path));
            all.into_iter().find_map(|c| c.any_elsewhere())
        })
    }
}
