-- key=value arguments of a script, typed by their defaults; and the folder its outputs go to.
local core = require "nnpipe.core"

local options = {}

local declared = false
local arguments = {} -- key → text, of what no declaration has taken yet
local order = {}

for _, argument in ipairs(core.arguments) do
  local key, text = argument[1], argument[2]
  if arguments[key] then core.failure("option " .. key .. " is given twice", nil, 2) end
  arguments[key] = text
  order[#order + 1] = key
end

local function script_name()
  return (core.script:gsub("^.*/", ""):gsub("%.lua$", ""))
end

local function bad(key, expected, text)
  core.failure(("%s: expected %s, got '%s'"):format(key, expected, text), nil, 2)
end

local truth = { ["true"] = true, yes = true, on = true, ["1"] = true, ["false"] = false, no = false, off = false,
  ["0"] = false }

-- The text as a value of the default's type.
local function typed(key, text, default)
  local kind = type(default)
  if kind == "number" then
    local value = core.parse_number(text)
    if not value then bad(key, "a number", text) end
    return value
  elseif kind == "boolean" then
    if truth[text] == nil then bad(key, "true or false", text) end
    return truth[text]
  elseif kind == "string" then
    return text
  elseif kind == "table" then
    local list = {}
    if text ~= "" then
      for part in (text .. ","):gmatch("([^,]*),") do
        list[#list + 1] = typed(key, part, default[1] == nil and "" or default[1])
      end
    end
    return list
  end
  core.failure(("option %s: expected a number, a text, true or false, or a list as its default, got a %s"):format(key,
    kind))
end

local function take(key)
  local text = arguments[key]
  arguments[key] = nil
  return text
end

local function refuse_unknown(known)
  for _, key in ipairs(order) do
    if arguments[key] then
      local near = core.nearest(key, known)
      core.failure(("unknown option %s, expected %s%s"):format(key, #known > 0 and table.concat(known, ", ") or "none",
        near and (" (did you mean " .. near .. "?)") or ""), nil, 2)
    end
  end
end

-- What every script has, its own options or not.
local function settle()
  options.out = take("out") or ("out/" .. script_name())
  if options.out == "" then bad("out", "the name of a folder", "") end
  options.out = options.out:gsub("(.)/+$", "%1")
  local jobs = take("jobs")
  options.jobs = core.cores
  if jobs then
    local count = core.parse_number(jobs)
    if math.type(count) ~= "integer" or count < 1 then bad("jobs", "a positive integer", jobs) end
    options.jobs = count
  end
end

-- The comment after an option, on its line or, below it, on lines of nothing else.
local function comment_at(source, place)
  local finish = source:find("\n", place, true) or #source
  local words = { source:sub(place, finish - 1):match "%-%-%s*(.-)%s*$" }
  while true do
    local more, last = source:match("^%s*%-%-%s*([^\n]-)%s*\n()", finish + 1)
    if not more or #words == 0 then break end
    words[#words + 1], finish = more, last - 1
  end
  return table.concat(words, " ")
end

-- What a script's first comment says, and its options in the order in which it declares them, with the comments that
-- stand after them; then nothing is run.
local function describe(defaults, known)
  local source = core.read_file(core.script) or ""
  for line in source:gmatch "([^\n]*)\n?" do
    if line:sub(1, 2) ~= "--" then break end
    core.print(line:gsub("^%-%- ?", "") .. "\n")
  end
  local places, start = {}, source:find "%.options%s*[{(]" or 1
  for i, key in ipairs(known) do places[key] = source:find("%f[%w_]" .. key .. "%s*=[^=]", start) or #source + i end
  table.sort(known, function(a, b) return places[a] < places[b] end)
  local function text(value)
    if type(value) ~= "table" then return tostring(value) end
    local words = {}
    for i, entry in ipairs(value) do words[i] = tostring(entry) end
    return table.concat(words, ",")
  end
  local lines = {}
  for _, key in ipairs(known) do
    lines[#lines + 1] = { key .. "=" .. text(defaults[key]), comment_at(source, places[key]) }
  end
  lines[#lines + 1] = { "out=out/" .. script_name(), "folder of all files" }
  lines[#lines + 1] = { "jobs=" .. core.cores, "steps that run side by side" }
  local width = 0
  for _, line in ipairs(lines) do width = math.max(width, math.min(utf8.len(line[1]) or #line[1], 32)) end
  core.print("\noptions, with their defaults:\n")
  for _, line in ipairs(lines) do
    local blanks = (" "):rep(math.max(0, width - (utf8.len(line[1]) or #line[1])))
    core.print((("  %s%s  %s"):format(line[1], blanks, line[2]):gsub(" +$", "")) .. "\n")
  end
  core.failure("described", nil, 0)
end

-- nn.options { temperature = 300, … } → the same table, values of the command line in place of the defaults.
function options.declare(defaults)
  if declared then core.failure("options are declared twice, or after the first step: once, before any step") end
  declared = true
  if type(defaults) ~= "table" then
    core.failure("nn.options: expected a table of defaults, got a " .. type(defaults))
  end
  local values, known = {}, {}
  for key in pairs(defaults) do
    if type(key) ~= "string" then core.failure("nn.options: expected name = default, got an entry without a name") end
    if key == "out" or key == "jobs" then core.failure("option " .. key .. " is there in every script") end
    known[#known + 1] = key
  end
  table.sort(known)
  if core.describe then describe(defaults, known) end
  for _, key in ipairs(known) do
    local text = take(key)
    if text then values[key] = typed(key, text, defaults[key]) else values[key] = defaults[key] end
  end
  settle()
  known[#known + 1] = "out"
  known[#known + 1] = "jobs"
  refuse_unknown(known)
  return setmetatable(values, { __index = function(_, key)
    local near = core.nearest(tostring(key), known)
    core.failure(("no option %s%s"):format(tostring(key), near and (" (did you mean " .. near .. "?)") or ""))
  end })
end

-- Before the first step: a script that declares no options has out and jobs all the same.
function options.ensure()
  if not declared then options.declare {} end
end

return options
