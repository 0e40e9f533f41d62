-- Figures of silicon: sampling, symmetry functions, and networks in place of Stillinger-Weber's potential.
local nn = require "nnpipe"
local common = require "figures.common"
local pick, symbol, number = common.pick, common.symbol, common.number

local sw, constant = nn.share "potentials/Si.sw", 5.431 -- Å
local sets = { thesis = nn.share "symfunc/si-thesis.sf", short = nn.share "symfunc/si-short.sf" }

local crystals = {}
local function crystal(cells, strain)
  local name = ("si: crystal %d %s"):format(cells, strain or 0)
  crystals[name] = crystals[name] or nn.step { name, out = ("si/crystal-%d-%s.xyz"):format(cells, strain or 0),
    { "make-cell", "diamond", element = "Si", constant = constant, ["repeat"] = cells, strain = strain } }
  return crystals[name]
end

-- Site samples of 0 to 500 K, about 6600 and as many to test with. A crystal at rest gives half of its kinetic energy
-- to the bonds: it starts twice as hot.
local sampled, tested = { 50, 150, 300, 450, 600 }, { 50, 100, 200, 300, 400, 500 }
local function sample(name, temperatures, from, seed, more)
  local all = { "cat" }
  for i, temperature in ipairs(temperatures) do
    all[i + 1] = nn.step { ("si: %s %gK"):format(name, temperature), out = ("si/%s-%gK.xyz"):format(name, temperature),
      nn.with({ "sample-md", from, potential = sw, temperature = 2 * temperature, seed = seed + i }, more) }
  end
  return nn.step { "si: " .. name, out = "si/" .. name .. ".xyz", all }
end

