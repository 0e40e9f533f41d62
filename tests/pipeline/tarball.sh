# The archive runs where it is unpacked: the programs in a root that holds nothing else, not even a C library; its
# libraries ask the system for its own alone, of glibc 2.31 or older.
[[ -x $BUILD/portable/nnpipe_all ]] || skip 'this build has no programs for the archive'
expect_status 0 "$CASE_DIR/../../tools/portable/tarball.sh" "$BUILD" "$PWD"
archive=$(cat "$OUT")
expect_file "$archive"
mkdir -p bare/{proc,tmp,data,dev}
mknod -m 666 bare/dev/null c 1 3 2>/dev/null || true # every system has it; a user who is not root makes no root either
tar -C bare -xf "$archive"
home=$(cd bare && echo nnpipe-*)
for file in bin/nnpipe libexec/nnpipe/run-md lib/libnnpipe.so.1 lib/python/nnpipe.py include/nnpipe.h \
  lib/pkgconfig/nnpipe.pc share/nnpipe/potentials/Si.sw share/man/man1/nnpipe.1 \
  share/bash-completion/completions/nnpipe README; do
  expect_file "bare/$home/$file"
done
[[ ! -e bare/$home/lib/cmake && ! -e bare/$home/lib/libnnpipe_base.a ]] || unmet 'the archive has libraries for C++'

# Nothing but the system's own libraries, and none of their newer functions.
for library in bare/"$home"/lib/libnnpipe.so.1 $(find bare/"$home"/lib -name 'libkim-api-portable-model.so'); do
  readelf -d -W "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' >needed
  ! grep -vxE 'lib(c|m|pthread|dl|gcc_s|kim-api)\.so\.[0-9]+|ld-linux-x86-64\.so\.2' needed >&3 || \
    unmet "$library needs these"
  newest=$(readelf --dyn-syms -W "$library" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1)
  [[ $(printf '%s\nGLIBC_2.31\n' "$newest" | sort -V | tail -n 1) == GLIBC_2.31 ]] || \
    unmet "$library asks for $newest"
  ! readelf -d -W "$library" | grep -E 'R(UN)?PATH' >&3 || unmet "$library looks in folders of this machine"
done
! readelf -l -W "bare/$home/libexec/nnpipe/nnpipe" | grep INTERP >&3 || unmet 'the programs need a loader'

# Where it is unpacked, beside whatever is there.
PATH=$PWD/bare/$home/bin:$PATH expect_ok nnpipe make-cell diamond --element Si --constant 5.431 \
  --repeat 2 --rattle 0.1 --seed 1
cp "$OUT" bare/data/si.xyz
expect_ok label --potential "$SHARE/potentials/Si.sw" bare/data/si.xyz -o want.xyz
if /usr/bin/python3 -c 'import ase' 2>/dev/null; then
  cat >energy.py <<'END_OF_PYTHON'
import sys
import ase.io
from nnpipe import NNPipe
atoms = ase.io.read(sys.argv[1])
atoms.calc = NNPipe(sys.argv[2])
print(repr(float(atoms.get_potential_energy())))
END_OF_PYTHON
  PYTHONPATH=$PWD/bare/$home/lib/python expect_ok /usr/bin/python3 energy.py \
    bare/data/si.xyz "$SHARE/potentials/Si.sw"
  expect_near "$(cat "$OUT")" "$(frame_energies want.xyz)" 1e-10
fi

inside bare "/$home/bin/nnpipe" --version >/dev/null 2>&1 || \
  skip 'no root of its own can be made here: the programs ran in this one'
nnpipe() { inside bare "/$home/bin/nnpipe" "$@"; }
expect_status 0 nnpipe help
for tool in make-cell symfunc fit-mlp run-md plot; do expect_stdout "^  $tool  "; done
expect_ok nnpipe label --potential "/$home/share/nnpipe/potentials/Si.sw" /data/si.xyz -o /data/labelled.xyz
awk 'NR != 2' want.xyz >want.rows
awk 'NR != 2' bare/data/labelled.xyz >got.rows
expect_same want.rows got.rows
nnpipe gen-lj --points 500 --range 3.2,8.5125 --seed 1 >bare/data/lj.tab
expect_rows 500 bare/data/lj.tab
expect_status 0 nnpipe fit-mlp --hidden 5 --activation sigmoid --optimizer lm --epochs 30 /data/lj.tab -o /data/lj.nnp
expect_status 0 nnpipe validate --potential /data/lj.nnp /data/lj.tab -o /data/errors.tab
# The same fit by the programs of the build: another BLAS may round otherwise, no more.
expect_status 0 fit-mlp --hidden 5 --activation sigmoid --optimizer lm --epochs 30 bare/data/lj.tab -o lj.nnp
expect_status 0 validate --potential lj.nnp bare/data/lj.tab -o errors.tab
expect_table_near bare/data/errors.tab errors.tab 1e-3 1e-12
expect_status 0 nnpipe run-md --potential "/$home/share/nnpipe/potentials/Si.sw" --ensemble nve --temperature 300 \
  --timestep 0.001 --steps 50 --every 50 --seed 1 /data/si.xyz -o /data/run.xyz
expect_frames 2 bare/data/run.xyz
cat >bare/data/script.lua <<'END_OF_SCRIPT'
local nn = require "nnpipe"
local crystal = nn.step { "crystal", out = "si.xyz", { "make-cell", "diamond", element = "Si", constant = 5.431 } }
nn.step { "labels", out = "labelled.xyz", { "label", crystal, potential = nn.share "potentials/Si.sw" } }
END_OF_SCRIPT
expect_status 0 nnpipe run /data/script.lua out=/data/made
expect_file "$(find bare/data/made -name labelled.xyz)"
[[ ! -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || {
  expect_ok nnpipe reformat --to kim --name Si_model "/$home/share/nnpipe/potentials/Si.nnp" -o /data/models
  expect_file bare/data/models/Si_model/libkim-api-portable-model.so
}
expect_fail 1 'gnuplot' nnpipe plot line --x r --y energy /data/lj.tab -o /data/picture.svg

# Other distributions, where `make -f Makefile.ci roots` has made their roots: their loader finds all that the
# library asks for.
for other in "$BUILD"/roots/*/; do
  [[ -e $other/usr/bin/ldd ]] || continue
  say "in ${other#"$BUILD"/}: $(inside "$other" ldd --version | head -n 1)"
  rm -rf "${other:?}/opt/nnpipe-test"
  cp -r "bare/$home" "$other/opt/nnpipe-test"
  CASE_NOTE=$other expect_ok inside "$other" ldd -r /opt/nnpipe-test/lib/libnnpipe.so.1
  ! grep -E 'not found|undefined' "$OUT" >&3 || unmet "$other does not load the library"
  CASE_NOTE=$other expect_ok inside "$other" /opt/nnpipe-test/bin/nnpipe make-cell diamond --element Si \
    --constant 5.431
  if [[ -e $other/usr/bin/python3 ]]; then
    cp energy.py bare/data/si.xyz "$SHARE/potentials/Si.sw" "$other/opt/nnpipe-test/"
    CASE_NOTE=$other expect_ok inside "$other" env PYTHONPATH=/opt/nnpipe-test/lib/python python3 \
      /opt/nnpipe-test/energy.py /opt/nnpipe-test/si.xyz /opt/nnpipe-test/Si.sw
    expect_near "$(cat "$OUT")" "$(frame_energies want.xyz)" 1e-10
  fi
  rm -rf "${other:?}/opt/nnpipe-test"
done
