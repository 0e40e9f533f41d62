#: about predicted against reference values, with the diagonal and the error
#: x reference
#: y predicted
#: one
#: parity
#: xlabel reference
#: ylabel predicted
# Both axes alike, so that the diagonal is one.
stats $data using 1:2 nooutput
low = STATS_min_x < STATS_min_y ? STATS_min_x : STATS_min_y
high = STATS_max_x > STATS_max_y ? STATS_max_x : STATS_max_y
margin = high > low ? 0.04 * (high - low) : 0.5
unset offsets
set xrange [low - margin:high + margin]
set yrange [low - margin:high + margin]
set size ratio 1
if (count > 1 && !given_key) { set key bottom right }
plot for [i = 0:count - 1] $data index i using 1:2 with points linestyle style_of(i) linewidth 0.3 pointsize (few ? 0.45 : 0.25) title label[i + 1], \
  x with lines linecolor rgb aid linewidth 0.5 notitle
