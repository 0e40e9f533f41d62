-- Filter of pandoc: a page of Markdown as a page of the site. Links and pictures, which lead from file to file on a
-- code host, lead from page to page. Needs the metadata `source` (the file, from the root of the repository), `out`
-- (its page) and `pages` (a file with lines "SOURCE<tab>OUT", all pages there are).
local path = require "pandoc.path"
local shared = dofile(path.join { path.directory(PANDOC_SCRIPT_FILE), "lists.lua" })

function Pandoc(document)
  local source, out = pandoc.utils.stringify(document.meta.source), pandoc.utils.stringify(document.meta.out)
  local pages = {}
  for line in io.lines(pandoc.utils.stringify(document.meta.pages)) do
    local from, to = line:match "^([^\t]+)\t([^\t]+)"
    pages[from] = to
  end
  local root = ("../"):rep(select(2, out:gsub("/", "")))
  return document:walk {
    BulletList = shared.definitions,
    RawBlock = function() return {} end,
    Image = function(image)
      image.src = root .. "pictures/" .. path.filename(image.src)
      return image
    end,
    Link = function(link)
      if link.target:match "^%w+:" or link.target:match "^#" then return nil end
      local file, part = link.target:match "^([^#]*)(#?.*)$"
      local to = pages[shared.resolve(source, file)]
      if not to then return link.content end            -- a file that is no page: its name
      link.target = root .. to .. part
      return link
    end,
  }
end
