-- The lectures on one page to hand out: what each method is, its formula, a picture that our own programs computed,
-- and the command that makes it again. Each is a script of its own in lectures/, which takes options.
--
--   nnpipe run lectures.lua
local nn = require "nnpipe"
local opt = nn.options {
  only = { "" }, -- lectures to run, by name; none named: all
}

local lectures = {
  { "perceptron", "Perceptron and logistic regression",
    what = "Two classes of points in a plane and a line between them. Rosenblatt's perceptron goes through the points "
      .. "and turns its line at each mistake; "
      .. "it stops at the first line without one, whichever that is. Logistic regression, a network without a hidden "
        .. "layer, finds the line under which the "
      .. "classes are most likely.",
    formula = "Perceptron: w ← w + s x where s w·x ≤ 0. Logistic: minimise −Σ ln p(class), "
      .. "p = 1/(1 + exp(−w·x − b)).",
    pictures = { { "perceptron", "Points of two classes and both lines." } } },
  { "margins", "Margins and support vectors",
    what = "Of all lines that part two classes, take the one with the widest strip on either side; points inside it "
      .. "cost a penalty. Only the points on the edge "
      .. "of the strip or within it, the support vectors, decide where the line is. With a kernel the same line, "
        .. "drawn in a space of features, is a closed curve.",
    formula = "Minimise ½|w|² + C Σ max(0, 1 − sᵢ f(xᵢ)); in the dual maximise "
      .. "Σ αᵢ − ½ Σ αᵢ αⱼ sᵢ sⱼ k(xᵢ, xⱼ) with 0 ≤ αᵢ ≤ C and Σ αᵢ sᵢ = 0.",
    pictures = { { "margins", "A line and its strip; rings mark the support vectors." },
      { "margins-kernel", "The same with a Gaussian kernel, for a ring that no line parts." } } },
  { "polynomial", "Overfitting and ridge regression",
    what = "A polynomial of high degree goes through every point and nowhere between. A penalty on the squares of its "
      .. "coefficients, the ridge, keeps it smooth.",
    formula = "Minimise Σ (yᵢ − f(xᵢ))² + λ |w|²; w = (XᵀX + λ)⁻¹ Xᵀy.",
    pictures = { { "polynomial", "Degree nine through twelve points, without and with the ridge." } } },
  { "kernels", "Kernel ridge regression and Gaussian processes",
    what = "In the dual, ridge regression needs nothing but products of points, so that a kernel may stand in their "
      .. "place: products of features that are never "
      .. "computed. The result is the mean of a Gaussian process, which also says how far each value may be off.",
    formula = "f(x) = kᵀ(K + λ)⁻¹y, variance s²(k(x, x) + λ − kᵀ(K + λ)⁻¹k); length and λ maximise "
      .. "ln p(y) = −½ yᵀ(K + λ)⁻¹y/s² − ½ ln det s²(K + λ) − ½ n ln 2π.",
    pictures = { { "kernels", "Three kernels on the same points." },
      { "kernels-band", "The Gaussian kernel: where points are rare, the band of two deviations is wide." } } },
  { "approximation", "Universal approximation",
    what = "One hidden layer follows any continuous function, the closer the more nodes it has.",
    formula = "f(x) = b + Σ vⱼ tanh(wⱼ x + bⱼ).",
    pictures = { { "approximation", "Networks of 1 to 20 nodes and the function they learn." } } },
  { "descent", "Gradient descent",
    what = "The same fit with three learning rates: one too small is slow, a good one is fast, a large one jumps "
      .. "about.",
    formula = "w ← w − η ∂L/∂w.",
    pictures = { { "descent", "Error over epochs." } } },
  { "pairs", "Potentials of pairs",
    what = "The Lennard-Jones and the Morse potential with the same depth and distance: the wells agree, the walls "
      .. "and the tails do not.",
    formula = "V(r) = 4ε[(σ/r)¹² − (σ/r)⁶]; V(r) = D[(1 − exp(−a(r − r₀)))² − 1].",
    pictures = { { "pairs", "Argon." } } },
  { "sites", "Silicon: a kernel beside the network",
    what = "Energies of single atoms in silicon, from the same symmetry functions. A Gaussian process learns from few "
      .. "sites and says how far it may be off; "
      .. "a network is faster, and its price does not grow with the number of sites it learned from.",
    formula = "E = Σᵢ E(Gᵢ), with E(G) = Σⱼ wⱼ exp(−|G − Gⱼ|²/2ℓ²) or a network of one layer.",
    pictures = { { "sites", "Error of unseen sites over the number of sites that were learned." } } },
  { "formation", "Formation energies of compounds",
    what = "Compounds and alloys of Zn and Cd with S, Se and Te, described by nothing but means, deviations and "
      .. "ranges of tabulated properties of their elements, "
      .. "the volume an atom and its coordination. Ridge regression, a Gaussian process and a small network learn the "
        .. "formation energy from the same rows.",
    formula = "E_f = (E − Σ nₑ μₑ)/N, where μₑ is the energy an atom of the element e in its most stable "
      .. "lattice.",
    pictures = { { "formation", "Predicted against computed formation energies of structures that no fit has "
      .. "seen." } } },
}
-- The folder of all files is where this one is.
local here = nn.wait(nn.step { "names", out = "names.txt", function(out)
  local file <close> = assert(io.open(out, "w"))
  for _, lecture in ipairs(lectures) do file:write(lecture[1], "\n") end
end }):match "^(.*)/"
local wanted = {}
for _, name in ipairs(opt.only) do
  if name ~= "" then wanted[name] = true end
end
local sections, all = {}, next(wanted) == nil
for _, lecture in ipairs(lectures) do
  local name, title = lecture[1], lecture[2]
  if all or wanted[name] then
    local folder = here .. "/" .. name
    -- What it prints, its table of numbers where it has one, is kept; its files are in a folder of its own.
    local run = nn.step { name, out = name .. ".txt",
      { "nnpipe", "run", nn.share("scripts/lectures/" .. name .. ".lua"), "out=" .. folder, "jobs=1" } }
    nn.wait(run)
    local pictures = {}
    for i, picture in ipairs(lecture.pictures) do
      pictures[i] = { ("%s/%s.svg"):format(folder, picture[1]), alt = title .. ": " .. picture[2],
        caption = picture[2] }
    end
    local rows
    local summary = io.open(folder .. "/summary.tab")
    if summary then
      summary:close()
      rows = { { "quantity", "unit", "value" } }
      for i, row in ipairs(nn.table(folder .. "/summary.tab").rows) do rows[i + 1] = { row.quantity, row.unit,
        row.ours } end
    end
    sections[#sections + 1] = { title, text = { lecture.what, lecture.formula,
      ("Command: nnpipe run lectures/%s.lua"):format(name) },
      pictures = pictures, rows = rows }
    wanted[name] = nil
  end
end
local unknown = next(wanted)
if unknown then error("no lecture " .. unknown) end
print(nn.report { title = "Learning from data: lectures in pictures",
  lead = "Each picture was computed by the command below it, from data that the command makes itself.",
    sections = sections })
