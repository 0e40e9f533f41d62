-- Steps: each makes files from files, is skipped when nothing it depends on changed, and runs beside others.
local core = require "nnpipe.core"
local code = require "nnpipe.code"
local command = require "nnpipe.command"
local options = require "nnpipe.options"

local step = {}

local steps = {} -- in the order of declaration
local by_name, by_output = {}, {}
local running = {} -- identity of a pipeline → its step
local failed -- the first step that failed

local Step = { is_step = true }
local names_of_fields = { name = true, out = true, inputs = true, run = true, may_end_early = true, timeout = true }
local longest_timeout = 1e9 -- seconds

local function state_folder() return options.out .. "/.nnpipe" end

-- step.path, step.log: the first output, the one named log. Everything else about a step lies behind its metatable.
Step.__index = function(self, key)
  local data = rawget(self, Step)
  if key == "first" then return data.outputs[1] end
  if key == "path" then return data.outputs[1].path end
  if key == "name" then return data.name end
  local output = data.by_name[key]
  if not output then
    core.failure(("step '%s' has no output named %s"):format(data.name, tostring(key)))
  end
  return output
end
Step.__newindex = function() core.failure("a step cannot be changed") end
Step.__tostring = function(self) return self.path end
Step.__concat = function(a, b) return tostring(a) .. tostring(b) end
command.Output.__tostring = function(self) return self.path end
command.Output.__concat = Step.__concat

-- A file in the output folder, and none of those that pipelines keep there.
local function is_own(file)
  local path = "/" .. file .. "/"
  return file:sub(1, 1) ~= "/" and file:sub(-1) ~= "/" and not path:find("/%.?%.?/") and not path:find("^/%.nnpipe/")
    and not file:find("\0", 1, true)
end

local function check_relative(file, name)
  if type(file) ~= "string" or not is_own(file) then
    core.failure(("step '%s': expected the name of a file in the output folder, got '%s'"):format(name, tostring(file)))
  end
end

