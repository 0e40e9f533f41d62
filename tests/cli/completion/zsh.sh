# The same for zsh, whose functions that show candidates are replaced by ones that print them.
command -v zsh >/dev/null || { echo 'no zsh here'; exit 77; }
complete_line() { zsh -f "$CASE_DIR/show.zsh" "$SHARE/completions/_nnpipe" "$@" >"$OUT" 2>"$ERR"; }
complete_line nnpipe ''
expect_stdout '^run:run a pipeline$'
for word in symfunc fit-mlp make-cell; do expect_stdout "^$word:[A-Za-z]"; done
complete_line nnpipe symfunc --s
for word in --set --simd --help-all; do expect_stdout "^$word\$"; done
complete_line nnpipe scale --method ''
expect_stdout '^center$'
complete_line nnpipe scale some-fi
expect_stdout '^FILES$'
complete_line nnpipe measure ''
expect_stdout '^rdf$'
complete_line nnpipe measure rdf --
expect_stdout '^--bins$'
complete_line nnpipe measure elastic --relax ''
expect_stdout '^isotropic$'
complete_line nnpipe plot ''
expect_stdout '^parity:'
complete_line nnpipe run ''
expect_stdout '^si$'
complete_line nnpipe run lj ''
for word in points= out=; do expect_stdout "^$word\$"; done
expect_no_stderr
