# --report: one page with the errors, pictures of them, and what the potential is.
make-cell diamond --element Si --constant 5.431 --repeat 2 |
  sample-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 60 --whole-frames --no-sampling --every 10 \
    -o frames.xyz
fit-mlp --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 2 --log log.tab frames.xyz -o si.nnp
expect_status 0 validate --potential si.nnp --report page.html --training-log log.tab \
  --max-force-rmse 1000000 frames.xyz -o errors.tab
has() { grep -qF -- "$1" page.html || unmet "no $1 in the page"; }
for part in '<h1>Validation of si.nnp</h1>' 'Tested on 7 frames of 448 atoms in all, from frames.xyz' '>Errors</h2>' \
  '>Energies</h2>' \
  '>Forces</h2>' '>The potential</h2>' 'Si: 24 inputs, 4 tanh, 1 identity (105 parameters)' 'within 1000000' \
  'G2 Si Si eta=4 r_s=2.4' 'validate --potential si.nnp --report page.html'; do has "$part"; done
# Parity and errors of energies and forces, forces by size, the pair's energy, learning curves: each says what is to be
# seen.
[[ $(grep -o '<svg' page.html | wc -l) == 7 ]] || unmet 'not seven pictures'
[[ $(grep -oE '<title id="picture-[0-9]-title">[^<]+</title>' page.html | wc -l) == 7 ]] || \
  unmet 'pictures without a word'

# The verdict comes first, and what it rests on is there: worst frames by name, runs, distances, held-out errors.
awk '/>Good for</ { good = NR } />Errors<\/h2>/ { errors = NR } END { exit !(good && good < errors) }' page.html ||
  unmet 'the page does not begin with what the potential is good for'
awk '/>Not for</ { not_for = 1 } /<\/ul>/ { not_for = 0 } not_for' page.html | tr '\n' ' ' |
  grep -qE '<li>Si–Si nearer than 2\.[0-9]+ Å: no such pair was in training</li> <li>charges and other ' ||
  unmet 'the page does not say what the potential is not for'
for part in '>Held-out and test frames</h2>' '>Worst frames</h2>' '>Molecular dynamics</h2>' \
  '>Shortest distances</h2>' '>Energies of pairs</h2>' 'from the hottest of these frames, about ' '>as the frames<' '>hotter<' '>denser<' \
  '>stretched<'; do has "$part"; done
[[ $(grep -oE '<t[hd][^>]*>frames.xyz: frame [1-7]</t' page.html | sort -u | wc -l) == 7 ]] ||
  unmet 'not each frame by name'
# A frame that is squeezed and one with a pair too near are unlike the others, and told why.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 4.9 --repeat 2 | label --potential "$sw" -o dense.xyz
head -n 66 frames.xyz | awk 'NR == 3 { x = $2; y = $3; z = $4 } NR == 4 { $2 = x + 1.5; $3 = y; $4 = z } { print }' |
  label --potential "$sw" -o near.xyz
cat frames.xyz dense.xyz near.xyz >unlike.xyz
expect_status 0 validate --potential si.nnp --report unlike.html unlike.xyz -o unlike.tab
grep -qE 'volume an atom -2[0-9] % of the median' unlike.html || unmet 'no word of the squeezed frame'
grep -qE 'Si–Si at 1\.[0-9]* Å, in training 2\.[0-9]+ Å' unlike.html || unmet 'no word of the pair that is too near'
grep -qE '[0-9]+ of these 9 frames: they leave the training range' unlike.html || unmet 'no word of the training range'
# A committee's expected errors are held against those that are there.
fit-mlp --quiet --set "$SHARE/symfunc/si-short.sf" --hidden 4 --epochs 2 --committee 2 frames.xyz -o two.nnp
expect_status 0 validate --potential two.nnp --report two.html frames.xyz -o two.tab
grep -qE '[0-9.]+ % of the errors of force components are within the error that the committee expects, [0-9.]+ % within twice' two.html ||
  unmet 'no coverage'
[[ $(table_value errors.tab rmse quantity=force subset=all | cut -c1-4) == $(grep -oE 'force RMSE [0-9.]+' page.html | \
  head -n 1 | cut -c12-15) ]] ||
  unmet 'the page has another error than the table'
