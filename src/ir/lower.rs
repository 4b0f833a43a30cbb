//! From rnix' tree to the IR: names resolved, nested bindings merged, and what rnix accepts but Nix refuses reported.
//!
//! The tree is walked once, without recursion into rnix' typed nodes; broken places become [`Expr::Missing`].

mod bindings;
mod exprs;
mod globals;
mod names;
mod scopes;

use crate::base::{ExprId, FileId, NameId, Span, Symbol, limits};
use crate::diag::{Anchor, Diagnostic, codes};
use crate::syntax::{self, Node, Tree};

use self::names::{Meaning, Name, Names};
use super::{Expr, Module, SourceMap};

pub use globals::is_global;

/// The result of lowering one file. Never fails: what could not be understood is [`super::Expr::Missing`].
#[derive(Clone, Debug, Default)]
pub struct Lowered {
    pub module: Module,
    pub map: SourceMap,
    /// Syntax errors first (at most one per broken place), then binding errors, in source order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Lowered {
    /// Makes the diagnostics speak of another file id (the same text in a later run).
    pub fn move_to(&mut self, file: FileId) {
        for d in &mut self.diagnostics {
            d.primary.file = file;
            for l in &mut d.labels {
                l.anchor.file = file;
            }
        }
    }
}

/// Parses and lowers one file's text.
pub fn lower(file: FileId, text: &str) -> Lowered {
    match syntax::parse_guarded(text, |tree| lower_tree(file, text, tree)) {
        Ok(lowered) => lowered,
        Err(refusal) => Lowered {
            module: Module { exprs: vec![Expr::Missing], root: Some(ExprId(0)), names: 0 },
            map: SourceMap { exprs: vec![Span::new(0, text.len() as u32)], names: Vec::new() },
            diagnostics: vec![refusal.diagnostic(file)],
        },
    }
}

fn lower_tree(file: FileId, text: &str, tree: Tree<'_>) -> Lowered {
    let mut diagnostics: Vec<Diagnostic> = tree.errors.iter().map(|e| e.diagnostic(file)).collect();
    let mut cx = Lower {
        file,
        end: text.len() as u32,
        module: Module::default(),
        map: SourceMap::default(),
        names: Names::default(),
        findings: Vec::new(),
        unsure: !diagnostics.is_empty(),
        holes: tree.holes,
        scratch: Vec::new(),
        undefined: Vec::new(),
    };
    let whole = Span::new(0, text.len() as u32);
    let root = cx.expr_or_missing(tree.root.and_then(Node::expr), whole);
    cx.module.root = Some(root);
    cx.module.names = cx.map.names.len() as u32;
    cx.report_undefined(tree.root);
    cx.findings.sort_by_key(|(span, _)| *span);
    diagnostics.extend(cx.findings.into_iter().map(|(_, d)| d));
    diagnostics.truncate(limits::DIAGNOSTICS_PER_FILE);
    Lowered { module: cx.module, map: cx.map, diagnostics }
}

/// Native stack that must be left before a step into a nested expression, and what is added when it is not.
const RED_ZONE: usize = 128 << 10;
const STACK: usize = 2 << 20;

struct Lower<'t> {
    file: FileId,
    /// Length of the text: brackets that were missing lie behind it.
    end: u32,
    module: Module,
    map: SourceMap,
    names: Names<'t>,
    findings: Vec<(Span, Diagnostic)>,
    /// The file has syntax errors: bindings may be missing from the tree, so nothing is said about them.
    unsure: bool,
    holes: &'t [u32],
    /// Elements of the lists that are being read.
    scratch: Vec<ExprId>,
    /// Uses of names that nothing binds, with what is in scope at the first use of each.
    undefined: Vec<Undefined>,
}

struct Undefined {
    name: Symbol,
    expr: ExprId,
    uses: usize,
    nearest: Option<Symbol>,
}

impl<'t> Lower<'t> {
    fn alloc(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId(self.module.exprs.len() as u32);
        self.module.exprs.push(expr);
        self.map.exprs.push(self.inside(span));
        id
    }

