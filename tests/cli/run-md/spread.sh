# A committee in a run: how far its networks disagree, in the thermo table and in the frames; frames set aside; an end.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.02 --seed 3 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 100 --no-sampling --every 10 \
  --whole-frames \
  si.xyz -o frames.xyz
expect_ok fit-mlp --no-provenance --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 3 frames.xyz --committee 3 \
  -o all.nnp
csplit -s -z -f member- all.nnp '/^nnp-potential 1$/' '{*}'
md() { run-md --no-provenance --potential "$1" --temperature 600 --steps 40 --every 20 --thermo 10 \
  --thermo-output thermo.tab --on-extrapolation ignore "${@:2}" si.xyz -o traj.xyz; }

expect_ok md all.nnp
[[ $(table_column thermo.tab spread_max | awk '$1 > 0' | wc -l) == 5 ]] || unmet 'no spread in the table'
sed -n 2p traj.xyz | grep -q ':spread:R:1' || unmet 'no spread in the frames'

# The same as the members say one by one, of the last frame.
tail -n 10 traj.xyz >last.xyz
for k in 0 1 2; do
  label --potential member-0$k --on-extrapolation ignore --no-provenance last.xyz -o labelled.xyz
  sed -n 's/.*[ ]energy=\([^ ]*\).*/\1/p' labelled.xyz >>energies
  # Columns of the forces, from the names of all.
  awk 'NR == 2 { match($0, /Properties=[^ ]*/); n = split(substr($0, RSTART + 11, RLENGTH - 11), p, ":"); c = 1
                 for (i = 1; i < n; i += 3) { if (p[i] == "forces") at = c; c += p[i + 2] } }
       NR > 2 { print NR - 2, $at, $(at + 1), $(at + 2) }' labelled.xyz >>forces
done
read -r largest rms <<<"$(awk '
  { for (i = 2; i <= 4; ++i) { s[$1, i] += $i / 3 } rows[NR] = $0 }
  END { for (r in rows) { split(rows[r], f); for (i = 2; i <= 4; ++i) q[f[1]] += (f[i] - s[f[1], i])^2 / 3 }
        for (a in q) { if (q[a] > most) most = q[a]; sum += q[a]; ++n }
        printf "%.10g %.10g", sqrt(most), sqrt(sum / n) }' forces)"
energy=$(awk '{ e[NR] = $1; m += $1 / 3 }
  END { for (i in e) q += (e[i] - m)^2 / 3; printf "%.10g", sqrt(q) / 8 }' energies)
expect_near "$(table_column thermo.tab spread_max | tail -n 1)" "$largest" 1e-8
expect_near "$(table_column thermo.tab spread_rms | tail -n 1)" "$rms" 1e-8
expect_near "$(table_column thermo.tab spread_energy | tail -n 1)" "$energy" 1e-8

# Members that are the same agree.
cat member-00 member-00 >twins.nnp
expect_status 0 md twins.nnp
[[ $(table_column thermo.tab spread_max | awk '$1 < 1e-14' | wc -l) == 5 ]] || unmet 'twins disagree'
expect_status 0 md twins.nnp --force-spread 0.001 --spread-frames none.xyz
expect_stderr '^run-md: warning: twins.nnp: members 1 and 2 of the committee are the same network'
[[ $(wc -l <"$ERR") == 1 ]] || unmet 'twins are disputed'
expect_absent none.xyz

# Frames between the bounds go aside, with what trajectories have.
expect_status 0 md all.nnp --force-spread 0 --spread-frames aside.xyz
expect_stderr '^run-md: warning: the committee disputed 5 of 5 steps looked at, most step [0-9]+: forces differ by [0-9.e-]+ eV/Å$'
expect_frames 5 aside.xyz
sed -n 2p aside.xyz | grep -q 'spread:R:1.*step=0' || unmet 'a frame aside lacks its spread or step'
expect_ok md all.nnp --force-spread 1e6
# Beyond the upper one the run ends, and that step is no data.
expect_status 3 md all.nnp --force-spread 0,1e-6 --spread-frames aside.xyz
expect_stderr '^run-md: ended at step 0 of 40: the committee disputed 1 of 1 steps looked at'
expect_file traj.xyz thermo.tab

expect_fail 2 '--force-spread requires a committee, got a single potential' md member-00 --force-spread 1
expect_fail 2 'spread_max requires a committee' md member-00 --thermo-columns step,spread_max
expect_fail 2 'expected LIMIT below STOP, got 5 and 2' md all.nnp --force-spread 5,2
expect_fail 2 'expected numbers of 0 or more, got -1' md all.nnp --force-spread -1
expect_fail 2 '--spread-frames needs --force-spread' md all.nnp --spread-frames aside.xyz
expect_fail 2 '--spread-frames and --restart exclude each other' \
  md all.nnp --force-spread 1 --spread-frames a.xyz --restart r
