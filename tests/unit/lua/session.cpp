#include <sys/file.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "base/error.hpp"
#include "base/installation.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "lua/folder.hpp"
#include "lua/module.hpp"
#include "scratch.hpp"
#include "small_files.hpp"
#include "test.hpp"

using namespace nnpipe;

namespace {

using Arguments = std::vector<std::pair<std::string, std::string>>;

// Tables as lines of words, which is all these tests need: reading and writing them is another module's.
lua::TableContents read_table(const std::string& path) {
  lua::TableContents table;
  const std::string text = lua::read_whole(path);
  for (const auto line : split(std::string_view{text}, '\n')) {
    const auto words = split(line);
    if (words.empty()) continue;
    if (table.fields.empty()) {
      table.fields.assign(words.begin(), words.end());
      table.is_text.assign(words.size(), false);
      continue;
    }
    for (std::size_t c = 0; c < words.size(); ++c) {
      const auto value = parse_double(words[c]);
      if (!value) table.is_text[c] = true;
      table.numbers.push_back(value.value_or(std::nan("")));
      table.words.emplace_back(words[c]);
    }
  }
  return table;
}

void write_table(const std::string& path, const lua::TableContents& table) {
  std::string text = join(table.fields, " ") + "\n";
  for (std::size_t i = 0; i < table.numbers.size(); ++i) {
    text += table.is_text[i % table.fields.size()] ? table.words[i] : to_text(table.numbers[i]);
    text += (i + 1) % table.fields.size() == 0 ? '\n' : ' ';
  }
  lua::write_whole(path, text);
}

struct World {
  test::Scratch scratch;
  std::vector<std::string> said;
  std::string printed;

  std::string out(const std::string& name) const { return scratch / ("out/" + name); }
  std::string text(const std::string& name) const { return lua::read_whole(out(name)); }
  bool exists(const std::string& name) const { return std::filesystem::exists(out(name)); }

  lua::Surroundings surroundings(Arguments arguments) {
    lua::Surroundings around;
    around.script = scratch / "test.lua";
    around.arguments = std::move(arguments);
    around.arguments.emplace_back("out", scratch / "out");
    around.module_folder = share_folder() + "/../scripts";
    around.programs = {"symfunc", "fit-mlp"};
    around.read_table = read_table;
    around.write_table = write_table;
    around.say = [this](std::string_view line) { said.emplace_back(line); };
    around.print = [this](std::string_view text) { printed += text; };
    return around;
  }

  void run(const std::string& script, Arguments arguments = {}) {
    printed.clear();
    said.clear();
    lua::Session session{surroundings(std::move(arguments))};
    session.run_text("local nn = require 'nnpipe'\nlocal scratch = '" + scratch.path() + "/'\n" + script);
  }

  // Runs the script; returns its error, without the scratch folder's name.
  std::string error_of(const std::string& script, Arguments arguments = {}, ExitStatus status = ExitStatus::failure) {
    try {
      run(script, std::move(arguments));
    } catch (const Error& error) {
      CHECK(error.status() == status);
      std::string message = error.what();
      for (auto at = message.find(scratch / ""); at != std::string::npos; at = message.find(scratch / "")) {
        message.erase(at, (scratch / "").size());
      }
      return message;
    }
    return "no error";
  }

  // How often the step that appends to this file ran.
  std::size_t runs(const std::string& name) const {
    const std::string path = scratch / name;
    return std::filesystem::exists(path) ? lua::read_whole(path).size() : 0;
  }
};

// A step that leaves a trace each time it runs.
const std::string traced = R"(
local function traced(name, text, input)
  return { "sh", "-c", ([=[printf x >>'%s'; [ -z "$2" ] || cat "$2"; printf "%%s" "$1"]=]):format(scratch .. name), "sh", text, input or "" }
end
)";

}  // namespace

