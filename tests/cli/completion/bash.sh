# Completion offers programs, options and choices, and leaves files to the shell.
source "$SHARE/completions/nnpipe.bash"
complete_line() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _nnpipe "$1"
  printf '%s\n' "${COMPREPLY[@]}" >"$OUT"
}
complete_line nnpipe ''
for word in run help symfunc fit-mlp make-cell; do expect_stdout "^$word\$"; done
complete_line nnpipe sy
expect_lines 1 "$OUT"
expect_stdout '^symfunc$'
complete_line nnpipe symfunc --s
expect_stdout '^--set$'
complete_line nnpipe scale --
for word in --method --output --binary --help; do expect_stdout "^$word\$"; done
complete_line nnpipe scale --method ''
expect_stdout '^center$'
complete_line nnpipe scale some-fi
expect_stdout '^$'

complete_line nnpipe measure ''
for word in rdf elastic; do expect_stdout "^$word\$"; done
complete_line nnpipe measure rdf --b
expect_stdout '^--bins$'
complete_line nnpipe measure elastic --relax ''
expect_stdout '^isotropic$'
complete_line nnpipe plot par
expect_stdout '^parity$'
complete_line nnpipe run ''
for word in lj si; do expect_stdout "^$word\$"; done
complete_line nnpipe run lj p
expect_stdout '^points=$'
complete_line nnpipe help s
for word in si symfunc; do expect_stdout "^$word\$"; done

# Programs that stand on PATH by themselves.
complete_line measure ''
expect_stdout '^rdf$'
complete_line fit-mlp --opt
expect_stdout '^--optimizer$'
# They are completed without nnpipe in front, too.
for program in measure fit-mlp scale; do [[ $(complete -p "$program") == *' _nnpipe '* ]]; done
