#: about phonon frequencies along a path, one potential over the other
#: x distance
#: y f*
#: xlabel wave vector (2π/{length})
#: ylabel frequency (THz)
#: branches
#: overlay
#: corners
set offsets 0, 0, graph 0.05, 0
if (count > 1 && !given_key) { set key @above }
# Translations have no frequency but for the rounding: only modes that are imaginary lie below the axis.
stats $data using 2 nooutput
stable = STATS_min > -0.01 * STATS_max
if (stable && !given_y) { set yrange [0:*] }
# At a single wave vector there is no line to draw.
stats $data using 1 nooutput
if (STATS_min == STATS_max) {
  plot for [i = 0:count - 1] $data index i using 1:(stable && $2 < 0 ? 0 : $2) with points linestyle style_of(i) title label[i + 1]
} else {
  plot for [i = 0:count - 1] $data index i using 1:(stable && $2 < 0 ? 0 : $2) with lines linestyle style_of(i) title label[i + 1]
}
