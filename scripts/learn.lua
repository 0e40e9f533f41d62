-- Molecular dynamics that learns on the fly: the run goes on with a committee of networks, and where they disagree, or
-- know no such atoms, the reference is asked, they learn its answer, and the run goes on. Each answer is one
-- calculation; run again with the same options it goes on where it was stopped. The reference is any potential, or a
-- program as label calls it.
--
--   nnpipe run learn.lua temperature=600 steps=20000 from=si.xyz potential=Si.sw
--   nnpipe run learn.lua from=si.xyz calculator=espresso set=pseudo_Si=Si.pz-vbc.UPF,ecutwfc=20,ecutrho=80
local nn = require "nnpipe"
local opt = nn.options {
  from = "", -- structure, one frame; by default a crystal of 64 silicon atoms
  potential = "", -- the reference: a potential; by default Stillinger-Weber's, if there is no other reference
  calculator = "", -- or a program, as label --calculator has it
  command = "", -- or a command, as label --command has it
  lammps = "", -- or commands of LAMMPS
  set = { "" }, -- variables of the calculator
  calculations = 1, -- of the reference at a time
  start = "", -- labelled frames to begin with; by default the structure with its atoms out of place
  first = 4, -- so many of these
  rattle = 0.05, -- out of place by so much, Å
  temperature = 600, -- K
  pressure = "none", -- bar, or none: at constant volume
  steps = 5000, -- of the run
  timestep = 0.001, -- ps
  every = 50, -- steps between frames
  force_spread = 100, -- meV/Å: the reference is asked where networks disagree by more about a force
  most = 100, -- questions
  cutoff = 0, -- of the symmetry functions, Å: 0, chosen
  functions = 16, -- of them
  hidden = { 8 }, -- nodes of the networks
  epochs = 30, -- of the first fit
  refit_epochs = 10, -- of the fits after each answer
  committee = 3, -- networks
  checked = 10, -- frames of the run that are calculated in the end, to tell the errors
  seed = 1, -- of all random numbers
}
local label = { "label" }
local reference
for _, way in ipairs { "potential", "calculator", "command", "lammps" } do
  if opt[way] ~= "" then
    if reference then error("expected potential, calculator, command or lammps, one of them", 0) end
    reference, label[way] = way, opt[way]
  end
end
if not reference then reference, label.potential = "potential", nn.share "potentials/Si.sw" end
if opt.set[1] ~= "" then label.set = opt.set end
local structure = nn.step { "structure", out = "structure.xyz", opt.from ~= "" and { "cat", opt.from }
  or { "make-cell", "diamond", element = "Si", constant = 5.431, ["repeat"] = 2 } }
-- A calculator of ASE stays up for all frames, and keeps nothing.
if reference ~= "potential" and not opt.calculator:find "^ase:" then
  label.cache = structure.path:gsub("structure.xyz$", "calculations")
  label.jobs = opt.calculations
end

-- The structure, its atoms moved at random by a normal deviate along each axis (Box and Muller).
local function displaced(frame, count, size, seed)
  local state = seed
  local function uniform() -- Park and Miller's
    state = state * 48271 % 2147483647
    return state / 2147483647
  end
  local function normal() return size * math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform()) end
  local lines, head = {}, {}
  for line in frame:gmatch "[^\n]+" do lines[#lines + 1] = line end
  local before = lines[2]:match "Properties=(%S*)pos:R:3"
  if not before then error("the structure: expected a frame with Properties=…pos:R:3", 0) end
  local skip = 0
  for columns in before:gmatch ":%a:(%d+):" do skip = skip + tonumber(columns) end
  for copy = 1, count do
    head[#head + 1], head[#head + 2] = lines[1], lines[2]
    for i = 3, 2 + tonumber(lines[1]) do
      local words = {}
      for word in lines[i]:gmatch "%S+" do words[#words + 1] = word end
      for k = skip + 1, skip + 3 do words[k] = ("%.10g"):format(tonumber(words[k]) + normal()) end
      head[#head + 1] = table.concat(words, " ")
    end
    state = state + copy
  end
  return table.concat(head, "\n") .. "\n"
end
local first = nn.step { "first frames", out = "first.xyz", function(out)
  local file <close> = assert(io.open(out, "w"))
  file:write(opt.start ~= "" and nn.read(opt.start)
    or displaced(nn.read(structure), opt.first, opt.rattle, 1000 + opt.seed))
end }
local function by_reference(name, frames)
  local command = nn.with(label, { [2] = frames })
  return nn.step { name, out = name:gsub(" ", "-") .. ".xyz", command }
end
local start = opt.start ~= "" and first or by_reference("first labelled", first)
local set = nn.step { "set", out = "set.sf",
  { "symfunc", start, design = true, cutoff = opt.cutoff, size = opt.functions } }
local run = nn.learn { name = "run", start = start, from = structure, label = label, committee = opt.committee,
  fit = { set = set, hidden = opt.hidden, epochs = opt.epochs, validation = 0 },
  refit = { epochs = opt.refit_epochs, validation = 0 }, temperature = opt.temperature,
  ensemble = opt.pressure == "none" and "bussi" or "npt",
  pressure = opt.pressure ~= "none" and tonumber(opt.pressure) or nil,
  steps = opt.steps, timestep = opt.timestep, every = opt.every, force_spread = opt.force_spread, most = opt.most,
  seed = opt.seed }

-- Frames of the whole run, by the reference: errors of the networks it began with, and of those it ended with.
local frames = nn.frames(run.trajectory)
local checked = nn.step { "checked frames", out = "checked.xyz", function(out)
  local file <close> = assert(io.open(out, "w"))
  local count = math.min(opt.checked, #frames)
  for i = 1, count do file:write(frames[math.ceil(i * #frames / count)]) end
end }
local known = by_reference("checked labelled", checked)
local function errors(name, model)
  return nn.step { "errors of the " .. name,
    out = { "errors-" .. name .. ".tab", forces = "forces-" .. name .. ".tab" },
    { "validate", known, potential = model, quiet = true, force_parity = nn.out "forces" } }
end
local before, after = errors("first", run.first), errors("last", run.model)
nn.plot { "parity", after.forces, out = "force-parity.png", note = "eV/Å", xlabel = "force, reference (eV/Å)",
  ylabel = "force, networks (eV/Å)" }
local function rmse(step, quantity) return nn.table(step):get("rmse", { quantity = quantity, subset = "all" }) end
nn.summary {
  title = "A run that learned",
  { "length of the run", "ps", ours = opt.steps * opt.timestep },
  { "questions asked", "1", ours = run.asked },
  { "energy RMSE, first networks", "meV/atom", ours = rmse(before, "energy") },
  { "energy RMSE, last networks", "meV/atom", ours = rmse(after, "energy") },
  { "force RMSE, first networks", "meV/Å", ours = rmse(before, "force") },
  { "force RMSE, last networks", "meV/Å", ours = rmse(after, "force") },
}