TEST_CASE("errors of a script begin with its place, and no place of ours") {
  World world;
  CHECK(world.error_of("local x = nil\nreturn x.y") == "test.lua:4: attempt to index a nil value (local 'x')");
  CHECK_THAT(world.error_of("x = = 1"), ContainsSubstring("test.lua:3: unexpected symbol near '='"));
  CHECK(world.error_of("error('my own')") == "test.lua:3: my own");
  CHECK(world.error_of("\n\nnn.share 'potentials/absent.sw'")
            .rfind("test.lua:5: no shared file 'potentials/absent.sw'", 0) == 0);
  CHECK(world.error_of("nn.step { 'a', out = 'a', { 'symfun' } }") ==
        "test.lua:3: no program 'symfun' (did you mean symfunc?)");
  CHECK_THAT(world.error_of("nn.step { 'a', out = 'a', inptus = {}, { 'true' } }"),
             ContainsSubstring("got inptus (did you mean inputs?)"));
}

TEST_CASE("options take their type from their default") {
  World world;
  world.run(
      "local o = nn.options { n = 1, x = 0.5, text = 'a', flag = false, list = { 1, 2 }, kept = 7 }\n"
      "nn.step { 's', out = 's', { 'printf', '%s,', o.n, o.x, o.text, tostring(o.flag), o.list, o.kept, math.type(o.n) "
      "} }",
      {{"n", "3"}, {"x", "2"}, {"text", "b c=d"}, {"flag", "yes"}, {"list", "4,5.5,6"}});
  CHECK(world.text("s") == "3,2,b c=d,true,4,5.5,6,7,integer,");
}

TEST_CASE("an option that is unknown, of another type or given twice is a usage error before anything runs") {
  World world;
  const std::string script =
      "local o = nn.options { temperature = 300, flag = true }\nnn.step { 's', out = 's', { 'true' } }";
  CHECK_THAT(
      world.error_of(script, {{"temperatur", "1"}}, ExitStatus::usage),
      ContainsSubstring(
          "test.lua:3: unknown option temperatur, expected flag, temperature, out, jobs (did you mean temperature?)"));
  CHECK_THAT(world.error_of(script, {{"temperature", "hot"}}, ExitStatus::usage),
             ContainsSubstring("temperature: expected a number, got 'hot'"));
  CHECK_THAT(world.error_of(script, {{"temperature", "nan"}}, ExitStatus::usage),
             ContainsSubstring("expected a number"));
  CHECK_THAT(world.error_of(script, {{"flag", "maybe"}}, ExitStatus::usage),
             ContainsSubstring("flag: expected true or false, got 'maybe'"));
  CHECK_THAT(world.error_of(script, {{"flag", "1"}, {"flag", "0"}}, ExitStatus::usage),
             ContainsSubstring("flag is given twice"));
  CHECK_THAT(world.error_of(script, {{"jobs", "0"}}, ExitStatus::usage),
             ContainsSubstring("jobs: expected a positive integer"));
  CHECK_THAT(world.error_of("nn.step { 's', out = 's', { 'true' } }", {{"n", "1"}}, ExitStatus::usage),
             ContainsSubstring("unknown option n"));
  CHECK_FALSE(world.exists("s"));
}

TEST_CASE("command tables become words: positional ones in order, options by name, lists joined, true a flag") {
  World world;
  world.run(
      "local a = nn.step { 'a', out = 'a.txt', { 'printf', 'hello' } }\n"
      "nn.step { 'b', out = 'b', { 'printf', '%s\\n', 'p q', a, zeta = 1.5, alpha = { 1, 2.5, 'x' }, tau_max = 10, "
      "flag = true, off = false, "
      "seed = -3, ['repeat'] = { 4, 4 }, both = { a, 'y' }, empty = '' } }");
  const std::string path = world.out("a.txt");
  CHECK(world.text("b") == "p q\n" + path + "\n--alpha\n1,2.5,x\n--both\n" + path +
                               ",y\n--empty=\n--flag\n--repeat\n4,4\n--seed=-3\n--tau-max\n10\n--zeta\n1.5\n");
  CHECK_THAT(world.error_of("nn.step { 's', out = 's', { 'true', nil, 'x' } }"),
             ContainsSubstring("true: argument 1 is nil"));
  CHECK_THAT(world.error_of("nn.step { 's', out = 's', { 'true', print } }"), ContainsSubstring("got a function"));
  CHECK_THAT(world.error_of("nn.step { 's', out = 's', { 'true', x = 0/0 } }"),
             ContainsSubstring("expected a finite number"));
}

