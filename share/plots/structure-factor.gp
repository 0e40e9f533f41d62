#: about structure factors
#: x q
#: y S*
#: xlabel {/:Italic q} (1/{length})
#: ylabel {/:Italic S}({/:Italic q})
if (!given_x) { set xrange [0:x_end] }
set offsets 0, 0, graph 0.05, 0
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead back linecolor rgb faint linewidth 0.5
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
