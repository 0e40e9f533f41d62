# Frames and descriptors that memory has no room for: the same potential, and the cost is said before.
expect_ok make-cell diamond --element Si --constant 5.431 --rattle 0.05 -o si.xyz
expect_ok sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 200 --no-sampling --every 20 \
  --whole-frames \
  si.xyz -o train.xyz
fit=(fit-mlp --no-provenance --set "$SHARE/symfunc/si-short.sf" --hidden 5 --epochs 2 train.xyz)
expect_ok "${fit[@]}" --log all.tab -o all.nnp
for memory in 200K 1K; do
  expect_ok "${fit[@]}" --memory $memory --log some.tab -o some.nnp
  expect_same all.nnp some.nnp
done
grep -q '^#! disk-megabytes 1$' some.tab
expect_status 0 "${fit[@]}" --memory 1K --progress -o some.nnp
tr '\r' '\n' <"$ERR" >said
grep -qE '^fit-mlp: 1[01] frames, their descriptors [0-9.e+]+ MB and .* s of one thread; about 0 % are kept, .* lie on disk$' said
grep -qE '^fit-mlp: [0-9]+ parameters, kalman, .*at most 2 epochs, ' said
expect_fail 1 'nowhere/nnpipe-.*: cannot make a temporary file' env TMPDIR=nowhere "${fit[@]}" --memory 1K -o none.nnp
# Memory that cannot be had ends the fit with a message, on several threads too, where OpenBLAS would wait for it for
# ever.
if ! sanitized; then
  ended=0
  for megabytes in 300 450 600 800 1200 2000; do
    # shellcheck disable=SC2016
    keep timeout 60 bash -c 'ulimit -v $(($1 * 1024)); shift; exec "$@"' sh $megabytes \
      "${fit[@]}" --threads 2 -o limited.nnp
    case $STATUS in
      0) expect_same limited.nnp all.nnp ;;
      1) expect_stderr '^fit-mlp: (.*: )?(out of memory|.*Cannot allocate memory|.*Resource temporarily unavailable)' ;;
      127) ;; # not even the libraries have room
      *) unmet "exit status $STATUS with $megabytes MB" ;;
    esac
    [[ $STATUS == 1 ]] && ended=$((ended + 1))
    rm -f limited.nnp
  done
  ((ended > 0)) || unmet 'no limit was below what the fit takes'
fi
