-- Every figure and table of the thesis (J.-A. Stende, Constructing high-dimensional neural network potentials for
-- molecular dynamics, University of Oslo 2017), from our own runs: pictures/*.svg, .pdf and .png, and summary.tab with
-- the thesis's number, ours, and the ratio. What has not changed is not made again.
--
--   nnpipe run figures.lua [only=si-rdf,lj-error quick=yes …]
local nn = require "nnpipe"
local common = require "figures.common"
for _, part in ipairs { "functions", "lennard-jones", "silicon", "silica" } do require("figures." .. part) end

local opt = nn.options {
  only = {}, -- these figures alone; without it all
  quick = false, -- small systems and short runs: five minutes for all
  seed = 1, -- of all random numbers
}

local ids, wanted = {}, {}
for _, figure in ipairs(common.list) do ids[figure.id] = figure end
for _, id in ipairs(opt.only) do
  if not ids[id] then
    local names = {}
    for _, figure in ipairs(common.list) do names[#names + 1] = figure.id end
    error(("only: no figure '%s', expected some of %s"):format(id, table.concat(names, ", ")), 0)
  end
end
for _, figure in ipairs(common.list) do
  for _, id in ipairs(#opt.only > 0 and opt.only or { figure.id }) do
    if id == figure.id then wanted[#wanted + 1] = figure end
  end
end

-- All steps are declared before the first is waited for, so that they run side by side.
for _, figure in ipairs(wanted) do figure.rows = figure.make(opt, common.drawer(figure)) end
local rows = { title = "Thesis and ours" .. (opt.quick and ", quick: small systems, short runs" or ""), ratio = true }
for _, figure in ipairs(wanted) do
  for _, row in ipairs(figure.rows and figure.rows() or {}) do rows[#rows + 1] = row end
end
if #rows > 0 then nn.summary(rows) end
