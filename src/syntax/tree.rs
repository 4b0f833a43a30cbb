//! A borrowed view of rnix' tree: a node and the offset where it begins.
//!
//! rnix' own typed nodes allocate a cursor for each node that is visited; this view walks the shared tree below them
//! and costs nothing. Positions are those of the text.

use rnix::{NixLanguage, NodeOrToken, SyntaxKind};
use rowan::{GreenNodeData, Language};

use crate::base::Span;

/// A node of the syntax tree.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    green: &'t GreenNodeData,
    at: u32,
}

/// A token of the syntax tree.
#[derive(Clone, Copy)]
pub struct Token<'t> {
    pub kind: SyntaxKind,
    pub text: &'t str,
    pub at: u32,
}

/// A child of a node.
#[derive(Clone, Copy)]
pub enum Item<'t> {
    Node(Node<'t>),
    Token(Token<'t>),
}

impl Token<'_> {
    pub fn span(self) -> Span {
        Span::new(self.at, self.at + self.text.len() as u32)
    }
}

impl<'t> Node<'t> {
    /// The view of a whole tree.
    pub fn root(green: &'t GreenNodeData) -> Self {
        Node { green, at: 0 }
    }

    pub fn kind(self) -> SyntaxKind {
        NixLanguage::kind_from_raw(self.green.kind())
    }

    pub fn span(self) -> Span {
        Span::new(self.at, self.at + u32::from(self.green.text_len()))
    }

    /// Child nodes and tokens in order, white space and comments included.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> {
        let mut at = self.at;
        self.green.children().map(move |child| {
            let begin = at;
            match child {
                NodeOrToken::Node(green) => {
                    at += u32::from(green.text_len());
                    Item::Node(Node { green, at: begin })
                }
                NodeOrToken::Token(t) => {
                    at += u32::from(t.text_len());
                    Item::Token(Token { kind: NixLanguage::kind_from_raw(t.kind()), text: t.text(), at: begin })
                }
            }
        })
    }

    /// Child nodes in order.
    pub fn nodes(self) -> impl Iterator<Item = Node<'t>> {
        self.items().filter_map(|i| match i {
            Item::Node(n) => Some(n),
            Item::Token(_) => None,
        })
    }

    /// Child tokens in order, white space and comments included.
    pub fn tokens(self) -> impl Iterator<Item = Token<'t>> {
        self.items().filter_map(|i| match i {
            Item::Token(t) => Some(t),
            Item::Node(_) => None,
        })
    }

    /// The first child node of this kind.
    pub fn child(self, kind: SyntaxKind) -> Option<Node<'t>> {
        self.nodes().find(|n| n.kind() == kind)
    }

    /// The first child token of this kind.
    pub fn token(self, kind: SyntaxKind) -> Option<Token<'t>> {
        self.tokens().find(|t| t.kind == kind)
    }

    /// Child nodes that are expressions; what the parser could not make sense of is left out.
    pub fn exprs(self) -> impl Iterator<Item = Node<'t>> {
        self.nodes().filter(|n| n.is_expr())
    }

    /// The first child expression.
    pub fn expr(self) -> Option<Node<'t>> {
        self.exprs().next()
    }

    fn is_expr(self) -> bool {
        use SyntaxKind::*;
        !matches!(
            self.kind(),
            NODE_ERROR
                | NODE_ATTRPATH
                | NODE_ATTRPATH_VALUE
                | NODE_DYNAMIC
                | NODE_IDENT_PARAM
                | NODE_INHERIT
                | NODE_INHERIT_FROM
                | NODE_INTERPOL
                | NODE_PATTERN
                | NODE_PAT_BIND
                | NODE_PAT_ENTRY
        )
    }

    /// The expression inside any number of parentheses.
    pub fn inside_parens(self) -> Node<'t> {
        let mut node = self;
        while node.kind() == SyntaxKind::NODE_PAREN {
            match node.expr() {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }
}
