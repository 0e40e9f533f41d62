#!/usr/bin/env bash
# tarball.sh BUILD OUTPUT: the archive nnpipe-VERSION-ARCH.tar.xz in the folder OUTPUT, which runs where it is
# unpacked: the programs as one that needs no library, the C library and the KIM model, which need the system's own
# alone, the Python file, the shared files and the manual.
set -euo pipefail
build=$1 output=$2
[[ -x $build/portable/nnpipe_all ]] || { echo 'tarball: this build has no static programs, see cmake' >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$("$build/bin/nnpipe" --version | awk '{ print $2; exit }')
name=nnpipe-$version-$(uname -m)
root=$work/$name
for component in Unspecified library; do
  cmake --install "$build" --prefix "$root" --component $component --strip >/dev/null
done
mkdir -p "$root"/{bin,libexec/nnpipe,lib/python}
strip -o "$root/libexec/nnpipe/nnpipe" "$build/portable/nnpipe_all"
chmod 755 "$root/libexec/nnpipe/nnpipe"
for program in "$build"/bin/*; do
  program=${program##*/}
  # Test programs and benchmarks stand beside them.
  [[ -e $(dirname "$0")/../$program.cpp && $program != nnpipe ]] || continue
  ln -s nnpipe "$root/libexec/nnpipe/$program"
done
ln -s ../libexec/nnpipe/nnpipe "$root/bin/nnpipe"
# One place whatever Python runs there, beside the library.
mv "$root"/lib/python3*/dist-packages/nnpipe.py "$root/lib/python/"
find "$root/lib" -type d -empty -delete
cat >"$root/README" <<'END_OF_README'
nnpipe, for any x86-64 Linux. Nothing is installed and nothing else is needed:

    export PATH=$PWD/bin:$PATH
    nnpipe help

Python and ASE:       export PYTHONPATH=$PWD/lib/python
C and Fortran:        export PKG_CONFIG_PATH=$PWD/lib/pkgconfig
The manual:           man -M share/man nnpipe
Models for LAMMPS:    nnpipe reformat --to kim

The libraries, not the programs, need glibc 2.31 or newer. Pictures need gnuplot. Fits run on the threads of one machine:
for several under mpirun, build nnpipe with the MPI that is there.
END_OF_README
mkdir -p "$output"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -C "$work" -cf - "$name" \
  | xz -T2 -4 >"$work/archive"
mv "$work/archive" "$output/$name.tar.xz"
echo "$output/$name.tar.xz"
