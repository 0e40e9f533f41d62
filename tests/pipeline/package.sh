# The Debian package holds what a user needs; it installs and removes cleanly.
command -v dpkg-shlibdeps >/dev/null || skip 'no dpkg-dev'
cpack -G DEB -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip --config "$BUILD/CPackConfig.cmake" -B "$PWD" >"$OUT" 2>&1 || \
  unmet 'cpack failed'
package=$(echo nnpipe_*.deb)
expect_file "$package"
expect_ok dpkg-deb -f "$package" Depends
expect_stdout 'libc6.*libfmt'
expect_ok dpkg-deb -c "$package"
for file in bin/nnpipe libexec/nnpipe/label share/man/man1/nnpipe-label.1 share/man/man5/nnpipe-frames.5 \
  share/bash-completion/completions/nnpipe share/nnpipe/examples/library/energy.cpp \
  share/nnpipe/examples/lammps/melt.in \
  lib/cmake/nnpipe/nnpipe-config.cmake include/nnpipe/potential/registry.hpp; do
  expect_stdout " ./usr/$file"
done
[[ ! -e $BUILD/lib/nnpipe/kim/libkim-api-portable-model.so ]] || expect_stdout \
  ' ./usr/lib/nnpipe/kim/libkim-api-portable-model.so'

# In a system of its own, as the package manager does it.
mkdir -p root/var/lib/dpkg/{info,updates,triggers}
: >root/var/lib/dpkg/status
dpkg=(dpkg --root="$PWD/root" --force-depends --force-not-root --force-bad-path \
  --force-script-chrootless --log=/dev/null)
expect_status 0 "${dpkg[@]}" -i "$package"
expect_ok root/usr/bin/nnpipe make-cell diamond --element Si --constant 5.431 -o si.xyz
expect_ok root/usr/bin/nnpipe label --potential root/usr/share/nnpipe/potentials/Si.sw si.xyz
expect_status 0 "${dpkg[@]}" -r nnpipe
left=$(find root -not -path 'root/var/*' -not -type d)
[[ -z $left ]] || unmet "left behind: $left"
