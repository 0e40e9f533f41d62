-- Figures of networks that learn the Lennard-Jones potential of argon.
local nn = require "nnpipe"
local common = require "figures.common"
local pick, symbol = common.pick, common.symbol

local epsilon, sigma, cutoff, range = 0.010323, 3.405, 8.5125, { 3.2, 8.5125 }
local argon = ("lj:epsilon=%g,sigma=%g,cutoff=%g,shift"):format(epsilon, sigma, cutoff)

local function gen_lj(more)
  return nn.with({ "gen-lj", epsilon = epsilon, sigma = sigma, cutoff = cutoff, range = range }, more)
end

-- One pair: 1-10-1 sigmoid, 10 000 points of training, 1000 of test; by Levenberg-Marquardt, and by Adam as in the
-- thesis.
local pair
local function networks_of_a_pair(opt)
  if pair then return pair end
  local data = nn.step { "lj: data", out = "lj/data.tab", gen_lj { points = 10000, seed = opt.seed } }
  local test = nn.step { "lj: test data", out = "lj/test.tab",
    gen_lj { points = 1000, slope = true, seed = opt.seed + 1 } }
  local function fit(name, more)
    local stem = "lj/" .. name
    return nn.step { "lj: " .. name, out = { stem .. ".nnp", log = stem .. "-log.tab", errors = stem .. "-errors.tab" },
      nn.with({ "fit-mlp", data, hidden = 10, activation = "sigmoid", seed = opt.seed, log = nn.out "log", test = test,
        errors = nn.out "errors" }, more) }
  end
  pair = { lm = fit("lm", { optimizer = "lm", epochs = pick(opt, 500, 300) }),
    adam = fit("adam", { optimizer = "adam", learning_rate = 0.01, last_learning_rate = 0.0001, batch = 100,
      epochs = pick(opt, 5000, 300), patience = 0 }) }
  common.fit("Lennard-Jones, by Levenberg-Marquardt", "Lennard-Jones, argon", data, "distances", pair.lm)
  common.fit("Lennard-Jones, by Adam", "Lennard-Jones, argon", data, "distances", pair.adam)
  return pair
end

local function curve(name, potential)
  return nn.step { "lj: " .. name .. " curve", out = "lj/" .. name .. "-curve.tab",
    { "measure", "dimer", potential = potential, low = range[1], high = range[2], points = 1000, elements = "Ar" } }
