# Completion knows every option of every program, of its commands too, in bash and, where it is, in zsh.
source "$SHARE/completions/nnpipe.bash"
in_bash() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _nnpipe "$1"
  printf '%s\n' "${COMPREPLY[@]}"
}
in_zsh() { zsh -f "$CASE_DIR/show.zsh" "$SHARE/completions/_nnpipe" "$@"; }
shells=in_bash
if command -v zsh >/dev/null; then shells+=' in_zsh'; fi
options() { "$@" --help-markdown | sed -nE 's/^- (`-.`, )?`(--[a-z0-9-]+)`.*/\2/p' | sort -u; }
known=0
complete_all() { # PROGRAM [COMMAND]
  options "$@" >want
  [[ $(wc -l <want) -ge 5 ]] || unmet "$* has $(wc -l <want) options"
  for shell in $shells; do
    $shell nnpipe "$@" -- | sort -u >got
    [[ -z $(comm -23 want got) ]] || unmet "$shell does not complete $*: $(comm -23 want got | tr '\n' ' ')"
  done
  known=$((known + $(wc -l <want)))
}
for source in "$CASE_DIR"/../../../tools/*.cpp; do
  tool=$(basename "$source" .cpp)
  case $tool in
    nnpipe) continue ;;
    measure)
      keep measure none
      for command in $(sed -E '1!d; s/.*expected (.*), got .*/\1/; s/,//g' "$ERR"); do complete_all measure \
        "$command"; done
      ;;
    make-cell) complete_all make-cell fcc ;;
    plot) complete_all plot line ;;
    *) complete_all "$tool" ;;
  esac
done
((known > 300)) || unmet "$known options, expected more"
say "$known options"
