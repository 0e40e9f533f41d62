# Completion of nnpipe for bash. What can be completed is asked of the programs themselves, so any version fits.

# Prints "OPTION METAVAR" for each option of a program, from what it says with --help-man.
_nnpipe_options() {
  "$@" --help-man 2>/dev/null | sed -nE '
    s/\\-/-/g
    /^(\\fB-.\\fR, )?\\fB--/ {
      s/^(\\fB-.\\fR, )?\\fB(--[a-z0-9-]+)\\fR ?/\2 /
      s/\\f[BIR]//g
      p
    }'
}

_nnpipe_tools() {
  nnpipe help 2>/dev/null | sed -nE 's/^  ([a-z][a-z-]+)  +.*$/\1/p'
}

_nnpipe() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${1##*/}
  local -a command=("$1")
  COMPREPLY=()
  if [[ $program == nnpipe ]]; then
    if ((COMP_CWORD == 1)); then
      mapfile -t COMPREPLY < <(compgen -W "run help $(_nnpipe_tools)" -- "$word")
      return
    fi
    case ${COMP_WORDS[1]} in
      help) mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_tools)" -- "$word"); return ;;
      run) compopt -o default 2>/dev/null || true; return ;;
    esac
    command+=("${COMP_WORDS[1]}")
  fi
  local option metavar choices=
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_options "${command[@]}" | cut -d ' ' -f 1)" -- "$word")
    return
  fi
  if [[ $before == --* ]]; then
    while read -r option metavar; do
      [[ $option == "$before" && $metavar == *'|'* ]] && choices=${metavar//|/ }
    done < <(_nnpipe_options "${command[@]}")
  fi
  if [[ -n $choices ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
  else
    compopt -o default 2>/dev/null || true
  fi
  return 0
}

complete -F _nnpipe nnpipe
