# What axes and legends say is what is drawn, in the units of the table.
words() { sed -nE 's/<tspan[^>]*>//g; s/<\/tspan>//g; s/^.*<text[^>]*>(.*)<\/text>.*$/\1/p; /^\t*[^<\t ]/p' "$1"; }
says() { grep -qF -- "$2" <<<"$(words "$1" | tr -d '\n')" || unmet "$1 does not say $2"; }
silent() { if grep -qF -- "$2" <<<"$(words "$1" | tr -d '\n')"; then unmet "$1 says $2"; fi; }
table() {
  printf '#! nnpipe-table 1 text\n#! units %s\n#! fields %s\n#! data\n' "${3:-metal}" "$1"
  printf '%s\n' "$2"
  printf '#! end rows=%d\n' "$(wc -l <<<"$2")"
}

# Another column of a run is not labelled as its temperature.
table 'time temp press pe ke' $'0 300 1000 -4 1\n1 310 1200 -5 2' >thermo.tab
expect_ok plot thermo thermo.tab -o temp.svg
says temp.svg 'temperature (K)'
expect_ok plot thermo --y press thermo.tab -o press.svg
says press.svg 'pressure (bar)'
silent press.svg temperature
expect_ok plot thermo --y pe,ke thermo.tab -o energies.svg
says energies.svg 'energy (eV)'
expect_fail 1 'thermo\.tab: --y: expected columns of one unit, .*temp: temperature \(K\); press: pressure \(bar\)' \
  plot thermo --y temp,press thermo.tab -o both.svg
expect_ok plot thermo --y press <(table 'time press' $'0 1\n1 2' lj) -o reduced.svg
says reduced.svg pressure
silent reduced.svg bar

# The log of a fit of frames: errors of energies and forces with their units, loss and stress on request.
rows=$'1 0 0 9 8 7 6 5 4 3 2\n1 1 1 8 4 3 2 3 2 1 1\n2 0 2 9 9 9 9 9 9 9 9'
table 'start epoch seconds train_loss train_energy_rmse train_force_rmse train_stress_rmse validation_loss validation_energy_rmse validation_force_rmse validation_stress_rmse' \
  "$rows" >log.tab
expect_ok plot training log.tab -o log.svg
for word in 'energy (meV/atom)' 'energy, held out' 'force (meV/Å)' 'force, held out' RMSE epoch; do says log.svg \
  "$word"; done
for word in loss stress seconds; do silent log.svg "$word"; done
expect_ok plot training log.tab --y train_loss,validation_loss -o loss.svg
says loss.svg loss
silent loss.svg RMSE
expect_ok plot training log.tab --y train_stress_rmse -o stress.svg
says stress.svg 'RMSE of the stress (GPa)'

# The equation of state has its fit as a line; a table without one has none.
table 'volume energy fit' $'18 -4.1 -4.1\n20 -4.3 -4.3\n22 -4.2 -4.2' >eos.tab
expect_ok plot eos eos.tab -o eos.svg
says eos.svg Birch-Murnaghan
expect_ok plot eos <(table 'volume energy' $'18 -4.1\n20 -4.3') -o points.svg
silent points.svg Birch-Murnaghan

# Legends say what the axis does not; pairs of one table are lines alike, all of them unless some are asked for.
table 'r g n g_O-O g_O-Si g_Si-Si' $'1 0 0 0 0 0\n2 1 1 3 1 1\n3 2 2 1 2 1' >rdf.tab
expect_ok plot rdf rdf.tab -o rdf.svg
for word in O–O O–Si Si–Si; do says rdf.svg "$word"; done
silent rdf.svg g_O
grep -q '#8ecdf2\|142, 205, 242' rdf.svg && unmet 'pairs lie one over the other'
cp rdf.tab other.tab
expect_ok plot rdf rdf.tab other.tab -o two.svg
grep -q '#8ecdf2\|142, 205, 242' two.svg || unmet 'tables do not lie one over the other'
expect_ok plot msd <(table 't msd msd_O msd_Si' $'0 0 0 0\n1 1 2 3') -o msd.svg
says msd.svg all
silent msd.svg msd
expect_ok plot vacf <(table 't vacf' $'0 1\n1 0') -o vacf.svg
says vacf.svg '(Å²/ps²)'

# Axes show what matters: three times the well, frequencies that there are, q from 0, no modes below 0.
range() { grep -o 'data-axes="[^"]*' "$1" | tr '" ' '\n\n' | sed -n "$2p"; }
table 'r energy_Ar-Ar' $'1 1e9\n3 1\n4 -0.01\n5 -0.005\n8 0' >dimer.tab
expect_ok plot dimer dimer.tab -o dimer.svg
expect_near "$(range dimer.svg 5)" 0.03 1e-9
expect_ok plot dimer dimer.tab --yrange=-1,5 -o dimer.svg
expect_near "$(range dimer.svg 5)" 5 1e-9
table 'frequency density' "$(for i in {0..100}; do echo "$i $((i > 0 && i < 10))"; done)" >spectrum.tab
expect_ok plot spectrum spectrum.tab -o spectrum.svg
expect_near "$(range spectrum.svg 3)" 10.5 1e-9
expect_ok plot structure-factor <(table 'q S' $'0.5 0\n4 2\n9 1') -o sq.svg
expect_near "$(range sq.svg 2)" 0 1e-9
table 'distance f1 f2' $'0 -0.01 10\n0.1 4 9' >phonon.tab
expect_ok plot phonon phonon.tab -o phonon.svg
expect_near "$(range phonon.svg 4)" 0 1e-9
says phonon.svg '(2π/Å)'
expect_ok plot phonon phonon.tab --xticks 'Γ=0,X=0.1' -o phonon.svg
silent phonon.svg '(2π/Å)'
expect_ok plot phonon <(sed 's/^0 -0.01/0 -2/' phonon.tab) -o imaginary.svg
awk -v low="$(range imaginary.svg 4)" 'BEGIN { exit !(low <= -2) }' || unmet 'imaginary modes are not shown'

