# A program of somebody else's finds the installed libraries by find_package and computes with them.
cmake --install "$BUILD" --prefix "$PWD/usr" >"$OUT"
cp -r usr/share/nnpipe/examples/library program
cmake -S program -B made -DCMAKE_PREFIX_PATH="$PWD/usr" -DCMAKE_BUILD_TYPE=Release >"$OUT" 2>&1 || \
  unmet 'cmake does not find nnpipe'
cmake --build made >"$OUT" 2>&1 || unmet 'the program does not build'
make-cell diamond --element Si --constant 5.431 -o si.xyz
expect_ok made/energy "$SHARE/potentials/Si.sw" si.xyz
expect_near "$(cat "$OUT")" -34.69 0.01
