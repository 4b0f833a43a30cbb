-- Driven by tests/it/editors.rs: opens bad.nix with the configuration of editors/neovim.lua, waits for the finding,
-- applies its fix, waits until it is gone, and prints each step.
local out = {}
local function say(...)
  table.insert(out, table.concat({ ... }, " "))
end
local function finish(code)
  vim.fn.writefile(out, "said.txt")
  vim.cmd(code == 0 and "qall!" or "cquit!")
end

dofile(os.getenv("OCINIX_NEOVIM"))
vim.cmd("edit bad.nix")
local function findings()
  return vim.tbl_filter(function(d)
    return d.severity == vim.diagnostic.severity.ERROR
  end, vim.diagnostic.get(0))
end
if not vim.wait(20000, function() return #findings() > 0 end, 50) then
  say("no finding")
  finish(1)
end
local d = findings()[1]
say("finding", d.lnum + 1 .. ":" .. d.col + 1, d.message:match("[^\n]*"))

local params = {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = {
    start = { line = d.lnum, character = d.col },
    ["end"] = { line = d.end_lnum, character = d.end_col },
  },
  context = { diagnostics = {}, only = { "quickfix" } },
}
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000)
local action
for _, answer in pairs(answers or {}) do
  for _, candidate in ipairs(answer.result or {}) do
    action = action or (candidate.isPreferred and candidate)
  end
end
if not action then
  say("no action")
  finish(1)
end
say("action", action.title)
vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
say("line", vim.api.nvim_buf_get_lines(0, d.lnum, d.lnum + 1, false)[1])
if not vim.wait(20000, function() return #findings() == 0 end, 50) then
  say("the finding stays")
  finish(1)
end
say("clean")
finish(0)
