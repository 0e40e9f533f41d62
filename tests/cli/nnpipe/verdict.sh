# Numbers are held against what is wanted of them, small ones or large ones; what is no number has missed it.
cat >verdict.lua <<'EOS'
local nn = require "nnpipe"
nn.summary { { "small", "1", ours = 0.8, wanted = 0.88, moonshot = 0.81 }, { "too large", "1", ours = 0.9, wanted = 0.88 },
  { "large", "1", ours = 0.9, wanted = 0.88, larger = true }, { "too small", "1", ours = 0.8, wanted = 0.88, larger = true },
  { "none", "1", ours = 0 / 0, wanted = 1 }, { "free", "1", ours = 5 } }
print(nn.short(0.000123456), nn.verdict { ours = 1, wanted = 1 }, nn.verdict { ours = 1 })
EOS
expect_ok nnpipe run verdict.lua
for line in 'small .* moonshot' 'too large .* missed' 'large .* met' 'too small .* missed' 'none .* missed' \
  'free .* –' '0\.0001235.met.nil'; do
  expect_stdout "^$line\$"
done
for line in '"small" "1" 0\.8 0\.88 0\.81 "moonshot"' '"free" "1" 5 nan nan "–"'; do
  grep -qE "^${line//\"/\"?}\$" out/verdict/summary.tab || unmet "no row $line"
done
