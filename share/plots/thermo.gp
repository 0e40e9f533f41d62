#: about quantities of a run against time, from a thermo table
#: x time
#: y temp
#: xlabel time ({time})
#: ylabel temperature ({temperature})
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
