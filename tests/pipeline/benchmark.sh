# The whole road of scripts/benchmark.lua, small: the search has a table, its best is fitted from two seeds and tested.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 240 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o train.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 100 --no-sampling --every 20 \
  --whole-frames \
  --seed 2 si.xyz -o test.xyz
search="training=train.xyz test=test.xyz cutoffs=4,5 layers=5,8 search_epochs=2 epochs=4 seeds=1,2 out=fits"
# shellcheck disable=SC2086
expect_status 0 nnpipe run benchmark $search
expect_stdout '^chosen: functions [45]-9x3, layers [58], tanh$'
expect_stdout '^test force MAE +meV/Å '
expect_rows 4 fits/search.tab
for seed in 1 2; do expect_file "fits/models/potential-$seed.nnp" "fits/errors/potential-$seed.tab"; done

# At random, with sets, activations and learning rates: three of the eight there are.
expect_ok symfunc --design --cutoff 4 --shells 4,1 train.xyz -o few.sf
expect_status 0 nnpipe run benchmark training=train.xyz test=test.xyz cutoffs=4 shells=3x1 sets=few.sf layers=4 \
  activations=tanh,swish \
  learning_rates=0.01,0.003 tries=3 search_epochs=2 epochs=2 seeds=1 out=random
expect_stdout '^chosen: functions (few|4-3x1), layers 4, (tanh|swish), learning rate 0.0'
expect_rows 3 random/search.tab
