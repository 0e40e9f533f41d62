-- Universal approximation: one hidden layer follows a function of one variable the better the more nodes it has.
--
--   nnpipe run lectures/approximation.lua [widths=1,2,4,16]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  widths = { 1, 3, 8, 20 }, -- nodes of the hidden layer, compared
  points = 400, -- of the data
  epochs = 300, -- of each fit
  seed = 1, -- of all random numbers
}

local function wanted(x) return math.sin(3 * x) * math.exp(-0.3 * x) + 0.5 * math.abs(x - 2) end
local data = common.table("data", "data.tab", { "x", "y" }, function()
  local rows = {}
  for i = 1, opt.points do
    local x = 5 * (i - 1) / (opt.points - 1)
    rows[i] = { x, wanted(x) }
  end
  return rows
end)
local fits, names, fields = {}, { "function" }, { "x", "function" }
for i, width in ipairs(opt.widths) do
  names[i + 1], fields[i + 2] = width .. (width == 1 and " node" or " nodes"), "n" .. width
  fits[i] = nn.step { names[i + 1], out = ("width-%d.nnp"):format(width),
    { "fit-mlp", data, inputs = "x", targets = "y",
    hidden = width, activation = "tanh", optimizer = "lm", epochs = opt.epochs, seed = opt.seed } }
end
local curves = nn.step { "curves", out = "curves.tab", function(out)
  local networks, rows = {}, {}
  for i, fit in ipairs(fits) do networks[i] = common.network(fit) end
  for k = 1, 301 do
    local x = 5 * (k - 1) / 300
    rows[k] = { x, wanted(x) }
    for i, network in ipairs(networks) do rows[k][i + 2] = network { x }[1] end
  end
  nn.write_table(out, { fields = fields, rows = rows })
end }
nn.picture { "line", curves, out = "approximation", series = names, overlay = true, markup = true,
  xlabel = "{/:Italic x}", ylabel = "{/:Italic f}({/:Italic x})" }
local rows = { title = "Root mean square error of the approximation" }
local read = nn.table(curves).rows
for i, width in ipairs(opt.widths) do
  local sum = 0
  for _, row in ipairs(read) do sum = sum + (row["n" .. width] - row["function"]) ^ 2 end
  rows[i] = { names[i + 1], "1", ours = math.sqrt(sum / #read) }
end
nn.summary(rows)
