#: about energies of two atoms against their distance
#: x r
#: y energy*
#: xlabel {/:Italic r} ({length})
#: ylabel energy ({energy})
#: well
set offsets 0, 0, 0, graph 0.05
set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead back linecolor rgb faint linewidth 0.5
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