end
local differences
local function errors_over_r(opt)
  if differences then return differences end
  local fits = networks_of_a_pair(opt)
  local real, lm, adam = curve("Lennard-Jones", argon), curve("lm", fits.lm), curve("adam", fits.adam)
  differences = nn.step { "lj: errors over r", out = "lj/errors-over-r.tab", function(out)
    local rows, tables = {}, { nn.table(lm), nn.table(adam) }
    for i, row in ipairs(nn.table(real).rows) do
      rows[i] = { row.r }
      for _, column in ipairs { "energy_Ar-Ar", "force_Ar-Ar" } do
        for _, of in ipairs(tables) do rows[i][#rows[i] + 1] = 1000 * math.abs(of.rows[i][column] - row[column]) end
      end
    end
    nn.write_table(out, { units = "metal", rows = rows,
      fields = { "r", "energy_lm", "energy_adam", "slope_lm", "slope_adam" } })
  end }
  return differences
end
local both = { "Levenberg-Marquardt", "Adam" }
local function row_of(what, fit, quantity, unit, thesis, wanted, moonshot)
  return { what, unit, thesis = thesis, wanted = wanted, moonshot = moonshot,
    ours = nn.table(fit.errors):get("rmse", { quantity = quantity }) }
end

common.figure("lj-error", "Error of the Lennard-Jones network",
  "How far the network's energy is from Lennard-Jones's over r: 1-10-1 sigmoid, 10 000 training points. By "
    .. "Levenberg-Marquardt, and by Adam as in the thesis.",
  function(opt, draw)
    local fits = networks_of_a_pair(opt)
    draw { name = "lj-error", "line", errors_over_r(opt), x = "r", y = { "energy_lm", "energy_adam" }, logy = true,
      ylabel = ("|%s − %s| (meV)"):format(symbol("E", "LJ"), symbol("E", "NN")), series = both }
    return function()
      return { row_of("LJ test energy RMSE", fits.lm, "energy", "meV", 0.896, 0.01, 0.0005),
        row_of("LJ test energy RMSE, Adam", fits.adam, "energy", "meV", 0.896, 0.896),
        { "LJ training time", "s of CPU", wanted = 10, moonshot = 2, ours = nn.cost(fits.lm) } }
    end
  end)

common.figure("lj-gradient-error", "Error of its slope",
  "How far the slope dE/dr of the same networks, which never saw one, is from Lennard-Jones's.",
  function(opt, draw)
    local fits = networks_of_a_pair(opt)
    draw { name = "lj-gradient-error", "line", errors_over_r(opt), x = "r", y = { "slope_lm", "slope_adam" },
      logy = true,
      series = both,
      ylabel = ("|d%s/d%s − d%s/d%s| (meV/Å)"):format(symbol("E", "LJ"), symbol "r", symbol("E", "NN"), symbol "r") }
    return function()
      return { row_of("LJ test slope RMSE", fits.lm, "slope", "meV/Å", 24.3, 0.5, 0.03),
        row_of("LJ test slope RMSE, Adam", fits.adam, "slope", "meV/Å", 24.3, 24.3) }
    end
  end)

common.figure("lj-many", "Energy of 20 neighbours",
  "Training and test error against epoch: 20 distances in, the sum of their energies out, 1 × 200 sigmoid, Adam.",
  function(opt, draw)
    local data = nn.step { "lj-many: data", out = "lj-many/data.tab",
      gen_lj { points = pick(opt, 40000, 10000), neighbours = 20, seed = opt.seed } }
    local fit = nn.step { "lj-many", out = { "lj-many/model.nnp", log = "lj-many/log.tab" },
      { "fit-mlp", data, hidden = 200, activation = "sigmoid", optimizer = "adam", learning_rate = 0.02,
        last_learning_rate = 0.0002, init = "inverse-sqrt", scaling = "standardize", batch = 100,
        epochs = pick(opt, 300, 20),
        patience = 0, validation = 0.1, seed = opt.seed, log = nn.out "log" } }
    draw { name = "lj-many", "line", fit.log, x = "epoch", y = { "train_rmse", "validation_rmse" }, yscale = 1000,
      logx = true,
      xlabel = "epoch", ylabel = "RMSE (meV)", series = { "training", "test" } }
    return function()
      return { { "LJ, 20 neighbours: test energy RMSE", "meV",
        ours = 1000 * nn.table(fit.log):least("validation_rmse").validation_rmse } }
    end
  end)

-- Five neighbours. The rows of a table of vectors as pairs of atoms, a frame each: a pair potential gives their forces.
local function pairs_of(name, vectors)
  return nn.step { name, out = "lj-vector/pairs.xyz", function(out)
    local file = assert(io.open(out, "w"))
    for _, row in ipairs(nn.table(vectors).rows) do
      for i = 1, 5 do
        assert(file:write('2\nProperties=species:S:1:pos:R:3 pbc="F F F" units=metal\nAr 0 0 0\n',
          ("Ar %.16g %.16g %.16g\n"):format(row["x" .. i], row["y" .. i], row["z" .. i])))
      end
    end
    assert(file:close())
  end }
end
-- Energy and force on the centre of each row, summed over its pairs.
local function sums_of_pairs(name, labelled)
  return nn.step { name, out = "lj-vector/gradient.tab", function(out)
    local rows, line_of, pair_of = {}, 0, 0
    for line in nn.read(labelled):gmatch "[^\n]+" do
      line_of = line_of + 1
      local row = rows[#rows]
      if line_of % 4 == 2 then
        if pair_of % 5 == 0 then row = { 0, 0, 0, 0 }; rows[#rows + 1] = row end
        pair_of = pair_of + 1
        row[4] = row[4] + tonumber(line:match "energy=([^ ]+)")
      elseif line_of % 4 == 3 then
        local fx, fy, fz = line:match "(%S+) +(%S+) +(%S+)$" -- the forces stand last
        row[1], row[2], row[3] = row[1] + tonumber(fx), row[2] + tonumber(fy), row[3] + tonumber(fz)
      end
    end
    nn.write_table(out, { units = "metal", fields = { "fx", "fy", "fz", "energy" }, rows = rows })
  end }
end

common.figure("lj-vector", "Forces as outputs, and as the gradient",
  "Five neighbours as (x, y, z, r). A 20-100-100-4 network whose outputs are force and energy, epoch by epoch; level, "
    .. "the network"
  .. " of one distance whose energies are summed and whose gradient is the force. Errors over test configurations.",
  function(opt, draw)
    local points = pick(opt, 20000, 4000)
    local function vectors(name, count, seed)
      return nn.step { "lj-vector: " .. name, out = "lj-vector/" .. name .. ".tab",
        gen_lj { points = count, neighbours = 5, vector = true, seed = seed } }
    end
    local data, test = vectors("data", points, opt.seed), vectors("test", 1000, opt.seed + 1)
    local outputs = nn.step { "lj-vector: four outputs",
      out = { "lj-vector/outputs.nnp", log = "lj-vector/outputs-log.tab", errors = "lj-vector/outputs-errors.tab" },
      { "fit-mlp", data, hidden = { 100, 100 }, activation = "sigmoid", optimizer = "adam", learning_rate = 0.01,
        last_learning_rate = 0.0002, init = "inverse-sqrt", scaling = "standardize", batch = 100,
        epochs = pick(opt, 300, 25),
        patience = 0, seed = opt.seed, log = nn.out "log", test = test, errors = nn.out "errors" } }
    local labelled = nn.step { "lj-vector: labelled", out = "lj-vector/labelled.xyz",
      { "label", pairs_of("lj-vector: pairs", test), potential = networks_of_a_pair(opt).lm } }
    local gradient = sums_of_pairs("lj-vector: gradient", labelled)
    -- RMSE of energy and of force components by the gradient, eV and eV/Å.
    local function of_gradient()
      local reference, ours, sum_e, sum_f = nn.table(test), nn.table(gradient), 0, 0
      for i, row in ipairs(reference.rows) do
        sum_e = sum_e + (ours.rows[i].energy - row.energy) ^ 2
        for _, c in ipairs { "fx", "fy", "fz" } do sum_f = sum_f + (ours.rows[i][c] - row[c]) ^ 2 end
      end
      return math.sqrt(sum_e / #reference), math.sqrt(sum_f / #reference / 3)
    end
    local both_ways = nn.step { "lj-vector: both ways", out = "lj-vector/both.tab", inputs = { test, gradient },
      function(out)
      local energy, force = of_gradient()
      local rows = {}
      for i, row in ipairs(nn.table(outputs.log).rows) do
        rows[i] = { row.epoch, row.validation_rmse_fx, row.train_rmse_fx, force, row.validation_rmse_energy,
          row.train_rmse_energy, energy }
      end
      nn.write_table(out, { units = "metal", rows = rows,
        fields = { "epoch", "force_test", "force_training", "force_gradient", "energy_test", "energy_training",
          "energy_gradient" } })
    end }
    for _, of in ipairs { { "force", "RMSE of the force (meV/Å)" }, { "energy", "RMSE of the energy (meV)" } } do
      draw { name = "lj-vector-" .. of[1], "line", both_ways, x = "epoch", logx = true, logy = true, yscale = 1000,
        y = { of[1] .. "_test", of[1] .. "_training", of[1] .. "_gradient" }, xlabel = "epoch", ylabel = of[2],
        series = { "output: test", "output: training", of[1] == "force" and "gradient" or "sum of pairs" },
        alt = ("Error of the %s against epoch, falling, and far below it the level of the sum over pairs")
          :format(of[1]) }
    end
    return function()
      local energy, force = of_gradient()
      local direct = nn.table(outputs.errors)
      return {
        { "LJ, 5 neighbours: force RMSE, force as output", "meV/Å",
          ours = 1000 * direct:get("rmse", { quantity = "fx" }) },
        { "LJ, 5 neighbours: force RMSE, gradient of the energy", "meV/Å", ours = 1000 * force },
        { "LJ, 5 neighbours: energy RMSE, energy as output", "meV",
          ours = 1000 * direct:get("rmse", { quantity = "energy" }) },
        { "LJ, 5 neighbours: energy RMSE, sum of pairs", "meV", ours = 1000 * energy },
      }
    end
  end)
