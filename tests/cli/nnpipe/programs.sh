# Programs behind nnpipe are the programs themselves: bytes, status, messages, standard input.
expect_ok nnpipe make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 -o a.xyz
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 -o b.xyz
expect_same a.xyz b.xyz
nnpipe gen-lj --points 50 | nnpipe scale --method range -o a.tab
gen-lj --points 50 | scale --method range -o b.tab
expect_same a.tab b.tab
expect_fail 1 '^scale: missing\.tab: cannot open' nnpipe scale --method range missing.tab
expect_fail 2 "^scale: unknown option '--methd' \\(did you mean --method" nnpipe scale --methd range a.tab

# Help, of all and of one.
expect_ok nnpipe help
expect_stdout '^  make-cell +makes crystals'
cp "$OUT" help
expect_ok nnpipe --help
expect_same help "$OUT"
expect_ok nnpipe help scale
expect_stdout '^usage: scale '
expect_ok nnpipe --version
expect_stdout '^nnpipe [0-9]'

expect_fail 2 "no program 'symfnc', expected gen-lj, .*did you mean symfunc" nnpipe symfnc
expect_fail 2 "no program 'nonsense', expected " nnpipe nonsense
expect_fail 2 "no program 'nonsense'" nnpipe help nonsense
# Words of others lead to the program, and nnpipe alone to what one does first.
for pair in fit=fit-mlp train=fit-mlp md=run-md test=validate convert=reformat minimize=relax; do
  expect_fail 2 "no program '${pair%=*}', expected .*did you mean ${pair#*=}\\?" nnpipe "${pair%=*}"
done
expect_ok nnpipe
expect_stdout '^First things to do:$'
expect_stdout '^  nnpipe fit-mlp --set auto '
expect_full_disk nnpipe
expect_fail 2 'expected a script: nnpipe run SCRIPT.lua' nnpipe run
expect_fail 2 "unknown option '?--frob" nnpipe --frob
