# The log of a fit that runs is a whole table at any moment, and stays when the fit is killed.
expect_ok gen-lj --points 2000 --range 3.3,8.5 -o train.tab
fit-mlp --hidden 10 --optimizer adam --epochs 1000000 --patience 0 --log log.tab train.tab -o never.nnp &
fit=$!
for ((i = 0; i < 3000; ++i)); do
  [[ -e log.tab ]] && break
  sleep 0.02
done
expect_file log.tab
expect_ok cat log.tab
tail -n 1 log.tab | grep -q '^#! end rows='
if command -v gnuplot >/dev/null; then expect_ok plot training log.tab -o training.svg; fi
kill -KILL "$fit"
wait "$fit" || true
tail -n 1 log.tab | grep -q '^#! end rows='
expect_less 1 "$(table_column log.tab epoch | wc -l)"
expect_absent never.nnp
# A pipe gets each row once.
expect_ok bash \
  -c 'fit-mlp --hidden 5 --epochs 5 --optimizer adam --log >(cat >piped.tab) train.tab -o five.nnp; sleep 0.2'
expect_rows 6 piped.tab
