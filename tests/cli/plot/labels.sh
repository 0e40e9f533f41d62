# What axes and legends say is what is drawn, in the units of the table.
words() { sed -nE 's/<tspan[^>]*>//g; s/<\/tspan>//g; s/^.*<text[^>]*>(.*)<\/text>.*$/\1/p; /^\t*[^<\t ]/p' "$1"; }
says() { words "$1" | tr -d '\n' | grep -qF -- "$2" || unmet "$1 does not say $2"; }
silent() { if words "$1" | tr -d '\n' | grep -qF -- "$2"; then unmet "$1 says $2"; fi; }
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
expect_ok plot thermo --y temp,press thermo.tab -o both.svg
silent both.svg '(K)'
expect_ok plot thermo --y press <(table 'time press' $'0 1\n1 2' lj) -o reduced.svg
says reduced.svg pressure
silent reduced.svg bar

# The log of a fit of frames: errors of energies and forces with their units, loss and stress on request.
rows=$'1 0 0 9 8 7 6 5 4 3 2\n1 1 1 8 4 3 2 3 2 1 1\n2 0 2 9 9 9 9 9 9 9 9'
table 'start epoch seconds train_loss train_energy_rmse train_force_rmse train_stress_rmse validation_loss validation_energy_rmse validation_force_rmse validation_stress_rmse' \
  "$rows" >log.tab
expect_ok plot training log.tab -o log.svg
for word in 'energy (meV/atom)' 'energy, held out' 'force (meV/Å)' 'force, held out' RMSE epoch; do says log.svg "$word"; done
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

# All templates are told of.
expect_ok plot --help
for file in "$SHARE"/plots/*.gp; do
  name=$(basename "$file" .gp)
  [[ $name == style ]] || expect_stdout "^  $name  *[a-z]"
done
