#: about how many neighbours atoms have
#: x neighbours
#: xlabel number of neighbours
#: ylabel fraction of atoms
if (!given_y) { set yrange [0:*] }
set offsets 0.4, 0.4, graph 0.05, 0
set xtics 1
plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle style_of(i) pointsize 0.45 title label[i + 1]
