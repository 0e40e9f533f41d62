-- The thesis's silicon by a kernel in place of a network: site energies of Stillinger-Weber's potential, the same
-- symmetry functions, the same unseen sites. How many points each needs, how accurate it gets, and what it costs.
--
--   nnpipe run lectures/sites.lua [points=125,250,500,1000,2000]
local nn = require "nnpipe"
local opt = nn.options {
  points = { 125, 250, 500, 1000, 2000 }, -- sites that are learned, compared
  temperatures = { 50, 200, 350, 500 }, -- of the runs they are taken from, K
  tested = 1000, -- sites, of other runs
  constant = 5.431, -- of the lattice, Å
  steps = 2000, -- of each run
  hidden = { 10 }, -- nodes of the network
  epochs = 200, -- of its fits
  md_steps = 40, -- of the runs that tell the price
  seed = 1, -- of all random numbers
}
local sw, set = nn.share "potentials/Si.sw", nn.share "symfunc/si-thesis.sf"
local crystal = nn.step { "crystal", out = "si.xyz", { "make-cell", "diamond", element = "Si",
  constant = opt.constant, ["repeat"] = 3 } }
-- A crystal at rest gives half of its kinetic energy to the bonds: it starts twice as hot.
local function sites(name, number, seed)
  local all = { "cat" }
  for i, temperature in ipairs(opt.temperatures) do
    all[i + 1] = nn.step { ("%s %gK"):format(name, temperature), out = ("%s-%gK.xyz"):format(name, temperature),
      { "sample-md", crystal, potential = sw, temperature = 2 * temperature, steps = opt.steps, atoms = 216,
        alpha = 100, tau_max = 100,
        seed = 100 * opt.seed + seed + i } }
  end
  local stream = nn.step { name .. " sites", out = name .. ".xyz", all }
  -- So many, evenly from all runs.
  return nn.step { name, out = name .. ".tab", nn.pipe { { "symfunc", nn.step { name .. " chosen", out = name
    .. "-chosen.xyz", function(out)
    local frames = nn.frames(stream)
    local file <close> = assert(io.open(out, "w"))
    for k = 0, number - 1 do file:write(frames[1 + k * 7919 % #frames]) end
  end }, set = set } } }
end
local most = 0
for _, number in ipairs(opt.points) do most = math.max(most, number) end
local known, unseen = sites("known", most, 0), sites("unseen", opt.tested, 50)
local parts = {}
local function first(number)
  parts[number] = parts[number] or nn.step { number .. " sites", out = ("train-%d.tab"):format(number), function(out)
    local kept, header = {}, true
    for line in nn.read(known):gmatch "[^\n]*\n" do
      if line:sub(1, 1) ~= "#" then
        header = false
        if #kept > 0 and kept.rows < number then kept[#kept + 1], kept.rows = line, kept.rows + 1 end
      elseif header then
        kept[#kept + 1], kept.rows = line, 0
      end
    end
    kept[#kept + 1] = ("#! end rows=%d\n"):format(kept.rows)
    local file <close> = assert(io.open(out, "w"))
    file:write(table.concat(kept))
  end }
  return parts[number]
end
local function error_of(model)
  return nn.table(nn.step { model.name .. " errors", out = model.name:gsub("[ :]", "-") .. "-errors.tab",
    { "validate", unseen, potential = model } })
    :get("rmse", { quantity = "energy" })
end
local curve, models = {}, {}
for i, number in ipairs(opt.points) do
  local train = first(number)
  local kernel = nn.step { number .. " kernel", out = ("kernel-%d.kernel"):format(number), { "fit-kernel", train,
    threads = 1, seed = opt.seed } }
  local network = nn.step { number .. " network", out = ("network-%d.nnp"):format(number),
    nn.pipe { { "scale", train, method = "center" }, { "fit-mlp", hidden = opt.hidden, optimizer = "lm",
      epochs = opt.epochs, threads = 1, seed = opt.seed } } }
  curve[i] = { number, error_of(kernel), error_of(network) }
  models = { kernel = kernel, network = network }
end
local sparse = nn.step { "sparse kernel", out = "sparse.kernel", { "fit-kernel", first(most), centres = most // 8,
  threads = 1, seed = opt.seed } }
local calibration = nn.step { "calibration", out = { "calibration-errors.tab", table = "calibration.tab" },
  { "validate", unseen, potential = models.kernel, calibration = nn.out "table" } }
local errors = nn.step { "errors over points", out = "errors.tab", function(out)
  nn.write_table(out, { fields = { "points", "kernel", "network" }, rows = curve, units = "none" })
end }
nn.picture { "loglog", errors, out = "sites", x = "points", y = { "kernel", "network" }, xlabel = "training sites",
  ylabel = "RMSE (meV)",
  series = { "Gaussian process", "network" } }
-- The price: seconds that a step of MD takes an atom.
local function price(name, model)
  local run = nn.step { name .. ": run", out = name .. "-run.xyz", { "run-md", crystal, potential = model,
    temperature = 300, steps = opt.md_steps,
    threads = 1, on_extrapolation = "ignore", every = 0, quiet = true, seed = opt.seed } }
  return 1e6 * nn.cost(run) / (216 * opt.md_steps)
end
local last = curve[#curve]
nn.summary { title = ("Site energies of silicon, %d sites"):format(most),
  { "kernel: RMSE of unseen sites", "meV", ours = last[2] },
  { ("kernel of %d centres: RMSE of unseen sites"):format(most // 8), "meV", ours = error_of(sparse) },
  { "network: RMSE of unseen sites", "meV", ours = last[3] },
  { "kernel: error over deviation", "1", ours = nn.table(calibration.table):get("normalised", { subset = "all" }) },
  { "kernel: fit", "s", ours = nn.cost(models.kernel), wanted = 10 },
  { "network: fit", "s", ours = nn.cost(models.network) },
  { "kernel: a step of MD", "µs/atom", ours = price("kernel", models.kernel) },
  { "sparse kernel: a step of MD", "µs/atom", ours = price("sparse", sparse) },
  { "network: a step of MD", "µs/atom", ours = price("network", models.network) } }
