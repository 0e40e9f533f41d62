#: about functions over what is in the data: the column data as an area, all others as curves
#: ylabel symmetry function
if (!given_y) { set yrange [0:*] }
set offsets 0, 0, graph 0.05, 0
set style fill solid 0.35 noborder
is_data(i) = name_of[i + 1] eq 'data'
# The area has no colour of the curves. These begin anew after eight, with dashes.
areas = 0
do for [i = 0:count - 1] { areas = areas + is_data(i) }
place(i) = i > areas ? i - areas : 0
dash(i) = (place(i) / 8) % 4 + 1
# More names than the picture is high are of no use.
if (!given_key) { if (count <= 16) { set key @above samplen 2.4 } else { unset key } }
plot for [i = 0:count - 1] $data index i using 1:(is_data(i) ? $2 : NaN) with filledcurves y=0 linecolor rgb filling title (is_data(i) ? label[i + 1] : ''), \
  for [i = 0:count - 1] $data index i using 1:(is_data(i) ? NaN : $2) with lines linestyle style_of(place(i)) dashtype dash(i) linewidth 0.9 title (is_data(i) ? '' : label[i + 1])
