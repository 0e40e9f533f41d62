# A restart file of another run is refused by the option that truly differs, whichever it is.
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 --seed 1 -o si.xyz
make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 --seed 2 -o other.xyz
cp "$SHARE/potentials/Si.sw" Si.sw
cp Si.sw other.sw
echo '# another' >>other.sw
declare -A usual=([potential]=Si.sw [steps]=4 [every]=2 [thermo]=2 [thermo-output]=thermo.tab [temperature]=300 \
  [output]=traj.xyz [restart]=kept)
# line OPTION=VALUE… FLAG…: sets `run` to the usual line with these in place of its own; OPTION= leaves one out.
line() {
  local -A now=()
  local key word start=si.xyz flags=()
  for key in "${!usual[@]}"; do now[$key]=${usual[$key]}; done
  for word in "$@"; do
    case $word in
      start=*) start=${word#*=} ;;
      *=*) now[${word%%=*}]=${word#*=} ;;
      *) flags+=("--$word") ;;
    esac
  done
  run=(run-md "$start" "${flags[@]}")
  for key in "${!now[@]}"; do [[ -n ${now[$key]} ]] && run+=("--$key" "${now[$key]}"); done
  return 0
}
begin() {
  rm -f kept traj.xyz thermo.tab
  line "$@"
  expect_ok "${run[@]}"
}
# differs TEXT OPTION=VALUE…: these in place of those of the run that began are told of by TEXT.
differs() {
  line "${@:2}"
  expect_fail 1 "^run-md: kept: is of a run $1; to begin anew, remove it\$" "${run[@]}"
}

# Where the trajectory is written until it is whole nothing else may be, nor may it be read.
line thermo-output=traj.xyz.part
expect_fail 2 "^run-md: --thermo-output: is where --output is written until it is whole, expected another file, got 'traj" \
  "${run[@]}"
line restart=traj.xyz.part
expect_fail 2 "^run-md: --restart: is where --output is written until it is whole" "${run[@]}"
[[ ! -e traj.xyz && ! -e traj.xyz.part ]] || unmet 'a file of a run that was refused'
# What cannot be a restart file is told before the run, not after it.
mkfifo pipe
line restart=pipe
expect_fail 1 '^run-md: pipe: is no regular file, expected one or none$' "${run[@]}"
line restart=nowhere/kept steps=100000000
expect_fail 1 '^run-md: nowhere/kept: cannot create: No such file or directory$' "${run[@]}"

begin
line
expect_ok "${run[@]}"
differs "with another start frame" start=other.xyz
differs "with another potential" potential=other.sw
differs "with --ensemble 'nve', expected 'nvt'" ensemble=nvt
differs "with --ensemble 'nve', expected 'npt'" ensemble=npt tau-p=3 pressure=100
differs "with --temperature '300', expected '400'" temperature=400
differs "with --temperature '300', expected none" temperature= velocities=300
differs "with --timestep '0.001', expected '0.002'" timestep=0.002
differs "with --seed '1', expected '2'" seed=2
differs "without --skin, expected '0.5'" skin=0.5
differs "without --fix, expected '1'" fix=1
differs "without --move, expected '1:0,0,0'" move=1:0,0,0
differs "with --zero-momentum 'no', expected 'yes'" zero-momentum
differs "with --output 'traj.xyz', expected 'other.dump'" output=other.dump
differs "with --every '2', expected '1'" every=1
differs "with --format 'extxyz', expected 'lammps-dump'" format=lammps-dump
differs "with --wrap 'no', expected 'yes'" wrap
differs "with --thermo-output 'thermo.tab', expected none" thermo-output= thermo=
differs "with --thermo '2', expected '1'" thermo=1
differs "without --thermo-columns, expected 'step,temp'" thermo-columns=step,temp
differs "with --binary 'no', expected 'yes'" binary
differs "with --watch '10', expected '5'" watch=5
differs "with --on-extrapolation 'warn', expected 'ignore'" on-extrapolation=ignore
differs "with --on-extrapolation 'warn', expected 'stop'" on-extrapolation=stop stop-beyond=1

# The times of thermostat and barostat are multiples of the time step where they are not given.
begin ensemble=npt pressure=0,10 velocities=200
differs "with --timestep '0.001', expected '0.002'" ensemble=npt pressure=0,10 velocities=200 timestep=0.002
differs "with --tau-t '0.1', expected '0.2'" ensemble=npt pressure=0,10 velocities=200 tau-t=0.2
differs "with --tau-p '1', expected '3'" ensemble=npt pressure=0,10 velocities=200 tau-p=3
differs "with --pressure '0,10', expected '0,20'" ensemble=npt pressure=0,20 velocities=200
differs "with --pressure '0,10', expected '0'" ensemble=npt velocities=200
differs "with --velocities '200', expected none" ensemble=npt pressure=0,10
differs "with another --steps, on which its ramps or its last frame depend" ensemble=npt pressure=0,10 velocities=200 \
  steps=6
line ensemble=npt pressure=0,10 velocities=200 tau-t=0.1 tau-p=1
expect_ok "${run[@]}"
begin on-extrapolation=stop stop-beyond=1 skin=2
differs "with --skin '2', expected none" on-extrapolation=stop stop-beyond=1
differs "with --stop-beyond '1', expected '2'" on-extrapolation=stop stop-beyond=2 skin=2
