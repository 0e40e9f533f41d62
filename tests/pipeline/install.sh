# What is installed works from where it is installed, without the sources: programs, scripts, potentials, manual pages.
cmake --install "$BUILD" --prefix "$PWD/usr" >"$OUT"
unset SHARE REFERENCE
export PATH=$PWD/usr/bin:/usr/bin:/bin
[[ $(ls usr/bin) == nnpipe ]] || unmet "bin holds more than nnpipe: $(ls usr/bin)"
expect_ok nnpipe help
for tool in make-cell symfunc fit-mlp run-md plot; do expect_stdout "^  $tool  "; done
expect_ok nnpipe --version
nnpipe make-cell diamond --element Si --constant 5.431 -o si.xyz
expect_ok nnpipe label --potential usr/share/nnpipe/potentials/Si.sw si.xyz -o labelled.xyz
expect_near "$(frame_energies labelled.xyz)" -34.69 0.01
cat >script.lua <<'END'
local nn = require "nnpipe"
local crystal = nn.step { "crystal", out = "si.xyz", { "make-cell", "diamond", element = "Si", constant = 5.431 } }
nn.step { "labels", out = "labelled.xyz", { "label", crystal, potential = nn.share "potentials/Si.sw" } }
END
expect_status 0 nnpipe run script.lua out=made
expect_file "$(find made -name labelled.xyz)"
for page in man1/nnpipe-symfunc.1 man1/nnpipe.1 man5/nnpipe-table.5; do expect_file usr/share/man/$page; done
[[ $(man -M usr/share/man -w nnpipe-symfunc) == *nnpipe-symfunc.1* ]] || unmet 'man does not find the page'
for file in scripts/si.lua symfunc/si-thesis.sf plots/rdf.gp; do expect_file usr/share/nnpipe/$file; done
expect_file usr/share/bash-completion/completions/nnpipe usr/share/zsh/site-functions/_nnpipe
