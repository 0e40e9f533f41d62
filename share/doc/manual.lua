-- Filter of pandoc: a page of Markdown as a page of the manual. The first heading becomes NAME, what stands under it
-- SYNOPSIS and DESCRIPTION; links become references, nnpipe-NAME(SECTION); equations become text. Needs the metadata
-- `source`, the page's path below share/doc.
local path = require "pandoc.path"
local shared = dofile(path.join { path.directory(PANDOC_SCRIPT_FILE), "lists.lua" })

local source

-- "formats/frames.md" is nnpipe-frames(5).
local function reference(file)
  local folder, base = file:match "^([%w-]+)/([%w-]+)%.md$"
  if not folder then return nil end
  local sections = { programs = 1, formats = 5, tutorials = 7, ["how-to"] = 7, reference = 7, explanation = 7 }
  return sections[folder] and (base == "nnpipe" and base or "nnpipe-" .. base), sections[folder], base
end

-- Equations in TeX, as a reader of plain text writes them.
local symbols = { alpha = "α", beta = "β", gamma = "γ", delta = "δ", epsilon = "ε", varepsilon = "ε",
  zeta = "ζ", eta = "η", theta = "θ", kappa = "κ", lambda = "λ", mu = "μ", nu = "ν", pi = "π", rho = "ρ",
  sigma = "σ", tau = "τ", phi = "φ", varphi = "φ", chi = "χ", omega = "ω", Omega = "Ω", Delta = "Δ",
  Sigma = "Σ", Gamma = "Γ", Phi = "Φ", sum = "Σ", prod = "Π", int = "∫", partial = "∂", nabla = "∇",
  cdot = "·", times = "×", pm = "±", otimes = "⊗", le = "≤", leq = "≤", ge = "≥", geq = "≥", ne = "≠",
  ll = "<<", gg = ">>", approx = "≈", equiv = "≡", propto = "∝", sim = "~", to = "→", infty = "∞",
  circ = "°", star = "*", ast = "*", ell = "l", top = "T", prime = "'", dots = "...", ldots = "...", cdots = "...",
  langle = "<", rangle = ">", lvert = "|", rvert = "|", lVert = "|", rVert = "|", mid = "|", quad = "\t",
  qquad = "\t", exp = "exp", cos = "cos", sin = "sin", tanh = "tanh", ln = "ln", log = "log", min = "min",
  max = "max", left = "", right = "", big = "", Big = "", bigl = "", bigr = "", Bigl = "", Bigr = "",
  displaystyle = "", limits = "" }
-- Fonts and accents, which plain text does without.
local fonts = { mathbf = true, mathrm = true, mathcal = true, boldsymbol = true, operatorname = true, hat = true,
  tilde = true, vec = true }
local powers = { ["2"] = "²", ["3"] = "³", ["4"] = "⁴", ["5"] = "⁵", ["6"] = "⁶" }

local function bracketed(text)
  if utf8.len(text) <= 1 or not text:match "[ +%-/=,·]" or text:match "^%b()$" then return text end
  return "(" .. text .. ")"
end

