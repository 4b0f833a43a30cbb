//! Strings and paths with interpolation.

use std::path::Path;

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
        let full = match text.strip_prefix("~/") {
            None => self.base_dir(module).join(text),
            Some(rest) => match self.env.and_then(|env| env("HOME")) {
                Some(home) => Path::new(&home).join(rest),
                None => {
                    let why = self.why(WhyKind::Impure("~"));
                    return Value::Unknown(why, Shape::Path);
                }
            },
        };
        self.path(&full)
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
        Ok(self.literal_path(&text, here.module))
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