-- out = "a.xyz" or { "a.xyz", log = "b.tab" } → list of outputs, the first first, and the named ones by name.
local function outputs_of(spec_out, data)
  local out = type(spec_out) == "table" and spec_out or { spec_out }
  local list, named = {}, {}
  local function add(name, file)
    check_relative(file, data.name)
    local path = options.out .. "/" .. file
    if by_output[path] then
      core.failure(("step '%s': %s is made by step '%s' already, at %s"):format(data.name, path, by_output[path].name,
        by_output[path].place))
    end
    by_output[path] = data
    local output = setmetatable({ name = name, file = file, path = path, data = data }, command.Output)
    list[#list + 1] = output
    named[name] = output
  end
  if out[1] == nil then core.failure(("step '%s': expected out = \"FILE\""):format(data.name)) end
  add(1, out[1])
  local names = {}
  for name in pairs(out) do
    if name ~= 1 then
      if type(name) ~= "string" or name == "path" or name == "name" or name == "first" then
        core.failure(("step '%s': expected outputs { \"FILE\", NAME = \"FILE\" }, got the entry %s"):format(data.name,
          tostring(name)))
      end
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do add(name, out[name]) end
  return list, named
end

local function check_spec(spec)
  if type(spec) ~= "table" then core.failure("nn.step: expected a table, got a " .. type(spec)) end
  for key in pairs(spec) do
    if math.type(key) ~= "integer" and not names_of_fields[key] then
      local near = core.nearest(tostring(key), { "name", "out", "inputs", "run", "may_end_early", "timeout" })
      core.failure(("nn.step: expected name, out, inputs, run, may_end_early, timeout, got %s%s; options of a program "
        .. "stand in its own braces")
        :format(tostring(key), near and (" (did you mean " .. near .. "?)") or ""))
    end
  end
  local name, run = spec.name or spec[1], spec.run
  if type(name) ~= "string" or name == "" or name:find("%c") then
    core.failure("nn.step: expected a name as its first entry")
  end
  if run == nil then run = spec.name and spec[1] or spec[2] end
  if type(run) ~= "function" and type(run) ~= "table" then
    core.failure(("step '%s': expected a command, a pipe or a function, got %s"):format(name,
      run == nil and "none" or "a " .. type(run)))
  end
  local timeout = spec.timeout
  if timeout ~= nil and (math.type(timeout) == nil or not (timeout > 0 and timeout <= longest_timeout)) then
    core.failure(("step '%s': timeout: expected a positive number of seconds, got %s"):format(name, tostring(timeout)))
  end
  if timeout and type(run) == "function" then
    core.failure(("step '%s': timeout: expected a command or a pipe, got a function"):format(name))
  end
  return name, run
end

-- The folder is taken, before anything is done in it.
local function open_folder()
  if step.opened then return end
  options.ensure()
  core.make_folder(state_folder(), true)
  core.make_folder(state_folder() .. "/steps")
  core.make_folder(state_folder() .. "/cost")
  core.make_folder(state_folder() .. "/reason")
  core.lock(state_folder() .. "/lock", options.out)
  core.remove(state_folder() .. "/work") -- what a killed pipeline left unfinished
  step.opened = true
end

-- nn.step { name, out = …, command | pipe | function, inputs = { … } }
function step.declare(spec)
  local name, run = check_spec(spec)
  open_folder()
  if by_name[name] then
    core.failure(("step '%s' is there already, at %s"):format(name, by_name[name].place))
  end
  local data = { name = name, place = core.caller(), inputs = {}, state = "waiting", may_end_early = spec.may_end_early,
    timeout = spec.timeout }
  local known = {}
  local function found_input(output)
    if known[output] then return end
    known[output] = true
    data.inputs[#data.inputs + 1] = output
  end
  data.code = {}
  if type(run) == "function" then
    data.run = run
    code.describe(run, data.code, found_input)
  else
    data.stages = command.compile(run)
  end
  data.outputs, data.by_name = outputs_of(spec.out, data)
  if data.stages then
    data.standard_output = true
    command.each_reference(data.stages, function(piece)
      if not command.is_placeholder(piece) then return found_input(piece) end
      if not data.by_name[piece.name] then
        core.failure(("step '%s': nn.out \"%s\" is none of its outputs"):format(name, tostring(piece.name)))
      end
      if piece.name == 1 then data.standard_output = false end
    end)
  end
  for _, input in ipairs(spec.inputs or {}) do
    local output = command.as_output(input)
    if output then
      found_input(output)
    elseif type(input) == "string" and core.kind(input) then
      data.files = data.files or {}
      table.insert(data.files, input)
    else
      core.failure(("step '%s': no input %s"):format(name, tostring(input)))
    end
  end
  by_name[name] = data
  steps[#steps + 1] = data
  -- Nothing starts before somebody waits: by then it is known what can run side by side, and with how many threads.
  return setmetatable({ [Step] = data }, Step)
end

local function hash_of_output(output)
  local data = output.data
  data.hashes[output.name] = data.hashes[output.name] or core.hash_path(output.path)
  return data.hashes[output.name]
end

-- One text that is the same exactly when the step would do the same.
local function key_of(data)
  local parts = { "nnpipe-step 1" }
  for _, text in ipairs(data.code) do parts[#parts + 1] = text end
  if data.stages then command.describe(data.stages, hash_of_output, parts) end
  for _, input in ipairs(data.inputs) do parts[#parts + 1] = "input " .. hash_of_output(input) end
  for _, file in ipairs(data.files or {}) do parts[#parts + 1] = "file " .. core.hash_path(file) end
  for _, output in ipairs(data.outputs) do parts[#parts + 1] = "output " .. output.name .. " " .. output.file end
  for i, part in ipairs(parts) do parts[i] = #part .. ":" .. part end
  return core.hash(table.concat(parts))
end

local function safe_name(name)
  return (name:gsub("[^%w%.%-]", function(c) return ("_%02x"):format(c:byte()) end))
end
local function record_path(data) return state_folder() .. "/steps/" .. safe_name(data.name) end
local function cost_path(data) return state_folder() .. "/cost/" .. safe_name(data.name) end
local function reason_path(data) return state_folder() .. "/reason/" .. safe_name(data.name) end
local function work_folder(data) return state_folder() .. "/work/" .. safe_name(data.name) end

local function record_of(data, key)
  local lines = { "nnpipe-step 1", "key " .. key }
  for _, output in ipairs(data.outputs) do
    lines[#lines + 1] = "output " .. (hash_of_output(output) or "none") .. " " .. output.file
  end
  return table.concat(lines, "\n") .. "\nend\n"
end

local function tell(data, what)
  if core.progress then core.say(("%-24s %s"):format(data.name, what)) end
end

local function conclude(data)
  data.state = "done"
end

local function fail(data, message, status)
  data.state = "failed"
  core.remove(work_folder(data))
  if not failed then
    failed = { message = ("step '%s': %s"):format(data.name, message), place = data.place,
      status = status == 3 and 3 or 1 }
    local others = core.running()
    if others > 0 then
      core.say(("%s: %s; waiting for %d other%s to end"):format(data.place, failed.message, others,
        others == 1 and "" or "s"))
    end
  end
end

-- Files go from the work folder to their place; the record, last of all, makes them valid.
local function deliver(data, seconds, cpu_seconds, reason)
  for _, output in ipairs(data.outputs) do
    local made = work_folder(data) .. "/" .. output.file
    if not core.kind(made) then
      return fail(data, ("ended without making %s"):format(output.file))
    end
  end
  for _, output in ipairs(data.outputs) do core.publish(work_folder(data) .. "/" .. output.file, output.path) end
  core.write_file(cost_path(data), ("%.6f\n"):format(cpu_seconds))
  core.write_file(reason_path(data), reason or "")
  core.write_file(record_path(data), record_of(data, data.key))
  core.remove(work_folder(data))
  tell(data, ("%.1f s"):format(seconds))
  conclude(data)
end

-- A step whose inputs are there: skipped if it is done already, else its old outputs make room.
local function prepare(data)
  data.hashes = {}
  data.key = key_of(data)
  local all_there = true
  for _, output in ipairs(data.outputs) do all_there = all_there and core.kind(output.path) ~= nil end
  if all_there and core.read_file(record_path(data)) == record_of(data, data.key) then
    tell(data, "unchanged")
    conclude(data)
    return false
  end
  data.hashes = {}
  local previous = state_folder() .. "/previous/"
  for _, output in ipairs(data.outputs) do
    if core.kind(output.path) then
      core.remove(previous .. output.file)
      core.publish(output.path, previous .. output.file)
    end
  end
  core.remove(record_path(data))
  core.remove(work_folder(data))
  for _, output in ipairs(data.outputs) do
    core.make_folder((work_folder(data) .. "/" .. output.file):gsub("/[^/]*$", ""))
  end
  return true
end

local function own_path(data)
  return function(name) return work_folder(data) .. "/" .. data.by_name[name].file end
end

local function launch(data, threads)
  local place = own_path(data)
  local ok, id = pcall(core.start, {
    label = data.name,
    stages = command.words(data.stages, place),
    output = data.standard_output and place(1) or "",
    threads = threads,
    timeout = data.timeout,
  })
  if not ok then return fail(data, (tostring(id):gsub("^[^ ]+:%d+: ", ""))) end
  data.state = "running"
  running[id] = data
end

local function call(data)
  local place = own_path(data)
  local paths = {}
  for name in pairs(data.by_name) do paths[name] = place(name) end
  local begun = os.clock()
  data.state = "running"
  local ok, problem = pcall(data.run, paths[1], paths)
  if ok then deliver(data, os.clock() - begun, os.clock() - begun) else fail(data, tostring(problem)) end
end

local function is_ready(data)
  if data.state ~= "waiting" then return false end
  for _, input in ipairs(data.inputs) do
    if input.data.state ~= "done" then return false end
  end
  return true
end

-- Starts what can start. True if anything was done at once.
local function advance()
  local startable = {}
  for _, data in ipairs(steps) do
    if is_ready(data) then
      if data.prepared or prepare(data) then
        data.prepared = true
        startable[#startable + 1] = data
      else
        return true -- was done already: others may have become ready
      end
    end
  end
  local slots = options.jobs - core.running()
  local commands = 0
  for _, data in ipairs(startable) do
    if data.stages then commands = commands + 1 end
  end
  local side_by_side = core.running() + math.min(slots, commands)
  for _, data in ipairs(startable) do
    if data.stages and slots > 0 then
      slots = slots - 1
      launch(data, math.max(1, core.cores // side_by_side))
      if failed then return false end
    end
  end
  -- A function keeps us from taking in what ends meanwhile: programs are started first.
  for _, data in ipairs(startable) do
    if data.run then
      call(data)
      return true
    end
  end
  return false
end

-- Starts what can start, waits until something has ended, and takes it in. Waits for nothing if `wanted` is done by
-- then.
local function pump(wanted)
  while not failed and advance() do end
  local outcome = core.wait(not (wanted and wanted.state == "done"))
  while outcome do
    local data = running[outcome.id]
    running[outcome.id] = nil
    -- A run that ends where its criterion says, with status 3, has made what it makes.
    local done = outcome.ok or (outcome.status == 3 and data.may_end_early)
    if done then
      deliver(data, outcome.seconds, outcome.cpu_seconds, not outcome.ok and outcome.message or nil)
    else
      fail(data, outcome.message, outcome.status)
    end
    outcome = core.wait(false)
  end
end

local function raise()
  while core.running() > 0 do pump() end
  error(core.failure(failed.message, failed.place, failed.status), 0)
end

local function wait_for(data)
  while data.state ~= "done" do
    if failed then raise() end
    pump(data)
  end
end

-- nn.wait(step): goes on when the step is done. Returns the path of its file.
function step.wait(value)
  local output = command.as_output(value)
  if not output then core.failure("expected a step, got a " .. type(value)) end
  wait_for(output.data)
  return output.path
end

-- nn.read(step): all of its file, as text.
function step.read(value)
  local path = command.as_output(value) and step.wait(value) or tostring(value)
  return core.read_file(path) or core.failure(path .. ": cannot open: No such file or directory")
end

-- nn.cost(step): the CPU seconds, of all its programs and threads, that it took when it was made.
function step.cost(value)
  step.wait(value)
  local data = command.as_output(value).data
  return tonumber(core.read_file(cost_path(data))
    or core.failure(("step '%s': what it cost is not known"):format(data.name)))
end

-- nn.reason(step): why a program of the step ended with status 3, in its own words; nil where none did.
function step.reason(value)
  step.wait(value)
  local text = core.read_file(reason_path(command.as_output(value).data))
  return text and text ~= "" and text or nil
end

-- The name of a step that was declared and is not done; nil if there is none.
function step.unfinished()
  for _, data in ipairs(steps) do
    if data.state ~= "done" then return data.name end
  end
end

function step.finish()
  options.ensure()
  for _, data in ipairs(steps) do wait_for(data) end
  if step.opened then
    core.remove(state_folder() .. "/work")
    core.remove(state_folder() .. "/previous")
  end
end

-- step.recipe { step, … }: the command lines that make these files, what they need first; each once.
function step.recipe(values)
  local lines, seen = {}, {}
  local function quoted(word) return word:find "^[%w%-_./,=:+]+$" and word or "'" .. word:gsub("'", "'\\''") .. "'" end
  local function visit(data)
    if seen[data] then return end
    seen[data] = true
    for _, input in ipairs(data.inputs) do visit(input.data) end
    if not data.stages then
      lines[#lines + 1] = ("# %s: %s, computed by the script"):format(data.name, data.outputs[1].path)
      return
    end
    local stages = {}
    for i, words in ipairs(command.words(data.stages, function(name) return data.by_name[name].path end)) do
      for k, word in ipairs(words) do words[k] = quoted(word) end
      stages[i] = table.concat(words, " ")
    end
    lines[#lines + 1] = table.concat(stages, " | ")
      .. (data.standard_output and " > " .. quoted(data.outputs[1].path) or "")
  end
  for _, value in ipairs(values) do visit(command.as_output(value).data) end
  return lines
end

-- For the summary, which belongs to the pipeline as a whole.
function step.folder()
  open_folder()
  return options.out
end

return step