local function plain(tex)
  -- An argument: {…}, a command, or one letter; returns it and what follows.
  local function argument(text)
    text = text:gsub("^%s+", "")
    local group = text:match "^%b{}"
    if group then return plain(group:sub(2, -2)), text:sub(#group + 1) end
    local command = text:match "^\\%a+"
    if command then return plain(command), text:sub(#command + 1) end
    local letter = text:match(utf8.charpattern) or ""
    return letter, text:sub(#letter + 1)
  end
  local out = ""
  while tex ~= "" do
    local name = tex:match "^\\(%a+)"
    local first = tex:sub(1, 1)
    if name then
      tex = tex:sub(#name + 2)
      if name == "frac" or name == "tfrac" then
        local above, below
        above, tex = argument(tex)
        below, tex = argument(tex)
        out = out .. bracketed(above) .. "/" .. bracketed(below)
      elseif name == "sqrt" then
        local under
        under, tex = argument(tex)
        out = out .. "sqrt(" .. under .. ")"
      elseif name == "text" then
        local inner = tex:match "^%b{}"
        tex = tex:sub(#inner + 1)
        out = out .. inner:sub(2, -2)
      elseif fonts[name] then
        local inner
        inner, tex = argument(tex)
        out = out .. inner
      elseif name == "begin" or name == "end" then
        tex = tex:gsub("^%b{}", "", 1)
        if name == "begin" then tex = tex:gsub("^%b{}", "", 1) end
      else
        local word = symbols[name] or error("manual.lua: " .. source .. ": no plain text for \\" .. name)
        local tight = word == "" or word == "∂" or word == "∇" or word == "Δ"
        if tight then
          tex = tex:gsub("^%s+", "", 1)
        elseif word:match "^%a%a" and tex:match "^[%w\\]" then
          word = word .. " "
        end
        out = out .. word
      end
    elseif first == "\\" then
      local second = tex:sub(2, 2)
      out = out .. (second == "\\" and "\n" or second:match "[,;: ]" and " " or second == "!" and "" or second)
      tex = tex:sub(3)
    elseif first == "_" or first == "^" then
      local inner
      inner, tex = argument(tex:sub(2))
      if first == "^" and powers[inner] then
        out = out .. powers[inner]
      elseif first == "^" and inner:match "^'+$" then
        out = out .. inner
      else
        out = out .. first .. (inner:find "[ ,=+/-]" and "(" .. inner .. ")" or inner)
      end
      if tex:match "^%w" then tex = " " .. tex end
    elseif first == "&" or first == "{" or first == "}" then
      tex = tex:sub(2)
    else
      out = out .. first
      tex = tex:sub(2)
    end
  end
  return out
end

local function displayed(text)
  local lines = {}
  for line in (text:gsub("^%s+", ""):gsub("%s+$", "") .. "\n"):gmatch "(.-)%s*\n" do
    line = line:gsub("^%s+", ""):gsub("%s*\t%s*", "\t"):gsub(" +", " "):gsub("\t", "    ")
    if line ~= "" then lines[#lines + 1] = line end
  end
  return table.concat(lines, "\n")
end

-- A block shown as it stands.
local function example(text)
  local body = text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("\n([.'])", "\n\\&%1"):gsub("^([.'])", "\\&%1")
  return pandoc.RawBlock("man", ".sp\n.RS 4\n.EX\n" .. body .. "\n.EE\n.RE")
end

-- Columns as wide as their texts, of which three letters are between two; where a terminal has not that much, what is
-- short keeps its width and the rest of the line goes to the long ones by their length.
local function with_widths(block)
  local longest, word = {}, {}
  local measure = function(rows)
    for _, row in ipairs(rows) do
      for i, cell in ipairs(row.cells) do
        local text = pandoc.utils.stringify(cell.contents)
        longest[i] = math.max(longest[i] or 1, utf8.len(text))
        for part in text:gmatch "%S+" do word[i] = math.max(word[i] or 1, utf8.len(part)) end
      end
    end
  end
  measure(block.head.rows)
  for _, body in ipairs(block.bodies) do measure(body.body) end
  local room = 67 - 3 * (#longest - 1)
  -- Widths where columns of up to so many letters are short; their sum.
  local function widths_for(limit)
    local out, total, short, long = {}, 0, 0, 0
    for _, length in ipairs(longest) do
      total = total + length + 1
      if length <= limit then short = short + length + 1 else long = long + length end
    end
    local wide, sum = total > room, 0
    for i, length in ipairs(longest) do
      out[i] = length + 1
      if wide and length > limit then out[i] = math.max(word[i] + 1, math.floor((room - short) * length / long)) end
      sum = sum + out[i]
    end
    return out, sum
  end
  local widths, sum = widths_for(16)
  if sum > room then widths = widths_for(8) end
  for i, width in ipairs(widths) do block.colspecs[i] = { block.colspecs[i][1], width / 70 } end
  return block
end

local function to_roff(blocks)
  -- First, while equations still are what they are.
  blocks = blocks:walk {
    Table = with_widths,
    Para = function(block)
      local only = #block.content == 1 and block.content[1]
      if only and only.t == "Math" then return example(displayed(plain(only.text))) end
    end,
  }
  return blocks:walk {
    BulletList = shared.definitions,
    CodeBlock = function(block) return example(block.text) end,
    Code = function(code)
      local text = code.text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("'", "\\[aq]"):gsub('"', "\\[dq]")
      return pandoc.RawInline("man", "\\f[B]" .. text .. "\\f[R]")
    end,
    Math = function(math) return pandoc.Str((plain(math.text):gsub("%s+", " "))) end,
    Image = function() return {} end,
    RawBlock = function(block) return block.format ~= "man" and {} or nil end,
    RawInline = function(inline) return inline.format ~= "man" and {} or nil end,
    Link = function(link)
      local name, section, base = reference(shared.resolve(source, (link.target:gsub("#.*", ""))))
      if link.target:match "^%w+:" then return nil end
      if not name then return link.content end
      local words = pandoc.utils.stringify(link.content)
      local named = { pandoc.Strong { pandoc.Str(name) }, pandoc.Str("(" .. section .. ")") }
      if words == base or words:find(name, 1, true) == 1 then return named end
      local out = pandoc.List(link.content)
      out:extend { pandoc.Space(), pandoc.Str "(" }
      out:extend(named)
      out:extend { pandoc.Str ")" }
      return out
    end,
  }
end

function Pandoc(document)
  source = pandoc.utils.stringify(document.meta.source)
  local name, section = reference(source)
  local program = section == 1 and name:gsub("^nnpipe%-", "") or name
  local out = pandoc.List()
  local heading = function(text) out:insert(pandoc.Header(1, { pandoc.Str(text) })) end
  local described = false
  for i, block in ipairs(document.blocks) do
    if i == 1 then
      local title = pandoc.utils.stringify(block.content)
      local summary = title:match "^[^:]+: (.*)$" or title
      heading "NAME"
      out:insert(pandoc.RawBlock("man", (program:gsub("%-", "\\-")) .. " \\- " .. summary))
    elseif block.t == "Header" then
      local text = pandoc.utils.stringify(block.content)
      if block.level == 2 then
        heading(pandoc.text.upper(text))
      else
        out:insert(pandoc.Header(2, { pandoc.Str(text) }))
      end
      described = true
    elseif block.t ~= "RawBlock" then
      if not described and block.t == "CodeBlock" and section == 1 then
        heading "SYNOPSIS"
        out:insert(block)
      else
        if not described then heading "DESCRIPTION" end
        described = true
        out:insert(block)
      end
    end
  end
  return pandoc.Pandoc(to_roff(pandoc.Blocks(out)), document.meta)
end
