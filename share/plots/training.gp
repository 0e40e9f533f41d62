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
if (of_frames && !given_key) { set key @above maxrows 2 samplen 2 }
style(i) = of_frames ? kind(name_of[i]) : style_of(i - 1)
dash(i) = of_frames && strstrt(name_of[i], 'validation') == 1 ? 2 : 1
plot for [i = 1:count] $data index i - 1 using 1:2 with lines linestyle style(i) dashtype dash(i) title label[i]
