#: about what the rounds of a construction have brought: points joined by lines, whole numbers along the x axis
#: x round
#: xlabel round
set xtics 1 format "%.0f"
if (!given_y && !logarithmic_y) { set yrange [0:*]; set ytics autofreq }
set offsets graph 0.04, graph 0.04, graph 0.05, 0
plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle style_of(i) pointtype (i % 2 == 0 ? 7 : 6) \
  pointsize 0.5 title label[i + 1]
