//! Option paths, as NixOS prints them.

use std::rc::Rc;

use crate::base::{Symbol, limits};

/// An option path that shares its prefix with its neighbours.
#[derive(Clone, Debug)]
pub struct Loc(Option<Rc<Link>>);

#[derive(Debug)]
struct Link {
    up: Loc,
    part: LocPart,
    /// Steps from the top, this one included.
    len: usize,
}

/// One step of an option path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LocPart {
    Name(Symbol),
    /// An element of a list option: number of the definition and of the entry in it, both from 1, and the index in the
    /// merged list.
    Entry {
        def: usize,
        entry: usize,
        index: usize,
    },
}

impl Drop for Link {
    /// A path may be as long as evaluation is deep: its links are freed one by one.
    fn drop(&mut self) {
        let mut up = self.up.0.take();
        while let Some(mut link) = up.and_then(Rc::into_inner) {
            up = link.up.0.take();
        }
    }
}

impl Loc {
    pub fn root() -> Loc {
        Loc(None)
    }

    pub fn name(&self, name: Symbol) -> Loc {
        self.part(LocPart::Name(name))
    }

    pub fn part(&self, part: LocPart) -> Loc {
        Loc(Some(Rc::new(Link { up: self.clone(), part, len: self.depth() + 1 })))
    }

    /// The steps from the top.
    pub fn parts(&self) -> Vec<LocPart> {
        let mut out = Vec::new();
        let mut at = self;
        while let Some(link) = &at.0 {
            out.push(link.part.clone());
            at = &link.up;
        }
        out.reverse();
        out
    }

    /// The names from the top; list entries are left out.
    pub fn names(&self) -> Vec<Symbol> {
        let name = |p| match p {
            LocPart::Name(s) => Some(s),
            LocPart::Entry { .. } => None,
        };
        self.parts().into_iter().filter_map(name).collect()
    }

    pub fn last(&self) -> Option<&LocPart> {
        self.0.as_ref().map(|l| &l.part)
    }

    /// How many steps the path has.
    pub fn depth(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.len)
    }

    /// The path as text; of one that is as deep as evaluation goes, the end.
    pub fn brief(&self) -> String {
        if self.depth() <= limits::OPTION_PATH {
            return self.to_string();
        }
        let mut last = Vec::new();
        let mut at = self;
        while let (Some(link), true) = (&at.0, last.len() < 8) {
            last.push(link.part.clone());
            at = &link.up;
        }
        let mut end = Loc::root();
        for part in last.into_iter().rev() {
            end = end.part(part);
        }
        format!("….{end}")
    }

    /// The first name of the path.
    pub fn first_name(&self) -> Option<Symbol> {
        let mut first = None;
        let mut at = self;
        while let Some(link) = &at.0 {
            if let LocPart::Name(s) = link.part {
                first = Some(s);
            }
            at = &link.up;
        }
        first
    }

    /// The last name of the path.
    pub fn last_name(&self) -> Option<Symbol> {
        let mut at = self;
        while let Some(link) = &at.0 {
            if let LocPart::Name(s) = link.part {
                return Some(s);
            }
            at = &link.up;
        }
        None
    }

    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }
}

impl std::fmt::Display for Loc {
    /// As `lib.showOption`: names that are no identifiers are quoted.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, part) in self.parts().into_iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            match part {
                LocPart::Name(s) => f.write_str(&crate::eval::show::attr_name(s.as_str()))?,
                LocPart::Entry { def, entry, .. } => write!(f, "\"[definition {def}-entry {entry}]\"")?,
            }
        }
        Ok(())
    }
}
