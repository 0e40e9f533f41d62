# The Debian package and what it depends on install into a bare root of this release, and the programs run there.
release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null)
root=$BUILD/roots/$release
[[ -e $root/usr/bin/apt-get ]] || skip 'no bare root: make -f Makefile.ci roots'
((EUID == 0)) || skip 'not root'
cpack -G DEB -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip --config "$BUILD/CPackConfig.cmake" -B "$PWD" >"$OUT" 2>&1 || \
  unmet 'cpack failed'
mkdir upper worker merged
mount -t overlay overlay -o "lowerdir=$root,upperdir=$PWD/upper,workdir=$PWD/worker" merged 2>/dev/null || \
  skip 'no overlay of a file system can be mounted'
trap 'umount -l merged' EXIT
cp nnpipe_*.deb merged/opt/nnpipe.deb
cp /etc/resolv.conf merged/etc/
export DEBIAN_FRONTEND=noninteractive
chroot merged apt-get -qq update >"$OUT" 2>"$ERR" || skip 'no network'
expect_status 0 chroot merged apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install /opt/nnpipe.deb
mount --rbind /proc merged/proc
trap 'umount -l merged/proc; umount -l merged' EXIT
chroot merged nnpipe make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.1 --seed 1 >si.xyz
cp si.xyz merged/opt
expect_ok label --potential "$SHARE/potentials/Si.sw" si.xyz -o want.xyz
expect_ok chroot merged nnpipe label --potential /usr/share/nnpipe/potentials/Si.sw /opt/si.xyz -o /opt/labelled.xyz
expect_near "$(frame_energies merged/opt/labelled.xyz)" "$(frame_energies want.xyz)" 1e-10
