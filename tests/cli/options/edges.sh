# Every option of every program that takes a number, at the ends of what numbers are: it is refused with a message, or
# what is written is finite. No value ends a program by a signal, without a word, or in no time.
sw=$SHARE/potentials/Si.sw set=$SHARE/symfunc/si-short.sf
make-cell diamond --element Si --constant 5.431 --rattle 0.05 --count 3 -o frames.xyz
head -n 10 frames.xyz >si.xyz
label --potential "$sw" frames.xyz -o labelled.xyz
gen-lj --points 30 -o lj.tab
fit-mlp --quiet --set "$set" --hidden 2 --epochs 1 --validation 0 labelled.xyz -o si.nnp
run-md --quiet --potential "$sw" --temperature 300 --steps 20 --every 1 si.xyz -o traj.xyz
tried=0 programs=' '

# What is long when it is long: not a number at an edge, but work that was asked for.
amounts=' steps equilibrate epochs starts patience count repeat points samples '

# One run. Files are at most 8 MB, memory 3 GB, time 20 s.
attempt() { # OPTION VALUE COMMAND…
  local option=$1 value=$2
  shift 2
  LAST_COMMAND="$* --$option=$value" STATUS=0
  rm -rf out
  (sanitized || ulimit -v 3000000; ulimit -f 8000; trap '' XFSZ
    exec timeout 20 "$@" "--$option=$value" -o out) >"$OUT" 2>"$ERR" </dev/null || STATUS=$?
  tried=$((tried + 1))
  case $STATUS in
    0 | 3) ;;
    1 | 2) [[ -s $ERR ]] || unmet "exit status $STATUS without a word" ;;
    *) unmet "exit status $STATUS" ;;
  esac
  if [[ -f out ]] && grep -aqiE '(^|[ ="])[-+]?(nan|inf)([ "]|$)' out; then unmet 'what is written is not finite'; fi
  [[ $value == nan ]] || ! grep -qiE '(^|[ =])-?(nan|inf)([ ,]|$)' "$ERR" || unmet 'the message is about no number'
}
# numbers PROGRAM [QUANTITY] -- ARGUMENT…: the program's options that take numbers, each alone beside the arguments.
numbers() {
  local command=() option value
  while [[ $1 != -- ]]; do command+=("$1"); shift; done
  shift
  programs+="${command[0]} "
  while read -r option; do
    local arguments=() word
    # What the arguments give already is given anew.
    for word in "$@"; do [[ $word == "--$option="* ]] || arguments+=("$word"); done
    for value in 1e-320 1e308 -1e308 0 nan 99999999999; do
      [[ $amounts == *" $option "* && $value == 99999999999 ]] && continue
      attempt "$option" "$value" "${command[@]}" "${arguments[@]}"
    done
  done < <("${command[@]}" --help-all | sed -nE 's/^  (-[a-z], )?--([a-z-]+) ([^ ]+).*/\2 \3/p' |
    awk '$2 !~ /FILE|SPEC|NAME|KEY|COLUMN|COMMAND|TEXT|TARGET|KIND|SYMBOL|FOLDER|METHOD|TABLE|STYLE|ADDRESS|LABEL/ &&
      $2 !~ /[a-z]/ && $1 !~ /^(threads|element|elements|fix|move)$/ { print $1 }')
}
numbers make-cell -- sc --element=Si --constant=3
numbers gen-lj -- --points=20
numbers scale -- --method=range lj.tab
numbers symfunc -- "--set=$set" si.xyz
numbers label -- "--potential=$sw" si.xyz
numbers reformat -- --to=poscar si.xyz
numbers relax -- "--potential=$sw" --steps=3 si.xyz
numbers run-md -- "--potential=$sw" --temperature=300 --steps=2 si.xyz
numbers sample-md -- "--potential=$sw" --temperature=300 --steps=2 si.xyz
numbers validate -- "--potential=$sw" labelled.xyz
numbers pick -- "--potential=si.nnp" --number=1 labelled.xyz
numbers fit-mlp -- --hidden=2 --epochs=1 lj.tab
numbers fit-mlp -- "--set=$set" --hidden=2 --epochs=1 --validation=0 labelled.xyz
numbers fit-kernel -- lj.tab
numbers plot -- line --x=r --y=energy --format=svg lj.tab
for quantity in 'rdf --cutoff=4 traj.xyz' 'adf --cutoff=3 traj.xyz' 'structure-factor --largest=3 traj.xyz' \
  'coordination --cutoff=3 traj.xyz' 'msd traj.xyz' 'vacf traj.xyz' 'mean lj.tab' "eos --potential=$sw si.xyz" \
  "elastic --potential=$sw si.xyz" "vacancy --potential=$sw si.xyz" "surface --potential=$sw si.xyz" \
  "phonon --potential=$sw si.xyz" "dimer --potential=$sw"; do
  read -ra words <<<"$quantity"
  numbers measure "${words[0]}" -- "${words[@]:1}"
done
((tried > 900)) || unmet "$tried values tried, expected more"
