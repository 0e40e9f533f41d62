-- Commands and pipes: tables of words, steps and options become words for programs, and the key that tells a change.
local core = require "nnpipe.core"

local command = {}

-- A place where a step's own output goes: nn.out() the first, nn.out "log" the one of that name.
local Placeholder = {}
-- A file of a step, as other steps take it in.
command.Output = {}
local Pipe = {}

function command.out(name)
  return setmetatable({ name = name or 1 }, Placeholder)
end

-- nn.pipe { {…}, {…} }: each program reads what the one before it writes.
function command.pipe(stages)
  if type(stages) ~= "table" or #stages == 0 then core.failure("nn.pipe: expected a list of commands") end
  return setmetatable(stages, Pipe)
end

-- nn.with({ "fit-mlp", … }, { epochs = 10 }): the command with these options, in a table of its own.
function command.with(stage, more)
  local other = type(stage) ~= "table" and stage or more
  if type(other) ~= "table" then core.failure("nn.with: expected two tables, got a " .. type(other)) end
  local joined = {}
  for key, value in pairs(stage) do joined[key] = value end
  for key, value in pairs(more) do joined[key] = value end
  return joined
end

-- { "label", potential = sw } with frames → { "label", frames, potential = sw }
function command.applied(program, frames)
  local whole = { program[1], frames }
  for key, value in pairs(program) do
    if math.type(key) == "integer" and key > 1 then
      whole[key + 1] = value
    elseif key ~= 1 then
      whole[key] = value
    end
  end
  return whole
end

function command.is_pipe(value) return getmetatable(value) == Pipe end

-- The step's file `value` stands for, or nil.
function command.as_output(value)
  local meta = getmetatable(value)
  if meta == command.Output then return value end
  if type(meta) == "table" and meta.is_step then return value.first end
  return nil
end

-- A word is a list of pieces that are joined: texts, files of steps, places of own outputs.
local function pieces(value, what)
  local kind = type(value)
  if kind == "string" then return { value } end
  if kind == "number" then return { core.number(value) } end
  if kind == "table" then
    local output = command.as_output(value)
    if output or getmetatable(value) == Placeholder then return { output or value } end
    if getmetatable(value) ~= nil then core.failure(what .. ": a pipe or table cannot stand here") end
    local joined = {}
    for i, entry in ipairs(value) do
      if i > 1 then joined[#joined + 1] = "," end
      for _, piece in ipairs(pieces(entry, what)) do joined[#joined + 1] = piece end
    end
    for key in pairs(value) do
      if math.type(key) ~= "integer" then core.failure(what .. ": expected a list, got the entry " .. tostring(key)) end
    end
    return joined
  end
  core.failure(("%s: expected a text, a number, a step or a list, got a %s"):format(what, kind))
end

-- Values that begin with a dash, or are empty, could be taken for something else as a word of their own.
local function needs_joining(value)
  return #value == 0 or (type(value[1]) == "string" and (value[1] == "" or value[1]:sub(1, 1) == "-"))
end

-- { "symfunc", samples, set = "si.sf" } → { name, path, words = { {pieces}, … } }.
local function compile_stage(stage)
  if type(stage) ~= "table" or type(stage[1]) ~= "string" then
    core.failure("a command: expected { \"PROGRAM\", … }, got "
      .. (type(stage) == "table" and "a table without a program's name" or "a " .. type(stage)))
  end
  local name = stage[1]
  local compiled = { name = name, path = core.find_program(name), words = {} }
  local words = compiled.words
  local count = 0
  for key in pairs(stage) do
    if math.type(key) == "integer" then count = math.max(count, key) end
  end
  for i = 2, count do
    if stage[i] == nil then core.failure(("%s: argument %d is nil"):format(name, i - 1)) end
    words[#words + 1] = pieces(stage[i], ("%s, argument %d"):format(name, i - 1))
  end
  local keys = {}
  for key in pairs(stage) do
    if type(key) == "string" then
      keys[#keys + 1] = key
    elseif math.type(key) ~= "integer" or key < 1 then
      core.failure(("%s: expected options by name, got the entry %s"):format(name, tostring(key)))
    end
  end
  table.sort(keys) -- the same command line whatever the order in memory
  for _, key in ipairs(keys) do
    local value = stage[key]
    local option = "--" .. key:gsub("_", "-")
    if value == true then
      words[#words + 1] = { option }
    elseif value ~= false then
      local parts = pieces(value, name .. " " .. option)
      if option == "--output" and getmetatable(parts[1]) ~= Placeholder then
        core.failure(name .. " --output: expected nn.out(), the step's own file: it takes what the command prints")
      end
      if needs_joining(parts) then
        table.insert(parts, 1, option .. "=")
      else
        words[#words + 1] = { option }
      end
      words[#words + 1] = parts
    end
  end
  return compiled
end

-- A command or a pipe → the list of its compiled stages.
function command.compile(run)
  if not command.is_pipe(run) then return { compile_stage(run) } end
  local stages = {}
  for i = 1, #run do stages[i] = compile_stage(run[i]) end
  return stages
end

-- Calls visit(piece) for each piece that is no text.
function command.each_reference(stages, visit)
  for _, stage in ipairs(stages) do
    for _, word in ipairs(stage.words) do
      for _, piece in ipairs(word) do
        if type(piece) ~= "string" then visit(piece) end
      end
    end
  end
end

function command.is_placeholder(piece) return getmetatable(piece) == Placeholder end

-- The words of all stages as programs get them; own_path(name) is where an own output is to be written.
function command.words(stages, own_path)
  local list = {}
  for i, stage in ipairs(stages) do
    local words = { stage.name, path = stage.path }
    for _, word in ipairs(stage.words) do
      local parts = {}
      for j, piece in ipairs(word) do
        parts[j] = type(piece) == "string" and piece or command.is_placeholder(piece) and own_path(piece.name)
          or piece.path
      end
      words[#words + 1] = table.concat(parts)
    end
    list[i] = words
  end
  return list
end

local program_hashes = {}

local function program_hash(path)
  program_hashes[path] = program_hashes[path] or core.hash_path(path)
  return program_hashes[path]
end

local function basename(path) return (path:gsub("^.*/", "")) end

-- Adds to `parts` all the result depends on: programs, options, and the contents of files, not where they lie.
function command.describe(stages, hash_of_output, parts)
  for _, stage in ipairs(stages) do
    parts[#parts + 1] = "program " .. stage.name .. " " .. program_hash(stage.path)
    for _, word in ipairs(stage.words) do
      parts[#parts + 1] = "word"
      for _, piece in ipairs(word) do
        if command.is_placeholder(piece) then
          parts[#parts + 1] = "own " .. piece.name
        elseif type(piece) ~= "string" then
          parts[#parts + 1] = "input " .. basename(piece.path) .. " " .. hash_of_output(piece)
        elseif core.kind(piece) == "file" then
          parts[#parts + 1] = "file " .. basename(piece) .. " " .. core.hash_path(piece)
        else
          parts[#parts + 1] = "text " .. piece
        end
      end
    end
  end
end

return command
