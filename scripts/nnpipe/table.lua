-- Tables as Lua tables: rows by number, columns and single values by name.
local core = require "nnpipe.core"
local command = require "nnpipe.command"
local settings = require "nnpipe.settings"
local step = require "nnpipe.step"

local tables = {}

local Table = {}
Table.__index = Table
Table.__len = function(self) return #self.rows end

local function check_field(self, field)
  for _, name in ipairs(self.fields) do
    if name == field then return end
  end
  core.failure(("%s: no column %s, the table has %s"):format(self.path, tostring(field),
    table.concat(self.fields, " ")))
end

local function matches(row, where)
  for field, value in pairs(where) do
    if row[field] ~= value then return false end
  end
  return true
end

-- A number and the text of it are different things.
local function check_kind(self, field, value)
  local first = self.rows[1]
  if first and type(first[field]) ~= type(value) then
    core.failure(("%s: column %s holds %ss, expected one to compare with, got the %s %s"):format(self.path, field,
      type(first[field]), type(value), tostring(value)))
  end
end

local function describe(where)
  local parts = {}
  for field, value in pairs(where) do parts[#parts + 1] = field .. " = " .. tostring(value) end
  table.sort(parts)
  return #parts == 0 and "no condition" or table.concat(parts, ", ")
end

-- The rows whose fields have the values in `where`.
function Table:where(where)
  for field, value in pairs(where) do
    check_field(self, field)
    check_kind(self, field, value)
  end
  local found = {}
  for _, row in ipairs(self.rows) do
    if matches(row, where) then found[#found + 1] = row end
  end
  return found
end

-- errors:get("rmse", { quantity = "energy" }): the value in the one row that fits.
function Table:get(field, where)
  check_field(self, field)
  local found = self:where(where or {})
  if #found ~= 1 then
    core.failure(("%s: expected one row with %s, got %d"):format(self.path, describe(where or {}), #found))
  end
  return found[1][field]
end

-- A column as a list.
function Table:column(field)
  check_field(self, field)
  local values = {}
  for i, row in ipairs(self.rows) do values[i] = row[field] end
  return values
end

-- A column of numbers, for what computes with it.
local function numbers(self, field)
  local values = self:column(field)
  for i = 1, #values do
    if type(values[i]) ~= "number" then
      core.failure(("%s: column %s holds words, expected numbers"):format(self.path, field))
    end
  end
  return values
end

-- The slope of the line that fits column y over column x best.
function Table:slope(y, x)
  local xs, ys = numbers(self, x), numbers(self, y)
  if #xs < 2 then core.failure(("%s: expected at least two rows, got %d"):format(self.path, #xs)) end
  local mean_x, mean_y = 0, 0
  for i = 1, #xs do mean_x, mean_y = mean_x + xs[i] / #xs, mean_y + ys[i] / #xs end
  local above, below = 0, 0
  for i = 1, #xs do
    above = above + (xs[i] - mean_x) * (ys[i] - mean_y)
    below = below + (xs[i] - mean_x) ^ 2
  end
  if below == 0 then core.failure(("%s: column %s has one value: there is no slope"):format(self.path, x)) end
  return above / below
end

local function extreme(self, field, better)
  check_field(self, field)
  local best
  for _, row in ipairs(self.rows) do
    if not best or better(row[field], best[field]) then best = row end
  end
  return best or core.failure(self.path .. ": the table has no rows")
end

-- The row in which a column is smallest, or largest.
function Table:least(field)
  return extreme(self, field, function(a, b) return a < b end)
end
function Table:greatest(field)
  return extreme(self, field, function(a, b) return a > b end)
end

-- The mean of a column, without the rows of the first part: 0.1 leaves out a tenth of them.
function Table:mean(field, part)
  local values, sum = numbers(self, field), 0
  if part and not (part >= 0) then core.failure(("mean: a part of %s, expected 0 to below 1"):format(part)) end
  local skipped = math.floor(#values * (part or 0))
  if skipped >= #values then core.failure(("%s: no row is left for a mean"):format(self.path)) end
  for i = skipped + 1, #values do sum = sum + values[i] end
  return sum / (#values - skipped)
end

-- The root mean square of the differences of a column in two tables of equal rows.
function Table:rms_difference(other, field)
  local a, b, sum = numbers(self, field), numbers(other, field), 0
  if #a ~= #b or #a == 0 then
    core.failure(("%s has %d rows, %s %d: expected as many, and some"):format(self.path, #a, other.path, #b))
  end
  for i = 1, #a do sum = sum + (a[i] - b[i]) ^ 2 end
  return math.sqrt(sum / #a)
end

-- nn.table(step), nn.table "file.tab": waits for the step, reads all rows.
function tables.read(value)
  local path = command.as_output(value) and step.wait(value) or value
  if type(path) ~= "string" then core.failure("nn.table: expected a step or a path, got a " .. type(path)) end
  local read = core.read_table(path)
  read.path = path
  return setmetatable(read, Table)
end

-- nn.write_table(path, { fields = { "r", "error" }, rows = { { 1, 2 }, … }, units = "metal" })
function tables.write(path, contents)
  -- What nn.table returns can be written again.
  core.write_table(path, settings.of("nn.write_table", contents, {}, { fields = true, rows = true },
    { units = true, notes = true, path = true }))
end

return tables
