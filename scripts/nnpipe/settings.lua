-- Tables of settings that library functions take: defaults, what must be there, and a word for what is unknown.
local core = require "nnpipe.core"

local settings = {}

-- A table of its own with the settings of `spec`, and those of `defaults` that it lacks.
function settings.of(name, spec, defaults, required, optional)
  if type(spec) ~= "table" then core.failure(("%s: expected a table, got a %s"):format(name, type(spec))) end
  local known = {}
  for _, keys in ipairs { defaults, required, optional } do
    for key in pairs(keys) do known[#known + 1] = key end
  end
  table.sort(known)
  local given = {}
  for key, value in pairs(spec) do
    if defaults[key] == nil and not required[key] and not optional[key] then
      local near = core.nearest(tostring(key), known)
      core.failure(("%s: no setting %s%s"):format(name, tostring(key),
        near and (" (did you mean " .. near .. "?)") or ""))
    end
    given[key] = value
  end
  for _, key in ipairs(known) do
    if required[key] and given[key] == nil then core.failure(("%s: expected a setting %s"):format(name, key)) end
    if given[key] == nil then given[key] = defaults[key] end
  end
  return given
end

return settings
