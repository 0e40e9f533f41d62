-- How long a fit takes against how many atoms it is given, and what test error that time buys: frames of 64 atoms from
-- molecular dynamics with a Stillinger-Weber potential, silicon (one element) and an alloy of zinc, cadmium and
-- tellurium (three), taken in growing numbers from one long run. Each number is fitted with fit-mlp's defaults and
-- tested on frames of another run. The times are CPU seconds of one thread, so that other programs disturb little.
--
--   nnpipe run scaling.lua [atoms=1e3,1e4,1e5,1e6 systems=Si,ZnCdTe …]
local nn = require "nnpipe"
local opt = nn.options {
  systems = { "Si", "ZnCdTe" }, -- of these two
  atoms = { 1e3, 3e3, 1e4, 3e4, 1e5, 3e5 }, -- of all frames of a fit together
  set = "auto", -- of fit-mlp
  time = "", -- its --time; empty: no limit
  temperature = 1200, -- of the runs, K
  every = 10, -- steps of 1 fs between two frames
  test_frames = 100,
  near = 1.1, -- a test error is reached if it is at most so many times that of the largest fit
  seed = 1,
}

local per_frame = 64
local cells = {
  Si = { potential = "potentials/Si.sw",
    cell = { "make-cell", "diamond", element = "Si", constant = 5.431, ["repeat"] = { 2, 2, 2 } } },
  ZnCdTe = { potential = "potentials/ZnCdSSeTe.sw",
    cell = { "make-cell", "cell", vectors = { 6.3, 6.3, 6.3 }, ["repeat"] = { 2, 2, 2 },
      basis = "Zn:0:0:0,Cd:0:0.5:0.5,Zn:0.5:0:0.5,Cd:0.5:0.5:0,Te:0.25:0.25:0.25,Te:0.25:0.75:0.75,"
        .. "Te:0.75:0.25:0.75,Te:0.75:0.75:0.25" } },
}

local function run(system, name, frames, seed)
  local entry = cells[system] or error("expected systems Si or ZnCdTe, got " .. system)
  local crystal = nn.step { name .. ": cell", out = name .. "-cell.xyz", entry.cell }
  return nn.step { name, out = name .. ".xyz",
    { "sample-md", crystal, potential = nn.share(entry.potential), temperature = opt.temperature,
      steps = frames * opt.every, no_sampling = true, every = opt.every, whole_frames = true, seed = seed } }
end

-- So many of the frames, spread evenly.
local function some(name, from, frames, of)
  local chosen = ("f < %d && int((f + 1) * %d / %d) > int(f * %d / %d)"):format(of, frames, of, frames, of)
  local program = ("{ f = int((NR - 1) / %d) } %s"):format(per_frame + 2, chosen)
  return nn.step { name, out = name .. ".xyz", { "awk", program, from } }
end

assert(opt.test_frames >= 1, "expected a test frame at least")
for _, atoms in ipairs(opt.atoms) do
  assert(atoms >= 1 and atoms <= 1e9, ("%g atoms, expected 1 to 1e9"):format(atoms))
end
table.sort(opt.atoms)
local fewest = 10 -- frames
local largest = math.max(fewest, opt.atoms[#opt.atoms] // per_frame)
local fits = {}
for _, system in ipairs(opt.systems) do
  local all = run(system, system .. "-run", largest, opt.seed)
  local test = run(system, system .. "-test", opt.test_frames, opt.seed + 1)
  for _, atoms in ipairs(opt.atoms) do
    local frames = math.max(fewest, atoms // per_frame)
    local label = ("%s-%d"):format(system, math.tointeger(atoms // 1))
    local fit = { "fit-mlp", some(label, all, frames, largest), set = opt.set, seed = opt.seed, threads = 1 }
    if opt.time ~= "" then fit.time = opt.time end
    local model = nn.step { "fit " .. label, out = "models/" .. label .. ".nnp", may_end_early = true, fit }
    local errors = nn.step { "test " .. label, out = "errors/" .. label .. ".tab",
      { "validate", test, potential = model } }
    fits[#fits + 1] = { system = system, frames = frames, model = model, errors = errors }
  end
end

local rows = {}
for _, fit in ipairs(fits) do
  local errors = nn.table(fit.errors)
  fit.seconds, fit.atoms = nn.cost(fit.model), fit.frames * per_frame
  fit.force = errors:get("rmse", { quantity = "force", subset = "all" })
  fit.energy = errors:get("rmse", { quantity = "energy", subset = "all" })
  rows[#rows + 1] = { fit.system, fit.atoms, fit.frames, fit.seconds, 1000 * fit.seconds / fit.frames, fit.energy,
    fit.force }
end
nn.step { "table", out = "scaling.tab", function(out)
  nn.write_table(out, { units = "metal", rows = rows,
    fields = { "system", "atoms", "frames", "seconds", "milliseconds_a_frame", "energy_rmse", "force_rmse" } })
end }

-- One picture of the times, a curve for each system; one of the errors against the times.
local names, times, summary = table.concat(opt.systems, " and "), {}, {}
for _, system in ipairs(opt.systems) do
  local curve, own = {}, {}
  for _, fit in ipairs(fits) do
    if fit.system == system then own[#own + 1] = fit end
  end
  for i, fit in ipairs(own) do
    curve[i] = { fit.seconds, fit.force }
    times[i] = times[i] or { fit.atoms }
    table.insert(times[i], fit.seconds)
  end
  local table_of = nn.step { "curve " .. system, out = "curves/" .. system .. ".tab", function(out)
    nn.write_table(out, { fields = { "seconds", "force" }, rows = curve })
  end }
  nn.picture { "points-and-lines", table_of, out = "pictures/error-" .. system, x = "seconds", y = "force", logx = true,
    series = { system }, title = system .. ": test error against time", xlabel = "CPU time of the fit (s)",
    ylabel = "force RMSE (meV/Å)" }
  local last = own[#own]
  local reached, middle
  for i = #own, 1, -1 do
    if own[i].force <= opt.near * last.force then reached = own[i] end
    if own[i].atoms >= 0.9e4 then middle = own[i] end
  end
  summary[#summary + 1] = { system .. ": time of the largest fit", "s", ours = last.seconds }
  summary[#summary + 1] = { system .. ": test error of it", "meV/Å", ours = last.force }
  summary[#summary + 1] = { system .. ": time to that error", "s", ours = reached.seconds }
  summary[#summary + 1] = { system .. ": atoms for that error", "", ours = reached.atoms }
  if middle and middle ~= last then
    summary[#summary + 1] = { system .. ": time a frame, against 10 000 atoms", "times",
      ours = last.seconds / last.frames / (middle.seconds / middle.frames) }
  end
end
local fields = { "atoms" }
for _, system in ipairs(opt.systems) do fields[#fields + 1] = system end
local curves = nn.step { "times", out = "curves/times.tab", function(out)
  nn.write_table(out, { fields = fields, rows = times })
end }
nn.picture { "points-and-lines", curves, out = "pictures/times", x = "atoms", y = table.concat(fields, ",", 2),
  logx = true, logy = true, series = opt.systems, title = "Time of a fit: " .. names, xlabel = "atoms of all frames",
  ylabel = "CPU time (s)" }
nn.summary(summary)
