-- A cheap potential out of a good one: networks on symmetry functions that suit the frames (the teacher, a committee)
-- are fitted first; runs with them, one from each training frame, give new structures and label them; then the wanted
-- network on the wanted functions (the student) learns from the training frames and these. It needs no more reference
-- data, and its errors come down to what its functions and size allow, where few frames alone leave it to guess between
-- them. The teacher's functions are chosen on the part of the training frames that is held out; the test frames are
-- read in the end.
--
--   nnpipe run distil.lua training=train.xyz test=test.xyz set=cheap.sf [hidden=15,15 teacher_cutoffs=4,5 …]
local nn = require "nnpipe"
local opt = nn.options {
  training = "train.xyz", -- frames with energies and forces
  test = "test.xyz", -- others, read once the student is there
  set = "auto", -- symmetry functions of the student
  hidden = { 15, 15 }, -- nodes of its hidden layers
  epochs = 15, -- of its fit
  epochs_alone = 200, -- most of its fit to the training frames alone, for comparison
  teacher_cutoffs = { 4, 5 }, -- of sets tried for the teacher, Å, made for the frames; none: teacher_cutoffs=
  teacher_sets = { "" }, -- tried besides: files of symmetry functions
  teacher_hidden = { 15, 15 }, -- nodes of hidden layers of the teacher's networks
  teachers = 4, -- networks of the teacher
  teacher_epochs = 60, -- of its fit
  search_epochs = 15, -- of each set that is tried
  temperature = "T(%d+)", -- of the runs, K: a number, or a Lua pattern that finds it in a frame's config_type
  steps = 1000, -- of each run, at most
  timestep = 0.001, -- ps
  every = 50, -- steps between frames
  dispute = 2000, -- meV/Å by which the teacher's networks may differ about any force; a run ends there
  energy_scale = 5, -- meV/atom of the student that weigh as much as
  force_scale = 20, -- meV/Å; the teacher has what fit-mlp has
  validation = 0.1, -- part of the frames that is held out
  seed = 1, -- of all random numbers
}

local function fit(name, frames, set, hidden, epochs, more)
  local stem = "models/" .. name
  return nn.step { name, out = { stem .. ".nnp", log = stem .. "-log.tab" },
    nn.with({ "fit-mlp", frames, set = set, hidden = hidden, epochs = epochs, validation = opt.validation,
      seed = opt.seed,
      log = nn.out "log" }, more or {}) }
end

-- The teacher: of the sets tried, what has the lowest loss on the frames held out.
local sets = {}
for _, cutoff in ipairs(opt.teacher_cutoffs) do
  sets[#sets + 1] = { ("%g"):format(cutoff), nn.step { ("set %g"):format(cutoff), out = ("sets/%g.sf"):format(cutoff),
    { "symfunc", opt.training, design = true, cutoff = cutoff } } }
end
for _, path in ipairs(opt.teacher_sets) do
  if path ~= "" then sets[#sets + 1] = { path:gsub("^.*/", ""):gsub("%.sf$", ""), path } end
end
for _, set in ipairs(sets) do
  set.fit = fit("search-" .. set[1], opt.training, set[2], opt.teacher_hidden, opt.search_epochs)
end
local best, lowest
for _, set in ipairs(sets) do
  local loss = nn.table(set.fit.log):least("validation_loss").validation_loss
  if not lowest or loss < lowest then best, lowest = set, loss end
end
if not best then error("the teacher has no functions: give teacher_cutoffs or teacher_sets", 0) end
print("the teacher's functions: " .. best[1])
local teacher = fit("teacher", opt.training, best[2], opt.teacher_hidden, opt.teacher_epochs,
  { committee = opt.teachers })

-- Its runs. What a run begins with is known already.
local temperatures = {}
for line in io.lines(opt.training) do
  if line:match "^%s*%d+%s*$" then
    temperatures[#temperatures + 1] = tonumber(opt.temperature) or 0
  else
    local type = line:match 'config_type="([^"]*)"' or line:match "config_type=(%S+)"
    if type and temperatures[#temperatures] == 0 then
      temperatures[#temperatures] = tonumber(type:match(opt.temperature)) or 0
    end
  end
end
local runs = {}
for i, temperature in ipairs(temperatures) do
  if temperature == 0 then
    error(("frame %d of %s does not say its temperature as '%s' does; give one: temperature=300"):format(i,
      opt.training, opt.temperature), 0)
  end
  local spread = opt.teachers > 1 and { opt.dispute, opt.dispute } or nil
  runs[i] = nn.step { "run " .. i, out = ("runs/%d.xyz"):format(i), may_end_early = true,
    { "run-md", opt.training, frame = i, potential = teacher, ensemble = "bussi", temperature = temperature,
      velocities = temperature,
      steps = opt.steps, timestep = opt.timestep, every = opt.every, watch = 5, on_extrapolation = "stop",
      stop_beyond = 0.5,
      force_spread = spread, quiet = true, seed = opt.seed * 10000 + i } }
end
local lesson = nn.step { "lesson", out = "lesson.xyz", inputs = runs, function(out)
  local file = assert(io.open(out, "w"))
  for line in io.lines(opt.training) do file:write(line, "\n") end
  for _, run in ipairs(runs) do
    local frames = nn.frames(run)
    for i = 2, #frames do file:write(frames[i]) end
  end
  assert(file:close())
end }

-- The student, and for comparison what it comes to without a teacher.
local scales = { energy_scale = opt.energy_scale, force_scale = opt.force_scale }
local student = fit("student", lesson, opt.set, opt.hidden, opt.epochs, scales)
local alone = fit("alone", opt.training, opt.set, opt.hidden, opt.epochs_alone, scales)
local function errors(name, model)
  local found = nn.table(nn.step { name .. ": test", out = "errors/" .. name .. ".tab",
    { "validate", opt.test, potential = model } })
  return function(quantity) return found:get("rmse", { quantity = quantity, subset = "all" }) end
end
local of = { teacher = errors("teacher", teacher), alone = errors("alone", alone),
  student = errors("student", student) }
local rows = {}
for _, name in ipairs { "teacher", "alone", "student" } do
  local words = name == "alone" and "student without teacher" or name
  rows[#rows + 1] = { words .. ": test energy RMSE", "meV/atom", ours = of[name] "energy" }
  rows[#rows + 1] = { words .. ": test force RMSE", "meV/Å", ours = of[name] "force" }
end
nn.summary(rows)
