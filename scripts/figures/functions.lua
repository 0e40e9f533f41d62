-- Figures of formulas: pair potentials, activations, cutoff and symmetry functions. All but activations are what our
-- own programs compute, of atoms put where the figure wants them.
local nn = require "nnpipe"
local common = require "figures.common"
local symbol, number = common.symbol, common.number

common.figure("lj-potential", "Lennard-Jones potential",
  "V(r) of argon and of krypton, (ε, σ) = (10.3 meV, 3.41 Å) and (14.0 meV, 3.65 Å).",
  function(_, draw)
    local function curve(name, epsilon, sigma)
      return nn.step { "lj-potential: " .. name, out = "lj-potential/" .. name .. ".tab",
        { "measure", "dimer", elements = "Ar", low = 3, high = 9, points = 400,
          potential = ("lj:epsilon=%g,sigma=%g,cutoff=12,shift"):format(epsilon, sigma) } }
    end
    draw { name = "lj-potential", "dimer", curve("argon", 0.010323, 3.405), curve("krypton", 0.01404, 3.65), x = "r",
      y = "energy_Ar-Ar", yscale = 1000, yrange = { -16, 20 }, ylabel = symbol "V" .. " (meV)",
      series = { symbol "ε" .. " = 10.3 meV; " .. symbol "σ" .. " = 3.41 Å",
        symbol "ε" .. " = 14.0 meV; " .. symbol "σ" .. " = 3.65 Å" } }
  end)

local function sigmoid(x) return 1 / (1 + math.exp(-x)) end

common.figure("activation", "Activation functions", "Sigmoid, hyperbolic tangent and rectified linear unit.",
  function(_, draw)
  local curves = common.curves("activations", "activation/functions.tab", "u", -5, 5, 201, {
    { "sigmoid", sigmoid },
    { "tanh", function(x) return 2 * sigmoid(2 * x) - 1 end },
    { "ReLU", function(x) return math.max(x, 0) end },
  })
  draw { name = "activation", "line", curves, xlabel = symbol "u", ylabel = symbol "f" .. "(" .. symbol "u" .. ")",
    yrange = { -1.2, 2 } }
end)

common.figure("activation-flex", "Flexibility of a node",
  "c₁ f(c₂x + c₃) + c₄ of the sigmoid f: each constant varied, the others 1, 1, 0 and 0. A node bends its line "
    .. "anywhere, to any height.",
  function(_, draw)
    local c, x = function(k) return symbol("c", k) end, symbol "x"
    local formula = ("%s %s(%s%s + %s) + %s"):format(c(1), symbol "f", c(2), x, c(3), c(4))
    local function family(n, values, of)
      local functions, names = {}, {}
      for i, value in ipairs(values) do
        functions[i] = { "v" .. i, function(x) return of(value, x) end }
        names[i] = symbol("c", n) .. " = " .. number(value)
      end
      draw { name = "activation-flex-" .. n, "line", xlabel = symbol "x", series = names, ylabel = formula,
        common.curves("activation-flex " .. n, ("activation/flex-%d.tab"):format(n), "x", -6, 6, 241, functions),
        alt = "The sigmoid with its constant c" .. n .. " varied" }
    end
    family(1, { 0.5, 1, 2 }, function(c, x) return c * sigmoid(x) end)
    family(2, { 0.5, 1, 4 }, function(c, x) return sigmoid(c * x) end)
    family(3, { -2, 0, 2 }, function(c, x) return sigmoid(x + c) end)
    family(4, { -0.5, 0, 0.5 }, function(c, x) return sigmoid(x) + c end)
  end)

-- One neighbour at r.
local near, far, count = 0.05, 12, 240
local function one_neighbour() return common.neighbourhoods("one neighbour", "functions/one.xyz", near, far, count,
  function(r) return { { r, 0, 0 } } end) end
local radial_samples
local function radial(name, lines)
  radial_samples = radial_samples or one_neighbour()
  return common.functions(name, radial_samples, lines, "r", near, far, count)
end
-- Names for a legend, and lines of a set, of one value varied.
local function varied(form, name, values)
  local lines, names = {}, {}
  for i, value in ipairs(values) do lines[i], names[i] = form:format(value), name:gsub("#", number(value)) end
  return lines, names
end

common.figure("cutoff", "Cutoff functions",
  "The cutoff function of Behler and Parrinello, a cosine (4.4), and others of the field, ending at 6 Å.",
  function(_, draw)
    local lines, names = {}, { "cosine", "tanh³", "exp", "poly2" }
    for i, name in ipairs { "cosine", "tanh3", "exp", "poly2" } do
      lines[i] = "G1 Si Si cutoff=6 cutoff-function=" .. name
    end
    draw { name = "cutoff", "line", radial("cutoff", lines), series = names, xrange = { 0, 8 },
      ylabel = symbol("f", "c") }
  end)

common.figure("radial", "Radial symmetry functions",
  "One neighbour at r. G1 for several cutoffs; G2 for several widths η and for several shifts, and G3 for several κ, "
    .. "the cutoff of these 11 Å.",
  function(_, draw)
    local function family(name, alt, form, label, values)
      local lines, names = varied(form, label, values)
      draw { name = "radial-" .. name, "line", radial("radial-" .. name, lines), series = names, alt = alt,
        xrange = { 0, 12 }, ylabel = symbol "G" .. "^" .. name:sub(2, 2) }
    end
    family("g1", "G1 over r for cutoffs from 2 to 11 Å", "G1 Si Si cutoff=%g", symbol("R", "c") .. " = # Å",
      { 2, 4, 6, 8, 11 })
    family("g2-eta", "G2 over r for η from 0.005 to 1", "G2 Si Si eta=%g r_s=0 cutoff=11",
      symbol "η" .. " = # Å^{−2}", { 0.005, 0.03, 0.1, 0.3, 1 })
    family("g2-shift", "G2 over r for shifts from 2 to 8 Å", "G2 Si Si eta=3 r_s=%g cutoff=11",
      symbol("R", "s") .. " = # Å", { 2, 3.5, 5, 6.5, 8 })
    family("g3", "G3 over r for κ from 0.5 to 2", "G3 Si Si kappa=%g cutoff=11", symbol "κ" .. " = # Å^{−1}",
      { 0.5, 1, 1.5, 2 })
  end)

common.figure("angular", "Angular symmetry functions",
  "The angular part of G4 and G5, 2^{1−ζ}(1 + λ cos θ)^ζ, for λ = 1 and λ = −1.",
  function(_, draw)
    local first, last, points = 0.5, 180, 360
    -- Two neighbours so near, for a cutoff so large, that f_c is 1 to 5e-6.
    local samples = common.neighbourhoods("two neighbours", "functions/two.xyz", first, last, points, function(degrees)
      return { { 1, 0, 0 }, { math.cos(math.rad(degrees)), math.sin(math.rad(degrees)), 0 } }
    end)
    for _, lambda in ipairs { 1, -1 } do
      local lines, names = varied("G5 Si Si Si eta=0 zeta=%g lambda=" .. lambda .. " cutoff=1000",
        symbol "ζ" .. " = #", { 1, 2, 4, 16, 64 })
      local name = "angular-" .. (lambda > 0 and "plus" or "minus")
      draw { name = name, "adf", common.functions(name, samples, lines, "theta", first, last, points), x = "theta",
        y = { "f1", "f2", "f3", "f4", "f5" }, series = names, xlabel = symbol "θ" .. " (degrees)",
        ylabel = "angular part",
        alt = ("Angular part over the angle for λ = %d, narrower with growing ζ"):format(lambda) }
    end
  end)
