#: about points
#: one
plot for [i = 0:count - 1] $data index i using 1:2 with points linestyle style_of(i) linewidth 0.3 pointsize (few ? 0.45 : 0.25) title label[i + 1]
