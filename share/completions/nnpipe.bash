# Completion of nnpipe for bash. What can be completed is asked of the programs themselves, so any version fits.

# Prints "OPTION METAVAR" for each option of a program, from what it says with --help-markdown.
_nnpipe_options() {
  "$@" --help-markdown 2>/dev/null | sed -nE '
    /^- (`-.`, )?`--/ {
      s/\\(.)/\1/g
      s/^- (`-.`, )?`(--[a-z0-9-]+)` ?/\2 /
      s/\*|\\$//g
      p
    }'
}

_nnpipe_tools() {
  nnpipe help 2>/dev/null | sed -nE 's/^  ([a-z][a-z-]+)  +.*$/\1/p'
}

# Names of the scripts that come with nnpipe; keys of one, "KEY=".
_nnpipe_scripts() {
  nnpipe help 2>/dev/null | sed -n '/^Scripts, for nnpipe run: /,/\.$/ { s/.*run: //; s/[,.]/ /g; p }'
}
_nnpipe_keys() {
  nnpipe help "$1" 2>/dev/null | sed -nE 's/^  ([a-z][A-Za-z0-9_]*=).*$/\1/p'
}

# What a program takes as its first word: commands of measure, templates of plot.
_nnpipe_words() {
  case ${1##*/} in
    measure) "${@:2}" --help-commands 2>/dev/null ;;
    plot) "${@:2}" --help-all 2>/dev/null | sed -nE 's/^  ([a-z][a-z-]+)  +.*$/\1/p' ;;
  esac
}

_nnpipe() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${1##*/}
  local -a command=("$1")
  local first=1 # where the program's own words begin
  COMPREPLY=()
  if [[ $program == nnpipe ]]; then
    if ((COMP_CWORD == 1)); then
      mapfile -t COMPREPLY < <(compgen -W "run help $(_nnpipe_tools)" -- "$word")
      return
    fi
    program=${COMP_WORDS[1]}
    case $program in
      help) mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_tools) $(_nnpipe_scripts)" -- "$word"); return ;;
      run)
        if ((COMP_CWORD == 2)); then
          mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_scripts)" -- "$word")
        else
          mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_keys "${COMP_WORDS[2]}") out= jobs=" -- "$word")
          compopt -o nospace 2>/dev/null || true
        fi
        compopt -o default 2>/dev/null || true
        return
        ;;
    esac
    command+=("$program")
    first=2
  fi
  if ((COMP_CWORD == first)) && [[ $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_nnpipe_words "$program" "${command[@]}")" -- "$word" || true)
    compopt -o default 2>/dev/null || true
    return
  fi
  [[ ${program##*/} == measure ]] && ((COMP_CWORD > first)) && command+=("${COMP_WORDS[first]}")
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
# Programs that stand on PATH by themselves; plot and measure and the like may be another's.
for _nnpipe_tool in $(_nnpipe_tools); do
  if [[ $(command -v "$_nnpipe_tool") == "$(dirname -- "$(command -v nnpipe)")/$_nnpipe_tool" ]]; then
    complete -F _nnpipe "$_nnpipe_tool"
  fi
done
unset _nnpipe_tool
