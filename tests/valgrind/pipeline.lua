-- From a crystal to a measured trajectory of a network, as small as it gets: every program of it runs under valgrind.
local nn = require "nnpipe"
local sw = nn.share "potentials/Si.sw"
local crystal = nn.step { "crystal", out = "si.xyz",
  { "make-cell", "diamond", element = "Si", constant = 5.431, rattle = 0.05 } }
local samples = nn.step { "samples", out = "samples.xyz",
  { "sample-md", crystal, potential = sw, temperature = 500, timestep = 0.001, steps = 30, atoms = 2 } }
local model = nn.step { "model", out = "si.nnp",
  nn.pipe { { "symfunc", samples, set = nn.share "symfunc/si-short.sf" }, { "scale", method = "center" },
            { "fit-mlp", hidden = 3, epochs = 3, optimizer = "lm" } } }
local labelled = nn.step { "labelled", out = "labelled.xyz", { "label", crystal, potential = sw } }
local forces = nn.step { "forces", out = "forces.nnp",
  { "fit-mlp", labelled, set = nn.share "symfunc/si-short.sf", forces = true, hidden = 3, epochs = 2, validation = 0 } }
nn.step { "errors", out = "errors.tab", { "validate", labelled, potential = forces } }
local run = nn.step { "run", out = "traj.xyz", { "run-md", crystal, potential = model, ensemble = "langevin",
  temperature = 100, timestep = 0.001, steps = 5, every = 1, ["on-extrapolation"] = "ignore" } }
local rdf = nn.step { "rdf", out = "rdf.tab", { "measure", "rdf", run, cutoff = 4, bins = 20 } }
nn.step { "picked", out = "picked.xyz", { "pick", run, set = nn.share "symfunc/si-short.sf", number = 2 } }
nn.step { "relaxed", out = "relaxed.xyz", { "relax", crystal, potential = sw, force = 0.1 } }
nn.step { "dump", out = "run.dump", { "reformat", run, to = "lammps-dump" } }
print(#nn.table(rdf).rows .. " rows")
