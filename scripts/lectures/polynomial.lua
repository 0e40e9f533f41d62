-- A polynomial through few points: of degree 9 it goes through each and nowhere between; with a penalty on the squares of its
-- coefficients (ridge) it follows what the points were drawn from. Linear networks of the columns x, x² … x⁹.
--
--   nnpipe run lectures/polynomial.lua [ridge=0.001 noise=0.15]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  points = 12, -- drawn from sin 2πx on [0, 1]
  noise = 0.2, -- standard deviation of what is added to them
  degree = 9, -- of the polynomial
  ridge = 0.0001, -- weight of the penalty
  seed = 2, -- of all random numbers
}

local powers, fields = {}, { "x" }
for k = 1, opt.degree do powers[k], fields[k + 1] = "x" .. k, "x" .. k end
fields[#fields + 1] = "y"
local function row_of(x, y)
  local row = { x }
  for k = 1, opt.degree do row[k + 1] = (2 * x - 1) ^ k end
  row[#row + 1] = y
  return row
end
local data = common.table("data", "data.tab", fields, function()
  local normal, rows = common.normal(opt.seed), {}
  for i = 1, opt.points do
    local x = (i - 1) / (opt.points - 1)
    rows[i] = row_of(x, math.sin(2 * math.pi * x) + opt.noise * normal())
  end
  return rows
end)
local function fit(name, more)
  return nn.step { name, out = name .. ".nnp", nn.with({ "fit-mlp", data, inputs = powers, targets = "y", hidden = 0, optimizer = "lm",
    epochs = 500, patience = 0, validation = 0, seed = opt.seed }, more) }
end
local plain, ridge = fit("plain", {}), fit("ridge", { l2 = opt.ridge })

local curves = nn.step { "curves", out = "curves.tab", function(out)
  local networks, rows, nan = { common.network(plain), common.network(ridge) }, {}, 0 / 0
  for i, row in ipairs(nn.table(data).rows) do rows[i] = { row.x, row.y, nan, nan, nan } end
  for k = 0, 200 do
    local x = k / 200
    local inputs = row_of(x, 0)
    table.remove(inputs, 1)
    rows[#rows + 1] = { x, nan, math.sin(2 * math.pi * x), networks[1](inputs)[1], networks[2](inputs)[1] }
  end
  nn.write_table(out, { fields = { "x", "points", "sine", "plain", "ridge" }, rows = rows })
end }
nn.plot { "points-and-lines", curves, out = "polynomial.png", x = "x", y = { "points", "sine", "plain", "ridge" }, xlabel = "x",
  ylabel = "y", yrange = { -2, 2 }, series = { "data", "drawn from", ("degree %d"):format(opt.degree), "with ridge" } }
