-- A polynomial through few points: of degree 9 it goes through each and nowhere between; with a penalty on the squares
-- of its coefficients (ridge) it follows what the points were drawn from. Linear networks of x, x² … x⁹, which
-- fit-mlp makes itself.
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

local data = common.table("data", "data.tab", { "x", "y" }, function()
  local normal, rows = common.normal(opt.seed), {}
  for i = 1, opt.points do
    local x = (i - 1) / (opt.points - 1)
    rows[i] = { x, math.sin(2 * math.pi * x) + opt.noise * normal() }
  end
  return rows
end)
local function fit(name, more)
  return nn.step { name, out = name .. ".nnp",
    nn.with({ "fit-mlp", data, inputs = "x", targets = "y", polynomial = opt.degree, hidden = 0, optimizer = "lm",
    epochs = 500, patience = 0, validation = 0, seed = opt.seed }, more) }
end
local plain, ridge = fit("plain", {}), fit("ridge", { l2 = opt.ridge })

local curves = nn.step { "curves", out = "curves.tab", function(out)
  local networks, rows, nan = { common.network(plain), common.network(ridge) }, {}, 0 / 0
  for i, row in ipairs(nn.table(data).rows) do rows[i] = { row.x, row.y, nan, nan, nan } end
  for k = 0, 200 do
    local x = k / 200
    rows[#rows + 1] = { x, nan, math.sin(2 * math.pi * x), networks[1] { x }[1], networks[2] { x }[1] }
  end
  nn.write_table(out, { fields = { "x", "points", "sine", "plain", "ridge" }, rows = rows })
end }
nn.picture { "points-and-lines", curves, out = "polynomial", x = "x", y = { "points", "sine", "plain", "ridge" },
  xlabel = "x",
  ylabel = "y", yrange = { -2, 2 }, series = { "data", "drawn from", ("degree %d"):format(opt.degree), "with ridge" } }
