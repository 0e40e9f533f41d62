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

-- How many atoms the frames of a file have, all together.
function frames.atoms(file)
  local atoms = 0
  for _, frame in ipairs(frames.of(file)) do atoms = atoms + tonumber(frame:match "%d+") end
  return atoms
end

-- The site energies of a labelled stream, eV: frame by frame, atom by atom.
function frames.site_energies(file)
  local all = {}
  for f, frame in ipairs(frames.of(file)) do
    local properties, energies, column, at = frame:match "Properties=(%S+)", {}, nil, 0
    for name, width in (properties or ""):gmatch "([%w_]+):%a:(%d+)" do
      if name == "energies" then column = at + 1 end
      at = at + tonumber(width)
    end
    if not column then
      core.failure(("nn.site_energies: %s: frame %d: expected a column energies"):format(tostring(file), f))
    end
    local atoms = frame:match "^[^\n]*\n[^\n]*\n(.*)$"
    for line in atoms:gmatch "[^\n]+" do
      local words = {}
      for word in line:gmatch "%S+" do words[#words + 1] = word end
      energies[#energies + 1] = tonumber(words[column])
    end
    all[f] = energies
  end
  return all
end

return frames
