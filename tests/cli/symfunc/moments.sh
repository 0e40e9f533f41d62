# Functions of moments: canonical form, values with their header, curves of the channels, errors with their place.
cat >si.sf <<'END'
nnpipe-sf 1
units metal
moments Si cutoff=5 degree=3 radial=6
channel Si 0 Si 1
channel Si 1 Si 0 1 0
pair-channel Si 0 Si 0.5 0 1
pair Si k=0
power Si k=1,0 l=2
bispectrum Si k=1,0,0 l=2,1,1
product Si bispectrum k=0,0,0 l=2,2,2 power k=0,0 l=1
G2 Si Si eta=1 r_s=2.3 cutoff=5
END
expect_ok symfunc --set si.sf --list -o listed.sf
grep -qx 'channel Si 1 Si 0 1' listed.sf || unmet 'zeros at the end of a channel are not left out'
grep -qx 'power Si k=0,1 l=2' listed.sf || unmet 'channels are not in order'
grep -qx 'product Si power k=0,0 l=1 bispectrum k=0,0,0 l=2,2,2' listed.sf || unmet 'factors are not in order'
expect_ok symfunc --set listed.sf --list
expect_same listed.sf "$OUT"

expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.1 --seed 3 -o si.xyz
expect_ok symfunc --set si.sf si.xyz --radial radial.tab -o si.tab
grep -q '^#! fields frame atom pair_1 power_1 bispectrum_1 product_1 G2_1$' si.tab || unmet 'other columns'
grep -c '^#! moments ' si.tab | grep -qx 4
grep -q '^#! fields r data G2_1 channel0 channel1 pair-channel0$' radial.tab || unmet 'other curves'
# Of a function that is a product, the product of its factors.
sed -e '/^product/d' -e 's/^G2.*/power Si k=0,0 l=1\nbispectrum Si k=0,0,0 l=2,2,2/' si.sf >factors.sf
expect_ok symfunc --set factors.sf si.xyz -o factors.tab
paste <(grep -v '^#' si.tab) <(grep -v '^#' factors.tab) | awk '
  function size(x) { return x < 0 ? -x : x }
  { if (size($6 - $13 * $14) > 1e-9 * (size($6) + 1e-3)) { print; exit 1 } }' || unmet 'a product is not that of its factors'

# The header goes through scaling.
expect_ok scale --method standardize si.tab -o scaled.tab
grep -c '^#! moments ' scaled.tab | grep -qx 4
# Rows of other moments do not belong to these.
sed 's/cutoff=5 degree/cutoff=4.5 degree/' si.sf >short.sf
expect_ok symfunc --set short.sf si.xyz -o short.tab
cat si.tab short.tab >both.tab
expect_fail 1 'moments' scale --method center both.tab

expect_fail 2 '--radial needs frames, which --list does not read' symfunc --set si.sf --list --radial r.tab
echo 'power Si k=0,2 l=1' >>si.sf
expect_fail 1 'si.sf:12: there is no channel 2, the moments of Si have 2' symfunc --set si.sf --list
