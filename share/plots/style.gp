# What all pictures share: thin axes, ticks outside, no frame, colours that colour-blind readers tell apart (Okabe, Ito;
# a dark red in place of their yellow, which is hardly seen on paper).
# Colours have their names here, once; templates use the names.
blue = '#0072B2'; orange = '#D55E00'; green = '#009E73'; pink = '#CC79A7'; yellow = '#E69F00'; sky = '#56B4E9'
wine = '#882255'; pale = '#8ecdf2'; red = '#B03A00'; black = '#000000'
lettering = '#222222'; frame = '#333333'; aid = '#555555'; filling = '#999999'; faint = '#bbbbbb'
set encoding utf8
set minussign
set border 3 linewidth 0.5 linecolor rgb frame
set tics nomirror out scale 0.6,0.3 textcolor rgb lettering
set xlabel textcolor rgb black offset 0,0.3
set ylabel textcolor rgb black offset logarithmic_y ? 0 : -0.4, 0
set key top right noopaque samplen 1.6 spacing 1.15 textcolor rgb lettering
set autoscale noextend
set offsets graph 0.02, graph 0.02, graph 0.05, graph 0.05
set style line 1 linecolor rgb blue linewidth 1.1 pointtype 7 pointsize 0.3
set style line 2 linecolor rgb orange linewidth 1.1 pointtype 7 pointsize 0.3
set style line 3 linecolor rgb green linewidth 1.1 pointtype 7 pointsize 0.3
set style line 4 linecolor rgb pink linewidth 1.1 pointtype 7 pointsize 0.3
set style line 5 linecolor rgb yellow linewidth 1.1 pointtype 7 pointsize 0.3
set style line 6 linecolor rgb sky linewidth 1.1 pointtype 7 pointsize 0.3
set style line 7 linecolor rgb black linewidth 1.1 pointtype 7 pointsize 0.3
set style line 8 linecolor rgb wine linewidth 1.1 pointtype 7 pointsize 0.3
# Curves that agree are both seen: the first is broad and light, what lies over it is thin.
if (overlay && count > 1) {
  set style line 1 linecolor rgb pale linewidth 2.6
  set style line 2 linecolor rgb red linewidth 0.8
  set style line 3 linecolor rgb green linewidth 0.8 dashtype 2
  set style line 4 linecolor rgb pink linewidth 0.8 dashtype 3
  set style line 5 linecolor rgb black linewidth 0.7 dashtype 4
}
# Few points are drawn larger than clouds of them.
few = points < 300
# Series beyond the eighth begin anew.
style_of(i) = (i % 8) + 1
# One curve needs no legend: its axis says what it is.
if (count < 2) { unset key }
if (strlen(note) > 0) { set label 1 note at graph 0.03, graph 0.95 left textcolor rgb lettering }
