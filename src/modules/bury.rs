//! Freeing option trees. A merged value holds slots that hold merged values: a configuration can make that chain as
//! long as its budget lasts, so what a node or a slot held is freed one by one, not each inside the other.

use std::cell::RefCell;
use std::rc::Rc;

use super::slot::{Merged, Sub};
use super::tree::Expanded;

/// What may hold further nodes and slots.
pub(super) enum Part {
    Merged(Rc<Merged>),
    Expanded(Rc<Expanded>),
}

thread_local! {
    /// What is still to be freed; `None` while nothing is being freed.
    static WAITING: RefCell<Option<Vec<Part>>> = const { RefCell::new(None) };
}

/// Frees a part, and what that frees, without recursion.
pub(super) fn bury(part: Part) {
    let last = match &part {
        Part::Merged(m) => Rc::strong_count(m) == 1 && !matches!(m.sub, Sub::None),
        Part::Expanded(x) => Rc::strong_count(x) == 1,
    };
    if !last {
        return;
    }
    // A thread that is ending has no such list any more: then the part is freed where it is dropped.
    let _ = WAITING.try_with(|waiting| {
        let outermost = {
            let mut waiting = waiting.borrow_mut();
            let outermost = waiting.is_none();
            waiting.get_or_insert_default().push(part);
            outermost
        };
        if outermost {
            loop {
                let next = waiting.borrow_mut().as_mut().and_then(Vec::pop);
                match next {
                    Some(part) => drop(part),
                    None => break,
                }
            }
            *waiting.borrow_mut() = None;
        }
    });
}
