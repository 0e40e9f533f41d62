-- A run that learns on the fly: where its committee is unsure, the reference is asked, the networks learn the answer,
-- and the run goes on from the same atoms and velocities. See nnpipe-lua(7).
local command = require "nnpipe.command"
local core = require "nnpipe.core"
local frames_of = require "nnpipe.frames".of
local report = require "nnpipe.report"
local settings = require "nnpipe.settings"
local step = require "nnpipe.step"
local tables = require "nnpipe.table"

local learn = {}

local defaults = {
  name = "learn", -- of the folder of all files, and before the names of steps
  committee = 3,
  ensemble = "bussi", temperature = 300, pressure = false, -- K, bar
  steps = 10000, timestep = 0.001, every = 100, -- of the run, ps; between frames
  watch = 5, -- steps between looks at the committee
  force_spread = 100, -- meV/Å: the reference is asked where the networks disagree by more about a force
  stop_beyond = 0.5, -- or where a value is so many widths outside its range
  most = 100, -- questions
  refit = { epochs = 10, validation = 0 }, -- options of fit-mlp for all fits but the first
  seed = 1,
}
local required = { start = true, from = true, label = true, fit = true }
local optional = { explore = true }

-- After a question the networks may still disagree about the same atoms: the limit rises so much, until the run has
-- gone on.
local rise, gone_on = 1.5, 100 -- a factor; steps

local function error_of(errors, quantity)
  return tables.read(errors):get("rmse", { quantity = quantity, subset = "all" })
end

-- Networks fitted one by one, as each goes on from its own last weights; one file of them all.
local function fit(s, round, frames, before)
  local all, members = { "cat" }, {}
  for m = 1, s.committee do
    local options = before and command.with(s.fit, s.refit) or s.fit
    if before then
      options = command.with(options, { start = before[m] })
      options.hidden, options.activation = nil, nil
    end
    members[m] = step.declare { ("%s %d: network %d"):format(s.name, round, m),
      out = ("%s/%d-network-%d.nnp"):format(s.name, round, m),
      command.with({ "fit-mlp", frames, forces = true, seed = 100 * s.seed + m, quiet = true, max_gap = 0 }, options) }
    all[m + 1] = members[m]
  end
  return step.declare { ("%s %d: committee"):format(s.name, round), out = ("%s/%d-model.nnp"):format(s.name, round),
    all }, members
end

-- One stretch of the run, until the committee is unsure or all steps are done.
local function stretch(s, round, from, model, steps, limit)
  local file = ("%s/%d-run"):format(s.name, round)
  return step.declare { ("%s %d: run"):format(s.name, round), out = { file .. ".xyz", thermo = file .. ".tab" },
    may_end_early = true,
    command.with({ "run-md", from, frame = -1, potential = model, ensemble = s.ensemble, temperature = s.temperature,
      pressure = s.pressure or nil, steps = steps, timestep = s.timestep, every = s.every, watch = s.watch,
      thermo = s.watch,
      thermo_columns = { "step", "temp", "etotal", "spread_max" }, thermo_output = command.out "thermo",
      on_extrapolation = "stop", stop_beyond = s.stop_beyond, force_spread = { limit, limit }, quiet = true,
      seed = 10000 * s.seed + round }, s.explore or {}) }
end

local fields = { "asked", "time", "temperature", "outside", "spread", "limit", "frames", "energy_rmse", "force_rmse" }

-- The table of questions as lines to be read.
local function tell(rows)
  core.print(("%5s %9s %8s  %-12s %10s %12s %12s\n"):format("asked", "time (ps)", "T (K)", "because of", "meV/Å",
    "energy error", "force error"))
  for _, row in ipairs(rows) do
    core.print(("%5d %9.3f %8.1f  %-12s %10.1f %12.3f %12.1f\n"):format(row[1], row[2], row[3],
      row[4] == 1 and "range" or "disagreement", row[5], row[8], row[9]))
  end
end