# All templates are told of.
expect_ok plot --help-all
for file in "$SHARE"/plots/*.gp; do
  name=$(basename "$file" .gp)
  [[ $name == style ]] || expect_stdout "^  $name  *[a-z]"
done

# With --markup the texts given have subscripts and italics; names of columns and plain texts are text.
table 'r_x f' $'1 2\n2 3' >plain.tab
expect_ok plot line plain.tab --series 'R_c = 2 Å^{−2}' --key top-left --ylabel '{/:Italic f}_c' --markup \
  -o markup.svg
silent markup.svg 'f_c'
says markup.svg 'r_x'
grep -q 'font-style="italic" >f<' markup.svg || unmet 'no italic f'
expect_ok plot line plain.tab --ylabel '{/:Italic f}_c' -o text.svg
says text.svg '{/:Italic f}_c'
expect_fail 2 "^plot: --ylabel: expected markup with each brace closed, got 'f_\{c'" plot line plain.tab \
  --ylabel 'f_{c' --markup -o open.svg
expect_fail 2 "^plot: --title: expected markup with each brace closed" plot line plain.tab --title 'a}{' \
  --markup -o open.svg
expect_absent open.svg

# Apostrophes, alone and beside each other, at ends, and whatever else a file may be called.
for name in "it's" "'" "''" "a''b'" "'; system('touch hacked') #" 'a"b`touch hacked`' '$(touch hacked)@x\n%s'; do
  cp rdf.tab "$name.tab"
  expect_ok plot line other.tab "$name.tab" --y g --title "$name" --xticks "$name=1" -o odd.svg
done
says odd.svg '$(touch hacked)@x\n%s'
expect_absent hacked

# A table that says the units of its columns has the last word: a volume is of an atom, a parity of forces.
of_units() { table "$2" "$3" | sed "s|^#! fields|#! column-units $1\n&|"; }
expect_ok plot line <(of_units 'Å³/atom eV/atom GPa' 'volume energy pressure' $'18 -4 1\n20 -5 2') --x volume \
  --y pressure -o eos.svg
says eos.svg 'volume (Å³/atom)'
says eos.svg 'pressure (GPa)'
expect_ok plot line <(of_units '1 furlong' 'x y' $'1 2\n2 3') -o own.svg
says own.svg 'y (furlong)'
silent own.svg 'x ('
expect_ok plot line <(of_units '1 furlong' 'x y' $'1 2\n2 3') --yscale 1000 --ylabel mine -o own.svg
silent own.svg furlong
expect_ok plot line <(of_units '1 {/=90' 'x y' $'1 2\n2 3') -o markup.svg
silent markup.svg 90
expect_ok plot line <(of_units 'Å' 'x y' $'1 2\n2 3') -o short.svg
silent short.svg Å
of_units '1 eV/Å eV/Å' 'frame reference predicted' $'1 1 1.3\n2 2 1.6\n3 3 3' | sed \
  's|^#! units metal|&\n#! quantity force|' >forces.tab
expect_ok plot parity forces.tab -o parity.svg
for word in 'force, reference (eV/Å)' 'force, predicted (eV/Å)' 'RMSE 0.289 eV/Å'; do says parity.svg "$word"; done
expect_ok plot parity forces.tab --note mine --xlabel here -o parity.svg
for word in 'RMSE 0.289 mine' here; do says parity.svg "$word"; done
silent parity.svg 'force, reference'

# Logs of two fits have colours of their own, and one line of the legend for what is held out.
cp log.tab second.tab
expect_ok plot training log.tab second.tab -o two.svg
for word in 'log energy (meV/atom)' 'second force (meV/Å)' 'held out'; do says two.svg "$word"; done
[[ $(grep -c '>held out</tspan>' two.svg) == 1 ]] || unmet 'several lines of what is held out'
for colour in '#0072b2\|0, 114, 178' '#d55e00\|213, *94, *0' '#009e73\|0, 158, 115' '#cc79a7\|204, 121, 167'; do
  grep -qi "$colour" two.svg || unmet "no curve has the colour $colour"
done

# The last bin of a distribution ends at its tick.
expect_ok plot rdf <(table 'r g' $'0.01 0\n3 1\n5.99 1') -o rdf.svg
grep -q 'data-axes="0 6 ' rdf.svg || unmet "the axis ends elsewhere: $(grep -o 'data-axes="[^ ]* [^ ]*' rdf.svg)"