TEST_CASE("a step is skipped when nothing it depends on changed, and made anew when something did") {
  World world;
  const auto script = [](const std::string& first, const std::string& second) {
    return traced + "local a = nn.step { 'a', out = 'a', traced('ran-a', '" + first + "') }\n" +
           "local b = nn.step { 'b', out = 'b', traced('ran-b', '" + second + "', a) }\n";
  };
  world.run(script("one", "two"));
  CHECK(world.text("b") == "onetwo");
  world.run(script("one", "two"));
  CHECK(world.runs("ran-a") == 1);
  CHECK(world.runs("ran-b") == 1);
  world.run(script("one", "three"));  // an option of the second
  CHECK(world.runs("ran-a") == 1);
  CHECK(world.runs("ran-b") == 2);
  world.run(script("other", "three"));  // of the first, and so the second's input
  CHECK(world.runs("ran-a") == 2);
  CHECK(world.runs("ran-b") == 3);
  CHECK(world.text("b") == "otherthree");
  lua::write_whole(world.out("b"), "tampered with");
  world.run(script("other", "three"));
  CHECK(world.runs("ran-a") == 2);
  CHECK(world.runs("ran-b") == 4);
  CHECK(world.text("b") == "otherthree");
}

TEST_CASE("a step whose input was made anew with the same bytes is skipped") {
  World world;
  const auto script = [](const std::string& unused) {
    return traced + "local a = nn.step { 'a', out = 'a', { 'sh', '-c', 'printf same', '" + unused + "' } }\n" +
           "nn.step { 'b', out = 'b', traced('ran-b', 'x', a) }\n";
  };
  world.run(script("1"));
  world.run(script("2"));
  CHECK(world.runs("ran-b") == 1);
}

TEST_CASE("files named in a command and inputs declared are watched") {
  World world;
  const std::string script = traced +
                             "nn.step { 'a', out = 'a', traced('ran-a', '', scratch .. 'data') }\n"
                             "nn.step { 'b', out = 'b', inputs = { scratch .. 'data' }, traced('ran-b', '') }\n";
  lua::write_whole(world.scratch / "data", "1");
  world.run(script);
  world.run(script);
  CHECK(world.runs("ran-a") == 1);
  CHECK(world.runs("ran-b") == 1);
  lua::write_whole(world.scratch / "data", "2");
  world.run(script);
  CHECK(world.runs("ran-a") == 2);
  CHECK(world.runs("ran-b") == 2);
  CHECK(world.text("a") == "2");
}

TEST_CASE("a program that changed makes its step run again") {
  World world;
  const std::string tool = world.scratch / "tool";
  const std::string script = "nn.step { 'a', out = 'a', { scratch .. 'tool' } }";
  for (const std::string version : {"1", "2"}) {
    lua::write_whole(tool, "#!/bin/sh\necho " + version + "\n");
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
    world.run(script);
    CHECK(world.text("a") == version + "\n");
  }
}

TEST_CASE("outputs of a step that fails do not appear, and the step is named with its place") {
  World world;
  const std::string script =
      "local a = nn.step { 'half', out = { 'a', log = 'sub/log' }, nn.pipe { { 'echo', 'x' },\n"
      "  { 'sh', '-c', 'cat; echo y >\"$1\"; echo \"sh: no more\" >&2; exit 1', 'sh', nn.out 'log' } } }\n";
  CHECK(world.error_of(script) == "test.lua:3: step 'half': sh: no more");
  CHECK_FALSE(world.exists("a"));
  CHECK_FALSE(world.exists("sub/log"));
  CHECK(std::filesystem::is_empty(world.out(".nnpipe/work")));
}

TEST_CASE("a step that ends well without its output is an error") {
  World world;
  CHECK(world.error_of("nn.step { 'a', out = { 'a', log = 'log' }, { 'true', nn.out 'log' } }") ==
        "test.lua:3: step 'a': ended without making log");
}