-- nn.learn { start = labelled frames, from = structure, label = { "label", … }, fit = { set = …, … }, … }
function learn.run(spec)
  local s = settings.of("nn.learn", spec, defaults, required, optional)
  local frames, from, done, limit, rows, stretches = s.start, s.from, 0, s.force_spread, {}, {}
  local model, members = fit(s, 0, frames)
  local first, round, thermo = model, 0, {}
  local data = #frames_of(frames)
  while true do
    round = round + 1
    local run = stretch(s, round, from, model, s.steps - done, limit)
    stretches[#stretches + 1] = run
    local looks = tables.read(run.thermo)
    local last = looks.rows[#looks]
    -- It can end early where it looks, alone, and the table has a row for each look.
    local left = s.steps - done
    local made = last.step + s.watch > left and left or math.tointeger(last.step)
    for _, row in ipairs(looks.rows) do
      if row.step > 0 or round == 1 then
        thermo[#thermo + 1] = { (done + row.step) * s.timestep, row.temp, 1000 * row.spread_max, row.etotal }
      end
    end
    done = done + made
    if done >= s.steps then break end
    local function place(what) return ("%s/%d-%s"):format(s.name, round, what) end
    from = run
    if made > 0 or round == 1 then
      if #rows >= s.most then
        core.failure(("nn.learn: asked %d times within %g ps of %g: expected a start with more frames, or a higher "
          .. "force_spread")
          :format(#rows, done * s.timestep, s.steps * s.timestep))
      end
      local asked = step.declare { ("%s %d: asked"):format(s.name, round), out = place "asked.xyz", function(out)
        local all = frames_of(run)
        core.write_file(out, all[#all])
      end }
      local labelled = step.declare { ("%s %d: label"):format(s.name, round), out = place "labelled.xyz",
        command.applied(s.label, asked) }
      local errors = step.declare { ("%s %d: errors"):format(s.name, round), out = place "errors.tab",
        { "validate", labelled, potential = model, quiet = true } }
      frames = step.declare { ("%s %d: data"):format(s.name, round), out = place "data.xyz",
        { "cat", frames, labelled } }
      data = data + 1
      local spread = 1000 * last.spread_max
      rows[#rows + 1] = { #rows + 1, done * s.timestep, last.temp, spread > limit and 0 or 1, spread, limit, data,
        error_of(errors, "energy"), error_of(errors, "force") }
      limit = made >= gone_on and s.force_spread or limit
      model, members = fit(s, round, frames, members)
    end
    if made < gone_on then limit = limit * rise end
  end
  local function write(name, file, columns, contents)
    return step.declare { s.name .. ": " .. name, out = ("%s/%s.tab"):format(s.name, file), inputs = stretches,
      function(out) tables.write(out, { units = "metal", fields = columns, rows = contents }) end }
  end
  local questions = write("questions", "questions", fields, rows)
  local course = write("course", "course", { "time", "temperature", "spread", "etotal" }, thermo)
  local trajectory = step.declare { s.name .. ": trajectory", out = s.name .. "/run.xyz",
    table.move(stretches, 1, #stretches, 2, { "cat" }) }
  local curve, points = {}, {}
  for i, row in ipairs(thermo) do curve[i] = { row[1], row[3] } end
  for i, row in ipairs(rows) do points[i] = { row[2], row[5] } end
  local picture = { "points-and-lines", write("curve", "curve", { "time", "spread" }, curve), out = s.name .. "/spread",
    yrange = { 0, 4 * s.force_spread }, series = { "run" }, xlabel = "time (ps)",
    ylabel = "largest disagreement (meV/Å)" }
  -- A run that never asked has no points to draw.
  if #points > 0 then
    table.insert(picture, write("points", "points", { "time", "points_asked" }, points))
    picture.series[2] = "reference asked"
  end
  report.picture(picture)
  tell(rows)
  return { model = model, first = first, frames = frames, trajectory = trajectory, table = questions, course = course,
    asked = #rows }
end

return learn
