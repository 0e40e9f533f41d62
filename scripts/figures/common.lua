-- What the figures share: their options, pictures in three formats, curves put side by side.
local nn = require "nnpipe"

local common = { list = {}, fits = {} }

-- Declares a figure: make(opt, draw, figure) declares its steps; draw { … } is nn.plot in SVG, PDF and PNG. What make
-- returns is called once all steps are declared: rows of the table, as nn.summary has them.
function common.figure(id, title, caption, make)
  common.list[#common.list + 1] = { id = id, title = title, caption = caption, make = make }
end

-- The size of a thing: as in the thesis, or small enough for a look.
function common.pick(opt, full, quick)
  if opt.quick then return quick end
  return full
end

-- A symbol in a picture's words: italic, with a subscript if it has one.
function common.symbol(letter, below)
  return "{/:Italic " .. letter .. "}" .. (below and "_{" .. below .. "}" or "")
end

-- A number in a picture's words, with a minus sign.
function common.number(value) return (("%g"):format(value):gsub("^-", "−")) end

-- draw { name, template, tables…, options }: pictures/NAME.svg, .pdf and .png. Words may have markup.
function common.drawer(figure)
  figure.pictures = {}
  return function(spec)
    local name, alt = spec.name, spec.alt
    for _, format in ipairs { "svg", "pdf", "png" } do
      local command = nn.with(spec, { out = ("pictures/%s.%s"):format(name, format), markup = true })
      command.name, command.alt = nil, nil
      local step = nn.plot(command)
      if format == "svg" then figure.pictures[#figure.pictures + 1] = { step = step, alt = alt or figure.caption } end
    end
  end
end

-- A table of x, from first to last, and functions of it: { { "name", f }, … }.
function common.curves(name, file, x, first, last, points, functions, units)
  return nn.step { name, out = file, function(out)
    local fields, rows = { x }, {}
    for i, entry in ipairs(functions) do fields[i + 1] = entry[1] end
    for k = 1, points do
      local at = first + (last - first) * (k - 1) / (points - 1)
      rows[k] = { at }
      for i, entry in ipairs(functions) do rows[k][i + 1] = entry[2](at) end
    end
    nn.write_table(out, { units = units or "none", fields = fields, rows = rows })
  end }
end

-- Site samples, one for each of `points` values from first to last: neighbours(value) lists positions around the
-- origin.
function common.neighbourhoods(name, file, first, last, points, neighbours)
  return nn.step { name, out = file, function(out)
    local lines = {}
    for k = 1, points do
      local around = neighbours(first + (last - first) * (k - 1) / (points - 1))
      lines[#lines + 1] = tostring(#around + 1)
      lines[#lines + 1] = 'Properties=species:S:1:pos:R:3 site_energy=0 pbc="F F F" units=metal'
      lines[#lines + 1] = "Si 0 0 0"
      for _, r in ipairs(around) do lines[#lines + 1] = ("Si %.12g %.12g %.12g"):format(r[1], r[2], r[3]) end
    end
    local file_out = assert(io.open(out, "w"))
    assert(file_out:write(table.concat(lines, "\n"), "\n"))
    assert(file_out:close())
  end }
end

-- The symmetry functions of a set, given as its lines, over neighbourhoods made above: columns x and the functions'.
function common.functions(name, samples, lines, x, first, last, points)
  local stem = "functions/" .. name
  local set = nn.step { name .. ": set", out = stem .. ".sf", function(out)
    local file = assert(io.open(out, "w"))
    assert(file:write("nnpipe-sf 1\nunits metal\n", table.concat(lines, "\n"), "\n"))
    assert(file:close())
  end }
  local values = nn.step { name .. ": values", out = stem .. "-values.tab", { "symfunc", samples, set = set } }
  return nn.step { name, out = stem .. ".tab", function(out)
    local read = nn.table(values)
    local fields, rows = { x }, {}
    for i = 1, #lines do fields[i + 1] = "f" .. i end
    for k, row in ipairs(read.rows) do
      rows[k] = { first + (last - first) * (k - 1) / (points - 1) }
      for i = 1, #lines do rows[k][i + 1] = row[read.fields[i + 3]] end
    end
    nn.write_table(out, { units = "metal", fields = fields, rows = rows })
  end }
end

-- Tells the report of a fit: what it is called, what made its data, these and their number's unit, and the step, with a
-- log.
function common.fit(name, reference, data, unit, step)
  common.fits[#common.fits + 1] = { name = name, reference = reference, data = data, unit = unit, step = step }
  return step
end

-- Rows of a report's table, a fit each: how much data of what, inputs, layers and parameters of the networks.
function common.table_of_fits()
  local cells = { { "network", "reference", "data", "layers", "activation", "parameters" } }
  for i, fit in ipairs(common.fits) do
    local rows, layers, kind, parameters, seen = 0, {}, "", 0, {}
    if nn.read(fit.data):find("^#! nnpipe%-table") then
      rows = #nn.table(fit.data)
    else
      rows = #nn.frames(fit.data)
    end
    for line in nn.read(fit.step):gmatch "[^\n]+" do
      local sizes = line:match "^layers (.*)"
      if sizes then
        local before
        for size in sizes:gmatch "%d+" do
          if before then parameters = parameters + (before + 1) * size end
          before = tonumber(size)
        end
        if not seen[sizes] then layers[#layers + 1] = (sizes:gsub(" ", "–")) end
        seen[sizes] = true
      end
      kind = line:match "^activations (%S+)" or kind
    end
    cells[i + 1] = { fit.name, fit.reference, ("%d %s"):format(rows, fit.unit), table.concat(layers, ", "), kind,
      parameters }
  end
  return cells
end

-- What has a number to be held against is outside when ours is larger than the thesis's, or than what we want.
local function is_outside(row)
  return row.ours > (row.thesis or math.huge) or row.ours > (row.wanted or math.huge) or row.ours ~= row.ours
end

-- Rows of the summary as a table of a report: what is outside is marked, and said to be.
function common.as_table(rows)
  local any
  for _, row in ipairs(rows) do any = any or row.thesis or row.wanted end
  if not any then
    local cells = { { "quantity", "unit", "ours" } }
    for i, row in ipairs(rows) do cells[i + 1] = { row[1], row[2], row.ours } end
    return cells
  end
  local cells = { { "quantity", "unit", "thesis", "ours", "ours / thesis", "wanted", "moonshot", "" } }
  for i, row in ipairs(rows) do
    cells[i + 1] = { row[1], row[2], row.thesis or "–", row.ours, row.thesis and row.ours / row.thesis or "–",
      row.wanted or "–",
      row.moonshot or "–", nn.verdict(row) or "", marked = is_outside(row) }
  end
  return cells
end

-- Rows that are held against something.
function common.judged(rows)
  local list = {}
  for _, row in ipairs(rows) do
    if row.wanted or (row.thesis and not row.aside) then list[#list + 1] = row end
  end
  return list
end

-- What is outside, in words.
function common.verdict(rows)
  local outside, reached, asked = {}, 0, 0
  for _, row in ipairs(rows) do
    if is_outside(row) then outside[#outside + 1] = ("%s (%s %s)"):format(row[1], nn.short(row.ours), row[2]) end
    if row.moonshot then
      asked = asked + 1
      if row.ours <= row.moonshot then reached = reached + 1 end
    end
  end
  local words = #outside == 0 and "No number is larger than the thesis's, or than we want."
    or "Larger than in the thesis, or than we want: " .. table.concat(outside, "; ") .. "."
  if asked > 0 then
    words = words .. (" Of %d moonshot%s %d %s reached."):format(asked, asked == 1 and "" or "s", reached,
      reached == 1 and "is" or "are")
  end
  return words
end

return common
