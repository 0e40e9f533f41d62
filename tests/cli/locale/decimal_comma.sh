# A locale with a decimal comma changes nothing: neither what is read nor what is written.
command -v localedef >/dev/null || skip 'no localedef to make a locale with'
mkdir ../locales
localedef -i de_DE -f UTF-8 ../locales/de_DE.UTF-8 || skip 'no source of the locale de_DE'
comma() { env LOCPATH=$PWD/../locales LC_ALL=de_DE.UTF-8 "$@"; }
[[ $(comma locale decimal_point) == , ]] || unmet 'the locale made for the test has no decimal comma'

road() {
  make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.05 --seed 3 >cell.xyz
  label --potential "$SHARE/potentials/Si.sw" cell.xyz >labelled.xyz
  sample-md --potential "$SHARE/potentials/Si.sw" --temperature 300.5 --timestep 0.001 --steps 50 cell.xyz >samples.xyz
  symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz >symfunc.tab
  scale --method center symfunc.tab >scaled.tab
  fit-mlp --hidden 3 --optimizer lm --epochs 5 scaled.tab -o si.nnp
  run-md --potential si.nnp --temperature 300.5 --timestep 0.0005 --steps 5 --on-extrapolation ignore \
    --thermo-output thermo.tab cell.xyz >moved.xyz
  gen-lj --points 20 --range 3.2,8.5125 >lj.tab
}
mkdir point comma
(cd point && road)
export -f road
(cd comma && comma bash -euo pipefail -c road)
for file in point/*; do expect_same "comma/${file#*/}" "$file"; done
