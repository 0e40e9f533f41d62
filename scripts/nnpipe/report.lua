-- What a reader sees: pictures, and the table that sets our numbers beside others'.
local core = require "nnpipe.core"
local step = require "nnpipe.step"

local report = {}

-- nn.plot { "rdf", step, step, out = "rdf.png", title = "…" }: options are those of the program plot.
function report.plot(spec)
  if type(spec) ~= "table" or type(spec[1]) ~= "string" then
    core.failure("nn.plot: expected the name of a template as its first entry")
  end
  if type(spec.out) ~= "string" then core.failure("nn.plot: expected out = \"FILE.png\"") end
  local format = spec.out:match("%.(%a+)$")
  if not format then
    core.failure(("nn.plot: expected a file name that ends in .png, .svg or .pdf, got %s"):format(spec.out))
  end
  local command = { "plot", format = format }
  for key, value in pairs(spec) do
    if math.type(key) == "integer" then
      command[key + 1] = value
    elseif key ~= "out" then
      command[key] = value
    end
  end
  return step.declare { "plot " .. spec.out, out = spec.out, command }
end

-- nn.picture: as nn.plot, but out = "NAME" without an ending: NAME.png to look at and NAME.svg for nn.report, which it
-- returns.
function report.picture(spec)
  if type(spec) ~= "table" or type(spec.out) ~= "string" or spec.out == "" or spec.out:find "%.%a+$" then
    core.failure("nn.picture: expected out = \"NAME\", without .png or .svg")
  end
  local made
  for _, format in ipairs { "png", "svg" } do
    local one = {}
    for key, value in pairs(spec) do one[key] = value end
    one.out = spec.out .. "." .. format
    made = report.plot(one)
  end
  return made
end

-- Four significant digits, without an exponent where one can do without.
local function short(value)
  if value == nil or value ~= value then return "–" end
  local size = math.abs(value)
  if size ~= 0 and (size < 1e-4 or size >= 1e6) then return ("%.3e"):format(value) end
  if value == math.floor(value) and size < 1e6 then return ("%d"):format(value) end
  local digits = math.max(0, 3 - math.floor(math.log(size, 10) + 1e-12))
  return (("%%.%df"):format(digits)):format(value)
end

local function width(text) return utf8.len(text) or #text end

local function padded(text, columns, right)
  local blanks = (" "):rep(columns - width(text))
  return right and blanks .. text or text .. blanks
end

