# show.zsh COMPLETION WORD...: what zsh would offer for these words; its functions that show candidates print them.
compadd() {
  while [[ $1 == -* ]]; do
    [[ $1 == -S ]] && shift
    [[ $1 == -a ]] && break
    shift
  done
  print -l -- ${(P)2}
}
_describe() { print -l -- ${(P)2}; }
_files() { print FILES; }
completion=$1; shift
words=("$@")
CURRENT=$#words
source $completion