TEST_CASE("steps that run beside a failing one are not lost, later ones do not begin") {
  World world;
  const std::string script = traced +
                             "nn.step { 'slow', out = 'slow', { 'sh', '-c', 'sleep 0.4; echo done' } }\n"
                             "local bad = nn.step { 'bad', out = 'bad', { 'sh', '-c', 'exit 1' } }\n"
                             "nn.step { 'after', out = 'after', traced('ran', 'x', bad) }\n";
  CHECK_THAT(world.error_of(script, {{"jobs", "2"}}), ContainsSubstring("step 'bad': sh: exit status 1"));
  CHECK(world.text("slow") == "done\n");
  CHECK(world.runs("ran") == 0);
}

TEST_CASE("the status of a criterion that was not met is the script's own") {
  World world;
  CHECK_THAT(world.error_of("nn.step { 'check', out = 'c', { 'sh', '-c', 'exit 3' } }", {}, ExitStatus::criterion),
             ContainsSubstring("step 'check'"));
}

TEST_CASE("independent steps run side by side, as many as jobs allows") {
  World world;
  // Each of three waits, for half a minute at most, until all three have begun.
  world.run(
      "for i = 1, 3 do nn.step { 's' .. i, out = 's' .. i, { 'sh', '-c', 'cd ' .. scratch .. '; : >begun' .. i .. "
      "'; n=0; until [ -e begun1 ] && [ -e begun2 ] && [ -e begun3 ]; do n=$((n + 1)); [ $n -lt 1500 ] || exit 9; "
      "sleep "
      "0.02; done' } } end",
      {{"jobs", "3"}});
  CHECK(world.exists("s3"));
  // Two at a time would meet in the folder that one alone can make.
  world.run(
      "for i = 1, 3 do nn.step { 't' .. i, out = 't' .. i, { 'sh', '-c', 'cd ' .. scratch .. '; mkdir alone || exit 9; "
      "sleep 0.05; rmdir alone' } } end",
      {{"jobs", "1"}});
  CHECK(world.exists("t3"));
}

TEST_CASE("a function makes files too, and depends on its code, the values it uses and the steps among them") {
  World world;
  const auto script = [](const std::string& value, const std::string& code) {
    return "local a = nn.step { 'a', out = 'a', { 'printf', 'A" + value.substr(0, 1) + "' } }\nlocal value = '" +
           value +
           "'\nnn.step { 'f', out = { 'f', more = 'g' }, function(path, paths)\n  local t = io.open(scratch .. 'ran', "
           "'a') t:write 'x' t:close()\n"
           "  nn.write_table(path, { fields = { 'k', 'v' }, rows = { { 'a', 1 }, { k = 'b', v = 2.5 } } })\n"
           "  local g = io.open(paths.more, 'w') g:write(nn.read(a), value" +
           code + ") g:close()\nend }";
  };
  world.run(script("1x", ""));
  CHECK(world.text("f") == "k v\na 1\nb 2.5\n");
  CHECK(world.text("g") == "A11x");
  world.run(script("1x", ""));
  CHECK(world.runs("ran") == 1);
  world.run(script("1y", ""));  // a value it uses
  CHECK(world.runs("ran") == 2);
  world.run(script("2y", ""));  // a step it uses
  CHECK(world.runs("ran") == 3);
  world.run(script("2y", ", '!'"));  // its code
  CHECK(world.runs("ran") == 4);
  CHECK(world.text("g") == "A22y!");
}

