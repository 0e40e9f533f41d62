# What the lints share. A lint runs in the root of the sources with the build tree as its argument, and prints each
# offence as FILE:LINE: WHAT; any offence, and a lint that found nothing to look at, is a failure.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
build=${1:-build/release}

# The project's files (not those git ignores) that match the patterns.
sources() {
  if [[ -e .git ]]; then
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while read -r file; do
      [[ -f $file ]] && printf '%s\n' "$file"
    done
  else
    local pattern
    for pattern in "$@"; do find . -path "./$pattern" -type f -not -path './build/*' -not -path './out/*' \
      -printf '%P\n'; done | sort -u
  fi
}

# Reads offences, prints them, and ends the lint.
verdict() {
  local count=0 line
  while IFS= read -r line; do
    printf '%s\n' "$line"
    count=$((count + 1))
  done
  ((count == 0)) || { printf '%d offences\n' "$count"; exit 1; }
}
