# Bad sets and bad use; bad frames are in bad-input.
cat >frame.xyz <<'END'
2
Properties=species:S:1:pos:R:3
Si 0 0 0
Si 2 0 0
END
printf 'nnpipe-sf 1\nunits metal\nG2 Si Si eta=x cutoff=6\n' >bad.sf
expect_fail 1 "^symfunc: bad.sf:3: eta: expected a number, got 'x'$" symfunc --set bad.sf frame.xyz
printf 'nnpipe-sf 3\n' >new.sf
expect_fail 1 '^symfunc: new.sf:1: set file of version 3, this program knows up to 1: use a newer nnpipe$' \
  symfunc --set new.sf frame.xyz
: >empty.sf
expect_fail 1 "^symfunc: empty.sf: empty file, expected the first line 'nnpipe-sf 1'$" symfunc --set empty.sf frame.xyz
expect_fail 1 \
  "^symfunc: frame.xyz: these are frames, expected a set of symmetry functions, which begins 'nnpipe-sf 1'" symfunc \
  --set frame.xyz frame.xyz
expect_fail 1 '^symfunc: absent.sf: cannot open: No such file or directory$' symfunc --set absent.sf frame.xyz
expect_fail 2 '' symfunc frame.xyz
expect_fail 2 'both standard input' symfunc --set - <frame.xyz
sed '2s/$/ site_energy=-1 reach=4.5/' frame.xyz >near.xyz
expect_fail 1 '^symfunc: near.xyz: frame 1: the site sample reaches 4.5 Å, but the set sees 6 Å$' \
  symfunc --set "$SHARE/symfunc/si-thesis.sf" near.xyz
# A stream of which only some frames have site energies.
sed '2s/$/ site_energy=-1/' frame.xyz | cat frame.xyz - >mixed.xyz
expect_fail 1 '^symfunc: mixed.xyz: frame 2: has a site energy, unlike the frames before it$' \
  symfunc --set "$SHARE/symfunc/si-short.sf" mixed.xyz
expect_full_disk symfunc --set "$SHARE/symfunc/si-short.sf" frame.xyz
expect_full_disk symfunc --set "$SHARE/symfunc/si-short.sf" --list
for i in {1..12}; do cat frame.xyz frame.xyz >more.xyz && mv more.xyz frame.xyz; done
expect_closed_pipe symfunc --set "$SHARE/symfunc/si-short.sf" frame.xyz
