#: about errors over the epochs of a training, from the log of fit-mlp
#: x epoch
#: y train_rmse validation_rmse
#: y train_energy_rmse validation_energy_rmse train_force_rmse validation_force_rmse
#: y train_loss validation_loss
#: label train_rmse training
#: label validation_rmse held out
#: label train_energy_rmse energy (m{energy}/atom)
#: label validation_energy_rmse energy, held out
#: label train_force_rmse force (m{energy}/{length})
#: label validation_force_rmse force, held out
#: label train_stress_rmse stress ({modulus})
#: label validation_stress_rmse stress, held out
#: label train_loss training
#: label validation_loss held out
#: label train_loss_energy loss of energies
#: label train_loss_force loss of forces
#: label train_loss_stress loss of the stress
#: label train_loss_l2 loss by L2
#: label validation_loss_energy loss of energies, held out
#: label validation_loss_force loss of forces, held out
#: label validation_loss_stress loss of the stress, held out
#: label train_accuracy training
#: label validation_accuracy held out
#: xlabel epoch
#: logy
#: ascending
# Of a fit of frames each quantity has its colour, and what is held out is dashed.
kind(name) = strstrt(name, '_energy_rmse') > 0 ? 1 : strstrt(name, '_force_rmse') > 0 ? 2 : strstrt(name, '_stress_rmse') > 0 ? 3 : 0
of_frames = 0
do for [i = 1:count] { of_frames = of_frames + (kind(name_of[i]) > 0 ? 1 : 0) }
of_frames = of_frames == count && count > 1
tables = table_of[count]
kinds = 0
do for [i = 1:count] { if (kind(name_of[i]) > kinds) { kinds = kind(name_of[i]) } }
held_out(i) = of_frames && strstrt(name_of[i], 'validation') == 1
# Of several tables each has colours of its own, and one line of the legend speaks of all that is held out.
style(i) = of_frames ? style_of((table_of[i] - 1) * kinds + kind(name_of[i]) - 1) : style_of(i - 1)
dash(i) = held_out(i) ? 2 : 1
several = of_frames && tables > 1
any_held_out = 0
do for [i = 1:count] { if (held_out(i)) { any_held_out = 1 } }
if (of_frames && !given_key) { set key @above maxrows 2 samplen 2 }
if (several && !given_key) { set key @above maxrows (tables * kinds + 2) / 2 samplen 1.4 width -0.22 * strlen(label[count]) }
if (several && any_held_out) {
  plot for [i = 1:count] $data index i - 1 using 1:2 with lines linestyle style(i) dashtype dash(i) title (held_out(i) ? '' : label[i]), \
    keyentry with lines linecolor rgb aid linewidth 1.1 dashtype 2 title 'held out'
} else {
  plot for [i = 1:count] $data index i - 1 using 1:2 with lines linestyle style(i) dashtype dash(i) title label[i]
}
