-- Formation energies of compounds from nothing but what is known of their elements: means, deviations and ranges of
-- tabulated properties, the volume an atom and how the atoms are surrounded. Ridge regression, a Gaussian process and
-- a small network learn them from the same rows and are tested on the same others. Energies are those of a
-- Stillinger-Weber potential of Zn, Cd, S, Se and Te; give another, or calculator=espresso, to label the frames by
-- that.
--
--   nnpipe run lectures/formation.lua [structures=600]
local nn = require "nnpipe"
local common = require "lectures.common"
local opt = nn.options {
  structures = 600, -- compounds and alloys, at volumes of their own
  held_out = 0.25, -- part of them that is tested on
  strain = 0.05, -- largest change of lengths
  most = 1, -- eV/atom: structures above are left out, as atoms too close for any material
  metals = { "Zn", "Cd" }, -- elements of the one kind of site
  others = { "S", "Se", "Te" }, -- of the other
  potential = nn.share "potentials/ZnCdSSeTe.sw", -- that labels the frames
  calculator = "", -- that labels them in its place, see nnpipe-calculator(5)
  hidden = { 8 }, -- nodes of the network
  epochs = 300, -- of its fit, at most
  seed = 1, -- of all random numbers
}
local names = { "electronegativity", "covalent_radius", "ionisation_energy", "period", "group" }
local property = {}
for _, row in ipairs(nn.table(nn.share "elements/properties.tab").rows) do property[row.element] = row end
for _, list in ipairs { opt.metals, opt.others } do
  for _, element in ipairs(list) do assert(property[element], "no properties of " .. element) end
end

-- Lattices of a compound AB: vectors in units of a, sites in fractions with their kind, and the nearest distance in
-- units of a.
local zincblende = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, nearest = math.sqrt(3) / 4, sites = {} }
local rocksalt = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, nearest = 1 / 2, sites = {} }
for _, corner in ipairs { { 0, 0, 0 }, { 0, 0.5, 0.5 }, { 0.5, 0, 0.5 }, { 0.5, 0.5, 0 } } do
  for kind, shift in ipairs { { 0, 0, 0 }, { 0.25, 0.25, 0.25 } } do
    table.insert(zincblende.sites, { kind, corner[1] + shift[1], corner[2] + shift[2], corner[3] + shift[3] })
  end
  table.insert(rocksalt.sites, { 1, corner[1], corner[2], corner[3] })
  table.insert(rocksalt.sites, { 2, (corner[1] + 0.5) % 1, corner[2], corner[3] })
end
local c = math.sqrt(8 / 3)
local wurtzite = { { 2, 0, 0 }, { -0.5, math.sqrt(3) / 2, 0 }, { 0, 0, c }, nearest = 3 / 8 * c, sites = {} }
for _, x in ipairs { 0, 0.5 } do
  for kind, z in ipairs { 0, 3 / 8 } do
    table.insert(wurtzite.sites, { kind, (1 / 3) / 2 + x, 2 / 3, z })
    table.insert(wurtzite.sites, { kind, (2 / 3) / 2 + x, 1 / 3, z + 0.5 })
  end
end
local lattices = { zincblende, wurtzite, rocksalt }

