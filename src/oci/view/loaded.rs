//! The image that a container loads from a file: name and tag, as the function that makes it was given them.

use std::rc::Rc;

use super::{child, declared, schema_default, to_text};
use crate::eval::{Eval, Value, WhyKind};
use crate::modules::Node;
use crate::oci::{ImageTag, Loaded};

/// What the image that is loaded is called, as far as the function that makes it says so.
pub(super) fn read(ev: &mut Eval, n: &Rc<Node>) -> Option<Loaded> {
    let mut out = None;
    for option in ["imageFile", "imageStream"] {
        if !declared(ev, n, option) || schema_default(ev, n, option).is_some() {
            continue;
        }
        let (slot, _) = child(ev, n, option)?.option(ev).ok()??;
        let merged = slot.merged(ev).ok()?;
        let Value::Attrs(image) = merged.value else { continue };
        let name = ev.get(image, crate::sym!("imageName")).and_then(|c| ev.force(c).ok());
        let name = name.and_then(|v| to_text(ev, v));
        let tag = match ev.get(image, crate::sym!("imageTag")).and_then(|c| ev.force(c).ok()) {
            Some(Value::Unknown(w, _)) if matches!(ev.why_of(w).kind, WhyKind::ImageHash(_)) => ImageTag::Hash,
            Some(v) => to_text(ev, v).map_or(ImageTag::Unknown, ImageTag::Known),
            None => ImageTag::Unknown,
        };
        // Two images at once are refused.
        out = match (out, name) {
            (None, Some(name)) => Some(Loaded { name, tag }),
            _ => return None,
        };
    }
    out
}
