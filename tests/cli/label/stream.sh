# Frames that several threads label come out in their order, all that stand before one that is bad; memory does not grow
# with the stream.
sw=$SHARE/potentials/Si.sw
for seed in 1 2 3 4 5 6 7; do
  make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed $seed --no-provenance
done >seven.xyz
for ((i = 0; i < 100; ++i)); do cat seven.xyz; done >many.xyz
label --potential "$sw" --no-provenance seven.xyz >labelled.xyz
for ((i = 0; i < 100; ++i)); do cat labelled.xyz; done >want.xyz
for threads in 1 2 5; do
  expect_ok label --potential "$sw" --no-provenance --threads $threads many.xyz
  expect_same "$OUT" want.xyz
done

# By what is read, and by what is computed.
{
  cat many.xyz
  sed 's/^Si /Xx /' seven.xyz
} >unread.xyz
{
  cat many.xyz
  sed 's/^Si /C /' seven.xyz
  cat many.xyz
} >uncomputed.xyz
for threads in 1 2 5; do
  expect_fail 1 "^label: unread.xyz:[0-9]+: frame 701, atom 1: .*Xx" label --potential "$sw" --no-provenance \
    --threads $threads unread.xyz
  expect_same "$OUT" want.xyz
  expect_fail 1 "^label: uncomputed.xyz: frame 701: atom 1: element 'C' is not in the potential" label \
    --potential "$sw" --no-provenance --threads $threads uncomputed.xyz
  expect_same "$OUT" want.xyz
done

for ((i = 0; i < 40; ++i)); do cat many.xyz; done >long.xyz
(
  sanitized || ulimit -v 400000
  label --potential "$sw" --threads 2 long.xyz -o long-labelled.xyz
)
expect_frames 28000 long-labelled.xyz