local function print_aligned(lines)
  local widths = {}
  for _, line in ipairs(lines) do
    for c, text in ipairs(line) do widths[c] = math.max(widths[c] or 0, width(text)) end
  end
  local total = 2 * (#widths - 1)
  for _, columns in ipairs(widths) do total = total + columns end
  for i, line in ipairs(lines) do
    local parts = {}
    for c, text in ipairs(line) do parts[c] = padded(text, widths[c], c > 2) end
    core.print((table.concat(parts, "  "):gsub(" +$", "")) .. "\n")
    if i == 1 then core.print(("─"):rep(total) .. "\n") end
  end
end


-- nn.short(1.23456): a number as tables show it.
report.short = short

-- nn.verdict { ours = …, wanted = …, moonshot = … }: "missed", "met" or "moonshot"; numbers are to be small, with
-- larger = true large. nil: nothing wanted.
function report.verdict(entry)
  if not entry.wanted then return nil end
  local sign = entry.larger and -1 or 1
  local function within(limit) return limit ~= nil and sign * entry.ours <= sign * limit end
  if not within(entry.wanted) then return "missed" end
  return within(entry.moonshot) and "moonshot" or "met"
end

-- Names under which entries have numbers to compare with, such as thesis or published, in the order in which they
-- first appear.
local own_keys = { ours = true, wanted = true, moonshot = true, larger = true }
local function references(entries)
  local names, known = {}, {}
  for _, entry in ipairs(entries) do
    local found = {}
    for key, value in pairs(entry) do
      local is_reference = type(key) == "string" and math.type(value) and not own_keys[key]
      if is_reference and not known[key] then found[#found + 1] = key end
    end
    table.sort(found)
    for _, name in ipairs(found) do names[#names + 1], known[name] = name, true end
  end
  return names
end

-- nn.summary { { "energy RMSE", "meV", published = 0.864, ours = 0.73 }, … }: prints it, and writes summary.tab. A
-- number to compare with has a column under the name it is given. With ratio = true there is one more column, ours
-- over the first of these; where a row has wanted = …, also that, moonshot = … and which of them ours is within.
function report.summary(entries)
  local judged
  for _, entry in ipairs(entries) do judged = judged or entry.wanted ~= nil end
  local others, fields = references(entries), { "quantity", "unit" }
  for _, name in ipairs(others) do fields[#fields + 1] = name end
  fields[#fields + 1] = "ours"
  if entries.ratio then fields[#fields + 1] = "ratio" end
  if judged then table.move({ "wanted", "moonshot", "verdict" }, 1, 3, #fields + 1, fields) end
  local rows, lines = {}, { fields }
  for i, entry in ipairs(entries) do
    local quantity, unit = entry[1], entry[2]
    if type(quantity) ~= "string" or type(unit) ~= "string" then
      core.failure(("nn.summary, row %d: expected { \"quantity\", \"unit\", ours = … }"):format(i))
    end
    if math.type(entry.ours) == nil then core.failure(("nn.summary: %s has no number under ours"):format(quantity)) end
    local row, line = { quantity, unit }, { quantity, unit }
    local function add(value, text) row[#row + 1], line[#line + 1] = value, text end
    for _, name in ipairs(others) do add(entry[name] or 0 / 0, short(entry[name])) end
    add(entry.ours, short(entry.ours))
    local first = entry[others[1] or ""]
    local ratio = first and first ~= 0 and entry.ours / first or nil
    if entries.ratio then add(ratio or 0 / 0, short(ratio)) end
    if judged then
      local verdict = report.verdict(entry) or "–"
      add(entry.wanted or 0 / 0, short(entry.wanted))
      add(entry.moonshot or 0 / 0, short(entry.moonshot))
      add(verdict, verdict)
    end
    rows[i], lines[#lines + 1] = row, line
  end
  if #rows == 0 then core.failure("nn.summary: expected at least one row") end
  core.write_table(step.folder() .. "/" .. (entries.out or "summary.tab"), { fields = fields, rows = rows })
  if entries.title then core.print(entries.title .. "\n") end
  print_aligned(lines)
end

-- nn.rows { { "energy RMSE", "meV", published = 0.864, ours = 0.73 }, … }: the rows of nn.summary as those of a table
-- of nn.report; columns that no row has a value for are left out.
function report.rows(entries)
  local any = {}
  for _, entry in ipairs(entries) do
    for _, field in ipairs { "wanted", "moonshot" } do any[field] = any[field] or entry[field] ~= nil end
  end
  local head = { "quantity", "unit" }
  for _, name in ipairs(references(entries)) do head[#head + 1] = name end
  head[#head + 1] = "ours"
  for _, field in ipairs { "wanted", "moonshot" } do
    if any[field] then head[#head + 1] = field end
  end
  local rows = { head }
  for _, entry in ipairs(entries) do
    local row = { entry[1], entry[2], marked = report.verdict(entry) == "missed" }
    for c = 3, #head do row[c] = short(entry[head[c]]) end
    rows[#rows + 1] = row
  end
  return rows
end

-- One section's parts, in the order in which they stand.
local function add_section(items, section)
  local function add(kind, part)
    part.kind = kind
    items[#items + 1] = part
  end
  add("heading", { text = section[1] })
  for _, text in ipairs(type(section.text) == "table" and section.text or { section.text }) do
    add("paragraph", { text = text })
  end
  for _, picture in ipairs(section.pictures or {}) do
    add("figure", { svg = step.read(picture[1]), alternative = picture.alt or section[1],
      caption = picture.caption or "" })
  end
  if section.rows then
    local rows, marked = {}, {}
    for i, row in ipairs(section.rows) do
      rows[i] = {}
      for c, cell in ipairs(row) do rows[i][c] = type(cell) == "number" and short(cell) or tostring(cell) end
      if row.marked then marked[#marked + 1] = tostring(i - 1) end
    end
    add("table", { caption = section.caption or "", rows = rows, marked = marked })
  end
  if section.recipe then
    local lines = step.recipe(section.recipe)
    if #lines > 0 then add("details", { summary = "How it was made", lines = table.concat(lines, "\n") }) end
  end
end

-- nn.report { out = "report.html", title = "…", lead = "…", sections = { { "Heading", text = "…",
-- pictures = { { step, alt = "…" } }, rows = { { "head", … }, { "cell", 1.5, … } }, recipe = { step } } } }: one
-- page that needs nothing else.
function report.report(spec)
  if type(spec) ~= "table" or type(spec.title) ~= "string" then core.failure("nn.report: expected title = \"TEXT\"") end
  local items = {}
  for i, section in ipairs(spec.sections or {}) do
    if type(section) ~= "table" or type(section[1]) ~= "string" then
      core.failure(("nn.report, section %d: expected a heading as its first entry"):format(i))
    end
    add_section(items, section)
  end
  local path = step.folder() .. "/" .. (spec.out or "report.html")
  core.write_file(path, core.html_page { title = spec.title, lead = spec.lead or "", items = items })
  return path
end

return report
