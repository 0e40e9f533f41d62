# In a folder that others may write into: no link is followed to a file that was not named, nothing of theirs is taken
# for one's own, and a command that fails leaves no folder behind.
sw=$SHARE/potentials/Si.sw
make-cell diamond --element Si --constant 5.431 --repeat 2 --rattle 0.05 -o si.xyz
gen-lj --points 60 -o lj.tab
echo precious >victim
untouched() { [[ $(cat victim) == precious ]] || unmet 'a file that was not named is changed'; }
md=(run-md --quiet --potential "$sw" --temperature 300 --steps 20 --every 5)
# In the way of every name that can be guessed: a link, a second name, a pipe.
for way in 'ln -s victim' 'ln victim' 'ln -s absent'; do
  $way out.xyz.part
  expect_fail 1 '^run-md: out.xyz.part: (is a symbolic link|has other names)' "${md[@]}" --restart r si.xyz -o out.xyz
  untouched
  rm -f out.xyz.part
  $way thermo.tab.part
  expect_fail 1 '^run-md: .*thermo.tab.part: (is a symbolic link|has other names)' \
    "${md[@]}" --restart r --thermo-output thermo.tab si.xyz -o out.xyz
  untouched
  rm -f thermo.tab.part out.xyz.part
  expect_absent absent
done
mkfifo out.xyz.part
expect_fail 1 '^run-md: out.xyz.part: (is no regular file|cannot create: No such device)' \
  timeout 20 "${md[@]}" --restart r si.xyz -o out.xyz
rm out.xyz.part
# A file that a run which was killed left there is one's own: a new run begins it anew.
echo left >out.xyz.part
expect_ok "${md[@]}" --restart r si.xyz -o out.xyz
expect_frames 5 out.xyz
expect_absent out.xyz.part
rm -f r

# A pipeline's own files: links in their place are replaced or refused, never followed.
printf 'local nn = require "nnpipe"\nnn.step { "cell", out = "cell.xyz", { "make-cell", "sc", element = "Si", constant = 3 } }\n' >p.lua
expect_ok nnpipe run p.lua
for file in $(find out/p -path '*.nnpipe*' -type f | sort); do
  rm -rf out/p/cell.xyz
  mv "$file" kept
  ln -s "$PWD/victim" "$file"
  nnpipe run p.lua >"$OUT" 2>"$ERR" || true
  untouched
  rm -f "$file"
  mv kept "$file"
done

# Folders made for a command that fails.
fit-mlp --quiet --hidden 2 --epochs 2 lj.tab -o pair.nnp
left() { expect_fail 1 '.' "$@"; expect_absent new; }
sed 's/^parameters.*/parameters 9/' pair.nnp >broken.nnp
left reformat --to runner broken.nnp -o new/deep
left reformat --to runner pair.nnp -o new/deep
left reformat --to kim --name Broken broken.nnp -o new/deep
left label --command 'false' --cache new/cache si.xyz -o out
left label --command "no-such-program" --cache new/cache si.xyz -o out
if command -v prlimit >/dev/null; then
  label --potential "$sw" si.xyz -o labelled.xyz
  left bash -c 'ulimit -f 1; exec reformat --to deepmd labelled.xyz -o new/deep'
fi

# A result in the cache that was edited, cut, exchanged or never had a checksum is computed anew, with a warning.
command='label --no-provenance --potential '$sw
make-cell diamond --element Si --constant 5.4 --count 2 --rattle 0.1 -o two.xyz
by_cache() { label --no-provenance --command "$command" --cache cache two.xyz -o "$1"; }
expect_ok by_cache first.xyz
mapfile -t entries < <(find cache -name '*.xyz' | sort)
((${#entries[@]} == 2)) || unmet "${#entries[@]} results in the cache, expected 2"
expect_ok by_cache second.xyz
expect_same first.xyz second.xyz
cp -r cache whole
damaged() {
  expect_status 0 by_cache again.xyz
  expect_stderr "^label: warning: cache/.*: $1.*: the cached result is damaged and is computed again$"
  expect_same again.xyz first.xyz
  expect_ok by_cache again.xyz
  expect_same again.xyz first.xyz
  rm -r cache
  cp -r whole cache
}
sed -i 's/ energy=-[0-9.]*/ energy=-1/' "${entries[0]}" && damaged 'its checksum does not fit'
sed -i '4s/^Si /Si  /' "${entries[1]}" && damaged 'its checksum does not fit'
sed -i 's/ checksum=[0-9a-f]*//' "${entries[1]}" && damaged 'has no checksum'
truncate -s 100 "${entries[0]}" && damaged '.'
cp "${entries[0]}" "${entries[1]}" && damaged 'its checksum does not fit'
: >"${entries[0]}" && damaged '.'
ln -sf "$PWD/victim" "${entries[0]}" && damaged '.'
untouched

# Every program, in a folder where names that a temporary file might have are links to a file of the user's.
source "$CASE_DIR/../every_program.sh"
guesses=(out.part out.tmp out.new out.temp out~ .out.part .out.tmp .out.swp out.bak 'out.$$' tmp.out)
among_links() { # NAME INPUT COMMAND…
  local input=$2 guess
  CASE_NOTE=$1
  shift 2
  [[ $input == - ]] && input=/dev/null
  rm -rf out
  for guess in "${guesses[@]}"; do ln -sf victim "$guess"; done
  STATUS=0
  "$@" -o out <"$input" >"$OUT" 2>"$ERR" || STATUS=$?
  [[ $STATUS == 0 ]] || unmet "exit status $STATUS"
  untouched
  [[ -f out && ! -L out ]] || unmet 'no file of its own'
  for guess in "${guesses[@]}"; do [[ -L $guess ]] || unmet "the link $guess was replaced"; done
}
every_program among_links
