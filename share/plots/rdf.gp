#: about radial distribution functions, one over the other
#: x r
#: y g
#: partials g_*
#: xlabel {/:Italic r} ({length})
#: ylabel {/:Italic g}({/:Italic r})
#: overlay
if (!given_y) { set yrange [0:*] }
if (!given_x) { set xrange [0:x_end] }
set offsets 0, 0, graph 0.05, 0
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead back linecolor rgb faint linewidth 0.5
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
