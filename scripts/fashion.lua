-- Ten kinds of clothes, told apart on images of 28 × 28 grey pixels: the network of nnpipe as a classifier. The data
-- are Zalando's Fashion-MNIST as Debian's package dataset-fashion-mnist installs them; without them the script says so.
--
--   nnpipe run fashion.lua [hidden=16,16 epochs=12 …]
local nn = require "nnpipe"
local opt = nn.options {
  data = "/usr/share/datasets/fashion-mnist", -- folder with the four files
  hidden = { 128, 64 }, -- nodes of hidden layers
  activation = "relu", -- of hidden layers
  epochs = 12, -- of the fit
  batch = 100, -- images a step
  rate = 0.001, -- of learning, at first
  last_rate = 0.00003, -- and in the end
  seed = 1, -- of all random numbers
}

local probe = io.open(opt.data .. "/train-images-idx3-ubyte.gz")
if not probe then
  print("no images in " .. opt.data .. ": install Debian's package dataset-fashion-mnist, or give data=FOLDER")
  return
end
probe:close()

local function images(name, stem)
  local function file(kind)
    return nn.step { name .. " " .. kind, out = ("data/%s-%s.idx"):format(stem, kind),
      { "gzip", "-dc", ("%s/%s-%s-ubyte.gz"):format(opt.data, stem, kind) } }
  end
  return nn.step { name, out = "data/" .. stem .. ".tab", { "reformat", file "images-idx3", file "labels-idx1" } }
end
local train, test = images("training images", "train"), images("test images", "t10k")

local model = nn.step { "network", out = { "fashion.nnp", log = "log.tab" },
  { "fit-mlp", train, classify = true, hidden = opt.hidden, activation = opt.activation, init = "glorot",
    optimizer = "adam",
    epochs = opt.epochs, batch = opt.batch, learning_rate = opt.rate, last_learning_rate = opt.last_rate,
    seed = opt.seed,
    log = nn.out "log" } }
local result = nn.step { "test", out = { "classes.tab", confusion = "confusion.tab" },
  { "validate", test, potential = model, confusion = nn.out "confusion" } }

nn.plot { "line", model.log, out = "accuracy.png", x = "epoch", y = { "train_accuracy", "validation_accuracy" },
  ylabel = "accuracy", series = { "training", "held out" } }
-- What networks of this size are known to reach.
nn.summary { { "accuracy on the test images", "1", wanted = opt.hidden[1] < 100 and 0.85 or 0.88, larger = true,
  ours = nn.table(result):get("value", { quantity = "accuracy" }) } }
