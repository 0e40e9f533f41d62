-- Kernel ridge regression, which is the mean of a Gaussian process: few noisy points, three kernels, and how sure
-- each is between the points. The length and the ridge are those under which the points are most likely.
--
--   nnpipe run lectures/kernels.lua [points=14 noise=0.1]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  points = 20, -- drawn from a function on [0, 5]
  noise = 0.1, -- standard deviation of what is added to them
  degree = 5, -- of the polynomial kernel
  unseen = 2000, -- points that deviations are tested on
  seed = 3, -- of all random numbers
}

local function wanted(x) return math.sin(2 * x) * math.exp(-0.2 * x) end
local function points(name, number, seed, place)
  return common.table(name, name .. ".tab", { "x", "y" }, function()
    local normal, rows = common.normal(seed), {}
    for i = 1, number do
      local x = place((i - 0.5) / number)
      rows[i] = { x, wanted(x) + opt.noise * normal() }
    end
    return rows
  end)
end
-- There is a gap between 2.6 and 4.2, where the deviation has to grow.
local data = points("data", opt.points, opt.seed, function(part) return part < 0.8 and 2.6 * part / 0.8 or 4.2
  + 4 * (part - 0.8) end)
local unseen = points("unseen", opt.unseen, opt.seed + 1, function(part) return 5 * part end)
local kinds = { { "linear", "line" }, { "polynomial", "polynomial of degree " .. opt.degree }, { "gaussian",
  "Gaussian" } }
local grid = common.table("grid", "grid.tab", { "x", "y" }, function()
  local rows = {}
  for k = 0, 300 do rows[k + 1] = { k / 60, wanted(k / 60) } end
  return rows
end)
local fits = {}
for i, kind in ipairs(kinds) do
  local name = kind[1]
  -- A line learns so little of the curve that its fit ends with status 3.
  local model = nn.step { name, out = { name .. ".kernel", log = name .. "-log.tab" }, may_end_early = name == "linear",
    nn.with({ "fit-kernel", data, inputs = "x", targets = "y", kernel = name, log = nn.out "log" },
      name == "polynomial" and { degree = opt.degree } or {}) }
  local function test(of, table_of)
    return nn.step { name .. " " .. of, out = { ("%s-%s-errors.tab"):format(name, of),
      list = ("%s-%s.tab"):format(name, of),
      calibration = ("%s-%s-calibration.tab"):format(name, of) },
      { "validate", table_of, potential = model, predictions = nn.out "list", calibration = nn.out "calibration" } }
  end
  fits[i] = { model = model, curve = test("curve", grid), test = test("test", unseen) }
end

local function drawn(name, fields, values)
  return nn.step { name, out = name .. ".tab", function(out)
    local rows, nan = {}, 0 / 0
    local function row(x, at)
      local all = { x }
      for c = 2, #fields do all[c] = at[fields[c]] or nan end
      rows[#rows + 1] = all
    end
    for _, each in ipairs(nn.table(data).rows) do row(each.x, { points = each.y }) end
    local curves = {}
    for i, fit in ipairs(fits) do curves[i] = nn.table(fit.curve.list).rows end
    for k, each in ipairs(nn.table(grid).rows) do row(each.x, values(k, each, curves)) end
    nn.write_table(out, { fields = fields, rows = rows })
  end }
end
local means = drawn("means", { "x", "points", "wanted", "linear", "polynomial", "gaussian" }, function(k, each, curves)
  return { wanted = each.y, linear = curves[1][k].predicted, polynomial = curves[2][k].predicted,
    gaussian = curves[3][k].predicted }
end)
local band = drawn("band", { "x", "points", "wanted", "mean", "low", "high" }, function(k, each, curves)
  local at = curves[3][k]
  return { wanted = each.y, mean = at.predicted, low = at.predicted - 2 * at.deviation, high = at.predicted
    + 2 * at.deviation }
end)
local axes = { x = "x", yrange = { -2, 2 }, markup = true, xlabel = "{/:Italic x}", ylabel = "{/:Italic y}" }
nn.picture(nn.with({ "points-and-lines", means, out = "kernels", y = { "points", "wanted", "linear", "polynomial",
  "gaussian" },
  series = { "data", "drawn from", kinds[1][2], kinds[2][2], kinds[3][2] } }, axes))
nn.picture(nn.with({ "points-and-lines", band, out = "kernels-band", y = { "points", "wanted", "mean", "low", "high" },
  series = { "data", "drawn from", "mean of the process", "mean − 2 deviations", "mean + 2 deviations" } }, axes))

local rows = { title = "Unseen points: error, and error over deviation (1: deviations are right)" }
for i, kind in ipairs(kinds) do
  rows[#rows + 1] = { kind[2] .. ": RMSE", "1", ours = nn.table(fits[i].test):get("rmse", { quantity = "y" }) }
  rows[#rows + 1] = { kind[2] .. ": error over deviation", "1",
    ours = nn.table(fits[i].test.calibration):get("normalised", { subset = "all" }) }
end
nn.summary(rows)
