-- Margins: of all lines that part two clouds the one with the widest strip on either side, as a dual problem of its
-- support vectors; and the same in the space of a Gaussian kernel, where a line becomes a closed curve.
--
--   nnpipe run lectures/margins.lua [points=40 penalty=1]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  points = 40, -- of each class
  penalty = 1, -- C: weight of points that are within the strip
  ring_penalty = 10, -- the same of the kernel
  seed = 4, -- of all random numbers
}

local function clouds(name, place)
  return common.table(name, name .. ".tab", { "x1", "x2", "class" }, function()
    local normal, rows = common.normal(opt.seed), {}
    for i = 1, 2 * opt.points do
      local class = i % 2
      local x1, x2 = place(normal, class)
      rows[i] = { x1, x2, class }
    end
    return rows
  end)
end
local two = clouds("clouds", function(normal, class)
  local side = class == 1 and 1 or -1
  return 0.6 * normal() + 0.9 * side, 0.6 * normal() + 0.7 * side
end)
local ring = clouds("ring", function(normal, class)
  if class == 1 then return 0.55 * normal(), 0.55 * normal() end
  local angle, radius = 2.4 * normal(), 1.9 + 0.25 * normal()
  return radius * math.cos(angle), radius * math.sin(angle)
end)
local function fit(name, data, more)
  return nn.step { name, out = { name .. ".kernel", support = name .. "-support.tab" },
    nn.with({ "fit-kernel", data, inputs = { "x1", "x2" }, targets = "class", classify = true,
      support = nn.out "support" }, more) }
end
local line = fit("line", two, { kernel = "linear", penalty = opt.penalty })
local curve = fit("curve", ring, { kernel = "gaussian", length = 1, penalty = opt.ring_penalty })

-- Decision values on a grid, from which level lines are read: each crossing of a level between two points of the grid.
local size = 161
local function grid_table(name, reach)
  return common.table(name .. " grid", name .. "-grid.tab", { "x1", "x2", "class" }, function()
    local rows = {}
    for i = 0, size - 1 do
      for k = 0, size - 1 do rows[#rows + 1] = { reach * (2 * i / (size - 1) - 1), reach * (2 * k / (size - 1) - 1),
        0 } end
    end
    return rows
  end)
end
local function decisions(name, model, grid)
  return nn.step { name .. " decisions", out = { name .. "-grid-errors.tab", list = name .. "-decisions.tab" },
    { "validate", grid, potential = model, predictions = nn.out "list" } }
end
local function level(points, values, wanted)
  local crossings = {}
  local function between(a, b)
    local fa, fb = values[a].decision - wanted, values[b].decision - wanted
    if fa == fb or fa * fb > 0 then return end
    local part = fa / (fa - fb)
    crossings[#crossings + 1] = { points[a].x1 + part * (points[b].x1 - points[a].x1), points[a].x2
      + part * (points[b].x2 - points[a].x2) }
  end
  for i = 1, #points do
    if i % size ~= 0 then between(i, i + 1) end
    if i + size <= #points then between(i, i + size) end
  end
  return crossings
end
-- One table for all: points of either class, support vectors, and the levels 0 and ±1.
local function picture(name, data, model, reach, titles)
  local grid = grid_table(name, reach)
  local values = decisions(name, model, grid)
  local drawn = nn.step { name .. " picture", out = name .. "-drawn.tab", function(out)
    local nan, rows = 0 / 0, {}
    for _, row in ipairs(nn.table(model.support).rows) do
      local support = row.alpha > 0
      rows[#rows + 1] = { row.x1, row.class == 0 and row.x2 or nan, row.class == 1 and row.x2 or nan, support
        and row.x2 or nan, nan, nan }
    end
    local points, found = nn.table(grid).rows, nn.table(values.list).rows
    for _, wanted in ipairs { 0, -1, 1 } do
      for _, at in ipairs(level(points, found, wanted)) do
        rows[#rows + 1] = { at[1], nan, nan, nan, wanted == 0 and at[2] or nan, wanted ~= 0 and at[2] or nan }
      end
    end
    nn.write_table(out, { fields = { "x1", "points_1", "points_2", "support", "decision", "strip" }, rows = rows })
  end }
  return nn.picture { "margins", drawn, out = name, x = "x1", y = { "points_1", "points_2", "support", "decision",
    "strip" },
    series = titles, xrange = { -reach, reach }, yrange = { -reach, reach }, markup = true,
      xlabel = "{/:Italic x}_1", ylabel = "{/:Italic x}_2" }
end
local titles = { "one class", "the other", "support vectors", "decision", "strip" }
picture("margins", two, line, 3, titles)
picture("margins-kernel", ring, curve, 3, titles)

local function supports(model) return #nn.table(model.support):where {}
  - #nn.table(model.support):where { alpha = 0 } end
local function mistakes(model)
  local wrong = 0
  for _, row in ipairs(nn.table(model.support).rows) do wrong = wrong + (row.margin <= 0 and 1 or 0) end
  return wrong
end
-- How far the worst point is from what the dual's optimality conditions say of it.
local function violation(model, penalty)
  local worst = 0
  for _, row in ipairs(nn.table(model.support).rows) do
    if row.alpha < penalty then worst = math.max(worst, 1 - row.margin) end
    if row.alpha > 0 then worst = math.max(worst, row.margin - 1) end
  end
  return worst
end
nn.summary { title = "Widest margins",
  { "line: support vectors", "1", ours = supports(line) }, { "line: mistakes", "1", ours = mistakes(line) },
  { "line: worst violation of the optimality conditions", "1", ours = violation(line, opt.penalty), wanted = 1e-6 },
  { "kernel: support vectors", "1", ours = supports(curve) }, { "kernel: mistakes", "1", ours = mistakes(curve) },
  { "kernel: worst violation of the optimality conditions", "1", ours = violation(curve, opt.ring_penalty),
    wanted = 1e-6 } }
