//! Strings and paths with interpolation.

use crate::ir::Part;

use super::Eval;
use super::coerce::{Builder, Mode};
use super::error::R;
use super::heap::ContextId;
use super::unknown::{WhyId, WhyKind};
use super::value::*;

impl Eval<'_> {
    pub(super) fn interpolate(&mut self, parts: &[Part], env: EnvId, here: Origin) -> R<Value> {
        let mut out = Builder::default();
        for part in parts {
            match part {
                Part::Lit(t) => out.push(t),
                Part::Expr(e) => {
                    let v = self.eval(*e, env)?;
                    self.at = Origin { module: here.module, expr: *e };
                    self.coerce_into(v, Mode::Interpolation, &mut out)?;
                }
            }
        }
        self.at = here;
        Ok(self.finish(out))
    }

    pub(super) fn literal_path(&mut self, text: &str, module: ModId) -> Value {
        if let Some(rest) = text.strip_prefix("~/") {
            let why = self.why(WhyKind::Impure("~"));
            let _ = rest;
            return Value::Unknown(why, Shape::Path);
        }
        let p = self.base_dir(module).join(text);
        self.path(&p)
    }

    pub(super) fn interpolate_path(&mut self, parts: &[Part], env: EnvId, here: Origin) -> R<Value> {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Lit(t) => text.push_str(t),
                Part::Expr(e) => {
                    let v = self.eval(*e, env)?;
                    self.at = Origin { module: here.module, expr: *e };
                    let mut b = Builder::default();
                    self.coerce_into(v, Mode::PathPart, &mut b)?;
                    match self.finish(b) {
                        Value::Str(s) => text.push_str(self.text(s)),
                        other => {
                            let w = self.why_unknown(other).unwrap_or(WhyId(0));
                            return Ok(Value::Unknown(w, Shape::Path));
                        }
                    }
                }
            }
        }
        if text.starts_with("~/") {
            let why = self.why(WhyKind::Impure("~"));
            return Ok(Value::Unknown(why, Shape::Path));
        }
        let p = self.base_dir(here.module).join(text);
        Ok(self.path(&p))
    }

    fn base_dir(&self, module: ModId) -> std::path::PathBuf {
        let path = self.program.files.path(self.mods[module.0 as usize].file);
        path.parent().map(std::path::Path::to_path_buf).unwrap_or_default()
    }

    /// A string from text and a context.
    pub(crate) fn string_with(&mut self, text: String, context: ContextId) -> Value {
        if let Err(unknown) = self.string_budget(text.len()) {
            return unknown;
        }
        Value::Str(self.str_rc(text.into(), context))
    }
}
