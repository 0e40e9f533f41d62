-- The module nnpipe: pipelines of programs, written like the recipe in a methods section. See nnpipe-lua(7).
local core = require "nnpipe.core"
local active = require "nnpipe.active"
local command = require "nnpipe.command"
local drift = require "nnpipe.drift"
local frames = require "nnpipe.frames"
local learn = require "nnpipe.learn"
local options = require "nnpipe.options"
local report = require "nnpipe.report"
local rounds = require "nnpipe.rounds"
local step = require "nnpipe.step"
local strains = require "nnpipe.strains"
local tables = require "nnpipe.table"

-- Lua's own would not say that a disk is full.
function print(...)
  local words = table.pack(...)
  for i = 1, words.n do words[i] = tostring(words[i]) end
  core.print(table.concat(words, "\t") .. "\n")
end

-- Lua's own would end with success though declared steps have not run.
local exit = os.exit
function os.exit(code, close)
  local left = (code == nil or code == true or code == 0) and step.unfinished()
  if left then
    core.failure(("os.exit: step '%s' has not run, expected the script to end by itself"):format(left))
  end
  exit(code, close)
end

-- A name that is misspelt would be nil, and an option that is nil is left out: better said at once.
setmetatable(_G, { __index = function(_, name)
  if debug.getinfo(2, "S").source ~= "@" .. core.script then return nil end -- modules may ask what is there
  core.failure(("variable %s is not set"):format(tostring(name)))
end })

local function unknown(names, name)
  local near = core.nearest(tostring(name), names)
  core.failure(("no function nn.%s%s"):format(tostring(name), near and (" (did you mean " .. near .. "?)") or ""))
end

local nn = {
  version = core.version,
  options = options.declare,
  pipe = command.pipe,
  with = command.with,
  out = command.out,
  share = core.share,
  step = step.declare,
  wait = step.wait,
  read = step.read,
  frames = frames.of,
  atoms = frames.atoms,
  site_energies = frames.site_energies,
  strains = strains,
  cost = step.cost,
  reason = step.reason,
  table = tables.read,
  write_table = tables.write,
  plot = report.plot,
  picture = report.picture,
  extrapolation_rounds = rounds.by_extrapolation,
  committee_rounds = rounds.by_committee,
  active = active.loop,
  drift = drift.of,
  learn = learn.run,
  summary = report.summary,
  report = report.report,
  short = report.short,
  verdict = report.verdict,
  rows = report.rows,
  finish = step.finish, -- called once the script has ended
}
local names = {}
for name in pairs(nn) do names[#names + 1] = name end
table.sort(names)
return setmetatable(nn, { __index = function(_, name) unknown(names, name) end })
