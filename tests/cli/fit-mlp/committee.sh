# A committee: one file with several networks; the potential is their mean.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 100 --no-sampling --every 10 \
  --whole-frames \
  si.xyz -o frames.xyz
# Three epochs leave it a shallow hole or none, which is not what is asked here.
fit="fit-mlp --quiet --no-provenance --set auto --hidden 4 --epochs 3 --max-gap 0 frames.xyz"
# shellcheck disable=SC2086
expect_ok $fit --committee 3 --log log.tab -o all.nnp
[[ $(grep -c '^nnp-potential 1$' all.nnp) == 3 ]]
[[ $(table_column log.tab start | sort -u | tr '\n' ' ') == '1 2 3 ' ]]
# Its members, each alone.
csplit -s -z -f member- all.nnp '/^nnp-potential 1$/' '{*}'
energies() { expect_ok label --potential "$1" si.xyz -o labelled.xyz && frame_energies labelled.xyz; }
mean=$(for k in 0 1 2; do energies member-0$k; done | awk '{ sum += $1 } END { printf "%.12f", sum / NR }')
expect_near "$(energies all.nnp)" "$mean" 1e-9
expect_status 0 validate --potential all.nnp --max-force-rmse 1000 frames.xyz
cmp -s member-00 member-01 && unmet 'two members are the same'
expect_fail 2 '--starts and --committee exclude each other' fit-mlp --set auto --committee 2 --starts 2 frames.xyz \
  -o none.nnp
expect_fail 1 'all.nnp: a committee of several models, expected one' fit-mlp --set auto --start all.nnp frames.xyz \
  -o none.nnp
head -c -20 all.nnp >cut.nnp
expect_fail 1 'truncated|expected' label --potential cut.nnp si.xyz

# Each member with a draw of frames and an architecture of its own; killed, it goes on with the same bits.
# shellcheck disable=SC2086
expect_ok $fit --committee 3 --bootstrap -o drawn.nnp
csplit -s -z -f drawn- drawn.nnp '/^nnp-potential 1$/' '{*}'
cmp -s drawn-00 member-00 && unmet 'a draw of frames changes nothing'
various="fit-mlp --no-provenance --set auto --epochs 3 --max-gap 0 frames.xyz --committee 3 --bootstrap"
various+=" --committee-hidden 3,5x4"
# shellcheck disable=SC2086
expect_status 0 $various -o various.nnp
csplit -s -z -f various- various.nnp '/^nnp-potential 1$/' '{*}'
[[ $(grep -h '^layers' various-0? | cut -d ' ' -f 3- | tr '\n' ' ') == '3 1 5 4 1 3 1 ' ]]
expect_status 0 validate --potential various.nnp --max-force-rmse 1000 frames.xyz
expect_fail 2 '--bootstrap is for a --committee of at least 2' fit-mlp --set auto --bootstrap frames.xyz -o none.nnp
expect_fail 2 '--committee-hidden: expected nodes of layers as 15x15, got .15-15.' \
  fit-mlp --set auto --committee 2 --committee-hidden 15-15 frames.xyz -o none.nnp
expect_fail 2 '--hidden and --committee-hidden exclude' \
  fit-mlp --set auto --committee 2 --hidden 4 --committee-hidden 5,6 frames.xyz -o none.nnp
