-- Energies of two atoms: the Lennard-Jones and the Morse potential of argon, of equal depth and distance.
--
--   nnpipe run lectures/pairs.lua [depth=0.010323 distance=3.82]
local nn = require "nnpipe"
local opt = nn.options {
  depth = 0.010323, -- of the well, eV
  distance = 3.822, -- of the minimum, Å
  width = 1.57, -- a of Morse's potential, 1/Å
}

local function curve(name, potential)
  return nn.step { name, out = name .. ".tab",
    { "measure", "dimer", potential = potential, elements = "Ar", low = 3, high = 9, points = 300 } }
end
nn.picture { "line", out = "pairs", x = "r", y = "energy_Ar-Ar", yscale = 1000, yrange = { -12, 15 },
  ylabel = "energy (meV)",
  series = { "Lennard-Jones", "Morse" },
  curve("lennard-jones", ("lj:epsilon=%g,sigma=%.10g,cutoff=12,shift"):format(opt.depth, opt.distance / 2 ^ (1 / 6))),
  curve("morse", ("morse:depth=%g,width=%g,distance=%g,cutoff=12,shift"):format(opt.depth, opt.width, opt.distance)) }
