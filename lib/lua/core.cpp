#include "lua/core.hpp"

#include <cmath>
#include <cstring>
#include <filesystem>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/installation.hpp"
#include "base/text.hpp"
#include "base/threads.hpp"
#include "base/version.hpp"
#include "lua/values.hpp"

namespace nnpipe::lua {

namespace fs = std::filesystem;

namespace {

// --- programs

// A stage {"symfunc", "--set", …}: its first word names a program.
Command command_of(lua_State* state, int index, int threads) {
  Command command;
  command.words = list_at(state, index, "a stage");
  if (command.words.empty()) fail("a stage without words, expected the name of a program");
  command.path = text_field(state, index, "path");
  // Steps side by side share the machine; results do not depend on the number of threads.
  if (threads > 0) {
    for (const char* variable : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}) {
      command.environment.emplace_back(variable, fmt::format("{}", threads));
    }
  }
  return command;
}

// start{label, output, threads, timeout, stages} → identity.
int start(lua_State* state) {
  Core& core = core_of(state);
  PipelineSpec spec;
  spec.label = text_field(state, 1, "label");
  spec.output = text_field(state, 1, "output");
  const auto threads = parse_int(text_field(state, 1, "threads", "0")).value_or(0);
  spec.timeout = parse_double(text_field(state, 1, "timeout", "0")).value_or(0);
  lua_pushstring(state, "stages");
  lua_rawget(state, 1);
  const auto count = lua_istable(state, -1) ? static_cast<lua_Integer>(lua_rawlen(state, -1)) : 0;
  for (lua_Integer i = 1; i <= count; ++i) {
    lua_rawgeti(state, -1, i);
    spec.stages.push_back(command_of(state, -1, static_cast<int>(threads)));
    lua_pop(state, 1);
  }
  lua_pop(state, 1);
  lua_pushinteger(state, core.engine.start(std::move(spec)));
  return 1;
}

// wait(block) → {id, ok, message, status, seconds, cpu_seconds} of a pipeline that ended, or nil.
int wait(lua_State* state) {
  const auto outcome = core_of(state).engine.wait(lua_toboolean(state, 1) != 0);
  if (!outcome) return 0;
  lua_createtable(state, 0, 5);
  lua_pushinteger(state, outcome->id);
  lua_setfield(state, -2, "id");
  lua_pushboolean(state, outcome->ok);
  lua_setfield(state, -2, "ok");
  push(state, outcome->message);
  lua_setfield(state, -2, "message");
  lua_pushinteger(state, outcome->status);
  lua_setfield(state, -2, "status");
  lua_pushnumber(state, outcome->seconds);
  lua_setfield(state, -2, "seconds");
  lua_pushnumber(state, outcome->cpu_seconds);
  lua_setfield(state, -2, "cpu_seconds");
  return 1;
}

int running(lua_State* state) {
  lua_pushinteger(state, static_cast<lua_Integer>(core_of(state).engine.running()));
  return 1;
}

// find_program(name) → path: one of nnpipe's own, else one of PATH.
int find_program(lua_State* state) {
  const Core& core = core_of(state);
  const std::string name = text_argument(state, 1, "program");
  std::string path = name.find('/') == std::string::npos ? find_tool(name) : std::string{};
  if (path.empty()) path = find_on_path(name);
  if (path.empty()) {
    const std::string near = nearest(name, core.surroundings.programs);
    fail("no program {}{}", nnpipe::quoted(name), near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  push(state, path);
  return 1;
}

// --- files

int hash(lua_State* state) {
  push(state, hash_of(text_argument(state, 1, "text")));
  return 1;
}

// hash_path(path) → hash, or nil if there is no such file or folder.
int hash_path(lua_State* state) {
  const std::string digest = hash_of_path(text_argument(state, 1, "path"));
  if (digest.empty()) return 0;
  push(state, digest);
  return 1;
}

// kind(path) → "file", "folder", or nil.
int kind(lua_State* state) {
  const std::string path = text_argument(state, 1, "path");
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) {
    push(state, "file");
  } else if (fs::is_directory(path, ignored)) {
    push(state, "folder");
  } else {
    lua_pushnil(state);
  }
  return 1;
}

// make_folder(path, private): if it is made now and is to be private, nobody else looks into it.
int make_folder(lua_State* state) {
  const std::string path = text_argument(state, 1, "path");
  std::error_code error;
  const bool made = fs::create_directories(path, error);
  if (made && lua_toboolean(state, 2) != 0) {
    std::error_code ignored;  // a file system without rights
    fs::permissions(path, fs::perms::owner_all, ignored);
  }
  if (error && !fs::is_directory(path)) fail("{}: cannot create: {}", path, error.message());
  return 0;
}

int remove(lua_State* state) {
  const std::string path = text_argument(state, 1, "path");
  std::error_code error;
  fs::remove_all(path, error);
  if (error) fail("{}: cannot remove: {}", path, error.message());
  return 0;
}

int publish_path(lua_State* state) {
  publish(text_argument(state, 1, "from"), text_argument(state, 2, "to"));
  return 0;
}

int write_file(lua_State* state) {
  write_whole(text_argument(state, 1, "path"), text_argument(state, 2, "text"));
  return 0;
}

// read_file(path) → text, or nil if there is no such file.
int read_file(lua_State* state) {
  const std::string path = text_argument(state, 1, "path");
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return 0;
  push(state, read_whole(path));
  return 1;
}

// lock(path, what)
int lock(lua_State* state) {
  Core& core = core_of(state);
  core.lock.emplace(text_argument(state, 1, "path"), text_argument(state, 2, "what"));
  core.engine.lend(core.lock->descriptor());
  return 0;
}

int share(lua_State* state) {
  push(state, share_path(text_argument(state, 1, "name")));
  return 1;
}

// --- text

// number(x) → the shortest text that reads back as the same number; of a whole one all digits, as counts want it: 1e6
// is 1000000.
int number(lua_State* state) {
  const double value = number_argument(state, 1, "number");
  if (lua_isinteger(state, 1) != 0) {
    push(state, fmt::format("{}", lua_tointeger(state, 1)));
  } else {
    if (!std::isfinite(value)) fail("expected a finite number, got {}", to_text(value));
    constexpr double most = 9007199254740992.0;  // 2^53
    const bool whole = std::trunc(value) == value && std::abs(value) < most && !std::signbit(value);
    push(state, whole ? fmt::format("{}", static_cast<long long>(value)) : to_text(value));
  }
  return 1;
}

// parse_number(text) → integer, float, or nil.
int parse_number(lua_State* state) {
  const std::string text = text_argument(state, 1, "text");
  if (const auto integer = parse_int(text)) {
    lua_pushinteger(state, *integer);
    return 1;
  }
  const auto value = parse_double(text);
  if (!value || !std::isfinite(*value)) return 0;
  lua_pushnumber(state, *value);
  return 1;
}

// nearest(text, list) → the entry most alike, or nil.
int nearest_of(lua_State* state) {
  const std::string near = nearest(text_argument(state, 1, "text"), list_at(state, 2, "choices"));
  if (near.empty()) return 0;
  push(state, near);
  return 1;
}

int say(lua_State* state) {
  core_of(state).surroundings.say(text_argument(state, 1, "line"));
  return 0;
}

int print(lua_State* state) {
  core_of(state).surroundings.print(text_argument(state, 1, "text"));
  return 0;
}

// caller() → "si.lua:14", where the script called the module.
int caller(lua_State* state) {
  push(state, place_of_caller(state, core_of(state).module_sources));
  return 1;
}

// fail(message, place, status): an error at that place in the script; no place: where the script is now.
int fail_at(lua_State* state) {
  const std::string message = text_argument(state, 1, "message");
  const std::string place = text_argument(state, 2, "place", "");
  const auto status =
      lua_isinteger(state, 3) != 0 ? static_cast<ExitStatus>(lua_tointeger(state, 3)) : ExitStatus::failure;
  if (place.empty()) throw Error{message, status};
  push_error(state, place + ": " + message, status);
  return 1;  // for Lua's own error()
}

int open_core(lua_State* state) {
  static constexpr luaL_Reg functions[] = {{"start", guarded<start>},
                                           {"wait", guarded<wait>},
                                           {"running", guarded<running>},
                                           {"find_program", guarded<find_program>},
                                           {"hash", guarded<hash>},
                                           {"hash_path", guarded<hash_path>},
                                           {"kind", guarded<kind>},
                                           {"make_folder", guarded<make_folder>},
                                           {"remove", guarded<remove>},
                                           {"publish", guarded<publish_path>},
                                           {"write_file", guarded<write_file>},
                                           {"read_file", guarded<read_file>},
                                           {"lock", guarded<lock>},
                                           {"share", guarded<share>},
                                           {"number", guarded<number>},
                                           {"parse_number", guarded<parse_number>},
                                           {"nearest", guarded<nearest_of>},
                                           {"say", guarded<say>},
                                           {"print", guarded<print>},
                                           {"caller", guarded<caller>},
                                           {"failure", guarded<fail_at>},
                                           {"read_table", guarded<read_table>},
                                           {"write_table", guarded<write_table>},
                                           {"html_page", guarded<html_page>},
                                           {nullptr, nullptr}};
  luaL_newlib(state, functions);
  const Surroundings& around = core_of(state).surroundings;
  push(state, around.script);
  lua_setfield(state, -2, "script");
  lua_createtable(state, static_cast<int>(around.arguments.size()), 0);
  for (std::size_t i = 0; i < around.arguments.size(); ++i) {
    push(state, std::vector<std::string>{around.arguments[i].first, around.arguments[i].second});
    lua_rawseti(state, -2, static_cast<lua_Integer>(i + 1));
  }
  lua_setfield(state, -2, "arguments");
  lua_pushboolean(state, around.progress);
  lua_setfield(state, -2, "progress");
  lua_pushboolean(state, around.describe);
  lua_setfield(state, -2, "describe");
  lua_pushinteger(state, thread_count());
  lua_setfield(state, -2, "cores");
  push(state, version());
  lua_setfield(state, -2, "version");
  return 1;
}

// Lua code that computes does not wait for anything: it is asked now and then whether to go on.
void check_for_signal(lua_State* state, lua_Debug*) {
  if (Engine::interrupted() != 0) luaL_error(state, "interrupted");
}
constexpr int instructions_between_checks = 100000;

}  // namespace

Core::Core(Surroundings around)
    : surroundings{std::move(around)},
      module_sources{surroundings.module_folder + "/nnpipe/"},
      engine{[this](std::string_view label, std::string_view line) {
               surroundings.say(label.empty() ? std::string{line} : fmt::format("{}: {}", label, line));
             },
             [this](std::string_view label, std::string_view line) {
               if (surroundings.show) surroundings.show(line.empty() ? "" : fmt::format("{}: {}", label, line));
             }} {}

Core& core_of(lua_State* state) {
  Core* core = nullptr;
  std::memcpy(&core, lua_getextraspace(state), sizeof core);
  return *core;
}

void push_failure(lua_State* state, const std::string& message, ExitStatus status) {
  const std::string place = place_of_caller(state, core_of(state).module_sources);
  push_error(state, place.empty() ? message : place + ": " + message, status);
}

void install_core(lua_State* state, Core& core) {
  Core* address = &core;
  std::memcpy(lua_getextraspace(state), &address, sizeof address);
  lua_getglobal(state, "package");
  // A script may have modules of its own beside it.
  const std::string beside = fs::path{core.surroundings.script}.parent_path().string();
  std::string path;
  for (const auto& folder : {core.surroundings.module_folder, beside.empty() ? std::string{"."} : beside}) {
    path += fmt::format("{}{}/?.lua;{}/?/init.lua", path.empty() ? "" : ";", folder, folder);
  }
  push(state, path);
  lua_setfield(state, -2, "path");
  lua_getfield(state, -1, "preload");
  lua_pushcfunction(state, open_core);
  lua_setfield(state, -2, "nnpipe.core");
  lua_pop(state, 2);
  lua_sethook(state, check_for_signal, LUA_MASKCOUNT, instructions_between_checks);
}

}  // namespace nnpipe::lua
