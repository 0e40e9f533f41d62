# A disk that fills up while a file is written: status 1, a message that says so, and neither file nor temporary file.
mkdir small
mount -t tmpfs -o size=256k none small 2>/dev/null || skip 'no file system can be mounted here'
trap 'umount small' EXIT
make-cell diamond --element Si --constant 5.431 --repeat 3,3,3 -o cell.xyz
for ((i = 0; i < 120; ++i)); do cat cell.xyz; done >many.xyz
[[ $(stat -c %s many.xyz) -gt 400000 ]] || unmet 'the input is too small to fill the disk'
for command in 'reformat many.xyz' 'label --potential lj:epsilon=0.01,sigma=2,cutoff=4 many.xyz' \
  'gen-lj --points 100000 --range 3.2,8.5' 'gen-lj --points 100000 --range 3.2,8.5 --binary'; do
  # shellcheck disable=SC2086
  expect_fail 1 '^[a-z-]+: small/out: cannot write: No space left on device$' $command -o small/out
  [[ -z $(ls -A small) ]] || unmet "left on the full disk: $(ls -A small)"
done
# A file that was there before stays whole.
echo before >small/out
expect_fail 1 'No space left' reformat many.xyz -o small/out
[[ $(cat small/out) == before ]] || unmet 'the file that was there is gone'
