#: about times of several programs against size, both axes logarithmic: curves in pairs of one colour, the second dashed
#: logx
#: logy
colour(i) = i / 2 + 1
dash(i) = i % 2 + 1
plot for [i = 0:count - 1] $data index i using 1:2 with linespoints linestyle colour(i) dashtype dash(i) pointtype (i % 2 == 0 ? 7 : 6) \
  pointsize 0.35 title label[i + 1]
