# A kernel model of symmetry functions is a potential: site energies by table and by frames agree, forces are its slope.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 -o si.xyz
sample-md --potential "$SHARE/potentials/Si.sw" --temperature 600 --steps 400 --atoms 20 si.xyz -o samples.xyz
symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz -o samples.tab
expect_ok fit-kernel --ridge 1e-7 samples.tab -o si.kernel
expect_ok validate --potential si.kernel samples.tab -o table.tab
expect_ok validate --potential si.kernel samples.xyz -o frames.tab
expect_near "$(table_value table.tab rmse quantity=energy)" "$(table_value frames.tab rmse quantity=energy)" 1e-6
[[ $(table_value table.tab unit quantity=energy) == meV ]]
run-md --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 20 --every 20 si.xyz -o run.xyz
expect_status 0 validate --quiet --potential si.kernel --check-gradients 5 --max-gradient-rmse 0.01 run.xyz
# A scaled table gives the same kind of model; a sparse one is a potential too.
scale --method standardize samples.tab -o scaled.tab
expect_ok fit-kernel --ridge 1e-7 --centres 60 scaled.tab -o scaled.kernel
expect_status 0 validate --quiet --potential scaled.kernel --check-gradients 2 --max-gradient-rmse 0.01 run.xyz
expect_ok validate --potential scaled.kernel scaled.tab -o again.tab
expect_ok validate --potential scaled.kernel samples.tab -o raw.tab
expect_near "$(table_value again.tab rmse quantity=energy)" "$(table_value raw.tab rmse quantity=energy)" 1e-9