cp page.html before.html
expect_status 0 validate --potential si.nnp --report page.html --training-log log.tab \
  --max-force-rmse 1000000 frames.xyz -o errors.tab
# The same page but for the price, which is measured.
for page in before page; do
  grep -q 'Price: [0-9.e+-]* µs of one core per atom and step' $page.html
  sed -i 's/Price: [0-9.e+-]* µs of one core//' $page.html
done
expect_same before.html page.html

# The picture of a sample names the error of all.
[[ $(grep -oE 'RMSE [0-9.]+ meV/Å' page.html | head -n 1) == \
  "RMSE $(table_value errors.tab rmse quantity=force subset=all | awk '{ printf "%.4g", $1 }') meV/Å" ]] ||
  unmet 'the picture has another error than the table'
# Frames outside the training range are told without a page, too.
make-cell diamond --element Si --constant 6.5 --repeat 2 --rattle 0.1 | label --potential "$SHARE/potentials/Si.sw" \
  -o far.xyz
expect_status 0 validate --potential si.nnp far.xyz -o far.tab
expect_stderr '^validate: warning: 1 of 1 frames left the training range, farthest at far.xyz: frame 1, atom '
# Any potential has one; a limit that is not met leaves it there.
expect_status 3 validate --potential si.nnp --max-force-rmse 1e-9 --report over.html frames.xyz -o errors.tab
grep -q 'not within 1e-09' over.html || unmet 'the page does not say that the limit is not met'
expect_ok validate --potential "$SHARE/potentials/Si.sw" --report sw.html frames.xyz -o errors.tab
expect_fail 2 '--training-log needs --report' validate --potential si.nnp --training-log log.tab frames.xyz
expect_status 1 validate --potential si.nnp --report x.html --training-log missing.tab frames.xyz
expect_stderr "missing\.tab: cannot open"
expect_absent x.html

# Properties of crystals by the potential and by the one that made the labels; the latter beside itself is 0 % off.
make-cell diamond --element Si --constant 5.5 >crystal.xyz
expect_ok validate --potential "$SHARE/potentials/Si.sw" --reference "$SHARE/potentials/Si.sw" --crystals crystal.xyz \
  --report both.html frames.xyz -o errors.tab
for part in '>Properties</h2>' '>bulk modulus</th><td>GPa</td><td class="number">101.4' '<td class="number">0</td>' \
  'Energy over volume of crystal 1'; do
  grep -qF -- "$part" both.html || unmet "no $part in the page"
done
expect_fail 2 '--reference and --crystals need each other' validate --potential si.nnp --reference si.nnp \
  --report x.html frames.xyz
expect_fail 2 '--reference needs --report' validate --potential si.nnp --reference si.nnp \
  --crystals crystal.xyz frames.xyz
expect_status 1 validate --potential si.nnp --reference "$SHARE/potentials/Si.sw" --crystals missing.xyz \
  --report x.html frames.xyz
expect_stderr 'missing\.xyz: cannot open'
expect_absent x.html
# Labels of the very same potential: no error is left to be drawn over the size of the force.
label --potential "$SHARE/potentials/Si.sw" frames.xyz -o exact.xyz
expect_ok validate --potential "$SHARE/potentials/Si.sw" --report exact.html exact.xyz -o errors.tab
# A pair that ends abruptly where it still pushes: the crystal grows to that edge and cannot rest there.
make-cell fcc --element Ar --constant 5.0912 --rattle 0.01 --count 2 --seed 1 -o argon.xyz
abrupt=lj:epsilon=0.0103,sigma=3.405,cutoff=3.745
label --potential $abrupt argon.xyz -o labelled.xyz
make-cell fcc --element Ar --constant 5.0912 -o argon.xyz
expect_status 1 validate --potential $abrupt --reference $abrupt --crystals argon.xyz --report x.html labelled.xyz \
  -o errors.tab
expect_stderr \
  '^validate: argon.xyz: crystal 1: the crystal did not converge in [0-9]+ steps: the largest force is '
expect_absent x.html
