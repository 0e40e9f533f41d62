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
wrong 'nn.frames(nn.step { "words", out = "words.xyz", { "make-cell", version = true } })' 'nn\.frames: out/page/words\.xyz: frame 1: expected a number of atoms'
wrong 'nn.report { lead = "x" }' 'wrong\.lua:2: nn\.report: expected title'
wrong 'nn.report { title = "x", sections = { { text = "y" } } }' 'nn\.report, section 1: expected a heading'

# A browser, where one is installed, sees what is meant: on a phone nothing is wider than the screen, each part shows ink
# of its own in a photograph of the page, and curves tell their values to pointer and keys.
for browser in chromium chromium-browser google-chrome; do
  command -v "$browser" >/dev/null || continue
  shown() { HOME=$PWD timeout 60 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=390,1600 "$@" 2>/dev/null; }
  result() { shown --dump-dom "file://$PWD/$1" | sed -n 's/^RESULT //p'; }
  shown --dump-dom "file://$PWD/$page" >dom || break # no browser can run here
  [[ $(grep -o 'role="img"' dom | wc -l) == 2 ]] || unmet 'the browser has not two pictures'
  cat >probe <<'EOS'
<script>
// A window may not be made as narrow as the photograph is; the page can.
document.documentElement.style.width = "390px";
const lines = [];
const say = (...words) => lines.push("RESULT " + words.join(" "));
const edges = [...document.querySelectorAll("body *:not(.scroll *, pre, script)")].map((part) => part.getBoundingClientRect().right);
say("widest", Math.round(Math.max(...edges)));
for (const part of document.querySelectorAll("h1, nav, h2, figure > svg, table, summary")) {
  const box = part.getBoundingClientRect();
  say("box", part.tagName, ...[box.left, box.top, box.right, box.bottom].map((x) => Math.round(x)));
}
const svg = document.querySelectorAll("figure > svg")[1], box = svg.getBoundingClientRect();
const told = () => svg.nextElementSibling.textContent;
for (let part = 0.1; part < 0.9 && !told().includes(":"); part += 0.01)
  svg.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + box.width / 2, clientY: box.top + box.height * part }));
say("pointer", told());
svg.dispatchEvent(new PointerEvent("pointerleave", {}));
say("left", told() === "" ? "nothing" : told());
svg.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
say("keys", told());
document.body.append(Object.assign(document.createElement("pre"), { textContent: "\n" + lines.join("\n") + "\n" }));
</script>
EOS
  { sed '/<\/body>/,$d' $page; cat probe; echo '</body></html>'; } >probed.html
  result probed.html >probed
  (($(sed -n 's/^widest //p' probed) <= 390)) || unmet 'the page is wider than a phone'
  grep -qE '^pointer energy: -?−?[0-9.]+ \| −?[0-9.]+$' probed || unmet 'the pointer is told no value of the curve'
  grep -q '^left nothing$' probed || unmet 'a value stays when the pointer has left'
  grep -qE '^keys energy: −?[0-9.]+ \| −?[0-9.]+$' probed || unmet 'the keys are told no value'
  shown --screenshot="$PWD/phone.png" "file://$PWD/$page" >/dev/null || break
  # Within its own page a photograph may be read back: points that are not white, in each part's place.
  cat >photograph.html <<EOS
<!doctype html><body><img id="photograph" src="data:image/png;base64,$(base64 -w 0 phone.png)"><script>
// When the page has loaded, so has the picture; the browser writes the page once this is done.
addEventListener("load", () => {
  const image = document.getElementById("photograph"), canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const lines = [];
  for (const part of "$(grep '^box ' probed | tr '\n' ';')".split(";").filter((text) => text)) {
    const [, name, ...ends] = part.split(" "), [left, top, right, bottom] = ends.map(Number);
    const data = context.getImageData(left, top, right - left, bottom - top).data;
    let ink = 0;
    for (let k = 0; k < data.length; k += 4) ink += data[k] < 200 || data[k + 1] < 200 || data[k + 2] < 200 ? 1 : 0;
    lines.push("RESULT " + name.toLowerCase() + " " + ink);
  }
  document.body.append(Object.assign(document.createElement("pre"), { textContent: "\n" + lines.join("\n") + "\n" }));
});
</script></body>
EOS
  result photograph.html >ink
  [[ $(cut -d' ' -f1 ink | tr '\n' ' ') == 'h1 nav h2 svg svg summary h2 table ' ]] || unmet 'the photograph was not read part by part'
  while read -r part points; do ((points > 100)) || unmet "of $part the photograph shows $points points"; done <ink
  break
done
