# A report is one page: pictures inside it, named for who cannot see them, text that is no markup, commands that run.
cat >page.lua <<'E2'
local nn = require "nnpipe"
local data = nn.step { "data", out = "lj.tab", nn.pipe { { "gen-lj", points = 50 }, { "scale", method = "range" } } }
local copy = nn.step { "copy", out = "a b.tab", { "cat", data } }
local first = nn.plot { "scatter", copy, out = "a.svg", x = "r", y = "energy" }
local second = nn.plot { "line", data, out = "b.svg", x = "r", y = "energy" }
nn.report { title = "Pairs & <b>more</b>", lead = "Lead", sections = {
  { "One", text = { "x < y", "second" }, pictures = { { first, alt = "Points that fall and \"rise\"" }, { second } }, recipe = { first } },
  { "Two", rows = { { "what", "unit", "value" }, { "rows", "1", 50 }, { "none", "a", 0 / 0, marked = true } } },
} }
E2
expect_ok nnpipe run page.lua
page=out/page/report.html
expect_file $page
has() { grep -qF -- "$1" $page || unmet "no $1 in the page"; }
has '<h1>Pairs &amp; &lt;b&gt;more&lt;/b&gt;</h1>'
has '<p>x &lt; y</p>'
has 'Points that fall and &quot;rise&quot;</title>'
has '<td class="number">50</td>'
has '<tr class="marked"><th scope="row">none</th>'
[[ $(grep -o '<svg' $page | wc -l) == 2 ]] || unmet 'not two pictures'
# Nothing is fetched from anywhere; no name is there twice.
if grep -oE "(src|href)=[\"'][^#][^\"']*" $page; then unmet 'the page needs another file'; fi
if grep -oE "https?://[^\"' ]*" $page | grep -v '^http://www\.w3\.org/'; then unmet 'the page names another place'; fi
[[ -z $(grep -oE " id=[\"'][^\"']*" $page | sort | uniq -d) ]] || unmet 'a name is there twice'
# The commands below a picture are those that made it, in order.
sed -n '/<pre>/,/<\/pre>/p' $page | sed -e 's/.*<pre>//; s/<\/pre>.*//; s/&gt;/>/g; s/&lt;/</g; s/&quot;/"/g; s/&amp;/\&/g' >commands
expect_lines 3 commands
cp 'out/page/a b.tab' before.tab
rm out/page/*.tab out/page/a.svg
expect_ok bash -e commands
grep -v '^#! made-by' before.tab >want
grep -v '^#! made-by' 'out/page/a b.tab' | cmp - want || unmet 'the commands make something else'
expect_file out/page/a.svg

wrong() { printf 'local nn = require "nnpipe"\n%s\n' "$1" >wrong.lua; expect_fail 1 "$2" nnpipe run wrong.lua out=out/page; }
wrong 'nn.report { lead = "x" }' 'wrong\.lua:2: nn\.report: expected title'
wrong 'nn.report { title = "x", sections = { { text = "y" } } }' 'nn\.report, section 1: expected a heading'

# A browser, where one is installed, sees what is meant.
for browser in chromium chromium-browser google-chrome; do
  command -v "$browser" >/dev/null || continue
  shown() { HOME=$PWD timeout 60 "$browser" --headless --no-sandbox --disable-gpu "$@" "file://$PWD/$page" 2>/dev/null; }
  shown --dump-dom >dom || break # no browser can run here
  [[ $(grep -o 'role="img"' dom | wc -l) == 2 ]] || unmet 'the browser has not two pictures'
  shown --hide-scrollbars --window-size=390,900 --screenshot="$PWD/phone.png" >/dev/null || break
  # White alone would be a few hundred bytes.
  (($(stat -c %s phone.png) > 8000)) || unmet 'the page looks empty'
  break
done