TEST_CASE("tables, reports and lists that a script makes wrongly are refused with its place") {
  World world;
  const auto table = [&](const std::string& rows) {
    return world.error_of(
        "nn.step { 'f', out = 'f', function(path) nn.write_table(path, { fields = { 'k', 'v' }, rows = " + rows +
        " }) end }");
  };
  CHECK_THAT(table("{ { 'a', true } }"),
             ContainsSubstring("row 1, column 'v': expected a number or a text, got boolean"));
  CHECK_THAT(table("{ { 'a', 1 }, { 2, 1 } }"), ContainsSubstring("row 2, column 'k': expected a text, got a number"));
  CHECK_THAT(table("{ { 'a', 1, 2 } }"), ContainsSubstring("row 1: 3 values, expected 2, one a column"));
  CHECK_THAT(table("{ { 'a', 9007199254740993 } }"), ContainsSubstring("the integer 9007199254740993 is beyond 2^53"));
  CHECK_THAT(table("{ { 'a', 1 }, { 'b', 'c' } }"),
             ContainsSubstring("row 2, column 'v': expected a number, got a text"));
  CHECK_THAT(table("{ { 'a\\nb', 1 } }"),
             ContainsSubstring("row 1, column 'k': the text has several lines, expected one"));
  CHECK_THAT(table("{ { 'a', 1 } }, unit = 'metal'"),
             ContainsSubstring("nn.write_table: no setting unit (did you mean units?)"));
}

TEST_CASE("a script that leaves by os.exit before its steps have run is an error") {
  World world;
  const std::string step = "nn.step { 'a', out = 'a', { 'printf', 'A' } }\n";
  CHECK_THAT(world.error_of(step + "os.exit(0)"), ContainsSubstring("os.exit: step 'a' has not run"));
  CHECK_THAT(world.error_of(step + "os.exit()"), ContainsSubstring("os.exit: step 'a' has not run"));
  CHECK_THAT(world.error_of("nn.step { 'f', out = 'f', function() os.exit(true) end }"),
             ContainsSubstring("os.exit: step 'f' has not run"));
}

TEST_CASE("the parts of a page and the entries of a list are what they must be, whoever hands them over") {
  World world;
  const auto page = [&](const std::string& item) {
    return world.error_of("require('nnpipe.core').html_page { title = 't', lead = 'l', items = { " + item + " } }");
  };
  CHECK_THAT(page("{ kind = 'song' }"), ContainsSubstring("unknown part of a page 'song'"));
  CHECK_THAT(page("{ kind = 'table', caption = 'c', rows = 'x' }"),
             ContainsSubstring("rows: expected a list of rows, got string"));
  CHECK_THAT(page("{ kind = 'table', caption = 'c', rows = { 'x' } }"),
             ContainsSubstring("rows: expected a list, got string"));
  CHECK_THAT(page("{ kind = 'table', caption = 'c', rows = { { 'x', {} } } }"),
             ContainsSubstring("rows: expected a text as entry 2, got table"));
}

TEST_CASE("a folder that programs of a killed pipeline still hold is waited for, and then refused") {
  const test::Scratch scratch;
  const std::string path = scratch / "lock";
  // Held, and by nobody that the file names.
  const Descriptor holder = open_to_write(path);
  REQUIRE(::flock(holder.get(), LOCK_EX) == 0);
  CHECK_THROWS_WITH((lua::Lock{path, "out"}),
                    ContainsSubstring("programs of an earlier pipeline are still running in out"));
}

TEST_CASE("a misspelt name is an error, not nil") {
  World world;
  CHECK(world.error_of("nn.plott {}") == "test.lua:3: no function nn.plott (did you mean plot?)");
  CHECK(world.error_of("local opt = nn.options { steps = 1 }\nprint(opt.step)") ==
        "test.lua:4: no option step (did you mean steps?)");
  CHECK(world.error_of("nn.step { 'a', out = 'a', { 'printf', 'x', y = nothing } }") ==
        "test.lua:3: variable nothing is not set");
  world.run("x = 1\nassert(x == 1 and rawget(_G, 'nothing') == nil)");
  CHECK(world.error_of("nn.table {}") == "test.lua:3: nn.table: expected a step or a path, got a table");
}

TEST_CASE("options are added to a command without changing it") {
  World world;
  world.run(
      "local echo = { 'printf', '%s' }\n"
      "nn.step { 'more', out = 'more', nn.with(echo, { 'printf', '%s %s', 'a', 'b' }) }\n"
      "assert(#echo == 2 and echo[2] == '%s')");
  CHECK(world.text("more") == "a b");
  CHECK(world.error_of("nn.with('printf', {})") == "test.lua:3: nn.with: expected two tables, got a string");
}

