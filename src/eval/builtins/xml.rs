//! `toXML`: the whole value as an XML document; what is not known becomes a hole.

use rustc_hash::FxHashSet;

use crate::base::limits;
use crate::eval::Eval;
use crate::eval::coerce::Builder;
use crate::eval::error::R;
use crate::eval::unknown::{WhyId, WhyKind};
use crate::eval::value::*;
use crate::ir::{Expr, Param};
use crate::sym;

use super::{Builtin, make};

pub(super) static TABLE: &[Builtin] = &[make("toXML", 1, |ev, a| {
    let v = ev.force(a[0])?;
    ev.xml_text(v)
})];

struct Xml {
    out: Builder,
    depth: usize,
    left: u64,
    /// The `drvPath`s of the derivations written so far: each is written out once.
    seen: FxHashSet<String>,
}

impl Xml {
    fn line(&mut self, text: &str) {
        self.out.push(&"  ".repeat(self.depth));
        self.out.push(text);
        self.out.push("\n");
    }

    fn open(&mut self, text: &str) {
        self.line(text);
        self.depth += 1;
    }

    fn close(&mut self, text: &str) {
        self.depth -= 1;
        self.line(text);
    }
}

impl Eval<'_> {
    /// The value as an XML document; what is not known becomes a hole.
    pub fn xml_text(&mut self, v: Value) -> R<Value> {
        let site = self.at;
        let mut xml = Xml { out: Builder::default(), depth: 1, left: limits::WALK_NODES, seen: FxHashSet::default() };
        xml.out.push("<?xml version='1.0' encoding='utf-8'?>\n<expr>\n");
        self.guarded(|ev| ev.write_xml_value(v, &mut xml))?;
        xml.out.push("</expr>\n");
        self.at = site;
        Ok(self.finish(xml.out))
    }

    fn write_xml(&mut self, c: CellId, xml: &mut Xml) -> R<()> {
        self.guarded(|ev| {
            let v = ev.force(c)?;
            ev.write_xml_value(v, xml)
        })
    }

    fn write_xml_value(&mut self, v: Value, xml: &mut Xml) -> R<()> {
        if xml.left == 0 || xml.out.is_full() {
            let w = self.why(WhyKind::Budget("one XML document"));
            xml.out.hole(w);
            return Ok(());
        }
        xml.left -= 1;
        match v {
            Value::Null => xml.line("<null />"),
            Value::Bool(b) => xml.line(&format!("<bool value=\"{b}\" />")),
            Value::Int(i) => xml.line(&format!("<int value=\"{i}\" />")),
            Value::Float(f) => xml.line(&format!("<float value=\"{}\" />", crate::eval::show::float(f))),
            Value::Str(s) => {
                let context = self.context(s);
                xml.line(&format!("<string value=\"{}\" />", escape(self.text(s))));
                self.add_context(&mut xml.out, context);
            }
            Value::Partial(p) => self.write_xml_partial(p, xml),
            Value::Path(p) => xml.line(&format!("<path value=\"{}\" />", escape(self.text(p)))),
            Value::List(l) => {
                xml.open("<list>");
                for &c in self.items(l).iter() {
                    self.write_xml(c, xml)?;
                }
                xml.close("</list>");
            }
            Value::Attrs(a) => return self.write_xml_set(a, xml),
            Value::Lambda(e, env) => self.write_xml_function(e, env, xml),
            Value::Builtin(_) | Value::Pap(_) | Value::Native(_) | Value::Opaque(_) => xml.line("<unevaluated />"),
            Value::Unknown(w, _) => xml.out.hole(w),
        }
        Ok(())
    }

    fn write_xml_partial(&mut self, p: PartialId, xml: &mut Xml) {
        xml.out.push(&"  ".repeat(xml.depth));
        xml.out.push("<string value=\"");
        for piece in self.partial(p).iter() {
            match piece {
                Piece::Lit(t) => xml.out.push(&escape(t)),
                Piece::Hole(w) if matches!(self.why_of(*w).kind, WhyKind::StorePath { .. }) => xml.out.hole(*w),
                // Escaped text is not the text that would be filled in.
                Piece::Hole(_) => {
                    let w = self.why(WhyKind::NotModelled("toXML of a string that is not known".into()));
                    xml.out.hole(w);
                }
            }
        }
        xml.out.push("\" />\n");
    }

    fn write_xml_set(&mut self, a: AttrsId, xml: &mut Xml) -> R<()> {
        let is_derivation = match self.get(a, sym!("type")) {
            Some(c) => matches!(self.force(c)?, Value::Str(s) if self.text(s) == "derivation"),
            None => false,
        };
        if !is_derivation {
            xml.open("<attrs>");
            self.write_xml_attrs(a, xml)?;
            xml.close("</attrs>");
            return Ok(());
        }
        let drv = self.text_attr(a, sym!("drvPath"))?;
        let out = self.text_attr(a, sym!("outPath"))?;
        let field = |name: &str, v: &Result<Option<String>, WhyId>| match v {
            Ok(Some(t)) => format!(" {name}=\"{}\"", escape(t)),
            _ => String::new(),
        };
        if let (Err(w), _) | (_, Err(w)) = (&drv, &out) {
            xml.out.hole(*w);
            return Ok(());
        }
        xml.open(&format!("<derivation{}{}>", field("drvPath", &drv), field("outPath", &out)));
        let key = drv.ok().flatten().unwrap_or_default();
        if !key.is_empty() && xml.seen.insert(key) {
            self.write_xml_attrs(a, xml)?;
        } else {
            xml.line("<repeated />");
        }
        xml.close("</derivation>");
        Ok(())
    }

    fn write_xml_attrs(&mut self, a: AttrsId, xml: &mut Xml) -> R<()> {
        for e in self.entries_by_name(a) {
            xml.open(&format!("<attr name=\"{}\">", escape(e.name.as_str())));
            self.write_xml(e.cell, xml)?;
            xml.close("</attr>");
        }
        if let Some(w) = self.attrs_data(a).open_why() {
            xml.out.hole(w);
        }
        Ok(())
    }

    /// An attribute that is a known string; the inner error is why it is not known.
    fn text_attr(&mut self, a: AttrsId, name: crate::base::Symbol) -> R<Result<Option<String>, WhyId>> {
        let Some(c) = self.get(a, name) else { return Ok(Ok(None)) };
        Ok(match self.force(c)? {
            Value::Str(s) => Ok(Some(self.text(s).to_owned())),
            v => match self.why_unknown(v) {
                Some(w) => Err(w),
                None => Ok(None),
            },
        })
    }

    fn write_xml_function(&mut self, e: crate::base::ExprId, env: EnvId, xml: &mut Xml) {
        let Expr::Lambda(lambda) = self.module_at(env).expr(e) else { return };
        xml.open("<function>");
        match &lambda.param {
            Param::Name(name, _) => xml.line(&format!("<varpat name=\"{}\" />", escape(name.as_str()))),
            Param::Pattern { formals, ellipsis, bind } => {
                let mut head = String::from("<attrspat");
                if *ellipsis {
                    head.push_str(" ellipsis=\"1\"");
                }
                if let Some((name, _)) = bind {
                    head.push_str(&format!(" name=\"{}\"", escape(name.as_str())));
                }
                xml.open(&(head + ">"));
                let mut names: Vec<&str> = formals.iter().map(|f| f.name.as_str()).collect();
                names.sort_unstable();
                for name in names {
                    xml.line(&format!("<attr name=\"{}\" />", escape(name)));
                }
                xml.close("</attrspat>");
            }
        }
        xml.close("</function>");
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A raw line break in an attribute would be read back as a space.
            '\n' => out.push_str("&#xA;"),
            c => out.push(c),
        }
    }
    out
}
