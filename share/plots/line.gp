#: about curves
# One row is a point.
if (points == 1) {
  plot for [i = 0:count - 1] $data index i using 1:2 with points linestyle style_of(i) title label[i + 1]
} else {
  plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
}
