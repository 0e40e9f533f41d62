# Every program answers the shared options alike, and refuses a wrong command line with status 2 before anything else.
tools=()
for source in "$CASE_DIR"/../../../tools/*.cpp; do tools+=("$(basename "$source" .cpp)"); done

for tool in "${tools[@]}"; do
  # A program of several commands stands for them by one: "measure rdf" answers as a program of that name.
  [[ $tool == measure ]] && expect_ok measure --help && tool='measure rdf'
  CASE_NOTE=$tool
  read -ra run <<<"$tool"
  expect_ok "${run[@]}" --help
  expect_stdout "^usage: $tool "
  expect_stdout '^examples:'
  for option in --quiet --no-provenance --help --version; do expect_stdout " $option( |\$)"; done
  expect_ok "${run[@]}" --help-all
  expect_stdout "^usage: $tool "
  for option in --quiet --no-provenance --help --help-all --version; do expect_stdout "^  (-h, )?$option +[a-z]"; done
  expect_ok "${run[@]}" -h
  expect_ok "${run[@]}" --version
  expect_stdout "^$tool [0-9]+\.[0-9]+\.[0-9]+\$"
  expect_full_disk "${run[@]}" --help
  expect_closed_pipe "${run[@]}" --help

  [[ $tool == nnpipe ]] && continue
  expect_fail 2 "^$run: .*unknown option .--hlep.*did you mean --help" "${run[@]}" --hlep
  expect_no_stdout
  expect_stderr "^try '$tool --help'\$"
  expect_fail 2 "^$run: .*--version|unknown option .--versi" "${run[@]}" --versi
  expect_fail 2 "^$run: .*option .*(missing|required|argument)|--output" "${run[@]}" -o
  if grep -q ' --seed N' <<<"$("${run[@]}" --help-all)"; then
    for value in -3 1.5 x 18446744073709551616 ''; do
      expect_fail 2 "^$run: .*--seed: expected an integer from 0 to 18446744073709551615, got " "${run[@]}" \
        --seed "$value"
    done
    expect_fail 2 "^$run: .*--seed is given twice" "${run[@]}" --seed 1 --seed 2
  fi
  if grep -q ' --threads N' <<<"$("${run[@]}" --help-all)"; then
    for value in 0 -1 1.5 many; do expect_fail 2 "^$run: .*--threads: expected " "${run[@]}" --threads "$value"; done
  fi
  # What must be given is asked for by name.
  for name in $("${run[@]}" --help-all | tr -s ' \n' ' ' | grep -oE -- '--[a-z-]+ [A-Z]+ [^-]*\(required\)' | grep \
    -oE '^--[a-z-]+' || true); do
    expect_fail 2 "^$run: .*(${name#--}|expected )" "${run[@]}" </dev/null
  done
done

# A warning is told, unless --quiet asks for none.
make-cell diamond --element Si --constant 5.431 -o si.xyz
rest=(run-md --potential "$SHARE/potentials/Si.sw" --ensemble nvt --temperature 300 --velocities 0 --steps 1 --every 0)
expect_status 0 "${rest[@]}" si.xyz -o out.xyz
expect_stderr '^run-md: warning: all atoms are at rest'
expect_ok "${rest[@]}" --quiet si.xyz -o out.xyz
