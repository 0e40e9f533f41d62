# Programs of others, here stood in for by our own: the same labels, in the same order, several at a time; a cache by
# content; calculations that fail.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --rattle 0.1 --count 6 --seed 4 -o si.xyz
label --potential "$sw" --no-provenance si.xyz -o want.xyz

# A command that takes longer for the first frames: order is kept all the same.
cat >slow <<END
#!/bin/sh
echo run >>"$PWD/runs"
cat >"\$0.\$\$"
[ "\$(wc -l <"$PWD/runs")" -gt 2 ] || sleep 0.2
label --potential "$sw" "\$0.\$\$"
rm "\$0.\$\$"
END
chmod +x slow
for jobs in 1 3; do
  rm -f runs
  expect_ok label --command ./slow --jobs $jobs --no-provenance si.xyz -o got.xyz
  [[ $(wc -l <runs) == 6 ]]
  expect_same <(frame_energies got.xyz) <(frame_energies want.xyz)
  expect_same <(grep -c forces:R:3 got.xyz) <(echo 6)
done
awk 'NF == 8 { print $6, $7, $8 }' want.xyz >a
awk 'NF == 7 { print $5, $6, $7 }' got.xyz >b
expect_same a b

# The cache: nothing is computed twice; a frame that has changed is; equal bytes either way.
rm runs
expect_ok label --command ./slow --cache kept --no-provenance si.xyz -o first.xyz
expect_ok label --command ./slow --cache kept --no-provenance si.xyz -o second.xyz
[[ $(wc -l <runs) == 6 ]] || unmet "$(wc -l <runs) runs, expected 6"
expect_same first.xyz second.xyz
make-cell diamond --element Si --constant 5.5 -o other.xyz
cat si.xyz other.xyz | expect_ok label --command ./slow --cache kept -o third.xyz
[[ $(wc -l <runs) == 7 ]]
expect_frames 7 third.xyz
find kept -name '*.xyz' -exec sh -c 'echo 3 >"$1"' _ {} \;
expect_status 0 label --command ./slow --cache kept --no-provenance si.xyz -o again.xyz
expect_stderr '^label: warning: kept/.*stream ends.*: the cached result is damaged and is computed again$'
expect_same first.xyz again.xyz
rm again.xyz
rm -r kept

# The index holds the contents of files that words name, also where a name is joined to others in its word.
head -n 10 si.xyz >one.xyz
for spec in =own.sw ' own.sw+zbl:inner=0.5,outer=1' =own.sw+zbl:inner=0.5,outer=1; do
  command="label --potential$spec"
  cp "$sw" own.sw
  expect_ok label --command "$command" --cache kept one.xyz -o before.xyz
  sed -i 's/2.1683/3.1683/' own.sw
  expect_ok label --command "$command" --cache kept one.xyz -o after.xyz
  expect_ok label --command "$command" one.xyz -o anew.xyz
  [[ $(frame_energies after.xyz) == "$(frame_energies anew.xyz)" ]] || unmet "a stale result of $command"
  [[ $(frame_energies after.xyz) != "$(frame_energies before.xyz)" ]] || unmet 'the file did not matter'
  rm -r kept
done
rm own.sw one.xyz before.xyz after.xyz anew.xyz

