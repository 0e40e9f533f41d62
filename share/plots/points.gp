#: about points of several kinds, each of its shape
plot for [i = 0:count - 1] $data index i using 1:2 with points linestyle style_of(i) pointtype (i % 4) * 2 + 5 linewidth 0.6 pointsize 0.6 title label[i + 1]
