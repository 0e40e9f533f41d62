# label holds a pipe open: each frame is answered before the next is sent, by a potential or by an ASE calculator.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed 7 -o si.xyz
expect_ok label --potential "$SHARE/potentials/Si.sw" si.xyz -o want.xyz
lines=$(wc -l <si.xyz)
coproc LABEL { label --potential "$SHARE/potentials/Si.sw" --no-provenance 2>coprocess.log; }
pid=$LABEL_PID # bash forgets the variable as soon as the program has ended
for _ in 1 2 3; do
  cat si.xyz >&"${LABEL[1]}"
  for ((i = 0; i < lines; ++i)); do
    IFS= read -r -t 60 line <&"${LABEL[0]}" || unmet 'no answer to a frame that was sent'
    printf '%s\n' "$line"
  done >answer.xyz
  expect_frames 1 answer.xyz
  expect_near "$(frame_energies answer.xyz)" "$(frame_energies want.xyz)" 1e-12
done
exec {LABEL[1]}>&-
wait "$pid"
[[ ! -s coprocess.log ]] || unmet 'label says something'
