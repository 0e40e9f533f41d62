#: about two classes of points, rings round support vectors, and the lines of a decision
kind(i) = name_of[i + 1] eq 'support' ? 2 : (strstrt(name_of[i + 1], 'points') == 1 ? 1 : 3)
unset offsets
plot for [i = 0:count - 1] $data index i using 1:(kind(i) == 3 ? $2 : NaN) with points linestyle style_of(i) pointtype 7 \
    pointsize (name_of[i + 1] eq 'strip' ? 0.1 : 0.2) title (kind(i) == 3 ? label[i + 1] : ''), \
  for [i = 0:count - 1] $data index i using 1:(kind(i) == 1 ? $2 : NaN) with points linestyle style_of(i) \
    pointtype (i % 2 == 0 ? 7 : 5) pointsize 0.45 title (kind(i) == 1 ? label[i + 1] : ''), \
  for [i = 0:count - 1] $data index i using 1:(kind(i) == 2 ? $2 : NaN) with points linecolor rgb frame linewidth 0.8 pointtype 6 \
    pointsize 1.0 title (kind(i) == 2 ? label[i + 1] : '')
