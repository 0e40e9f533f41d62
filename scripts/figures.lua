-- Every figure and table of the thesis (J.-A. Stende, Constructing high-dimensional neural network potentials for
-- molecular dynamics, University of Oslo 2017), from our own runs: pictures/*.svg, .pdf and .png, and summary.tab with
-- the thesis's number, ours, and the ratio; report.html has all of it on one page. What has not changed is not made
-- again.
--
--   nnpipe run figures.lua [only=si-rdf,lj-error quick=yes …]
local nn = require "nnpipe"
local common = require "figures.common"
for _, part in ipairs { "functions", "lennard-jones", "silicon", "silica", "timing" } do require("figures." .. part) end

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
for _, figure in ipairs(wanted) do figure.rows = figure.make(opt, common.drawer(figure), figure) end
local learning = { caption = "Learning curves: errors of training and of what was held out, by epoch" }
local draw_learning = common.drawer(learning)
for i, fit in ipairs(common.fits) do
  local of_table = fit.unit ~= "frames"
  draw_learning { name = "learning-" .. i, "training", fit.step.log, logx = of_table, yscale = of_table and 1000 or nil,
    ylabel = of_table and "RMSE (meV)" or nil,
    alt = ("Learning curves of %s: errors falling with the epochs"):format(fit.name) }
end
local quick = opt.quick and ", quick: small systems and short runs" or ""
local rows = { title = "Thesis and ours" .. quick, ratio = true }
local sections = {}
for i, figure in ipairs(wanted) do
  local pictures, recipe, own = {}, {}, figure.rows and figure.rows() or {}
  for _, row in ipairs(own) do rows[#rows + 1] = row end
  for k, picture in ipairs(figure.pictures) do
    pictures[k], recipe[k] = { picture.step, alt = picture.alt }, picture.step
  end
  sections[i] = { figure.title .. " (" .. figure.id .. ")", text = figure.caption, pictures = pictures, recipe = recipe,
    rows = own.cells or (#own > 0 and common.as_table(own) or nil) }
end
if #rows > 0 then nn.summary(rows) end
local judged = common.judged(rows)
if #judged > 0 then
  table.insert(sections, 1, { "Numbers", text = common.verdict(rows), rows = common.as_table(judged) })
end
if #common.fits > 0 then
  local pictures, recipe = {}, {}
  for i, picture in ipairs(learning.pictures) do
    pictures[i], recipe[i] = { picture.step, alt = picture.alt, caption = common.fits[i].name }, common.fits[i].step
  end
  table.insert(sections, math.min(2, #sections + 1),
    { "What was fitted to what", pictures = pictures, rows = common.table_of_fits(), recipe = recipe,
    text = "Networks of the figures below, what made their data, and their learning curves: errors on what was "
      .. "trained on and, where some was held out, on that." })
end
nn.report { title = "Neural-network potentials: the thesis's figures, made anew", sections = sections,
  lead = "Each figure and table of J.-A. Stende, Constructing high-dimensional neural network potentials for "
    .. "molecular dynamics"
    .. " (University of Oslo, 2017), computed from our own runs by nnpipe " .. nn.version .. quick
    .. ". The commands that made a picture are below it." }
