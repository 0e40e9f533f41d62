#: about the parts of the loss over the epochs of a training, from the log of fit-mlp
#: x epoch
#: y train_loss* validation_loss*
#: label train_loss all
#: label train_loss_energy energies
#: label train_loss_force forces
#: label train_loss_stress stress
#: label train_loss_l2 L2
#: label validation_loss all, held out
#: label validation_loss_energy energies, held out
#: label validation_loss_force forces, held out
#: label validation_loss_stress stress, held out
#: xlabel epoch
#: ylabel loss
#: logy
#: ascending
# Each part has its colour, and what is held out is dashed.
part(name) = strstrt(name, '_energy') > 0 ? 1 : strstrt(name, '_force') > 0 ? 2 : strstrt(name, '_stress') > 0 ? 3 : strstrt(name, '_l2') > 0 ? 4 : 0
dash(name) = strstrt(name, 'validation') == 1 ? 2 : 1
if (!given_key) { set key @above maxrows 3 samplen 2 }
plot for [i = 1:count] $data index i - 1 using 1:2 with lines linestyle style_of(part(name_of[i])) dashtype dash(name_of[i]) title label[i]
