#: about points and lines in one picture: columns whose names begin with points are points
is_points(i) = strstrt(name_of[i + 1], 'points') == 1
plot for [i = 0:count - 1] $data index i using 1:(is_points(i) ? $2 : NaN) with points linestyle style_of(i) pointtype (i % 2 == 0 ? 7 : 5) \
    pointsize 0.5 title (is_points(i) ? label[i + 1] : ''), \
  for [i = 0:count - 1] $data index i using 1:(is_points(i) ? NaN : $2) with lines linestyle style_of(i) title (is_points(i) ? '' : label[i + 1])
