# Symmetry functions of site samples become a potential whose energies are what the network learned.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 300 --atoms 8 si.xyz -o samples.xyz
expect_ok symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz -o raw.tab
expect_ok scale --method center raw.tab -o scaled.tab
expect_ok fit-mlp --epochs 60 --log log.tab --test scaled.tab --errors errors.tab scaled.tab -o si.nnp
expect_less "$(table_value errors.tab rmse quantity=energy)" 0.5
grep -q '^#! optimizer lm, for networks of up to 1500 parameters$' log.tab
grep -q '^network Si$' si.nnp
grep -q '^kind symmetry-functions$' si.nnp
grep -q '^function G2 Si Si ' si.nnp || grep -q 'G2 Si Si ' si.nnp
# The raw table tests the same model: it scales for itself.
expect_ok fit-mlp --epochs 60 --test raw.tab --errors raw-errors.tab scaled.tab -o again.nnp
expect_near "$(table_value raw-errors.tab rmse quantity=energy)" "$(table_value errors.tab rmse quantity=energy)" 1e-9
# An unscaled table is scaled by the fit.
expect_ok fit-mlp --epochs 60 --test raw.tab --errors raw-errors.tab raw.tab -o raw.nnp
expect_less "$(table_value raw-errors.tab rmse quantity=energy)" 0.5
# The energy of a crystal by the potential is near Stillinger-Weber's.
expect_ok label --potential si.nnp si.xyz -o fit.xyz
expect_ok label --potential "$SHARE/potentials/Si.sw" si.xyz -o real.xyz
expect_near "$(frame_energies fit.xyz)" "$(frame_energies real.xyz)" 0.05