    fn inside(&self, span: Span) -> Span {
        Span::new(span.start.min(self.end), span.end.min(self.end))
    }

    fn name_at(&mut self, span: Span) -> NameId {
        let id = NameId(self.map.names.len() as u32);
        self.map.names.push(self.inside(span));
        id
    }

    fn report(&mut self, span: Span, diagnostic: Diagnostic) {
        self.findings.push((span, diagnostic));
    }

    /// Reports what follows from the bindings that the file is seen to have.
    fn report_binding(&mut self, span: Span, diagnostic: Diagnostic) {
        if !self.unsure {
            self.report(span, diagnostic);
        }
    }

    fn expr_or_missing(&mut self, node: Option<Node<'t>>, around: Span) -> ExprId {
        match node {
            Some(node) => self.expr(node),
            None => self.alloc(Expr::Missing, around),
        }
    }

    /// The variable `name` written at `span`.
    fn variable(&mut self, name: Name, span: Span) -> ExprId {
        let symbol = self.names.symbol(name);
        match self.names.resolve(name) {
            Meaning::Local { up, slot } => self.alloc(Expr::Local { up, slot }, span),
            Meaning::Global => self.alloc(Expr::Global(symbol), span),
            Meaning::With => {
                let frames = self.names.with_frames();
                self.alloc(Expr::WithVar { name: symbol, frames }, span)
            }
            Meaning::Undefined => {
                let id = self.alloc(Expr::Undefined(symbol), span);
                self.note_undefined(symbol, id);
                id
            }
            Meaning::Unreachable => self.alloc(Expr::Missing, span),
        }
    }

    fn note_undefined(&mut self, name: Symbol, expr: ExprId) {
        if self.unsure {
            return;
        }
        if let Some(known) = self.undefined.iter_mut().find(|u| u.name == name) {
            known.uses += 1;
        } else if self.undefined.len() < limits::DIAGNOSTICS_PER_FILE {
            let nearest = nearest(name.as_str(), self.names.in_scope());
            self.undefined.push(Undefined { name, expr, uses: 1, nearest });
        }
    }

    /// One finding for each undefined name, at its first use.
    fn report_undefined(&mut self, root: Option<Node<'t>>) {
        let module_arguments = root.and_then(Node::expr).and_then(|e| e.child(rnix::SyntaxKind::NODE_PATTERN));
        let undefined = std::mem::take(&mut self.undefined);
        let reported = if self.unsure { Vec::new() } else { undefined };
        for u in reported {
            let name = u.name.as_str();
            let anchor = Anchor::expr(self.file, u.expr);
            let mut d = Diagnostic::new(&codes::UNDEFINED_VARIABLE, anchor, format!("undefined variable `{name}`"));
            d.primary_label = match u.uses {
                1 => "not bound here".to_owned(),
                2 => "not bound here; used once more below".to_owned(),
                n => format!("not bound here; used {} more times below", n - 1),
            };
            if globals::is_builtin(name) {
                d = d.help(format!("write `builtins.{name}`"));
            } else if let Some(near) = u.nearest {
                d = d.help(format!("did you mean `{near}`?"));
            } else if module_arguments.is_some() && MODULE_ARGUMENTS.contains(&name) {
                d = d.help(format!("add `{name}` to the arguments of the function that this file is"));
            }
            self.report(self.map.expr(u.expr), d);
        }
    }
}

/// Arguments that NixOS passes to every module that asks for them.
const MODULE_ARGUMENTS: &[&str] = &["config", "lib", "modulesPath", "options", "pkgs", "utils"];

/// The name in scope that `name` is most likely a misspelling of.
fn nearest(name: &str, in_scope: impl Iterator<Item = Symbol>) -> Option<Symbol> {
    let allowed = match name.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let close = |s: &&str| s.len().abs_diff(name.len()) <= allowed && strsim::damerau_levenshtein(s, name) <= allowed;
    in_scope
        .map(Symbol::as_str)
        .chain(globals::plain())
        .filter(close)
        .min_by_key(|s| (strsim::damerau_levenshtein(s, name), *s))
        .map(Symbol::new)
}

#[cfg(test)]
mod tests;
