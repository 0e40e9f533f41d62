# Every template draws in every format; what a picture shows is what the table holds.
gen-lj --points 200 --seed 3 -o lj.tab
cat >parity.tab <<'EOF'
#! nnpipe-table 1 text
#! units metal
#! fields reference predicted
#! data
1 1.003
2 1.996
3 3
#! end rows=3
EOF
cat >training.tab <<'EOF'
#! nnpipe-table 1 text
#! units metal
#! fields epoch train_rmse validation_rmse seconds
#! data
1 1 2 0
10 0.1 0.2 1
100 0.01 0.02 2
#! end rows=3
EOF
cat >phonon.tab <<'EOF'
#! nnpipe-table 1 text
#! units metal
#! fields distance qa qb qc f1 f2
#! data
0 0 0 0 0 10
0.1 0.5 0 0 4 9
#! end rows=2
EOF
sed 's/fields reference predicted/fields r g/' parity.tab >rdf.tab

column() { sed "s/fields reference predicted/fields $1/" parity.tab >"$2.tab"; }
column 'angle Si-Si-Si' adf
column 'q S' structure-factor
column 'neighbours Si-Si' coordination
column 't msd' msd
column 't vacf' vacf
column 'frequency density' spectrum
column 'volume energy' eos
column 'r energy_Si-Si' dimer
column 'time temp' thermo
for form in adf structure-factor coordination msd vacf spectrum eos dimer thermo; do
  expect_ok plot "$form" "$form.tab" -o "$form.svg"
  grep -q '^<svg' "$form.svg" || unmet "$form.svg is no SVG"
done

magic() { head -c 4 "$1" | od -An -c | tr -d ' \n'; }
for form in line scatter histogram loglog steps points points-and-lines set timing rdf training phonon parity; do
  table=lj.tab
  [[ $form == @(rdf|training|phonon|parity) ]] && table=$form.tab
  [[ $form == loglog ]] && table=training.tab
  for format in png svg pdf; do expect_ok plot "$form" "$table" -o "$form.$format"; done
  [[ $(magic "$form.png") == *PNG ]] || unmet "$form.png is no PNG"
  [[ $(magic "$form.pdf") == %PDF ]] || unmet "$form.pdf is no PDF"
  grep -q '^<svg' "$form.svg" || unmet "$form.svg is no SVG"
done
# The format is the output's name, or what is asked for; standard output is a PNG.
expect_ok plot line lj.tab --format svg -o picture
grep -q '^<svg' picture || unmet 'no SVG'
plot line lj.tab >stdout.png
plot line -o file.png <lj.tab
expect_same stdout.png file.png
cat lj.tab | plot line - | cmp - file.png || unmet 'a pipe draws something else'

# An SVG says what its axes are: from and to, in values and in dots.
expect_ok plot loglog training.tab --y train_rmse --xrange 1,100 --yrange 0.01,1 -o axes.svg
grep -q 'data-axes="1 100 0.01 1 [0-9.]* [0-9.]* [0-9.]* [0-9.]* 1 1"' axes.svg || \
  unmet "no axes: $(grep -o 'data-axes[^>]*' axes.svg)"

# Labels are text, with the table's units; nothing in them is markup or a command.
text() { sed -nE 's/^.*<text[^>]*>(.*)<\/text>.*$/\1/p; s/<[^>]*>//g; /^\t*[^<\t ]/p' "$1"; }
expect_ok plot rdf rdf.tab -o rdf.svg
grep -q 'Å' <<<"$(text rdf.svg)" || unmet 'no unit'
expect_ok plot line lj.tab --title "a_b {x} ^2 'q' \$data" --ylabel '`touch here`' --series 'system("touch here")' \
  -o text.svg
grep -qF 'a_b {x} ^2' <<<"$(text text.svg)" || unmet 'the title is not what was given'
expect_absent here
# Reduced units have no names.
expect_ok plot rdf <(sed 's/units metal/units lj/' rdf.tab) -o reduced.svg
if grep -q 'Å' <<<"$(text reduced.svg)"; then unmet 'a unit in reduced units'; fi

# The error of a parity plot: sqrt((0.003² + 0.004²) / 3) = 0.00289.
expect_ok plot parity parity.tab --note eV/Å -o parity.svg
grep -qF '2.89 meV/Å' <<<"$(text parity.svg)" || unmet 'no error'
expect_ok plot parity parity.tab -o parity.svg
grep -qF 'RMSE 0.00289' <<<"$(text parity.svg)" || unmet 'no error'

# Several tables are named after their files, or as asked.
cp rdf.tab other.tab
expect_ok plot rdf rdf.tab other.tab -o two.svg
grep -qx 'other' <<<"$(text two.svg)" || unmet 'no legend'
expect_ok plot rdf rdf.tab other.tab --series one,two -o two.svg
for name in one two; do grep -qx "$name" <<<"$(text two.svg)" || unmet "no $name in the legend"; done
expect_ok plot rdf rdf.tab other.tab --series one,two --key none -o two.svg
if grep -qx one <<<"$(text two.svg)"; then unmet 'a legend'; fi

# Ticks of one's own; branches of phonons are one curve, broken in between.
expect_ok plot phonon phonon.tab --xticks 'Γ=0,X=0.1' -o phonon.svg
for name in Γ X; do grep -qx "$name" <<<"$(text phonon.svg)" || unmet "no tick $name"; done

# Rows that cannot be drawn are gaps; a template of one's own is drawn like any other.
sed 's/^10 .*/10 nan 0.2 1/' training.tab >gap.tab
expect_ok plot training gap.tab -o gap.png
printf '#: y predicted\nplot $data using 1:2 with impulses title label[1]\n' >mine.gp
expect_ok plot ./mine.gp parity.tab --x reference -o mine.svg
expect_ok plot mine.gp parity.tab -o mine.svg
