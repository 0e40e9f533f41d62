-- What a Lua function depends on: its code and the values it carries along, as text to be hashed.
local core = require "nnpipe.core"
local command = require "nnpipe.command"

local code = {}

-- Library tables are the same in every run; they are not followed.
local function is_library(value)
  if value == _G then return true end
  for _, loaded in pairs(package.loaded) do
    if loaded == value then return true end
  end
  return false
end

-- Appends to `parts` what tells one function from another; calls found_input(output) for each step it uses.
function code.describe(value, parts, found_input, seen)
  seen = seen or {}
  local kind = type(value)
  if kind == "function" then
    if seen[value] then return end
    seen[value] = true
    if debug.getinfo(value, "S").what == "C" then return end
    parts[#parts + 1] = "function " .. core.hash(string.dump(value, true))
    for i = 1, math.huge do
      local name, upvalue = debug.getupvalue(value, i)
      if not name then break end
      code.describe(upvalue, parts, found_input, seen)
    end
  elseif kind == "table" then
    local output = command.as_output(value)
    if output then
      found_input(output)
      return
    end
    if seen[value] or is_library(value) then return end
    seen[value] = true
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
    parts[#parts + 1] = "table"
    for _, key in ipairs(keys) do
      if type(key) == "string" or type(key) == "number" then
        parts[#parts + 1] = "key " .. tostring(key)
        code.describe(value[key], parts, found_input, seen)
      end
    end
  elseif kind ~= "userdata" and kind ~= "thread" then
    parts[#parts + 1] = kind .. " " .. (math.type(value) == "float" and ("%a"):format(value) or tostring(value))
  end
end

return code
