-- ocinix in Neovim: put this into init.lua, or `dofile` it. Works from 0.7 on.
local root_files = { "flake.nix", "configuration.nix", ".git" }

local function start(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  local root = vim.fn.fnamemodify(name, ":p:h")
  for dir in vim.fs and vim.fs.parents(name) or function() end do
    for _, file in ipairs(root_files) do
      if vim.loop.fs_stat(dir .. "/" .. file) then
        root = dir
        goto found
      end
    end
  end
  ::found::
  local config = {
    name = "ocinix",
    cmd = { "ocinix", "lsp" },
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
  }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
  end
end

vim.filetype.add({ extension = { nix = "nix" } })
vim.api.nvim_create_autocmd("FileType", {
  pattern = "nix",
  callback = function(event)
    start(event.buf)
  end,
})
