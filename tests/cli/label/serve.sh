# label --serve answers partners by the i-PI protocol: ASE's, and one of our own that behaves or does not.
python=/usr/bin/python3
$python -c 'import numpy' 2>/dev/null || skip 'no python3-numpy'
export PYTHONDONTWRITEBYTECODE=1
sw=$SHARE/potentials/Si.sw
# No two vectors of the cell are alike, nor its rows and columns.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.1 --seed 7 -o cube.xyz
sed 's/Lattice="[^"]*"/Lattice="5.431 0 0 0.5 5.5 0 0.2 -0.3 5.6"/' cube.xyz >si.xyz
expect_ok label --potential "$sw" si.xyz -o want.xyz
partner() { $python "$CASE_DIR/partner.py" "$@"; }

# The same energies, forces and stress, over either kind of socket, for as many configurations as asked for.
for address in unix:"$PWD/socket" port slow; do
  way=good
  [[ $address != slow ]] || way=slow
  partner $way "$address" want.xyz >partner.log 2>&1 &
  until [[ -s address ]] || ! kill -0 $!; do sleep 0.05; done
  expect_ok label --potential "$sw" --serve "$(cat address)" si.xyz
  wait $! || { cat partner.log >&3; unmet 'the partner is not content'; }
  rm -f address socket
done

# Partners that go away, talk nonsense, say too much or ask for what is not there.
for way in 'gone:the partner has gone, expected STATUS, POSDATA, GETFORCE or EXIT' \
  'unfetched:the partner has gone, expected STATUS, POSDATA, GETFORCE or EXIT' \
  'half:the partner has gone, expected the positions of POSDATA' \
  'nonsense:.GET / HTTP/1., expected STATUS, INIT, POSDATA, GETFORCE or EXIT' \
  'many:POSDATA of 2000000000 atoms, expected 8' 'long:INIT of 2000000000 bytes, expected at most' \
  'fewer:POSDATA of -8 atoms, expected 8' 'minus:INIT of -5 bytes, expected at most' \
  'nan:configuration 1: .*' 'endless:configuration 1: .*' \
  "zeros:'.*', expected STATUS, INIT, POSDATA, GETFORCE or EXIT" \
  'deaf:the partner .*|cannot read STATUS, POSDATA, GETFORCE or EXIT: ' \
  'early:GETFORCE before POSDATA' 'flat:configuration 1: .*' 'close:configuration 1: atoms 1 and 2'; do
  partner "${way%%:*}" unix:"$PWD/socket" want.xyz >partner.log 2>&1 &
  until [[ -s address ]] || ! kill -0 $!; do sleep 0.05; done
  expect_status 1 timeout 60 label --potential "$sw" --serve "$(cat address)" si.xyz
  expect_stderr "${way#*:}"
  wait $! || true
  rm -f address socket
done

# What is outside the training range is told of as in frames, or ends the service.
squeezed() { # STATUS OPTION…
  local status=$1
  shift
  partner squeezed unix:"$PWD/socket" want.xyz >partner.log 2>&1 &
  until [[ -s address ]] || ! kill -0 $!; do sleep 0.05; done
  expect_status "$status" label --potential "$SHARE/potentials/Si.nnp" --serve "$(cat address)" "$@"
  answered=yes
  wait $! || answered=no
  rm -f address socket
}
squeezed 3 si.xyz
[[ $answered == yes ]] || unmet 'the partner was not answered'
expect_stderr 'label: 1 of 2 configurations is unphysical, first unix:.*/socket: configuration 2: '
squeezed 3 --on-extrapolation stop si.xyz
[[ $answered == no ]] || unmet 'the partner was answered'
squeezed 0 --on-extrapolation ignore si.xyz
expect_no_stderr
# A frame without periodic directions, a partner with a cell.
sed 's/pbc="T T T"/pbc="T F T"/' si.xyz >slab.xyz
squeezed 0 --on-extrapolation ignore slab.xyz
expect_stderr 'configuration 1: images in the partner.s cell are within the cutoff, but left out: .* not periodic'

expect_status 2 label --potential "$sw" --serve nowhere si.xyz
expect_stderr 'address .nowhere., expected unix:NAME, PORT or HOST:PORT'
expect_status 2 label --command true --serve 31415 si.xyz
expect_stderr '--serve is for --potential'
expect_status 2 label --potential "$sw" --serve 31415 -o x.xyz si.xyz
expect_stderr '--output cannot be combined with --serve'

# ASE moves the atoms.
$python -c 'import ase' 2>/dev/null || skip 'no python3-ase: its SocketIOCalculator is not tried'
partner ase nnpipe-test-$$ want.xyz >partner.log 2>&1 &
until [[ -s address ]] || ! kill -0 $!; do sleep 0.05; done
expect_ok label --potential "$sw" --serve "unix:nnpipe-test-$$" si.xyz
wait $! || { cat partner.log >&3; unmet "ASE is not content"; }
