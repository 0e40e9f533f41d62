-- How the total energies of runs drift. See nnpipe-lua(7).
local command = require "nnpipe.command"
local core = require "nnpipe.core"
local step = require "nnpipe.step"
local tables = require "nnpipe.table"

local drift = {}

-- nn.drift { "drift", out = "drift.tab", { "lj", run }, { "network", other } } → a step: the total energy of each run
-- from its start on, in meV per atom, over time. Runs have a second output `thermo`, with the same rows.
function drift.of(spec)
  local fields = { "time" }
  for i = 2, #spec do
    fields[i] = spec[i][1]
    if not command.as_output(spec[i][2]) then
      core.failure(("nn.drift: %s: expected a run"):format(tostring(fields[i])))
    end
  end
  return step.declare { spec[1], out = spec.out, function(out)
    local thermos, rows = {}, {}
    for i = 2, #spec do thermos[i] = tables.read(spec[i][2].thermo) end
    local per_atom = 1000 / thermos[2].notes.atoms
    for r, row in ipairs(thermos[2].rows) do
      rows[r] = { row.time }
      for i = 2, #spec do
        local all = thermos[i].rows
        rows[r][i] = per_atom * (all[r].etotal - all[1].etotal)
      end
    end
    tables.write(out, { units = "metal", fields = fields, rows = rows })
  end }
end

return drift
