-- What one evaluation of a network costs: ours, Armadillo as one writes it, libtorch where it was there to build with.
local nn = require "nnpipe"
local common = require "figures.common"

-- The measuring program: below the build tree that nnpipe is in (target bench_networks), else on PATH.
local function measured()
  local built = nn.share("scripts"):gsub("/share/nnpipe/scripts$", "/bench/networks")
  for _, program in ipairs { built, "networks" } do
    local found, step = pcall(nn.step, { "network timings", out = "timing/networks.txt", { program } })
    if found then return step end
  end
end

local rivals, shown = { "nnpipe", "armadillo", "libtorch" },
  { nnpipe = "nnpipe", armadillo = "Armadillo", libtorch = "libtorch" }

common.figure("nn-timing", "Time of one network evaluation",
  "CPU time of one evaluation, alone and with the gradient ∂y/∂x, on one thread: over layers of 30 nodes, and over "
    .. "nodes of two layers;"
  .. " one sample at a time, and a hundred at once. Armadillo is used as the formulas stand in a textbook.",
  function(_, draw, figure)
    local lines = measured()
    if not lines then
      print "nn-timing: not made, there is no program networks: cmake --build BUILD --target bench_networks makes it"
      figure.caption = "Not made: the program that measures was not built (target bench_networks)."
      return
    end
    -- values[who][what][batch][layers x nodes], µs a sample.
    local function values()
      local all, read = {}, {}
      for who, layers, nodes, what, batch, value in nn.read(lines):gmatch "(%a+)%-(%d+)x(%d+)%-(%a+)%-(%d+) (%S+) us" do
        read[#read + 1] = { who = who, layers = tonumber(layers), nodes = tonumber(nodes), what = what,
          batch = tonumber(batch),
          value = tonumber(value) }
        all[who] = true
      end
      return read, all
    end
    local _, there = values()
    if not there.libtorch then
      figure.caption = figure.caption
        .. " Without libtorch: it was not installed (libtorch-dev) where the measuring program was built."
    end
    local fields, names = {}, {}
    for _, who in ipairs(rivals) do
      if there[who] then
        for _, what in ipairs { "value", "gradient" } do
          fields[#fields + 1] = who .. "_" .. what
          names[#names + 1] = what == "value" and shown[who] or shown[who] .. ": gradient"
        end
      end
    end
    local function curves(name, x, other, at, batch)
      return nn.step { "timing over " .. name, out = "timing/" .. name .. ".tab", function(out)
        local rows, order = {}, {}
        for _, entry in ipairs((values())) do
          if entry[other] == at and entry.batch == batch then
            local row = rows[entry[x]]
            if not row then row = {}; rows[entry[x]] = row; order[#order + 1] = entry[x] end
            row[entry.who .. "_" .. entry.what] = entry.value
          end
        end
        table.sort(order)
        local list = {}
        for i, key in ipairs(order) do
          list[i] = { key }
          for c, field in ipairs(fields) do list[i][c + 1] = rows[key][field] or 0 / 0 end
        end
        nn.write_table(out, { fields = { x, table.unpack(fields) }, rows = list })
      end }
    end
    for _, batch in ipairs { 1, 100 } do
      local how = batch == 1 and "single" or "batched"
      for _, of in ipairs { { "layers", "nodes", 30 }, { "nodes", "layers", 2 } } do
        draw { name = ("nn-timing-%s-%s"):format(of[1], how), "timing",
          curves(of[1] .. "-" .. how, of[1], of[2], of[3], batch), x = of[1],
          xlabel = of[1] == "layers" and "hidden layers of 30 nodes" or "nodes of two hidden layers", series = names,
          ylabel = "time of a sample (µs)",
          alt = ("Time of one sample over %s, %s, growing alike for all libraries"):format(of[1], how) }
      end
    end
    return function()
      local rows, lines_of, at = { cells = { { "network", "what" } } }, {}, {}
      for _, who in ipairs(rivals) do
        if there[who] then at[who] = #rows.cells[1] + 1; table.insert(rows.cells[1], shown[who] .. " (µs)") end
      end
      for _, entry in ipairs((values())) do
        local network, what = ("%d × %d"):format(entry.layers, entry.nodes),
        entry.what .. (entry.batch > 1 and ", batched" or "")
        if entry.layers == 2 and (entry.nodes == 30 or entry.nodes == 100) then
          rows[#rows + 1] = { ("%s, %s, %s"):format(entry.who, network, what), "µs", ours = entry.value }
        end
        local line = lines_of[network .. what]
        if not line then
          line = { network, what }
          lines_of[network .. what] = line
          table.insert(rows.cells, line)
        end
        line[at[entry.who]] = entry.value
      end
      return rows
    end
  end)
