-- The module nnpipe: pipelines of programs, written like the recipe in a methods section. See nnpipe-lua(7).
local core = require "nnpipe.core"
local command = require "nnpipe.command"
local options = require "nnpipe.options"
local report = require "nnpipe.report"
local step = require "nnpipe.step"
local tables = require "nnpipe.table"

-- Lua's own would not say that a disk is full.
function print(...)
  local words = table.pack(...)
  for i = 1, words.n do words[i] = tostring(words[i]) end
  core.print(table.concat(words, "\t") .. "\n")
end

return {
  version = core.version,
  options = options.declare,
  pipe = command.pipe,
  with = command.with,
  out = command.out,
  share = core.share,
  step = step.declare,
  wait = step.wait,
  read = step.read,
  table = tables.read,
  write_table = tables.write,
  plot = report.plot,
  summary = report.summary,
  finish = step.finish, -- called once the script has ended
}
