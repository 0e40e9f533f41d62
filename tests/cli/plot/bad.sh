# What plot is not able to draw is said, and leaves nothing behind.
gen-lj --points 20 -o lj.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! text name\n#! fields name x\n#! data\na 1\n#! end rows=1\n' \
  >words.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! fields x y\n#! data\n1 -1\n2 nan\n#! end rows=2\n' >negative.tab
printf '#! nnpipe-table 1 text\n#! units metal\n#! fields x y\n#! data\n#! end rows=0\n' >empty.tab

expect_fail 2 'expected TEMPLATE|TEMPLATE.*is required|no TEMPLATE' plot
expect_fail 2 "no template 'lines', expected .*histogram, .*did you mean line" plot lines lj.tab -o x.png
expect_fail 1 'mine\.gp: cannot open' plot ./mine.gp lj.tab -o x.png
expect_fail 1 "missing\.tab: cannot open" plot line missing.tab -o x.png
expect_fail 1 "lj\.tab: no column 'energi'.*(did you mean energy|r energy)" plot line lj.tab --y energi -o x.png
expect_fail 1 "column 'name' holds words" plot line words.tab --y name -o x.png
expect_fail 1 'the table has no rows' plot line empty.tab -o x.png
expect_fail 1 'nothing to draw: no finite point that is positive' plot line negative.tab --logy -o x.png
expect_fail 2 '--yrange: expected LO,HI with LO below HI, got 2,1' plot line lj.tab --yrange 2,1 -o x.png
expect_fail 2 '--xrange: expected positive numbers on a logarithmic axis' plot line lj.tab --logx --xrange=-1,1 -o x.png
expect_fail 2 '--format: expected png, svg, pdf' plot line lj.tab --format gif -o x.png
expect_fail 2 '--size: expected lengths from 2 to 100 cm' plot line lj.tab --size 0,5 -o x.png
expect_fail 2 "--xticks: expected LABEL=X, got 'a'" plot line lj.tab --xticks a -o x.png
expect_fail 2 '--series: expected at most 1 names, got 2' plot line lj.tab --series a,b -o x.png
printf 'plot nonsense(\n' >broken.gp
expect_fail 1 'gnuplot: ' plot ./broken.gp lj.tab -o x.png
printf '#: colour red\nplot $data\n' >setting.gp
expect_fail 1 "setting\.gp: unknown setting 'colour'" plot ./setting.gp lj.tab -o x.png
# Without gnuplot there is a word on where to get it.
mkdir bin
ln -s "$(command -v plot)" bin/plot
expect_fail 1 'no gnuplot on PATH.*gnuplot-nox' env PATH="$PWD/bin" "$(command -v plot)" line "$PWD/lj.tab" -o x.png
expect_closed_pipe plot line lj.tab
expect_full_disk plot line lj.tab

# A template draws what it is for; a name that promises a format that is not there is refused.
expect_fail 1 "lj\.tab: no column 'time' for the x axis of thermo, the table has r energy" plot thermo lj.tab -o x.png
expect_fail 1 "lj\.tab: no column 'g', which rdf draws, the table has r energy" plot rdf lj.tab -o x.png
expect_fail 1 "lj\.tab: no column 'epoch' for the x axis of training" plot training lj.tab -o x.png
expect_fail 2 "--output: expected \.png, \.svg or \.pdf at the end of the name, got 'x\.jpg'" plot line lj.tab -o x.jpg
