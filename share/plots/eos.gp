#: about energies against volume, one potential over the other
#: x volume
#: y energy
#: xlabel volume ({length}³/atom)
#: ylabel energy (eV/atom)
#: overlay
plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle style_of(i) pointsize 0.4 title label[i + 1]
