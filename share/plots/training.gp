#: about errors over the epochs of a training, from the log of fit-mlp
#: x epoch
#: y train_rmse validation_rmse
#: xlabel epoch
#: ylabel RMSE
#: logy
plot for [i = 0:count - 1] $data index i using 1:2 with lines linestyle style_of(i) title label[i + 1]