local function xyz(vectors, atoms)
  local lines, lattice = { tostring(#atoms) }, {}
  for _, v in ipairs(vectors) do lattice[#lattice + 1] = ("%.12g %.12g %.12g"):format(v[1], v[2], v[3]) end
  lines[2] = ('Lattice="%s" Properties=species:S:1:pos:R:3 pbc="T T T"'):format(table.concat(lattice, " "))
  for _, atom in ipairs(atoms) do
    local r = {}
    for k = 1, 3 do r[k] = atom[2] * vectors[1][k] + atom[3] * vectors[2][k] + atom[4] * vectors[3][k] end
    lines[#lines + 1] = ("%s %.12g %.12g %.12g"):format(atom[1], r[1], r[2], r[3])
  end
  return table.concat(lines, "\n") .. "\n"
end

-- The compounds: each site's element drawn, so that binaries, ternaries and more occur; bonds as long as the covalent
-- radii say.
local frames = nn.step { "frames", out = "frames.xyz", function(out)
  local normal = common.normal(opt.seed)
  local function uniform() return 0.5 + math.atan(normal() * 1.6) / math.pi end
  local function one_of(list) return list[1 + math.floor(uniform() * #list) % #list] end
  local text = {}
  for i = 1, opt.structures do
    local lattice = lattices[i % 7 == 0 and 3 or 1 + i % 2]
    local choices = { { one_of(opt.metals), one_of(opt.metals) }, { one_of(opt.others), one_of(opt.others) } }
    local part = { uniform(), uniform() }
    local atoms, radii = {}, { 0, 0 }
    for k, site in ipairs(lattice.sites) do
      local element = choices[site[1]][uniform() < part[site[1]] and 1 or 2]
      atoms[k] = { element, site[2], site[3], site[4] }
      radii[site[1]] = radii[site[1]] + 2 / #lattice.sites * property[element].covalent_radius
    end
    local a = (radii[1] + radii[2]) / lattice.nearest * (1 + opt.strain * (2 * uniform() - 1)) * (lattice == rocksalt
      and 1.07 or 1)
    local vectors = {}
    for k = 1, 3 do vectors[k] = { a * lattice[k][1], a * lattice[k][2], a * lattice[k][3] } end
    text[i] = xyz(vectors, atoms)
  end
  local file <close> = assert(io.open(out, "w"))
  file:write(table.concat(text))
end }
-- Elements as they are most stable among simple lattices: what formation energies are counted from.
local function label(name, stream)
  return nn.step { name, out = name .. ".xyz", opt.calculator == "" and { "label", stream, potential = opt.potential }
    or { "label", stream, calculator = opt.calculator } }
end
local elements = {}
for _, list in ipairs { opt.metals, opt.others } do table.move(list, 1, #list, #elements + 1, elements) end
local pure = { "cat" }
for _, element in ipairs(elements) do
  for _, lattice in ipairs { "fcc", "bcc", "sc", "diamond" } do
    local packing = ({ fcc = 2 * math.sqrt(2), bcc = 4 / math.sqrt(3), sc = 2, diamond = 8 / math.sqrt(3) })[lattice]
    pure[#pure + 1] = nn.step { element .. " " .. lattice, out = ("elements/%s-%s.xyz"):format(element, lattice),
      { "make-cell", lattice, element = element, constant = packing * property[element].covalent_radius * 1.08 } }
  end
end
local relaxed = nn.step { "elements", out = "elements.xyz", opt.calculator == ""
  and nn.pipe { pure, { "relax", potential = opt.potential, cell = "isotropic" } } or nn.pipe { pure,
    { "label", calculator = opt.calculator } } }
local labelled = label("labelled", frames)

local function parse(frame)
  local lines = {}
  for line in frame:gmatch "[^\n]+" do lines[#lines + 1] = line end
  local numbers, atoms, vectors = {}, {}, {}
  for number in lines[2]:match 'Lattice="([^"]*)"':gmatch "%S+" do numbers[#numbers + 1] = tonumber(number) end
  for k = 1, 3 do vectors[k] = { numbers[3 * k - 2], numbers[3 * k - 1], numbers[3 * k] } end
  for k = 3, #lines do
    local element, x, y, z = lines[k]:match "^%s*(%S+)%s+(%S+)%s+(%S+)%s+(%S+)"
    atoms[#atoms + 1] = { element, tonumber(x), tonumber(y), tonumber(z) }
  end
  return { energy = tonumber((" " .. lines[2]):match " energy=(%S+)"), vectors = vectors, atoms = atoms }
end
local function volume_of(v)
  return math.abs(v[1][1] * (v[2][2] * v[3][3] - v[2][3] * v[3][2]) - v[1][2] * (v[2][1] * v[3][3] - v[2][3] * v[3][1])
    + v[1][3] * (v[2][1] * v[3][2] - v[2][2] * v[3][1]))
end
-- Neighbours of each atom: those nearer than 1.25 times the sum of the covalent radii, images included.
local function coordination(frame)
  local counts = {}
  for i, a in ipairs(frame.atoms) do
    counts[i] = 0
    for j, b in ipairs(frame.atoms) do
      local reach = 1.25 * (property[a[1]].covalent_radius + property[b[1]].covalent_radius)
      for n1 = -1, 1 do
        for n2 = -1, 1 do
          for n3 = -1, 1 do
            local square = 0
            for k = 1, 3 do
              local d = b[k + 1] - a[k + 1] + n1 * frame.vectors[1][k] + n2 * frame.vectors[2][k]
                + n3 * frame.vectors[3][k]
              square = square + d * d
            end
            if square < reach * reach and (i ~= j or square > 1e-6) then counts[i] = counts[i] + 1 end
          end
        end
      end
    end
  end
  return counts
end
local function moments(values)
  local mean, low, high, squares = 0, math.huge, -math.huge, 0
  for _, value in ipairs(values) do
    mean, low, high = mean + value / #values, math.min(low, value), math.max(high, value)
  end
  for _, value in ipairs(values) do squares = squares + (value - mean) ^ 2 / #values end
  return mean, math.sqrt(squares), high - low
end
-- One row a frame: features, then the formation energy an atom.
local fields = {}
for _, name in ipairs(names) do
  for _, what in ipairs { "mean", "deviation", "range" } do fields[#fields + 1] = name .. "_" .. what end
end
for _, name in ipairs { "volume", "packing", "coordination_mean", "coordination_deviation", "formation_energy" } do
  fields[#fields + 1] = name
end
local function features(frame)
  local row = {}
  for _, name in ipairs(names) do
    local values = {}
    for k, atom in ipairs(frame.atoms) do values[k] = property[atom[1]][name] end
    table.move({ moments(values) }, 1, 3, #row + 1, row)
  end
  local volume, cubes = volume_of(frame.vectors) / #frame.atoms, 0
  for _, atom in ipairs(frame.atoms) do cubes = cubes + property[atom[1]].covalent_radius ^ 3 / #frame.atoms end
  local mean, deviation = moments(coordination(frame))
  table.move({ volume, cubes / volume, mean, deviation }, 1, 4, #row + 1, row)
  return row
end
local rows
local function all_rows()
  if rows then return rows end
  local lowest = {}
  for _, text in ipairs(nn.frames(relaxed)) do
    local frame = parse(text)
    local element, each = frame.atoms[1][1], frame.energy / #frame.atoms
    lowest[element] = math.min(lowest[element] or math.huge, each)
  end
  rows = {}
  for _, text in ipairs(nn.frames(labelled)) do
    local frame = parse(text)
    local energy = frame.energy
    for _, atom in ipairs(frame.atoms) do energy = energy - lowest[atom[1]] end
    if energy / #frame.atoms <= opt.most then
      local row = features(frame)
      row[#row + 1], rows[#rows + 1] = energy / #frame.atoms, row
    end
  end
  return rows
end
-- The same rows for each method, drawn once.
local function part(name, test)
  return nn.step { name, inputs = { relaxed, labelled }, out = name .. ".tab", function(out)
    local normal, chosen = common.normal(opt.seed + 1), {}
    for _, row in ipairs(all_rows()) do
      local held_out = 0.5 + math.atan(normal() * 1.6) / math.pi < opt.held_out
      if held_out == test then chosen[#chosen + 1] = row end
    end
    nn.write_table(out, { fields = fields, rows = chosen, units = "none" })
  end }
end
local train, test = part("train", false), part("test", true)
local inputs = {}
for k = 1, #fields - 1 do inputs[k] = fields[k] end
local methods = {
  { "ridge", { "fit-kernel", train, inputs = inputs, targets = "formation_energy", kernel = "linear",
    seed = opt.seed } },
  { "kernel", { "fit-kernel", train, inputs = inputs, targets = "formation_energy", kernel = "gaussian",
    seed = opt.seed } },
  { "network", { "fit-mlp", train, inputs = inputs, targets = "formation_energy", hidden = opt.hidden,
    activation = "tanh",
    scaling = "standardize", optimizer = "lm", l2 = 1e-4, epochs = opt.epochs, validation = 0.15, seed = opt.seed } },
}
local parity = { "parity", out = "formation", x = "reference", y = "predicted", series = {},
  xlabel = "formation energy (eV/atom)",
  ylabel = "predicted (eV/atom)" }
local summary, spread = { title = "Formation energies of unseen structures" }, {}
for _, row in ipairs(nn.table(test).rows) do spread[#spread + 1] = row.formation_energy end
local _, deviation = moments(spread)
summary[1] = { "spread of the energies", "meV/atom", ours = 1000 * deviation }
for _, method in ipairs(methods) do
  local model = nn.step { method[1], out = method[1] .. ".model", method[2] }
  local errors = nn.step { method[1] .. " errors", out = { method[1] .. "-errors.tab", list = method[1]
    .. "-parity.tab" },
    { "validate", test, potential = model, predictions = nn.out "list" } }
  parity[#parity + 1], parity.series[#parity.series + 1] = errors.list, method[1]
  local wrong = nn.table(errors)
  summary[#summary + 1] = { method[1] .. ": RMSE", "meV/atom", ours = 1000 * wrong:get("rmse",
    { quantity = "formation_energy" }) }
  summary[#summary + 1] = { method[1] .. ": mean absolute error", "meV/atom", ours = 1000 * wrong:get("mae",
    { quantity = "formation_energy" }) }
end
nn.picture(parity)
nn.summary(summary)
