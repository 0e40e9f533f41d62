#: about functions over what is in the data: the column data as an area, all others as curves
unset key
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
set style fill solid 0.35 noborder
is_data(i) = name_of[i + 1] eq 'data'
plot for [i = 0:count - 1] $data index i using 1:(is_data(i) ? $2 : NaN) with filledcurves y=0 linecolor rgb '#999999' notitle, \
  for [i = 0:count - 1] $data index i using 1:(is_data(i) ? NaN : $2) with lines linestyle style_of(i) linewidth 0.9 notitle