local shared
local function data(opt)
  if shared then return shared end
  local sites = { atoms = pick(opt, 100, 40), steps = 1000, alpha = 100, tau_max = 100 }
  local count, every = pick(opt, 6, 3), 50
  local frames = { whole_frames = true, no_sampling = true, equilibrate = pick(opt, 500, 300), every = every,
    steps = (count - 1) * every }
  local function strained(name, ...)
    local all = { "cat" }
    for _, strains in ipairs { ... } do
      for _, strain in ipairs(strains) do all[#all + 1] = crystal(3, strain) end
    end
    return nn.step { "si: " .. name, out = ("si/%s.xyz"):format(name), all }
  end
  local seed = 100 * opt.seed
  -- Of strained crystals too, and of such that are all but at rest: they show the curvature of its energy, its moduli.
  local warm = sample("warm-sites", sampled, strained("strained-warm", { -0.03, 0, 0.03 }), seed,
    nn.with(sites, { atoms = pick(opt, 24, 10) }))
  local cold = sample("cold-sites", { 2 }, strained("strained-cold", nn.strains.volume, nn.strains.shape), seed + 50,
    { atoms = pick(opt, 34, 10), steps = 200, alpha = 100, tau_max = 100 })
  shared = {
    training_sites = nn.step { "si: training sites", out = "si/training-sites.xyz", { "cat", warm, cold } },
    test_sites = sample("test-sites", tested, crystal(3), seed + 10, sites),
    check_sites = sample("check-sites", tested, crystal(3), seed + 60, sites),
    training_frames = sample("training-frames", sampled, strained("strained", { -0.02, 0, 0.02 }), seed + 20, frames),
    test_frames = sample("test-frames", tested, crystal(3), seed + 30,
      nn.with(frames, { steps = (pick(opt, 14, 4) - 1) * every })),
  }
  -- The thesis's functions of all sites, which every fit to site energies reads.
  shared.training = nn.step { "si: training table", out = "si/training.tab", nn.pipe {
    { "symfunc", shared.training_sites, set = sets.thesis }, { "scale", method = "center" } } }
  shared.test = nn.step { "si: test table", out = "si/test.tab", { "symfunc", shared.test_sites, set = sets.thesis } }
  return shared
end

local fits = {}
local function fit_sites(opt, name, more)
  if fits[name] then return fits[name] end
  local stem = "si/" .. name
  fits[name] = nn.step { "si: " .. name,
    out = { stem .. ".nnp", log = stem .. "-log.tab", errors = stem .. "-errors.tab" },
    nn.with({ "fit-mlp", data(opt).training, hidden = 10, activation = "sigmoid", seed = opt.seed, log = nn.out "log",
      test = data(opt).test, errors = nn.out "errors" }, more) }
  return fits[name]
end
-- A fit ends in one of several minima, from start to start: that with the smallest error of other runs is kept. Also
-- returns all of them.
local function fit_starts(opt, name, more)
  local starts, best, least = {}, nil, nil
  for i = 1, pick(opt, 4, 1) do
    local stem = ("%s-start-%d"):format(name, i)
    starts[i] = fit_sites(opt, stem, nn.with({ seed = 10 * opt.seed + i }, more))
    local check = nn.step { "si: check of " .. stem, out = ("si/%s-check.tab"):format(stem),
      { "validate", data(opt).check_sites, potential = starts[i], quiet = true } }
    local rmse = nn.table(check):get("rmse", { quantity = "energy", subset = "all" })
    if not least or rmse < least then least, best = rmse, starts[i] end
  end
  return best, starts
end
local function thesis_network(opt)
  if fits.sites then return fits.sites end
  fits.sites = fit_starts(opt, "lm", { optimizer = "lm", epochs = pick(opt, 1000, 80), patience = 200 })
  common.fit("silicon, from site energies", "Stillinger-Weber", data(opt).training_sites, "site energies", fits.sites)
  return fits.sites
end
local function frames_network(opt)
  if fits.frames then return fits.frames end
  fits.frames = nn.step { "si: frames", out = { "si/frames.nnp", log = "si/frames-log.tab" },
    { "fit-mlp", data(opt).training_frames, set = sets.short, forces = true, stress = true, hidden = 15,
      activation = "sigmoid",
      epochs = pick(opt, 30, 12), seed = opt.seed, log = nn.out "log" } }
  common.fit("silicon, from frames", "Stillinger-Weber", data(opt).training_frames, "frames", fits.frames)
  return fits.frames
end
local validated = {}
local function errors(opt, name, potential)
  validated[name] = validated[name] or nn.step { "si: errors of " .. name, out = "si/" .. name .. "-frame-errors.tab",
    { "validate", data(opt).test_frames, potential = potential,
      force_bins = { 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4 } } }
  return validated[name]
end

-- The force on one silicon atom of quartz, of all steps and of those that (7.2) samples.
common.figure("force-sampling", "Sampling by force",
  "Forces on one Si atom in quartz at every step, and at the steps that (7.2) samples: 576 atoms, 1000 K at first, α "
    .. "= 3.0 eV/Å, at most 10 steps apart.",
  function(opt, draw)
    local quartz = nn.step { "quartz", out = "quartz/crystal.xyz",
      { "make-cell", "alpha-quartz", ["repeat"] = pick(opt, 4, 2) } }
    local function forces(name, more)
      local samples = nn.step { "quartz: " .. name, out = "quartz/" .. name .. ".xyz",
        nn.with({ "sample-md", quartz, potential = nn.share "potentials/SiO.1997.vashishta", temperature = 1000,
          element = "Si", atoms = 1,
          cutoff = 1.7, steps = pick(opt, 10000, 3000), seed = opt.seed }, more) }
      return nn.step { "quartz: forces, " .. name, out = "quartz/" .. name .. ".tab", function(out)
        local rows = {}
        for x, y, z in nn.read(samples):gmatch 'site_force="(%S+) (%S+) ([^"]+)"' do
          rows[#rows + 1] = { math.sqrt(tonumber(x) ^ 2 + tonumber(y) ^ 2 + tonumber(z) ^ 2) }
        end
        nn.write_table(out, { units = "metal", fields = { "force" }, rows = rows })
      end }
    end
    local every, some = forces("every-step", { no_sampling = true }), forces("sampled", { alpha = 3, tau_max = 10 })
    -- Histograms of as many samples as there are, each divided by its number.
    local density = nn.step { "quartz: densities", out = "quartz/densities.tab", function(out)
      local bins, width, counts, totals = {}, 0.1, { {}, {} }, {}
      for k, of in ipairs { every, some } do
        for _, row in ipairs(nn.table(of).rows) do
          local bin = math.floor(row.force / width)
          counts[k][bin] = (counts[k][bin] or 0) + 1
        end
        totals[k] = #nn.table(of)
      end
      for bin = 0, 44 do
        local a, b = counts[1][bin] or 0, counts[2][bin] or 0
        bins[bin + 1] = { (bin + 0.5) * width, a / totals[1] / width, b / totals[2] / width }
      end
      nn.write_table(out, { units = "metal", fields = { "force", "every", "sampled" }, rows = bins })
    end }
    draw { name = "force-sampling", "steps", density, x = "force", series = { "every step", "sampled" },
      xlabel = "size of the force (eV/Å)", ylabel = "density (Å/eV)" }
    return function()
      local function mean(of)
        local sum = 0
        for _, row in ipairs(nn.table(of).rows) do sum = sum + row.force / #nn.table(of) end
        return sum
      end
      return { { "mean force in quartz, every step", "eV/Å", ours = mean(every) },
        { "mean force in quartz, sampled", "eV/Å", ours = mean(some) },
        { "part of the steps that is sampled", "1", ours = #nn.table(some) / #nn.table(every) } }
    end
  end)

-- The sets of the thesis with the data they see: curves, and where neighbours and angles of the samples are.
local function frames_of_data(opt)
  return nn.step { "si: frames at 300 K", out = "si/at-300K.xyz",
    { "sample-md", crystal(3), potential = sw, temperature = 600,
    whole_frames = true, no_sampling = true, equilibrate = 300, every = 50, steps = pick(opt, 1000, 300),
    seed = opt.seed + 40 } }
end
local frames_at_300
local function dotted(name, curves, measured, x, y, columns)
  return nn.step { name, out = ("functions/%s.tab"):format((name:gsub(" ", "-"))), function(out)
    local fields, rows, highest = { x, "data" }, {}, 0
    for i = 1, columns do fields[i + 2] = "f" .. i end
    local of_data, read, at, top = nn.table(measured).rows, nn.table(curves).rows, 1, 0
    for _, row in ipairs(of_data) do highest = math.max(highest, row[y]) end
    for _, row in ipairs(read) do
      for i = 1, columns do top = math.max(top, row["f" .. i]) end
    end
    for k, row in ipairs(read) do
      while at < #of_data and of_data[at][x == "theta" and "angle" or x] < row[x] do at = at + 1 end
      rows[k] = { row[x], top * of_data[at][y] / highest }
      for i = 1, columns do rows[k][i + 2] = row["f" .. i] end
    end
    nn.write_table(out, { units = "metal", fields = fields, rows = rows })
  end }
end

common.figure("radial-set", "Radial functions of the silicon set",
  "The eight G2 of the thesis, all to 6 Å: four centred ones with η in Å⁻², and four with η = 5 Å⁻² "
    .. "shifted by R in Å. Grey: where neighbours are at 300 K.", function(opt, draw)
    frames_at_300 = frames_at_300 or frames_of_data(opt)
    local lines, names, first, last, points = {}, { "neighbours" }, 0.02, 6.2, 310
    for i, v in ipairs { { 0.3, 0 }, { 0.1, 0 }, { 0.05, 0 }, { 0.005, 0 }, { 5, 4.2 }, { 5, 3.5 }, { 5, 2.7 },
      { 5, 2 } } do
      lines[i] = ("G2 Si Si eta=%g r_s=%g cutoff=6"):format(v[1], v[2])
      names[i + 1] = v[2] == 0 and symbol "η" .. " = " .. number(v[1]) or symbol("R", "s") .. " = " .. number(v[2])
    end
    local samples = common.neighbourhoods("radial-set: one neighbour", "functions/set-one.xyz", first, last, points,
      function(r) return { { r, 0, 0 } } end)
    local curves = common.functions("radial-set", samples, lines, "r", first, last, points)
    local rdf = nn.step { "radial-set: rdf", out = "functions/radial-data.tab",
      { "measure", "rdf", frames_at_300, cutoff = 6.2, bins = 310 } }
    draw { name = "radial-set", "set", dotted("radial-set with data", curves, rdf, "r", "g", #lines), x = "r",
      xrange = { 0, 6 },
      series = names, ylabel = symbol "G" .. "^2 of one neighbour" }
  end)

common.figure("angular-set", "Angular functions of the silicon set",
  "G5 of the thesis's first set, η = 0.01 Å⁻², of two neighbours at 2.35 Å over the angle between them; in the "
    .. "legend ζ; λ. Grey: where angles are at 300 K.",
  function(opt, draw)
    frames_at_300 = frames_at_300 or frames_of_data(opt)
    local lines, names, first, last, points = {}, { "angles" }, 0.5, 180, 360
    for _, lambda in ipairs { 1, -1 } do
      for _, zeta in ipairs { 1, 2, 4, 16 } do
        lines[#lines + 1] = ("G5 Si Si Si eta=0.01 zeta=%d lambda=%d cutoff=6"):format(zeta, lambda)
        names[#names + 1] = ("%s = %d; %s1"):format(symbol "ζ", zeta, lambda > 0 and "+" or "−")
      end
    end
    local samples = common.neighbourhoods("angular-set: two neighbours", "functions/set-two.xyz", first, last, points,
      function(degrees)
      local angle = math.rad(degrees)
      return { { 2.35, 0, 0 }, { 2.35 * math.cos(angle), 2.35 * math.sin(angle), 0 } }
    end)
    local curves = common.functions("angular-set", samples, lines, "theta", first, last, points)
    local adf = nn.step { "angular-set: adf", out = "functions/angular-data.tab",
      { "measure", "adf", frames_at_300, cutoff = 6 } }
    draw { name = "angular-set", "set", dotted("angular-set with data", curves, adf, "theta", "Si-Si-Si", #lines),
      x = "theta",
      xlabel = symbol "θ" .. " (degrees)", ylabel = symbol "G" .. "^5 of two neighbours", xrange = { 0, 180 },
      series = names }
  end)

common.figure("overfitting", "Overfitting",
  "Training and test RMSE of site energies against epoch: a 24-10-1 network fitted to 5578 samples, and to 300 of the "
    .. "same.",
  function(opt, draw)
    local rows = #nn.table(data(opt).training)
    local function fit(name, held_out)
      local stem = "si/overfitting-" .. name
      return nn.step { "si: overfitting, " .. name, out = { stem .. ".nnp", log = stem .. "-log.tab" },
        { "fit-mlp", data(opt).training, hidden = 10, activation = "sigmoid", optimizer = "lm", validation = held_out,
          patience = 0,
          epochs = pick(opt, 300, 100), seed = opt.seed, log = nn.out "log" } }
    end
    local many, few = fit("many", 1 - math.min(5578, 0.85 * rows) / rows), fit("few", 1 - 300 / rows)
    local both = nn.step { "si: overfitting, both", out = "si/overfitting.tab", function(out)
      local joined, other = {}, nn.table(few.log).rows
      for i, row in ipairs(nn.table(many.log).rows) do
        if other[i] then
          joined[#joined + 1] = { row.epoch, row.train_rmse, row.validation_rmse, other[i].train_rmse,
            other[i].validation_rmse }
        end
      end
      nn.write_table(out, { units = "metal", fields = { "epoch", "many", "many_test", "few", "few_test" },
        rows = joined })
    end }
    draw { name = "overfitting", "line", both, x = "epoch", yscale = 1000, logx = true, logy = true, xlabel = "epoch",
      ylabel = "RMSE of site energies (meV)",
      series = { pick(opt, "5578", "all") .. ": training", "test", "300: training", "test" } }
    return function()
      local log = nn.table(few.log)
      local last = log.rows[#log]
      return { { "Si, fitted to 300 samples: training RMSE", "meV", ours = 1000 * last.train_rmse },
        { "Si, fitted to 300 samples: test RMSE", "meV", ours = 1000 * last.validation_rmse } }
    end
  end)

common.figure("si-energies", "Site energies of silicon",
  "Energies of single atoms from a 24-10-1 sigmoid network of the thesis's functions, against Stillinger-Weber's, of "
    .. "runs that no fit has seen.",
  function(opt, draw)
    local thesis = thesis_network(opt)
    local adam, adams = fit_starts(opt, "adam", { optimizer = "adam", learning_rate = 0.005, schedule = "cosine",
      batch = 100, init = "inverse-sqrt", epochs = pick(opt, 20000, 100), validation = 0, patience = 0, threads = 1 })
    -- The same with 24 functions that see no further than Stillinger-Weber does.
    local function described(name, sites, more)
      local command = { "symfunc", sites, set = sets.short }
      return nn.step { "si: " .. name, out = "si/" .. name .. ".tab", more and nn.pipe { command, more } or command }
    end
    local short_test = described("short-test", data(opt).test_sites)
    local short = nn.step { "si: short", out = { "si/short.nnp", errors = "si/short-errors.tab" },
      { "fit-mlp", described("short-training", data(opt).training_sites, { "scale", method = "center" }), hidden = 10,
        activation = "sigmoid",
        optimizer = "lm", epochs = pick(opt, 250, 80), seed = opt.seed, test = short_test, errors = nn.out "errors" } }
    local parity = nn.step { "si: parity", out = { "si/parity-errors.tab", list = "si/parity.tab" },
      { "validate", data(opt).test_sites, potential = thesis, energy_parity = nn.out "list" } }
    draw { name = "si-energies", "parity", parity.list, note = "eV", xlabel = "site energy: Stillinger-Weber (eV)",
      ylabel = "site energy: network (eV)" }
    -- The shortest of these fits that is as good as the thesis's.
    local sooner = {}
    for i, epochs in ipairs { 30, 40, 60, 100, 250 } do
      sooner[i] = fit_sites(opt, ("sites-%d"):format(epochs), { optimizer = "lm", epochs = epochs, threads = 1 })
    end
    return function()
      local function rmse(model) return nn.table(model.errors):get("rmse", { quantity = "energy" }) end
      local cost_of_adams = 0
      for _, start in ipairs(adams) do cost_of_adams = cost_of_adams + nn.cost(start) end
      local rows = { { "Si test site energy RMSE, thesis's set", "meV", thesis = 0.864, wanted = 0.75, moonshot = 0.5,
        ours = rmse(thesis) },
        { "Si test site energy RMSE, thesis's set, plain Adam", "meV", thesis = 0.864, wanted = 0.864,
          ours = rmse(adam) },
        { "Si time of that fit, with all starts", "s of CPU", thesis = 570, wanted = 570, ours = cost_of_adams },
        { "Si test site energy RMSE, our own set", "meV", thesis = 0.864, wanted = 0.15, moonshot = 0.03,
          ours = rmse(short) } }
      for _, fit in ipairs(sooner) do
        if rmse(fit) <= 0.864 then
          rows[#rows + 1] = { "Si time to 0.864 meV, thesis's set", "s of CPU", thesis = 570, wanted = 5, moonshot = 1,
            ours = nn.cost(fit) }
          break
        end
      end
      return rows
    end
  end)

common.figure("si-committee", "A committee over a run",
  "Site energy of one atom over 1000 steps at 300 K from four networks of the thesis's way that differ in their seed, "
    .. "and from Stillinger-Weber.",
  function(opt, draw)
    local steps = pick(opt, 1000, 500)
    local run = nn.step { "committee: run", out = "si/committee-run.xyz",
      { "sample-md", crystal(3), potential = sw, temperature = 600,
      equilibrate = 500, steps = steps, no_sampling = true, every = 2, atoms = 1, seed = opt.seed + 50 } }
    local parities = {}
    for k = 1, 4 do
      local model = fit_sites(opt, "member-" .. k,
        { optimizer = "lm", epochs = pick(opt, 60, 30), seed = opt.seed + k })
      parities[k] = nn.step { "committee: member " .. k,
        out = { ("si/member-%d-run.tab"):format(k), list = ("si/member-%d-energies.tab"):format(k) },
        { "validate", run, potential = model, energy_parity = nn.out "list" } }
    end
    local energies = nn.step { "committee: energies", out = "si/committee.tab", function(out)
      local tables, rows = {}, {}
      for k = 1, 4 do tables[k] = nn.table(parities[k].list).rows end
      for i, row in ipairs(tables[1]) do
        rows[i] = { 0.002 * (i - 1), row.reference }
        for k = 1, 4 do rows[i][k + 2] = tables[k][i].predicted end
      end
      nn.write_table(out, { units = "metal", rows = rows,
        fields = { "time", "Stillinger-Weber", "network1", "network2", "network3", "network4" } })
    end }
    draw { name = "si-committee", "line", energies, x = "time", xlabel = "time (ps)", ylabel = "site energy (eV)",
      overlay = true,
      series = { "Stillinger-Weber", "network 1", "network 2", "network 3", "network 4" } }
    local deviations = nn.step { "committee: deviations", out = "si/committee-deviations.tab", function(out)
      local rows = {}
      for i, row in ipairs(nn.table(energies).rows) do
        rows[i] = { row.time }
        for k = 1, 4 do rows[i][k + 1] = 1000 * (row["network" .. k] - row["Stillinger-Weber"]) end
      end
      nn.write_table(out, { units = "metal", rows = rows,
        fields = { "time", "network1", "network2", "network3", "network4" } })
    end }
    draw { name = "si-committee-deviations", "line", deviations, x = "time", xlabel = "time (ps)",
      ylabel = "deviation (meV)",
      series = { "network 1", "network 2", "network 3", "network 4" },
      alt = "Deviations of the four networks from Stillinger-Weber, a few meV, largest where the energy is high" }
    return function()
      local widest, sum = 0, 0
      for _, row in ipairs(nn.table(energies).rows) do
        local low, high = math.huge, -math.huge
        for k = 1, 4 do low, high = math.min(low, row["network" .. k]), math.max(high, row["network" .. k]) end
        widest, sum = math.max(widest, high - low), sum + (high - low)
      end
      return { { "Si committee: largest spread over the run", "meV", ours = 1000 * widest },
        { "Si committee: mean spread", "meV", ours = 1000 * sum / #nn.table(energies) } }
    end
  end)

common.figure("si-forces", "Errors of forces by their size",
  "RMSE of force components in bins of the size of the reference force, on the atoms of 84 frames from 50 to 500 K "
    .. "(thesis: 3000 configurations): the thesis's way, from site energies, and a fit of whole frames with their "
    .. "forces.",
  function(opt, draw)
    local sites, frames = errors(opt, "sites", thesis_network(opt)), errors(opt, "frames", frames_network(opt))
    local by_size = nn.step { "si: errors by size", out = "si/by-size.tab", function(out)
      local rows = {}
      for i, row in ipairs(nn.table(sites).rows) do
        local low, high = row.subset:match "size:(.*)-(.*)"
        if low and tonumber(high) then
          rows[#rows + 1] = { (low + high) / 2, row.rmse, nn.table(frames).rows[i].rmse }
        end
      end
      nn.write_table(out, { fields = { "force", "sites", "frames" }, rows = rows })
    end }
    draw { name = "si-forces", "loglog", by_size, x = "force", series = { "from site energies", "from frames" },
      xlabel = "size of the force (eV/Å)", ylabel = "RMSE of the force (meV/Å)" }
    return function()
      local function of(table, quantity) return nn.table(table):get("rmse", { quantity = quantity, subset = "all" }) end
      return { { "Si force RMSE, from site energies", "meV/Å", thesis = 41.2, wanted = 41.2,
        ours = of(sites, "force") },
        { "Si force RMSE, from frames", "meV/Å", thesis = 41.2, wanted = 5, moonshot = 1.5,
          ours = of(frames, "force") },
        { "Si energy RMSE, from frames", "meV/atom", thesis = 0.864, wanted = 0.03, moonshot = 0.01,
          ours = of(frames, "energy") } }
    end
  end)

common.figure("si-rdf", "Radial distribution of silicon",
  "1000 atoms, a = 5.431 Å, 300 K at first, NVE, 10 ps after 10 ps of equilibration: Stillinger-Weber, and the "
    .. "networks from the same atoms and velocities.",
  function(opt, draw)
    local steps = pick(opt, 10000, 1500)
    local function run_md(name, from, more)
      return nn.step { "si: " .. name, out = { "si/" .. name .. ".xyz", thermo = "si/" .. name .. "-thermo.tab" },
        nn.with({ "run-md", from, seed = opt.seed, timestep = 0.001, steps = steps, every = 100, thermo = 50,
          thermo_output = nn.out "thermo",
          on_extrapolation = "ignore" }, more) }
    end
    local start = run_md("equilibration", crystal(pick(opt, 5, 3)), { potential = sw, temperature = 300, every = 0 })
    local potentials, runs, rdfs = { sw, thesis_network(opt), frames_network(opt) }, {}, {}
    for i, name in ipairs { "run-sw", "run-sites", "run-frames" } do
      runs[i] = run_md(name, start, { potential = potentials[i] })
      rdfs[i] = nn.step { "si: rdf of " .. name, out = "si/" .. name .. "-rdf.tab",
        { "measure", "rdf", runs[i], cutoff = 8, bins = 400 } }
    end
    draw { name = "si-rdf", "rdf", rdfs[1], rdfs[2], rdfs[3],
      series = { "Stillinger-Weber", "from site energies", "from frames" } }
    return function()
      local atoms, of_sw = nn.table(runs[1].thermo).notes.atoms, nn.table(rdfs[1])
      local function drift(run) return 1000 / atoms * nn.table(run.thermo):slope("etotal", "time") end
      return { { "Si rms difference of g(r), from site energies", "1",
        ours = of_sw:rms_difference(nn.table(rdfs[2]), "g") },
        { "Si rms difference of g(r), from frames", "1",
          ours = of_sw:rms_difference(nn.table(rdfs[3]), "g") },
        { "Si NVE energy drift, from frames", "meV/atom/ps", wanted = 1e-3, moonshot = math.abs(drift(runs[1])),
          ours = math.abs(drift(runs[3])) },
        { "Si NVE energy drift, Stillinger-Weber", "meV/atom/ps", ours = math.abs(drift(runs[1])) } }
    end
  end)

common.figure("si-elastic", "Elastic constants of silicon",
  "How far bulk modulus, shear modulus c₄₄ and Poisson's ratio of the networks are from Stillinger-Weber's own, by "
    .. "the same method.",
  function(opt)
    local potentials, tables = { sw = sw, sites = thesis_network(opt), frames = frames_network(opt) }, {}
    for name, potential in pairs(potentials) do
      tables[name] = nn.step { "si: elastic, " .. name, out = "si/elastic-" .. name .. ".tab",
        { "measure", "elastic", crystal(1), potential = potential } }
    end
    return function()
      local rows = {}
      for _, of in ipairs { "sites", "frames" } do
        for _, entry in ipairs { { "bulk", "bulk modulus", 1.58 }, { "c44", "c44", 5.22 },
          { "poisson_100", "Poisson's ratio", 3.88 } } do
          local function value(name) return nn.table(tables[name]):get("value", { quantity = entry[1] }) end
          rows[#rows + 1] = { ("Si %s off, from %s"):format(entry[2], of == "sites" and "site energies" or "frames"),
            "%",
            thesis = entry[3], wanted = of == "frames" and 0.5 or entry[3], moonshot = of == "frames" and 0.1 or nil,
            ours = 100 * math.abs(value(of) / value "sw" - 1) }
        end
      end
      return rows
    end
  end)

common.figure("si-cost", "Cost in molecular dynamics",
  "CPU time of 1000 steps of 1000 atoms at 300 K on one thread, over that of Stillinger-Weber; the thesis says 10 to "
    .. "100.",
  function(opt)
    local from, steps, runs = crystal(pick(opt, 5, 3)), pick(opt, 1000, 300), {}
    for i, potential in ipairs { sw, thesis_network(opt), frames_network(opt) } do
      runs[i] = nn.step { "si: cost " .. i, out = ("si/cost-%d.xyz"):format(i),
        { "run-md", from, potential = potential, threads = 1,
        temperature = 600, timestep = 0.001, steps = steps, every = 0, seed = opt.seed, on_extrapolation = "ignore" } }
    end
    return function()
      return { { "Si cost in MD over Stillinger-Weber's, thesis's set", "1", thesis = 10, wanted = 10,
        ours = nn.cost(runs[2]) / nn.cost(runs[1]) },
        { "Si cost in MD over Stillinger-Weber's, our own set", "1", thesis = 10, wanted = 10, moonshot = 5,
          ours = nn.cost(runs[3]) / nn.cost(runs[1]) } }
    end
  end)

-- Layers × nodes of the thesis's search, with its best RMSE in meV and its seconds.
local searched = { { 1, 4, 4.445, 575 }, { 1, 8, 2.250, 570 }, { 1, 12, 2.303, 622 }, { 1, 16, 2.201, 630 },
  { 1, 20, 1.860, 617 },
  { 1, 24, 1.928, 621 }, { 1, 28, 2.407, 697 }, { 1, 32, 2.214, 672 }, { 2, 4, 2.947, 750 }, { 2, 8, 1.933, 671 },
  { 2, 12, 1.450, 766 }, { 2, 16, 1.791, 633 }, { 2, 20, 1.492, 546 }, { 2, 24, 2.118, 819 }, { 2, 28, 1.455, 895 },
  { 2, 32, 2.008, 344 } }

common.figure("grid-search", "Search over architectures",
  "Test RMSE of site energies, thesis's set, one and two hidden layers of 4 to 32 nodes: the thesis's by Adam, ours "
    .. "by Levenberg-Marquardt.",
  function(opt, draw)
    local chosen, fitted = {}, {}
    for i, entry in ipairs(searched) do
      if not opt.quick or i % 8 < 3 then
        chosen[#chosen + 1] = entry
        fitted[#fitted + 1] = fit_sites(opt, ("grid-%dx%d"):format(entry[1], entry[2]),
          { optimizer = "lm", epochs = pick(opt, 60, 20),
          hidden = entry[1] == 1 and entry[2] or { entry[2], entry[2] } })
      end
    end
    local function rmse(i) return nn.table(fitted[i].errors):get("rmse", { quantity = "energy" }) end
    local grid = nn.step { "grid search", out = "si/grid.tab", function(out)
      local rows = {}
      for i, entry in ipairs(chosen) do rows[i] = { entry[2] + (entry[1] - 1) * 40, entry[3], rmse(i) } end
      nn.write_table(out, { fields = { "nodes", "thesis", "ours" }, rows = rows })
    end }
    draw { name = "grid-search", "points", grid, x = "nodes", yrange = { 0, 5 },
      series = { "thesis: Adam", "ours: Levenberg-Marquardt" },
      xlabel = "nodes: one hidden layer, then two", ylabel = "test RMSE (meV)", key = "top-right",
      xticks = { "4=4", "16=16", "32=32", "2×4=44", "2×16=56", "2×32=72" } }
    return function()
      local rows = {
        cells = { { "network", "thesis (meV)", "ours (meV)", "ours / thesis", "thesis (s)", "ours (s of CPU)" } } }
      for i, entry in ipairs(chosen) do
        local name = ("%d × %d"):format(entry[1], entry[2])
        rows[i] = { "Si grid search, " .. name, "meV", thesis = entry[3], ours = rmse(i), aside = true }
        rows.cells[i + 1] = { name, entry[3], rmse(i), rmse(i) / entry[3], entry[4], nn.cost(fitted[i]) }
      end
      return rows
    end
  end)
