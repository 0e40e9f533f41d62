#include "lua/interpreter.hpp"

#include <lua.hpp>

#include "base/error.hpp"
#include "lua/folder.hpp"
#include "lua/values.hpp"

namespace nnpipe::lua {

namespace {

// A first line "#!/usr/bin/env -S nnpipe run" is for the shell; its line end stays, so that lines count right.
std::string read_script(const std::string& path) {
  std::string text = read_whole(path);
  if (text.starts_with('#')) text.erase(0, text.find('\n'));
  return text;
}

}  // namespace

Interpreter::Interpreter() : x_state{luaL_newstate()} {
  if (x_state == nullptr) fail("out of memory");
  luaL_openlibs(x_state);
}

Interpreter::~Interpreter() { lua_close(x_state); }

void Interpreter::run_file(const std::string& path) { run_chunk(read_script(path), "@" + path); }

void Interpreter::run_text(std::string_view text, const std::string& name) { run_chunk(text, "@" + name); }

void Interpreter::check_file(const std::string& path) {
  load_chunk(read_script(path), "@" + path);
  lua_pop(x_state, 1);
}

void Interpreter::load_chunk(std::string_view text, const std::string& name) {
  // "t": text only. A precompiled chunk can be made to crash the interpreter.
  if (luaL_loadbufferx(x_state, text.data(), text.size(), name.c_str(), "t") != LUA_OK) throw take_error(x_state);
}

void Interpreter::run_chunk(std::string_view text, const std::string& name) {
  load_chunk(text, name);
  call(0, 0);
}

void Interpreter::call(int arguments, int results) {
  if (lua_pcall(x_state, arguments, results, 0) != LUA_OK) throw take_error(x_state);
}

}  // namespace nnpipe::lua
