# A picture is not poured into a terminal; tables and pipes are as ever.
command -v script >/dev/null || { echo 'no script(1) here'; exit 77; }
gen-lj --points 20 -o lj.tab
status=0
script -qec 'plot line lj.tab' /dev/null >said </dev/null || status=$?
[[ $status == 2 ]] || unmet "exit status $status, expected 2"
grep -q '^plot: --output: a terminal cannot show a picture, expected -o FILE' said || unmet 'it does not say so'
grep -q PNG said && unmet 'a picture went to the terminal'
if command -v gnuplot >/dev/null; then
  plot line lj.tab | cat >lj.png
  [[ $(head -c 4 lj.png | tr -cd A-Z) == PNG ]] || unmet 'no picture in a pipe'
fi
