;;; ocinix.el --- ocinix in Emacs, by Eglot  -*- lexical-binding: t -*-

;; Put this into your init file. Eglot runs one server for a mode: this makes it ocinix. With lsp-mode, which runs
;; several, register it with `:add-on? t'.

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs '((nix-mode nix-ts-mode) . ("ocinix" "lsp")))
(add-hook 'nix-mode-hook #'eglot-ensure)
(add-hook 'nix-ts-mode-hook #'eglot-ensure)

(provide 'ocinix)
;;; ocinix.el ends here
