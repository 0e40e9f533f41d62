#: about radial distribution functions, one over the other
#: x r
#: y g
#: xlabel {/:Italic r} ({length})
#: ylabel {/:Italic g}({/:Italic r})
# The first is broad and light, what lies over it is dashed: curves that agree are both seen.
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead back linecolor rgb '#bbbbbb' linewidth 0.5
if (count > 1) { set style line 1 linecolor rgb '#56B4E9' linewidth 2.4 }
set style line 2 linecolor rgb '#D55E00' linewidth 1.0 dashtype 2
set style line 3 linecolor rgb '#009E73' linewidth 1.0 dashtype 3
set style line 4 linecolor rgb '#CC79A7' linewidth 1.0 dashtype 4
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
