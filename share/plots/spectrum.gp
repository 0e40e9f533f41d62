#: about vibrational densities of states
#: x frequency
#: y density*
#: xlabel frequency (THz)
#: ylabel density of states (1/THz)
#: enough
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
