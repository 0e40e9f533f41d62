#!/usr/bin/env bash
# The site and the links of Markdown: no link is dead; where chromium is installed, no page is wider than a phone,
# equations are drawn, and the search finds pages from a file.
source "$(dirname -- "$0")/lib.sh"
build=$(realpath "$build")
root=$PWD
site=$build/scratch/site
# Anchors of a file's headings, as a code host makes them.
anchors() {
  sed -nE '/^#+ /{s/^#+ //; s/[`*]//g; p}' "$1" | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9 _-]//g; s/ /-/g'
}
{
  # Links of what a code host renders lead to files of the repository, and to headings there.
  sources '*.md' | while read -r file; do
    { grep -noE '\]\([^) ]+' "$file" || true; } | while IFS=: read -r line link; do
      link=${link#](}
      [[ $link != *://* ]] || continue
      target=$file
      [[ $link == '#'* ]] || target=$(dirname -- "$file")/${link%%#*}
      if [[ ! -e $target ]]; then echo "$file:$line: a dead link: $link"
      elif [[ $link == *'#'* ]] && ! anchors "$target" | grep -qxF -- "${link#*#}"; then
        echo "$file:$line: no heading: $link"
      fi
    done
  done
} >"$build/scratch.links"
command -v pandoc >/dev/null || { verdict <"$build/scratch.links"; exit 77; }
mkdir -p -- "$build/scratch"
said=$("$root/share/doc/site.sh" "$site" 2>&1)
{
  cat "$build/scratch.links"
  [[ -z $said ]] || echo "share/doc/site.sh:1: says: $(head -n 1 <<<"$said")"
  cd "$site"
  mapfile -t pages < <(find . -name '*.html' -printf '%P\n' | sort)
  for page in "${pages[@]}"; do
    { grep -oE '(href|src)="[^"]+"' "$page" || true; } | sed -E 's/^[a-z]+="//; s/"$//' | sort -u >"$build/links"
    while read -r link; do
      target=$(dirname -- "$page")/${link%%#*}
      case $link in
        *://*) ;;
        '#'*) grep -qF "id=\"${link#\#}\"" "$page" || echo "share/doc/site.sh:1: $page: no part ${link#\#}" ;;
        *)
          if [[ ! -e $target ]]; then echo "share/doc/site.sh:1: $page: a dead link: $link"
          elif [[ $link == *'#'* ]] && ! grep -qF "id=\"${link#*\#}\"" "$target"; then echo "share/doc/site.sh:1: $page: no part $link"; fi
          ;;
      esac
    done <"$build/links"
    grep -q '<nav>' "$page" || echo "share/doc/site.sh:1: $page: no list of pages"
    grep -q '<h1' "$page" || echo "share/doc/site.sh:1: $page: no heading"
  done
  # All in one start of the browser: every page in a frame as wide as a phone.
  if command -v chromium >/dev/null; then
    {
      echo '<!DOCTYPE html><body><pre id="said"></pre><script>'
      printf 'const pages = [%s];\n' "$(printf '"%s",' "${pages[@]}")"
      cat <<'END'
const said = document.getElementById("said"), say = (line) => { said.textContent += line + "\n"; };
const look = async (page) => {
  const frame = document.createElement("iframe");
  frame.width = 375; frame.height = 800; frame.src = page;
  const loaded = new Promise((resolve) => { frame.onload = resolve; });
  document.body.append(frame);
  await loaded;
  const there = frame.contentDocument, width = there.documentElement.scrollWidth;
  if (width > 375) say(`share/doc/style.css:1: ${page}: ${width} pixels wide on a phone of 375`);
  if (page === "explanation/physics.html" && (there.querySelectorAll("math").length < 10 || there.querySelector("math").getBoundingClientRect().height < 10)) say("share/doc/explanation/physics.md:1: equations are not drawn");
  if (page === "index.html") {
    const field = there.getElementById("search");
    field.value = "virial stress";
    field.dispatchEvent(new Event("input"));
    const found = [...there.querySelectorAll("#found a")].map((link) => link.getAttribute("href"));
    if (!found.includes("formats/frames.html")) say(`share/doc/search.js:1: does not find the page of frames by 'virial stress', but ${found}`);
    field.value = "xyzzyplugh";
    field.dispatchEvent(new Event("input"));
    if (there.querySelectorAll("#found a").length > 0) say("share/doc/search.js:1: finds what is nowhere");
  }
  frame.remove();
};
(async () => { for (const page of pages) await look(page); say("looked"); })();
END
      echo '</script></body>'
    } >look.htm
    seen=$(timeout 250 chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files \
      --virtual-time-budget=60000 --user-data-dir="$build/scratch/chromium" --dump-dom \
      "file://$PWD/look.htm" 2>/dev/null |
      sed -n '/<pre id="said">/,/<\/pre>/p' | sed 's/<[^>]*>//g' | grep . || true)
    grep -qx looked <<<"$seen" || echo 'share/doc/site.sh:1: the browser did not look at every page'
    grep -vx looked <<<"$seen" || true
    rm -rf -- look.htm "$build/scratch/chromium"
  fi
} | verdict
