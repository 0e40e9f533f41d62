-- What the lectures share: random numbers, and networks of columns as functions.
local nn = require "nnpipe"

local common = {}

-- Normal numbers, the same for a seed on every machine (Park and Miller's generator, Box and Muller's transform).
function common.normal(seed)
  local state = seed * 48271 % 2147483647
  local function uniform()
    state = state * 48271 % 2147483647
    return state / 2147483647
  end
  return function() return math.sqrt(-2 * math.log(uniform())) * math.cos(2 * math.pi * uniform()) end
end

local activations = {
  identity = function(u) return u end,
  sigmoid = function(u) return 1 / (1 + math.exp(-u)) end,
  tanh = function(u) return 1 - 2 / (math.exp(2 * u) + 1) end,
  relu = function(u) return math.max(u, 0) end,
}

-- Appends to the values x[1] … x[columns] their products of up to `degree` factors, in the order of nnpipe-nnp(5).
local function multiply(x, columns, degree)
  local last, first = {}, 1 -- the last factor of each product
  for c = 1, columns do last[c] = c end
  for _ = 2, degree do
    local ended = #x
    for t = first, ended do
      for c = last[t], columns do x[#x + 1], last[#last + 1] = x[t] * x[c], c end
    end
    first = ended + 1
  end
end

-- The network in the file of a step, nnpipe-nnp(5), as a function of a list of inputs that returns a list of outputs.
function common.network(step)
  local inputs, targets, layers, functions, numbers, degree = {}, {}, {}, {}, {}, 1
  local in_parameters = false
  for line in nn.read(step):gmatch "[^\n]+" do
    local word = line:match "^%S+"
    if word == "checksum" then break end
    if in_parameters then
      for number in line:gmatch "%S+" do numbers[#numbers + 1] = tonumber(number) end
    elseif word == "input" then
      inputs[#inputs + 1] = { tonumber(line:match "subtract=(%S+)"), tonumber(line:match "factor=(%S+)") }
    elseif word == "target" then
      targets[#targets + 1] = { tonumber(line:match "offset=(%S+)"), tonumber(line:match "factor=(%S+)") }
    elseif word == "polynomial" then
      degree = tonumber(line:match "%d+")
    elseif word == "layers" then
      for size in line:gmatch "%d+" do layers[#layers + 1] = tonumber(size) end
    elseif word == "activations" then
      for name in line:gmatch("%s(%S+)") do functions[#functions + 1] = activations[name] end
    elseif word == "parameters" then
      in_parameters = true
    end
  end
  return function(x)
    local y = {}
    for i, scale in ipairs(inputs) do y[i] = (x[i] - scale[1]) * scale[2] end
    multiply(y, #inputs, degree)
    local at = 0
    for l = 1, #layers - 1 do
      local from, to, next_y = layers[l], layers[l + 1], {}
      for i = 1, to do
        local u = numbers[at + from * to + i]
        for j = 1, from do u = u + numbers[at + (j - 1) * to + i] * y[j] end -- weights stand column by column
        next_y[i] = functions[l](u)
      end
      y, at = next_y, at + (from + 1) * to
    end
    for i, scale in ipairs(targets) do y[i] = scale[1] + scale[2] * y[i] end
    return y
  end
end

-- A table of rows, made in a step.
function common.table(name, file, fields, rows, units)
  return nn.step { name, out = file,
    function(out) nn.write_table(out, { fields = fields, rows = rows(), units = units or "none" }) end }
end

return common