# Failures: by frame, with the program's last words; what was done before is kept; skipped only on request.
cat >by_content <<END
#!/bin/sh
cat >"\$0.\$\$"
if grep -q "^Si 0.05 " "\$0.\$\$"; then echo 'the SCF went astray' >&2; rm "\$0.\$\$"; exit 4; fi
echo run >>"$PWD/runs"
label --potential "$sw" "\$0.\$\$"
rm "\$0.\$\$"
END
chmod +x by_content
awk '{ n = (NR - 1) % 10 } n == 2 && int(NR / 10) == 2 { $2 = "0.05" } 1' si.xyz >third.xyz
rm -f runs
expect_status 1 label --command ./by_content --cache kept third.xyz -o out.xyz
expect_stderr '^label: third.xyz: frame 3: by_content: exit status 4; its last words: the SCF went astray$'
expect_absent out.xyz
rm -f runs
expect_status 0 label --command ./by_content --cache kept --skip-failed third.xyz -o out.xyz
expect_stderr '^label: warning: third.xyz: frame 3: by_content: exit status 4'
expect_stderr '^label: warning: 1 of 6 calculations failed, their frames are left out$'
expect_frames 5 out.xyz
[[ $(wc -l <runs) == 3 ]] || unmet 'the frames before the failure were computed again'
expect_status 1 label --command false --skip-failed si.xyz
expect_stderr '^label: all of 6 calculations failed$'
expect_fail 1 'si.xyz: frame 1: cat has printed no energy' label --command cat si.xyz
expect_fail 1 'program .no-such-code. is not there' label --command 'no-such-code -x' si.xyz
printf '1\nenergy=1\nSi 0 0 0\n' >one.xyz
expect_fail 1 'frame 1: cat has computed 1 atoms, expected 8' label --command "cat one.xyz" si.xyz
# Labels of other positions are none of this frame's: moved, in another order; all moved alike, or by a cell, they are.
label --potential "$sw" --no-provenance <(head -n 10 si.xyz) -o right.xyz
expect_fail 1 'frame 1: cat has printed several frames, expected one$' label --command 'cat right.xyz right.xyz' \
  <(head -n 10 si.xyz) -o never
{ head -n 2 right.xyz; tail -n 8 right.xyz | tac; } >turned.xyz
awk 'NR == 5 { $2 += 0.02 } 1' right.xyz >moved.xyz
awk 'NR > 2 { $3 += 5.431 + 0.02 } 1' right.xyz >along.xyz
sed 's/units=metal/units=lj/' right.xyz >lj.xyz
for odd in turned moved; do sed 's/Lattice="[^"]*" //; s/pbc="[^"]*" //' $odd.xyz >cellless-$odd.xyz; done
for odd in turned moved cellless-turned cellless-moved; do
  expect_fail 1 'frame 1: cat: atoms moved, atom [0-9] by [0-9.]+' label --command "cat $odd.xyz" <(head -n 10 si.xyz) \
    -o never
done
expect_fail 1 'frame 1: units differ: the frame has metal, what cat has computed has lj' label \
  --command 'cat lj.xyz' <(head -n 10 si.xyz) -o never
expect_ok label --command 'cat along.xyz' <(head -n 10 si.xyz) -o moved_alike.xyz
expect_near "$(frame_energies moved_alike.xyz)" "$(frame_energies right.xyz)" 0
sed 's/Lattice="[^"]*" //; s/pbc="[^"]*" //; s/stress="[^"]*" //' along.xyz >cellless.xyz
expect_ok label --command 'cat cellless.xyz' <(head -n 10 si.xyz) -o moved_alike.xyz
expect_near "$(frame_energies moved_alike.xyz)" "$(frame_energies right.xyz)" 0
sed 's/pbc="T T T"/pbc="T T F"/' right.xyz >open.xyz
expect_fail 1 'cat has computed a cell that is periodic in other directions$' label --command 'cat open.xyz' \
  <(head -n 10 si.xyz) -o never
printf '#!/bin/sh\nkill -9 $$\n' >killed && chmod +x killed
expect_fail 1 'frame 1: killed: signal 9' label --command ./killed si.xyz

# Command lines that cannot be meant.
expect_fail 2 'expected --potential, --lammps, --calculator or --command, one of them' label si.xyz
expect_fail 2 'expected --potential, --lammps, --calculator or --command, one of them' label --potential "$sw" \
  --command cat si.xyz
expect_fail 2 '--jobs is for' label --potential "$sw" --jobs 2 si.xyz
expect_fail 2 '--set is for' label --command cat --set a=b si.xyz
expect_fail 2 '--precision is for --potential' label --command cat --precision mixed si.xyz
sample-md --potential "$sw" --temperature 300 --steps 20 --atoms 1 si.xyz -o sample.xyz
expect_fail 1 'a site sample has no forces, expected a frame' label --command cat sample.xyz
[[ -z $(ls -d "${TMPDIR:-/tmp}"/nnpipe-label-* 2>/dev/null) ]] || unmet 'folders are left behind'
