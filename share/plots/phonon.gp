#: about phonon frequencies along a path, one potential over the other
#: x distance
#: y f*
#: xlabel wave vector
#: ylabel frequency (THz)
#: branches
#: overlay
set offsets 0, 0, graph 0.05, 0
if (count > 1) { set key above }
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
