#: about how often values occur
#: histogram
#: one
#: ylabel number
# Bars stand on the axis.
set offsets graph 0.02, graph 0.02, graph 0.05, 0
if (!logarithmic_y && !given_y) { set yrange [0:*] }
if (count == 1) {
  set style fill solid 0.55 noborder
  set boxwidth 0.92 relative
  plot $data index 0 using 1:2 with boxes linestyle 1 title label[1]
} else {
  plot for [i = 0:count - 1] $data index i using 1:2 with histeps linestyle style_of(i) title label[i + 1]
}
