-- Silica glass by Vashishta's potential: a crystal is molten, the melt quenched, the glass looked at: partial radial
-- distributions, angles, how many neighbours atoms have, structure factors.
--
-- The pair terms of the parameters of 1997 are a fifth of those of 1990, so that 4000 K are to this silica what 20000 K
-- are to that: a fluid under 80 kbar where one silicon in thirty has four neighbours, by LAMMPS as well. Bonds come
-- below 1500 K (one in eight then has four, at 1000 K one in four), so the melt falls fast to there and is quenched
-- slowly from there.
--
--   nnpipe run silica.lua [melt=4000 quench_steps=20000 …]
local nn = require "nnpipe"
local opt = nn.options {
  cells = 3, -- of β-cristobalite along each edge, 24 atoms a cell
  constant = 7.16, -- of its lattice, Å
  start = 8000, -- temperature that breaks the crystal up, K
  melt = 4000, -- of the melt, K
  glass = 300, -- of the glass, K
  break_steps = 2000, -- of the run that breaks it up
  melt_steps = 5000, -- in the melt
  viscous = 1500, -- where the quench begins, K
  fall_steps = 2000, -- from the melt to there
  quench_steps = 20000, -- from there to the glass
  glass_steps = 2000, -- in the glass
  timestep = 0.001, -- ps
  every = 100, -- steps between frames
  bond = 2.0, -- longest Si–O bond, Å
  seed = 1, -- of all random numbers
}
local silica = nn.share "potentials/SiO.1997.vashishta"

local crystal = nn.step { "crystal", out = "crystal.xyz",
  { "make-cell", "beta-cristobalite", constant = opt.constant, ["repeat"] = opt.cells } }

-- Five runs, each from where the one before ended. The volume is held: the glass has the crystal's density, 2.2 g/cm³.
local function run_md(name, from, temperature, steps, seed)
  return nn.step { name, out = { "run/" .. name .. ".xyz", thermo = "run/" .. name .. "-thermo.tab" },
    { "run-md", from, frame = -1, potential = silica, ensemble = "bussi", temperature = temperature, steps = steps,
      timestep = opt.timestep, every = opt.every, thermo = opt.every, thermo_output = nn.out "thermo",
      seed = opt.seed + seed } }
end
local broken = run_md("broken", crystal, { opt.start, opt.melt }, opt.break_steps, 0)
local melt = run_md("melt", broken, opt.melt, opt.melt_steps, 1)
local viscous = math.min(opt.viscous, opt.melt)
local fall = run_md("fall", melt, { opt.melt, viscous }, opt.fall_steps, 2)
local quench = run_md("quench", fall, { viscous, opt.glass }, opt.quench_steps, 3)
local glass = run_md("glass", quench, opt.glass, opt.glass_steps, 4)

-- The same measurements of melt and glass; the first tenth of the melt is passed over.
local bonds = { opt.bond, "Si-Si=0.1", "O-O=0.1" }
local function measure(quantity, run, more)
  return nn.step { run.name .. ": " .. quantity, out = ("measured/%s-%s.tab"):format(run.name, quantity),
    nn.with({ "measure", quantity, run, skip = math.floor(opt.melt_steps / opt.every / 10) }, more) }
end
local rdf, adf, coordination = {}, {}, {}
for _, run in ipairs { melt, glass } do
  rdf[run] = measure("rdf", run, { cutoff = 8, bins = 200 })
  adf[run] = measure("adf", run, { cutoff = bonds, bins = 90 })
  coordination[run] = measure("coordination", run, { cutoff = bonds })
end
local factor = measure("structure-factor", glass, { largest = 12, bins = 120 })

-- Pictures.
for _, pair in ipairs { "O-Si", "O-O", "Si-Si" } do
  nn.plot { "line", rdf[melt], rdf[glass], out = "rdf-" .. pair .. ".png", x = "r", y = "g_" .. pair,
    series = { "melt", "glass" },
    ylabel = pair .. " radial distribution" }
end
for _, angle in ipairs { "O-Si-O", "Si-O-Si" } do
  nn.plot { "adf", adf[melt], adf[glass], out = "angles-" .. angle .. ".png", y = angle, series = { "melt", "glass" } }
end
nn.plot { "structure-factor", factor, out = "structure-factor.png", y = "S" }
nn.plot { "thermo", quench.thermo, out = "quench.png" }

-- Where curves have their highest point; means.
local function peak(step, x, y) return nn.table(step):greatest(y)[x] end
local function mean_angle(run, angle)
  local sum, weight = 0, 0
  for _, row in ipairs(nn.table(adf[run]).rows) do
    sum, weight = sum + row.angle * row[angle], weight + row[angle]
  end
  return sum / weight
end
local function fraction(run, kind, neighbours)
  for _, row in ipairs(nn.table(coordination[run]).rows) do
    if row.neighbours == neighbours then return row[kind] end
  end
  return 0
end

nn.summary {
  title = "Silica glass, Vashishta's potential",
  { "Si-O distance, highest g(r), melt", "Å", ours = peak(rdf[melt], "r", "g_O-Si") },
  { "Si-O distance, highest g(r), glass (experiment 1.62)", "Å", ours = peak(rdf[glass], "r", "g_O-Si") },
  { "O-O distance, highest g(r), glass (experiment 2.65)", "Å", ours = peak(rdf[glass], "r", "g_O-O") },
  { "Si-Si distance, highest g(r), glass (experiment 3.1)", "Å", ours = peak(rdf[glass], "r", "g_Si-Si") },
  { "O-Si-O angle, mean, glass (experiment 109.5)", "degrees", ours = mean_angle(glass, "O-Si-O") },
  { "Si-O-Si angle, mean, glass (experiment 144)", "degrees", ours = mean_angle(glass, "Si-O-Si") },
  { "Si with four O, glass", "1", ours = fraction(glass, "Si-O", 4) },
  { "Si with four O, melt", "1", ours = fraction(melt, "Si-O", 4) },
}
