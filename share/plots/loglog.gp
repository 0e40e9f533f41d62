#: about curves with points, both axes logarithmic
#: logx
#: logy
plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle style_of(i) pointsize 0.4 title label[i + 1]
