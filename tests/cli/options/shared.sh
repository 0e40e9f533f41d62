# Every program answers the shared options alike, and refuses a wrong command line with status 2 before anything else.
tools=()
for source in "$CASE_DIR"/../../../tools/*.cpp; do tools+=("$(basename "$source" .cpp)"); done

for tool in "${tools[@]}"; do
  CASE_NOTE=$tool
  expect_ok "$tool" --help
  expect_stdout "^usage: $tool "
  expect_stdout '^examples:'
  for option in --quiet --no-provenance --help --version; do expect_stdout " $option( |\$)"; done
  expect_ok "$tool" -h
  expect_ok "$tool" --version
  expect_stdout "^$tool [0-9]+\.[0-9]+\.[0-9]+\$"
  expect_full_disk "$tool" --help
  expect_closed_pipe "$tool" --help

  [[ $tool == nnpipe ]] && continue
  expect_fail 2 "^$tool: .*unknown option .--hlep.*did you mean --help" "$tool" --hlep
  expect_no_stdout
  expect_stderr "^try '$tool --help'\$"
  expect_fail 2 "^$tool: .*--version|unknown option .--versi" "$tool" --versi
  expect_fail 2 "^$tool: .*option .*(missing|required|argument)|--output" "$tool" -o
  if "$tool" --help | grep -q ' --seed N'; then
    for value in -3 1.5 x 18446744073709551616 ''; do
      expect_fail 2 "^$tool: .*--seed: expected an integer from 0 to 18446744073709551615, got " "$tool" --seed "$value"
    done
    expect_fail 2 "^$tool: .*--seed is given twice" "$tool" --seed 1 --seed 2
  fi
  if "$tool" --help | grep -q ' --threads N'; then
    for value in 0 -1 1.5 many; do expect_fail 2 "^$tool: .*--threads: expected " "$tool" --threads "$value"; done
  fi
  # What must be given is asked for by name.
  for name in $("$tool" --help | tr -s ' \n' ' ' | grep -oE -- '--[a-z-]+ [A-Z]+ [^-]*\(required\)' | grep -oE '^--[a-z-]+' || true); do
    expect_fail 2 "^$tool: .*(${name#--}|expected )" "$tool" </dev/null
  done
done
