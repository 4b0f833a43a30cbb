//! The floor: what every tool on top of rnix must do. Parse, index the lines, walk the typed tree once with all its
//! accessors and the values of its strings.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use ocinix::base::LineIndex;
use rnix::Root;
use rnix::ast::{self, AstToken, Attr, Entry, Expr, HasEntry, InterpolPart, Param};

/// Reads and walks files, on as many threads as `check` takes. Returns a number that depends on all of them.
pub(crate) fn files(paths: &[PathBuf]) -> usize {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut sum = 0;
        while let Some(path) = paths.get(next.fetch_add(1, Ordering::Relaxed)) {
            sum += text(&std::fs::read_to_string(path).expect("an input of the benchmark"));
        }
        sum
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mine = work();
        mine + others.into_iter().map(|t| t.join().expect("a thread of the floor")).sum::<usize>()
    })
}

fn text(text: &str) -> usize {
    let tree = Root::parse(text).tree();
    LineIndex::new(text).line_count() + expr(tree.expr())
}

fn expr(e: Option<Expr>) -> usize {
    let Some(e) = e else { return 0 };
    1 + match e {
        Expr::Apply(e) => expr(e.lambda()) + expr(e.argument()),
        Expr::Assert(e) => expr(e.condition()) + expr(e.body()),
        Expr::IfElse(e) => expr(e.condition()) + expr(e.body()) + expr(e.else_body()),
        Expr::Select(e) => expr(e.expr()) + path(e.attrpath()) + expr(e.default_expr()),
        Expr::HasAttr(e) => expr(e.expr()) + path(e.attrpath()),
        Expr::Str(e) => string(&e),
        Expr::PathAbs(e) => parts(e.parts(), |t| t.syntax().text().len()),
        Expr::PathRel(e) => parts(e.parts(), |t| t.syntax().text().len()),
        Expr::PathHome(e) => parts(e.parts(), |t| t.syntax().text().len()),
        Expr::PathSearch(e) => e.content().map_or(0, |t| t.syntax().text().len()),
        Expr::Literal(e) => match e.kind() {
            ast::LiteralKind::Integer(i) => i.value().map_or(0, |_| 1),
            ast::LiteralKind::Float(f) => f.value().map_or(0, |_| 1),
            ast::LiteralKind::Uri(u) => u.syntax().text().len(),
        },
        Expr::Lambda(e) => parameter(e.param()) + expr(e.body()),
        Expr::LegacyLet(e) => entries(&e),
        Expr::LetIn(e) => entries(&e) + expr(e.body()),
        Expr::AttrSet(e) => usize::from(e.rec_token().is_some()) + entries(&e),
        Expr::List(e) => e.items().map(|e| expr(Some(e))).sum(),
        Expr::BinOp(e) => expr(e.lhs()) + usize::from(e.operator().is_some()) + expr(e.rhs()),
        Expr::UnaryOp(e) => usize::from(e.operator().is_some()) + expr(e.expr()),
        Expr::Paren(e) => expr(e.expr()),
        Expr::Root(e) => expr(e.expr()),
        Expr::Ident(e) => ident(Some(e)),
        Expr::With(e) => expr(e.namespace()) + expr(e.body()),
        Expr::CurPos(_) | Expr::Error(_) => 0,
    }
}

fn entries(set: &impl HasEntry) -> usize {
    set.entries()
        .map(|entry| match entry {
            Entry::Inherit(i) => i.from().map_or(0, |f| expr(f.expr())) + i.attrs().map(attr).sum::<usize>(),
            Entry::AttrpathValue(v) => path(v.attrpath()) + expr(v.value()),
        })
        .sum()
}

fn path(path: Option<ast::Attrpath>) -> usize {
    path.map_or(0, |p| p.attrs().map(attr).sum())
}

fn attr(attr: Attr) -> usize {
    match attr {
        Attr::Ident(i) => ident(Some(i)),
        Attr::Dynamic(d) => expr(d.expr()),
        Attr::Str(s) => string(&s),
    }
}

fn ident(ident: Option<ast::Ident>) -> usize {
    ident.and_then(|i| i.ident_token()).map_or(0, |t| t.text().len())
}

fn string(s: &ast::Str) -> usize {
    parts(s.normalized_parts(), |text| text.len())
}

fn parts<T>(parts: Vec<InterpolPart<T>>, len: impl Fn(&T) -> usize) -> usize {
    parts
        .iter()
        .map(|part| match part {
            InterpolPart::Literal(text) => len(text),
            InterpolPart::Interpolation(i) => expr(i.expr()),
        })
        .sum()
}

fn parameter(param: Option<Param>) -> usize {
    match param {
        Some(Param::IdentParam(p)) => ident(p.ident()),
        Some(Param::Pattern(p)) => {
            let formals = p.pat_entries().map(|e| ident(e.ident()) + expr(e.default())).sum::<usize>();
            formals + usize::from(p.ellipsis_token().is_some()) + p.pat_bind().map_or(0, |b| ident(b.ident()))
        }
        None => 0,
    }
}
