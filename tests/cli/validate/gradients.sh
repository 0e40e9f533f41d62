# Forces against the potential's own energy; samples; reduced units; wrong use.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 >si.xyz
sw=$SHARE/potentials/Si.sw
expect_ok validate --potential "$sw" --check-gradients 20 --max-gradient-rmse 0.001 si.xyz -o gradients.tab
[[ $(table_value gradients.tab count quantity=gradient subset=all) == 20 ]] || unmet 'not twenty components'
expect_fail 2 '^validate: --max-gradient-rmse needs --check-gradients' validate --potential "$sw" \
  --max-gradient-rmse 1 si.xyz -o x
expect_fail 2 '^validate: --check-gradients needs --precision double: differences of energies in float are noise' \
  validate --potential "$sw" --check-gradients 20 --precision single si.xyz -o x
expect_fail 2 '^validate: --force-bins: expected positive numbers in ascending order' validate --potential "$sw" \
  --force-bins 1,0.5 si.xyz -o x
expect_fail 2 "^validate: --max-force-rmse: expected a number of at least 0, got '-1'" validate --potential "$sw" \
  --max-force-rmse -1 si.xyz -o x
expect_fail 2 '^validate: .*--potential' validate si.xyz

sample-md --potential "$sw" --temperature 300 --steps 20 si.xyz -o samples.xyz
expect_ok validate --potential "$sw" samples.xyz -o samples.tab
expect_less "$(table_value samples.tab max quantity=energy subset=all)" 1e-9
! grep -q '^force' samples.tab || unmet 'forces of samples'

make-cell fcc --constant 1.6 --units lj --repeat 2 --rattle 0.05 | label \
  --potential lj:epsilon=1,sigma=1,cutoff=2.5,units=lj -o lj.xyz
expect_ok validate --potential lj:epsilon=1,sigma=1.01,cutoff=2.5,units=lj lj.xyz -o lj.tab
[[ $(table_value lj.tab unit quantity=energy subset=all) == 'ε/atom' || $(table_value lj.tab unit quantity=energy \
  subset=all) == ε ]] || unmet "$(cat lj.tab)"
expect_fail 1 '^validate: lj.xyz: frame 1: units differ' validate --potential "$sw" lj.xyz -o x

# Parity tables are whole or absent; so is the table itself.
expect_fail 1 '^validate: no/such/x: ' validate --potential "$sw" --force-parity no/such/x samples.xyz -o x
label --potential "$sw" si.xyz -o exact.xyz
expect_status 1 validate --potential "$sw" --force-parity /dev/full exact.xyz -o x
expect_stderr '^validate: /dev/full: .*No space left'
expect_absent x
