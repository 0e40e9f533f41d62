#: about mean square displacements
#: x t
#: y msd*
#: xlabel time ({time})
#: ylabel mean square displacement ({length}²)
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
