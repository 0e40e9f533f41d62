-- Two classes of points in a plane and the lines that part them: Rosenblatt's perceptron, which stops at the first line
-- without a mistake, and logistic regression, a network without hidden layers, which finds the likeliest one.
--
--   nnpipe run lectures/perceptron.lua [points=60 seed=1]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  points = 60, -- of each class
  passes = 100, -- of the perceptron over the data, at most
  seed = 3, -- of all random numbers
}

local data = common.table("data", "data.tab", { "x1", "x2", "class" }, function()
  local normal, rows = common.normal(opt.seed), {}
  for i = 1, 2 * opt.points do
    local class = i % 2
    rows[i] = { 0.5 * normal() + (class == 0 and -1 or 1), 0.7 * normal() + (class == 0 and -0.8 or 0.8), class }
  end
  return rows
end)
local logistic = nn.step { "logistic regression", out = "logistic.nnp",
  { "fit-mlp", data, inputs = { "x1", "x2" }, targets = "class", classify = true, hidden = 0, epochs = 200, batch = 0,
    validation = 0,
    l2 = 0.01, learning_rate = 0.05, optimizer = "adam", seed = opt.seed } }

-- Weights and bias of the line w₁x₁ + w₂x₂ + b = 0.
local function perceptron(rows)
  local w1, w2, b = 0, 0, 0
  for _ = 1, opt.passes do
    local mistakes = 0
    for _, row in ipairs(rows) do
      local sign = row.class == 1 and 1 or -1
      if sign * (w1 * row.x1 + w2 * row.x2 + b) <= 0 then
        w1, w2, b, mistakes = w1 + sign * row.x1, w2 + sign * row.x2, b + sign, mistakes + 1
      end
    end
    if mistakes == 0 then break end
  end
  return w1, w2, b
end

-- One table for all: points of either class, and both lines, each in a column of its own.
local picture = nn.step { "lines", out = "lines.tab", function(out)
  local read, network = nn.table(data).rows, common.network(logistic)
  local rows, nan = {}, 0 / 0
  for i, row in ipairs(read) do
    rows[i] = { row.x1, row.class == 0 and row.x2 or nan, row.class == 1 and row.x2 or nan, nan, nan }
  end
  local w1, w2, b = perceptron(read)
  local function difference(x1, x2) local y = network { x1, x2 } return y[2] - y[1] end
  for k = 0, 40 do
    local x1 = -2 + k / 10
    -- The network is linear: its difference of outputs vanishes where two values of x2 say.
    local at_0, at_1 = difference(x1, 0), difference(x1, 1)
    rows[#rows + 1] = { x1, nan, nan, -(w1 * x1 + b) / w2, -at_0 / (at_1 - at_0) }
  end
  nn.write_table(out, { fields = { "x1", "points_1", "points_2", "perceptron", "logistic" }, rows = rows })
end }
nn.picture { "points-and-lines", picture, out = "perceptron", x = "x1",
  y = { "points_1", "points_2", "perceptron", "logistic" },
  series = { "one class", "the other", "perceptron", "logistic regression" }, yrange = { -3, 3 }, markup = true,
  xlabel = "{/:Italic x}_1", ylabel = "{/:Italic x}_2" }