TEST_CASE("an error in a step's function is the step's, with the place in the script") {
  World world;
  CHECK(world.error_of("nn.step { 'f', out = 'f', function()\n  error 'oh'\nend }") ==
        "test.lua:3: step 'f': test.lua:4: oh");
  CHECK_FALSE(world.exists("f"));
}

TEST_CASE("numbers in commands are the shortest that read back, whole ones with all digits") {
  World world;
  world.run("nn.step { 'n', out = 'n', { 'printf', '%s ', 1e6, 100000.0, 3, 0.1, 1e-6, 2.5e20, -2 } }");
  CHECK(world.text("n") == "1000000 100000 3 0.1 1e-06 2.5e+20 -2 ");
}

TEST_CASE("tables are read by column, by row and by value") {
  World world;
  const std::string head =
      "local t = nn.table(nn.step { 't', out = 't', { 'printf', 'quantity rmse\\nenergy 1.5\\nforce 2\\n' } })\n";
  world.run(head +
            "assert(#t == 2 and t.rows[2].rmse == 2 and t:column('rmse')[1] == 1.5)\n"
            "assert(t:get('rmse', { quantity = 'energy' }) == 1.5)\nassert(t:least('rmse').quantity == 'energy')\n"
            "assert(t:greatest('rmse').quantity == 'force')");
  world.run(
      "local t = nn.table(nn.step { 'x', out = 'x', { 'printf', 'time energy\\n0 1\\n2 2\\n4 3\\n' } })\n"
      "assert(t:slope('energy', 'time') == 0.5)\nassert(t:mean 'energy' == 2 and t:mean('energy', 0.5) == 2.5)\n"
      "local u = nn.table(nn.step { 'y', out = 'y', { 'printf', 'energy\\n2\\n2\\n4\\n' } })\n"
      "assert(t:rms_difference(u, 'energy') == (2 / 3) ^ 0.5)");
  CHECK(world.error_of(head + "local u = nn.table(nn.step { 'y', out = 'y', { 'printf', 'rmse\\n2\\n' } })\n"
                              "t:rms_difference(u, 'rmse')") ==
        "test.lua:5: out/t has 2 rows, out/y 1: expected as many, and some");
  CHECK(world.error_of(head + "t:mean('rmse', 1)") == "test.lua:4: out/t: no row is left for a mean");
  CHECK(world.error_of(head + "t:mean('rmse', -1)") == "test.lua:4: mean: a part of -1, expected 0 to below 1");
  CHECK(world.error_of(head + "t:mean('rmse', 0/0)").find("expected 0 to below 1") != std::string::npos);
  for (const std::string call :
       {"t:mean 'quantity'", "t:slope('rmse', 'quantity')", "t:rms_difference(t, 'quantity')"}) {
    CHECK(world.error_of(head + call) == "test.lua:4: out/t: column quantity holds words, expected numbers");
  }
  CHECK(world.error_of("local t = nn.table(nn.step { 't', out = 't', { 'printf', 'x y\\n1 2\\n1 3\\n' } })\n"
                       "t:slope('y', 'x')") == "test.lua:4: out/t: column x has one value: there is no slope");
  CHECK_THAT(world.error_of(head + "t:get('quantity', { rmse = '2' })"),
             ContainsSubstring("column rmse holds numbers, expected one to compare with, got the string 2"));
  CHECK(world.error_of(head + "t:get('rmse', { quantity = 'mass' })") ==
        "test.lua:4: out/t: expected one row with quantity = mass, got 0");
  CHECK(world.error_of(head + "t:get('mae')") == "test.lua:4: out/t: no column mae, the table has quantity rmse");
}

