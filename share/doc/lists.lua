-- What the filters of pages share.
local path = require "pandoc.path"

-- A list of bullets each of whose entries begins with a term and a line break is one of definitions: a code host shows
-- it well as it is, pandoc is told.
local function split(entry)
  local first = entry[1]
  if not first or (first.t ~= "Para" and first.t ~= "Plain") then return nil end
  for i, inline in ipairs(first.content) do
    if inline.t == "LineBreak" then
      local term, rest = pandoc.List(), pandoc.List()
      for j, word in ipairs(first.content) do
        if j < i then term:insert(word) elseif j > i then rest:insert(word) end
      end
      local blocks = pandoc.List { pandoc[first.t](rest) }
      for j = 2, #entry do blocks:insert(entry[j]) end
      return term, blocks
    end
  end
end

return {
  -- Where a link leads: `target`, as the file `from` has it, from where the path of that file begins.
  resolve = function(from, target)
    local parts = {}
    for part in (path.directory(from) .. "/" .. target):gmatch "[^/]+" do
      if part == ".." and #parts > 0 and parts[#parts] ~= ".." then
        parts[#parts] = nil
      elseif part ~= "." then
        parts[#parts + 1] = part
      end
    end
    return table.concat(parts, "/")
  end,
  definitions = function(list)
    local items = pandoc.List()
    for _, entry in ipairs(list.content) do
      local term, blocks = split(entry)
      if not term then return nil end
      items:insert { term, { blocks } }
    end
    return pandoc.DefinitionList(items)
  end,
}
