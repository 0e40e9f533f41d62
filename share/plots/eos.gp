#: about energies against volume, with the Birch-Murnaghan fit, from measure eos
#: x volume
#: y energy
#: fit fit
#: xlabel volume ({length}³/atom)
#: ylabel energy ({energy}/atom)
# Computed energies are points, the fit is a line through them.
if (fits == 0) {
  plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle style_of(i) pointsize 0.5 title label[i + 1]
} else {
  if (count == 1 && !given_key) { set key top center }
  set samples 400
  plot for [i = 0:count - 1] $data index count + i using 1:2 smooth csplines with lines linestyle style_of(i) \
      linewidth 0.8 title (count == 1 ? 'Birch-Murnaghan' : ''), \
    for [i = 0:count - 1] $data index i using 1:2 with points linestyle style_of(i) pointtype (i == 0 ? 7 : 6) \
      linewidth 0.6 pointsize 0.4 title (count == 1 ? 'computed' : ''), \
    for [i = 0:(count == 1 ? -1 : count - 1)] keyentry with linespoints linestyle style_of(i) pointtype (i == 0 ? 7 : 6) \
      linewidth 0.8 pointsize 0.4 title label[i + 1]
}
