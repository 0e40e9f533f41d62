-- Frames in extended XYZ as texts, told apart by their numbers of atoms. See nnpipe-lua(7).
local core = require "nnpipe.core"
local step = require "nnpipe.step"

local frames = {}

-- The text of each frame of a file.
function frames.of(file)
  local text, list, from = step.read(file), {}, 1
  while from <= #text do
    local atoms = text:match("^%s*(%d+)%s*\n", from)
    local function refuse(what)
      core.failure(("nn.frames: %s: frame %d: %s"):format(tostring(file), #list + 1, what))
    end
    if not atoms then refuse("expected a number of atoms") end
    local last = from - 1
    for _ = 1, tonumber(atoms) + 2 do
      if last == #text then refuse(("file ends here, expected %s atoms"):format(atoms)) end
      last = text:find("\n", last + 1, true) or #text
    end
    list[#list + 1], from = text:sub(from, last), last + 1
  end
  return list
end

return frames
