# Every option of every program, read off its manual page: given twice, without its value, or with a value that is none,
# it is refused by name with status 2, before anything is read or written.

# options COMMAND…: "NAME METAVAR" for each.
options() {
  "$@" --help-markdown | sed -nE 's/\\(.)/\1/g; /^- (`-.`, )?`--/ { s/^- (`-.`, )?`--([a-z0-9-]+)` ?/\2 /; s/\*|\\$//g; p }'
}
# refused OPTION-REGEX COMMAND…: as expect_fail 2, but with one look at the folder for all of them.
refused() {
  tried=$((tried + 1))
  keep "${@:2}" </dev/null
  [[ $STATUS == 2 ]] || unmet "exit status $STATUS, expected 2"
  [[ $(head -n 1 "$ERR") =~ ^$tool:\ $1 ]] || unmet "standard error does not match /^$tool: $1/"
  check_message_style
}

tried=0 numbers=0
try() {
  local name metavar value
  while read -r name metavar; do
    CASE_NOTE="$* --$name"
    if [[ -z $metavar ]]; then
      refused "--$name is given twice" "$@" "--$name" "--$name"
      refused ".*option '--$name' does not take any arguments" "$@" "--$name=1"
      continue
    fi
    refused "--$name is given twice" "$@" "--$name=1" "--$name" 1
    refused ".*option '--$name' is missing" "$@" "--$name"
    [[ " alpha element elements " != *" $name "* ]] || continue
    case $metavar in
      *'|'*) refused "--$name: expected " "$@" "--$name" ''; for value in nosuch 1; do refused "--$name: expected " \
        "$@" "--$name=$value"; done ;;
      N | X | LENGTH | PS | P | K | S | F | FRACTION | FACTOR | R | RATIO | RADIUS | SECONDS | D | E | G | Q | A,B | \
        LO,HI | W,H | B1,B2 | INNER,OUTER | NX,NY,NZ | 'P[,P]' | 'K[,K]' | R,A | NUMBERS | PART | STRAIN)
        numbers=$((numbers + 1))
        # What has no default may be empty: it is not there then.
        for value in x nan 1e999 1.5.2 $'1\n2'; do
          refused "--$name(: |, --)" "$@" "--$name=$value"
        done
        # Whole numbers have an end.
        [[ $metavar != N ]] || refused "--$name: expected " "$@" "--$name=99999999999999999999"
        ;;
    esac
  done < <(options "$@")
}
for source in "$CASE_DIR"/../../../tools/*.cpp; do
  tool=$(basename "$source" .cpp)
  case $tool in
    nnpipe) continue ;;
    measure)
      keep measure none
      for command in $(sed -E '1!d; s/.*expected (.*), got .*/\1/; s/,//g' "$ERR"); do try measure "$command"; done
      ;;
    make-cell) try make-cell fcc ;;
    plot) try plot line ;;
    *) try "$tool" ;;
  esac
done
CASE_NOTE=
expect_only
((numbers > 150)) || unmet "$numbers options that are numbers, expected more"
say "$tried command lines, $numbers options that are numbers"
