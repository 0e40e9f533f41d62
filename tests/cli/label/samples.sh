# Site samples get their site energy alone, and must reach as far as the potential sees.
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.05 >si.xyz
sample-md --no-provenance --potential "$SHARE/potentials/Si.sw" --temperature 300 --steps 20 si.xyz -o samples.xyz
expect_ok label --no-provenance --potential "$SHARE/potentials/Si.sw" samples.xyz -o again.xyz
paste <(grep -oE 'site_energy=[^ ]*' samples.xyz) <(grep -oE 'site_energy=[^ ]*' again.xyz) | tr -d 'a-z_=' >both
while read -r old new; do expect_near "$new" "$old" 1e-12; done <both
[[ -s both ]] || unmet 'no samples'
! grep -qE 'site_force|forces|[^_]energy=' again.xyz || unmet "$(sed -n 2p again.xyz)"
expect_fail 1 '^label: samples.xyz: frame 1: the site sample reaches 6 Å, but the potential sees 7 Å$' \
  label --potential lj:epsilon=0.01,sigma=2,cutoff=7 samples.xyz -o x.xyz
# Only the centre's surroundings are whole: a network asked for what it was trained on has left nothing.
expect_status 0 symfunc --set "$SHARE/symfunc/si-short.sf" samples.xyz -o rows.tab
expect_status 0 scale --method range rows.tab -o scaled.tab
expect_status 0 fit-mlp --hidden 3 --epochs 5 --validation 0 scaled.tab -o site.nnp
expect_ok label --potential site.nnp samples.xyz -o by_network.xyz
expect_ok validate --potential site.nnp samples.xyz -o errors.tab
