#: about distributions of angles between bonds
#: x angle
#: xlabel angle (degrees)
#: ylabel density (1/degree)
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
set xtics 0,30,180
set xrange [0:180]
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
