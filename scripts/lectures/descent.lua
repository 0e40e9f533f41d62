-- Gradient descent with three learning rates on one problem: too small a step is slow, a good one is not, a large one
-- jumps about. A 1-10-1 network learns the Lennard-Jones potential; the error is that of its training points.
--
--   nnpipe run lectures/descent.lua [rates=0.001,0.01,0.1]
local nn = require "nnpipe"
local opt = nn.options {
  rates = { 0.001, 0.02, 0.2 }, -- of learning, compared
  epochs = 200, -- of each fit
  points = 1000, -- of the data
  seed = 1, -- of all random numbers
}

local data = nn.step { "data", out = "data.tab",
  { "gen-lj", points = opt.points, range = { 3.4, 8 }, seed = opt.seed } }
local command, names = { "training", out = "descent", y = "train_rmse", yscale = 1000, ylabel = "RMSE (meV)" }, {}
for i, rate in ipairs(opt.rates) do
  local fit = nn.step { "rate " .. rate, out = { ("fit-%d.nnp"):format(i), log = ("fit-%d.tab"):format(i) },
    { "fit-mlp", data, hidden = 10, activation = "tanh", optimizer = "gd", learning_rate = rate, epochs = opt.epochs,
      batch = 100,
      patience = 0, seed = opt.seed, log = nn.out "log" } }
  command[#command + 1], names[i] = fit.log, ("rate %g"):format(rate)
end
command.series = names
nn.picture(command)