TEST_CASE("the summary is printed aligned and written with unknown thesis values as NaN") {
  World world;
  world.run("nn.summary { { 'energy', 'meV', thesis = 0.864, ours = 0.7304 }, { 'drift', 'meV', ours = 1e-7 } }");
  CHECK(world.text("summary.tab") == "quantity unit thesis ours\nenergy meV 0.864 0.7304\ndrift meV nan 1e-07\n");
  CHECK(world.printed ==
        "quantity  unit  thesis       ours\n"
        "─────────────────────────────────\n"
        "energy    meV   0.8640     0.7304\n"
        "drift     meV        –  1.000e-07\n");
  CHECK_THAT(world.error_of("nn.summary { { 'energy', 'meV', thesis = 1 } }"),
             ContainsSubstring("energy has no number under ours"));
}

TEST_CASE("names and outputs of steps are unique and stay in the output folder") {
  World world;
  CHECK(world.error_of("nn.step { 'a', out = 'a', { 'true' } }\nnn.step { 'a', out = 'b', { 'true' } }") ==
        "test.lua:4: step 'a' is there already, at test.lua:3");
  CHECK(world.error_of("nn.step { 'a', out = 'a', { 'true' } }\nnn.step { 'b', out = 'a', { 'true' } }") ==
        "test.lua:4: step 'b': out/a is made by step 'a' already, at test.lua:3");
  for (const std::string name : {"../a", "/a", "x/../../a", ""}) {
    CHECK_THAT(world.error_of("nn.step { 'a', out = '" + name + "', { 'true' } }"),
               ContainsSubstring("expected the name of a file in the output folder"));
  }
  world.run("nn.step { '../odd name/\\u{e9}', out = 'sub/folder/a', { 'echo' } }");
  CHECK(world.exists("sub/folder/a"));
}

TEST_CASE("a second pipeline in the same folder is refused, in another it runs") {
  World world;
  lua::Session first{world.surroundings({})};
  first.run_text("local nn = require 'nnpipe'\nnn.step { 'a', out = 'a', { 'true' } }");
  CHECK_THAT(world.error_of("nn.step { 'a', out = 'a', { 'true' } }"),
             ContainsSubstring("test.lua:3: another pipeline is running in") && ContainsSubstring("process"));
  {
    const SmallFiles small{100};
    CHECK_THROWS_WITH(lua::write_whole(world.scratch / "large", std::string(1000, 'x')),
                      ContainsSubstring("cannot write: File too large"));
  }
  CHECK_THROWS_WITH(lua::read_whole("/proc/self/mem"), ContainsSubstring("cannot read: Input/output error"));
  World other;
  other.run("nn.step { 'a', out = 'a', { 'true' } }");
  CHECK(other.exists("a"));
}

TEST_CASE("the module's own functions refuse what they cannot take") {
  World world;
  const auto of = [&](const std::string& call) { return world.error_of("require 'nnpipe.core'." + call); };
  struct Call {
    std::string call, said;
  };
  for (const auto& [call, said] : std::vector<Call>{
           {"start { stages = { {} } }", "a stage without words, expected the name of a program"},
           {"start {}", "a pipe without programs, expected at least one"},
           {"start(1)", "expected a table, got number"},
           {"number 'x'", "number: expected a number, got string"},
           {"hash {}", "text: expected a text, got table"},
           {"write_table('t', { rows = {} })", "a table without columns, expected fields = {…}"},
           {"write_table('t', { fields = { 'a' } })", "a table without rows, expected rows = {…}"},
           {"write_table('t', { fields = { 'a' }, rows = { 7 } })", "row 1: expected a table, got number"},
           {"make_folder '/proc/a'", "/proc/a: cannot create: "},
           {"remove '/proc/self/status'", "/proc/self/status: cannot remove: "},
           {"lock('/proc/a', 'here')", "/proc/a: cannot create: "},
           {"lock('/dev/null', 'here')", "/dev/null: cannot write: Invalid argument"},
       }) {
    CHECK_THAT(of(call), StartsWith("test.lua:3: " + said));
  }
  // A folder cannot take a file's place.
  lua::write_whole(world.scratch / "file", "text");
  std::filesystem::create_directory(world.scratch / "folder");
  CHECK_THAT(of("publish(scratch .. 'file', scratch .. 'folder')"),
             ContainsSubstring("folder: cannot create: Is a directory"));
  CHECK(lua::read_whole(world.scratch / "file") == "text");
}
